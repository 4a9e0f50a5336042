"""Settlement, stress, claims, comparison, equity and guarantee fees against their vectors."""

from datetime import date
from decimal import Decimal as D

import pytest

from lending.pricing import guarantee_fees
from lending.pricing.claims import check_claim
from lending.pricing.compare import Candidate, compare, order
from lending.pricing.equity import exit_share, stake
from lending.pricing.errors import PriceError
from lending.pricing.quote import price
from lending.pricing.settlement import SAMA_CAP, Rule, settle_after, settle_on
from lending.pricing.stress import stress
from lending.pricing.terms import Drawdown, Fee, Product

MILLION = D(1_000_000)
LOAN = Product("reducing", "SAR", MILLION, D(9), 36, start=date(2026, 1, 15))


def test_settlement_vector() -> None:
    """F§d5: 1,000,000 at 9 % over 36 months, left after 12: 696,069.00 + 15,062.02 = 711,131.02.

    The vector is worked out without rounding: payment 31,799.73265994…, balance 696,068.9953…, three months' charge on the
    falling balance 15,062.0250, together 711,131.0203. Nobody can pay 0.00266 halalas: the booked instalment is 31,799.73,
    so after twelve of them the firm owes the twelve shortfalls with their interest (0.0332) and the rounding of twelve
    monthly charges (below half a halala each, here 0.0115 with interest) more: 696,069.04. The fee rounds to the same figure.
    """
    monthly, months = D("0.0075"), 36
    payment = MILLION * monthly / (1 - (1 + monthly) ** -months)
    growth = (1 + monthly) ** 12
    exact = MILLION * growth - payment * (growth - 1) / monthly
    balances = [exact * (1 + monthly) ** k - payment * ((1 + monthly) ** k - 1) / monthly for k in range(3)]
    charge = sum(balance * monthly for balance in balances)
    assert round(exact, 2) == D("696069.00")
    assert round(charge, 2) == D("15062.02")
    assert round(exact + charge, 2) == D("711131.02")

    payoff = settle_after(LOAN, 12, SAMA_CAP)
    rows = price(LOAN).rows
    assert payoff.fee == D("15062.02")
    assert payoff.balance == rows[11].balance == D("696069.04")
    shortfall = sum((payment - row.instalment) * (1 + monthly) ** (12 - row.n) for row in rows[:12])
    before = [MILLION, *(row.balance for row in rows)]
    rounding = sum((row.interest - before[row.n - 1] * monthly) * (1 + monthly) ** (12 - row.n) for row in rows[:12])
    assert abs(payoff.balance - (exact + shortfall + rounding)) < D("1e-12")
    assert payoff.total == D("711131.06")


def test_settlement_of_money_that_is_not_all_out_yet() -> None:
    """Stages never taken are neither owed nor saved; a line owes what is drawn, a claim what was paid for it."""
    stages = (Drawdown(0, D(400_000)), Drawdown(6, D(600_000)))
    staged = Product("staged", "SAR", MILLION, D(9), 36, drawdowns=stages, start=date(2026, 1, 15))
    assert settle_after(staged, 0, Rule()).balance == 400_000
    early = settle_after(staged, 3, Rule())
    assert early.total == 400_000
    assert 0 < early.saved < price(staged).total_cost
    line = Product("line", "SAR", MILLION, D(9), 12, use=D("0.5"))
    assert settle_after(line, 0, Rule()).balance == 500_000
    claim = Product("discount", "SAR", MILLION, D(8), days=90, start=date(2026, 1, 1))
    payoff = settle_on(claim, date(2026, 2, 15), Rule())
    assert payoff.balance == D("980273.97")
    assert payoff.accrued == D("9863.02")  # half of the 90 days' discount of 19,726.03
    assert payoff.saved == D("9863.01")


def test_settlement_between_two_instalments_adds_the_charge_run_up() -> None:
    due, later = settle_on(LOAN, date(2027, 1, 15), Rule()), settle_on(LOAN, date(2027, 1, 30), Rule())
    assert due.accrued == 0
    assert due.balance == later.balance
    assert later.accrued == D("2526.06")  # 5,220.52 x 15/31


def test_settlement_of_a_fixed_markup_follows_the_reducing_balance() -> None:
    murabaha = Product("murabaha", "SAR", MILLION, D(6), 36)
    payoff = settle_after(murabaha, 12, SAMA_CAP)
    assert payoff.balance < MILLION * 25 / 36 + 40_000
    assert payoff.saved > 0
    assert settle_after(murabaha, 12, Rule("whole_charge")).saved == 0


def test_the_whole_charge_is_never_taken_twice() -> None:
    flat = Product("flat", "SAR", MILLION, D(6), 36, start=date(2026, 1, 15))
    payoff = settle_on(flat, date(2027, 1, 30), Rule("whole_charge"))
    assert payoff.accrued > 0
    assert payoff.saved == 0


def test_settlement_fee_near_the_end_is_at_most_what_is_left() -> None:
    payoff = settle_after(LOAN, 35, SAMA_CAP)
    assert payoff.saved == 0
    assert settle_after(LOAN, 36).total == 0


def test_settlement_rules() -> None:
    assert settle_after(LOAN, 0, Rule("percent_of_balance", D(2), D(500))).fee == D("20500.00")
    with pytest.raises(PriceError):
        settle_after(LOAN, 37)
    with pytest.raises(PriceError):
        settle_on(LOAN, date(2030, 1, 1))


def test_stress_only_moves_floating_rates() -> None:
    assert stress(LOAN, price(LOAN)) == ()
    floating = Product("reducing", "SAR", MILLION, D(9), 36, floating=True)
    first, third = stress(floating, price(floating))
    assert round(first.quote.nominal, 2) == 10
    assert round(third.quote.nominal, 2) == 12
    assert 0 < first.extra_instalment < third.extra_instalment


@pytest.mark.parametrize(("claimed", "explain"), [("12.01", False), ("12.05", False), ("11.94", True), ("12.06", True)])
def test_claims(claimed: str, explain: bool) -> None:
    check = check_claim(D(claimed), D("12.000000000000"))
    assert check is not None
    assert check.must_explain is explain
    assert check_claim(None, D(12)) is None


def candidates() -> list[Candidate]:
    offers = {
        "A": Product("reducing", "SAR", MILLION, D(9), 36, fees=(Fee(D(20_000)),)),
        "D": Product("interest_only", "SAR", MILLION, D(7), 36, fees=(Fee(D(10_000)),)),
        "E": Product("equal_principal", "SAR", MILLION, D("8.5"), 36),
    }
    return [Candidate(name, name, price(offer), MILLION, D(36), MILLION) for name, offer in offers.items()]


def test_cheapest_is_not_one_column() -> None:
    result = compare(candidates())
    assert result.best["effective"] == ("D",)
    assert result.best["total_cost"] == ("E",)
    assert {reason.code for reason in result.reasons} == {"total_cost_principal_late", "largest_instalment_peak"}


def test_sums_are_not_compared_when_amounts_differ() -> None:
    half = Product("reducing", "SAR", MILLION / 2, D(12), 36)
    result = compare([*candidates(), Candidate("H", "H", price(half), MILLION / 2, D(36), MILLION)])
    assert "total_cost" not in result.best
    assert "largest_instalment" not in result.best
    assert result.best["effective"] == ("D",)
    assert result.reasons[0].code == "amounts_differ"


def test_equal_figures_keep_the_given_order() -> None:
    first, second = candidates()[0], candidates()[0]
    assert order([first, second], "effective") == [first, second]
    assert len(compare([first, second]).best["effective"]) == 2


def test_equity_is_ownership() -> None:
    held = stake(amount=MILLION, pre_money=MILLION * 4, option_pool=D(10))
    assert (held.investor, held.owners_after, held.dilution) == (D("20.00"), D("70.00"), D("30.00"))
    assert exit_share(D(20), D(3_000_000), D(1_000_000)) == (D("1000000.00"), D("2000000.00"))
    with pytest.raises(PriceError):
        stake(amount=MILLION, pre_money=D(0))


# --- F§d6 ------------------------------------------------------------------------------------------------------------


def test_japan_vectors() -> None:
    """Yamanashi table 2018 with Shiga's coefficients of 1 April 2025."""
    assert guarantee_fees.japan(amount=D(10_000_000), months=60, grade=5).fee == 316_250
    assert guarantee_fees.japan(amount=D(10_000_000), months=12, grade=5, instalments=False).fee == 115_000


@pytest.mark.parametrize(
    ("shared", "revolving", "row"),
    [
        (True, False, "1.90 1.75 1.55 1.35 1.15 1.00 0.80 0.60 0.45"),
        (True, True, "1.62 1.49 1.32 1.15 0.98 0.85 0.68 0.51 0.39"),
        (False, False, "2.20 2.00 1.80 1.60 1.35 1.10 0.90 0.70 0.50"),
        (False, True, "1.87 1.70 1.53 1.36 1.15 0.94 0.77 0.60 0.43"),
    ],
)
def test_japan_table(shared: bool, revolving: bool, row: str) -> None:
    for grade, expected in enumerate(row.split(), 1):
        fee = guarantee_fees.japan(amount=D(12_000_000), months=12, grade=grade, shared=shared, revolving=revolving)
        assert fee.rate == D(expected)


def test_japan_special_cases() -> None:
    without = guarantee_fees.japan(amount=D(1_000_000), months=13, grade=None)
    assert without.rate == D("1.15")
    secured = guarantee_fees.japan(amount=D(1_000_000), months=13, grade=None, collateral=True)
    assert secured.rate == D("1.05")
    with pytest.raises(PriceError):
        guarantee_fees.japan(amount=D(1), months=1, grade=10)


@pytest.mark.parametrize(
    ("amount", "fee"), [(100_000, 1700), (250_000, 5625), (500_000, 11250), (1_000_000, 26250), (5_000_000, 138125)]
)
def test_sba_vectors(amount: int, fee: int) -> None:
    result = guarantee_fees.sba_7a(amount=D(amount), months=84)
    assert result.fee == fee
    assert result.cover == (85 if amount <= 150_000 else 75)


def test_sba_short_terms_and_rate_caps() -> None:
    assert guarantee_fees.sba_7a(amount=D(100_000), months=12).fee == D("212.50")
    caps = [guarantee_fees.sba_rate_cap(D(amount), D("7.5")) for amount in (50_000, 250_000, 350_000, 350_001)]
    assert caps == [D("14.0"), D("13.5"), D("12.0"), D("10.5")]
    with pytest.raises(PriceError):
        guarantee_fees.sba_7a(amount=D(5_000_001), months=84)


@pytest.mark.parametrize(
    ("grade", "years", "rate"),
    [("AAA", 0, "0.8"), ("BB", 0, "1.2"), ("CCC", 0, "1.4"), (None, 0, "1.2"), ("B", 3, "1.6"), ("CCC", 20, "2.0")],
)
def test_busan_table(grade: str | None, years: int, rate: str) -> None:
    result = guarantee_fees.busan(amount=D(50_000_000), months=12, grade=grade, years_used=years)
    assert result.rate == D(rate)
    assert guarantee_fees.busan(amount=D(20_000_000), months=12, grade="AAA").rate == D("1.2")


def test_kodit_cover() -> None:
    rows = {
        group: (guarantee_fees.kodit_cover(group, 10), guarantee_fees.kodit_cover(group, 11))
        for group in ("I", "II", "III")
    }
    assert rows == {"I": (75, 70), "II": (80, 75), "III": (85, 80)}
