"""Published figures and the specification's own: the engine must hit every one of them.

Sources: F§d3–d6 of the specification; COM(96)79 annex II, which became Directive 98/7/EC Annex III (first example read in
the published text at parlementairemonitor.nl; the others as reproduced since); 12 CFR Part 1026, Appendix J, paragraph (c)
(read at consumerfinance.gov and in the test suite of simontreanor/FSharp.Finance.Personal, which dates every example).
"""

import math
from datetime import date
from decimal import Decimal as D

import pytest

from lending.pricing import apr
from lending.pricing.flows import from_dates, from_times
from lending.pricing.quote import Quote, price, price_flows
from lending.pricing.terms import Drawdown, Fee, Product

MILLION = D(1_000_000)


def instalments(cash: str, count: int, amount: str, per_year: int = 12) -> Quote:
    rows = [(D(0), D(cash)), *((D(k) / per_year, -D(amount)) for k in range(1, count + 1))]
    return price_flows(from_times(rows), "SAR")


def close(value: D, expected: str, places: int = 2) -> bool:
    return abs(value - D(expected)) <= D("0.5").scaleb(-places) + D("1e-9")


# --- F§d3 ------------------------------------------------------------------------------------------------------------


def test_european_example_by_days() -> None:
    """COM(96)79 annex, and Directive 98/7/EC Annex III part A, first example: 1,200 after 546 days is 12.96 %."""
    quote = price_flows(from_dates([(date(1994, 1, 1), D(1000)), (date(1995, 7, 1), D(-1200))]), "EUR")
    assert close(quote.effective, "12.96204", 5) or close(quote.effective, "12.9620", 4)


def test_european_example_by_months() -> None:
    assert close(price_flows(from_times([(D(0), D(1000)), (D("1.5"), D(-1200))]), "EUR").effective, "12.92")


def test_indian_statement() -> None:
    """47,000; fee 1,175 and 18 % tax withheld; 24 x 2,415.14 (published 24.16 nominal; the equation gives 24.154)."""
    quote = instalments("45613.50", 24, "2415.14")
    assert close(quote.nominal, "24.15")
    assert close(quote.effective, "27.02")


def test_indian_statement_without_fee() -> None:
    quote = instalments("47000", 24, "2415.14")
    assert close(quote.nominal, "21.00")
    assert close(quote.effective, "23.14")


def test_calculator_page() -> None:
    quote = instalments("97000", 12, "8885")
    assert close(quote.nominal, "17.83")
    assert close(quote.effective, "19.36")


@pytest.mark.parametrize(
    ("cash", "count", "amount", "nominal", "effective"),
    [("995000", 60, "28334", "23.50", "26.20"), ("247500", 36, "9862", "25.16", "28.28")],
)
def test_saudi_price_table(cash: str, count: int, amount: str, nominal: str, effective: str) -> None:
    """Printed as "APR 14 %" (aljasriah.com, 31 July 2021)."""
    quote = instalments(cash, count, amount)
    assert close(quote.nominal, nominal)
    assert close(quote.effective, effective)


def test_saudi_table_as_a_flat_product() -> None:
    quote = price(Product("flat", "SAR", MILLION, D(14), 60, fees=(Fee(D(5000)),)))
    assert quote.first_instalment == D("28333.33")
    assert close(quote.effective, "26.20")


def test_factor_monthly() -> None:
    quote = price(Product("factor", "USD", D(100_000), months=12, factor=D("1.4")))
    assert quote.first_instalment == D("11666.67")
    assert close(quote.nominal, "67.18")
    assert close(quote.effective, "92.27")


def test_factor_daily() -> None:
    """252 equal daily payments in a year, unrounded: effective 103.85, nominal 71.29 per F§d3.

    The vector's nominal rate is compounded by calendar days, 365 x ((1+X)^(1/365) - 1) = 71.29. By the 252 payments of the
    year, as the engine states it, the same X gives 71.32; continuously it would be 71.22. Same rate, three unit periods.
    """
    exact = [(D(0), D(100_000)), *((D(k) / 252, D(-140_000) / 252) for k in range(1, 253))]
    solution = apr.solve(from_times(exact))
    assert round(solution.rate * 100, 2) == 103.85
    assert round(apr.nominal(solution.rate, 365) * 100, 2) == 71.29
    assert round(apr.nominal(solution.rate, 252) * 100, 2) == 71.32
    assert round(math.log1p(solution.rate) * 100, 2) == 71.22
    quote = price(Product("factor", "USD", D(100_000), months=12, factor=D("1.4"), frequency="daily"))
    assert len(quote.rows) == 252
    assert close(quote.effective, "103.85")


def test_discount() -> None:
    quote = price(Product("discount", "SAR", MILLION, D(8), days=90))
    assert quote.cash_in_hand == D("980273.97")
    assert close(quote.simple, "8.16")
    assert close(quote.effective, "8.42")


def test_bid_on_a_factoring_unit() -> None:
    quote = price(Product("discount", "INR", D(500_000), D("7.25"), days=62))
    assert quote.total_cost == D("6157.53")
    assert quote.cash_in_hand == D("493842.47")


def test_linear_principal() -> None:
    """sb.lt: 2,900 over 48 months at 10.5 %, first instalment 85.79."""
    assert price(Product("equal_principal", "EUR", D(2900), D("10.5"), 48)).first_instalment == D("85.79")


RANKING = [
    ("A", Product("reducing", "SAR", MILLION, D(9), 36, fees=(Fee(D(20_000)),)), "10.89", "10.39", 164_790, 31_800),
    ("B", Product("murabaha", "SAR", MILLION, D(6), 36), "11.66", "11.08", 180_000, 32_778),
    ("C", Product("reducing", "SAR", MILLION, D(8), 36, fees=(Fee(D(18_975)),)), "9.71", "9.31", 147_084, 31_336),
    ("D", Product("interest_only", "SAR", MILLION, D(7), 36, fees=(Fee(D(10_000)),)), "7.63", "7.37", 220_000, 5_833),
    ("E", Product("equal_principal", "SAR", MILLION, D("8.5"), 36), "8.84", "8.50", 131_042, 34_861),
    ("F", Product("reducing", "SAR", MILLION, D("8.5"), 36, grace_months=6), "8.84", "8.50", 156_034, 7_083),
]


@pytest.mark.parametrize(("name", "product", "effective", "nominal", "cost", "first"), RANKING)
def test_ranking_example(name: str, product: Product, effective: str, nominal: str, cost: int, first: int) -> None:
    quote = price(product)
    assert close(quote.effective, effective)
    assert close(quote.nominal, nominal)
    assert abs(quote.total_cost - cost) <= 1
    assert abs(quote.first_instalment - first) <= 1


# --- the Directive's own examples ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("1994-01-01", 1000), ("1995-07-01", -1200)], "12.96"),
        ([("1994-01-01", 950), ("1995-07-01", -1200)], "16.90"),
        ([("1994-01-01", 1000), ("1995-01-01", -600), ("1996-01-01", -600)], "13.07"),
        ([("1994-01-01", 1000), ("1994-04-01", -272), ("1994-07-01", -272), ("1995-01-01", -544)], "13.23"),
    ],
)
def test_directive_98_7_calendar_basis(rows: list[tuple[str, int]], expected: str) -> None:
    """Directive 98/7/EC, Annex III, part A: examples 1 to 4 (12.96204, 16.9, 13.06623, 13.226 %)."""
    quote = price_flows(from_dates((date.fromisoformat(day), D(amount)) for day, amount in rows), "EUR")
    assert close(quote.effective, expected)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("0", 1000), ("1.5", -1200)], "12.92"),
        ([("0", 950), ("1.5", -1200)], "16.85"),
        ([("0", 1000), ("1", -600), ("2", -600)], "13.07"),
        ([("0", 1000), ("0.25", -272), ("0.5", -272), ("1", -544)], "13.19"),
    ],
)
def test_directive_98_7_standard_year(rows: list[tuple[str, int]], expected: str) -> None:
    """Directive 98/7/EC, Annex III, part B: the same examples on twelve equal months."""
    assert close(price_flows(from_times((D(t), D(amount)) for t, amount in rows), "EUR").effective, expected)


# --- Regulation Z, Appendix J (12 CFR 1026), paragraph (c): examples for the actuarial method ---------------------------
#
# (b)(1): the rate per unit period times the unit periods in a year. (b)(5)(iv), (b)(8): a payment after t whole unit periods
# and the fraction f of one is discounted by (1 + f i)(1 + i)^t, simple within the fraction; the Directive compounds there.
# So the appendix's own equation is solved here, and the engine's rate is held to the law's tolerance of 1/8 point
# (§ 1026.22(a)(2)); where the first period is regular both are the same equation and must agree to the printed digit.

Periods = list[tuple[int, D, str]]  # whole unit periods, fraction of one, payment


def level(first: int, fraction: D, payment: str, count: int, step: int = 1) -> Periods:
    return [(first + step * k, fraction, payment) for k in range(count)]


ODD = D(0)
APPENDIX_J = [
    # (c)(1) single advance, regular but for the first period
    ("(c)(1)(i)", "5000", level(1, ODD, "230.00", 24), 12, 9.69),
    ("(c)(1)(ii)", "6000", level(1, D(19) / 30, "200.00", 36), 12, 11.82),
    ("(c)(1)(iii)", "5000", level(0, D(6) / 15, "219.17", 24), 24, 10.34),
    ("(c)(1)(iv)", "10000", level(1, D(39) / 90, "385.00", 40), 4, 8.97),
    ("(c)(1)(v)", "500", level(4, D(4) / 7, "17.60", 30), 52, 14.96),
    # (c)(2) odd first payment
    ("(c)(2)(i)", "5000", [(1, ODD, "250.00"), *level(2, ODD, "230.00", 23)], 12, 10.08),
    ("(c)(2)(ii)", "400", [(1, D(5) / 28, "39.50"), *level(2, D(5) / 28, "38.31", 11)], 13, 28.50),
    # (c)(3) odd final payment
    ("(c)(3)(i)", "5000", [*level(1, ODD, "230.00", 23), (24, ODD, "280.00")], 12, 10.50),
    ("(c)(3)(ii)", "200", [*level(0, D(8) / 14, "9.50", 19), (19, D(8) / 14, "30.00")], 26, 12.22),
    # (c)(4) odd first and final payment
    ("(c)(4)(i)", "5000", [(1, ODD, "250.00"), *level(2, ODD, "230.00", 22), (24, ODD, "280.00")], 12, 10.90),
    (
        "(c)(4)(ii)", "8000",
        [(0, D(52) / 60, "449.36"), *level(1, D(52) / 60, "465.00", 18), (19, D(52) / 60, "200.00")], 6, 7.30,
    ),
    # (c)(5) single payment, less than a year, measured in days: the unit period is the 255 days of the term
    ("(c)(5)(i)", "1000", [(1, ODD, "1080.00")], 365 / 255, 11.45),
]  # fmt: skip


def appendix_j(amount: str, periods: Periods, per_year: float) -> float:
    """The rate of the appendix's general equation (b)(8), by bisection."""

    def value(rate: float) -> float:
        return sum(
            float(payment) / ((1 + float(fraction) * rate) * (1 + rate) ** whole)
            for whole, fraction, payment in periods
        ) - float(amount)

    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if value(middle) > 0 else (low, middle)
    return low * per_year * 100


@pytest.mark.parametrize(("paragraph", "amount", "periods", "per_year", "published"), APPENDIX_J)
def test_appendix_j(paragraph: str, amount: str, periods: Periods, per_year: float, published: float) -> None:
    assert round(appendix_j(amount, periods, per_year), 2) == published, paragraph
    size = D(1) / D(repr(per_year))
    rows = [(D(0), D(amount)), *(((whole + fraction) * size, -D(paid)) for whole, fraction, paid in periods)]
    ours = per_year * math.expm1(math.log1p(apr.solve(from_times(rows)).rate) / per_year) * 100
    assert abs(ours - published) <= 0.125
    if all(fraction == 0 for _whole, fraction, _paid in periods):
        assert round(ours, 2) == published


# --- F§d4: schedules -------------------------------------------------------------------------------------------------


def test_thirty_360_flat_does_not_drift() -> None:
    """Fineract users saw 197.23 instead of 200 because 365 was hard-coded (issue of a 30/360 flat loan)."""
    product = Product("flat", "USD", D(10_000), D(24), 12, day_count="30/360", start=date(2026, 1, 31))
    assert {row.interest for row in price(product).rows} == {D("200.00")}


def test_leap_year_counts_only_where_it_falls() -> None:
    """act/act: the period holding 29 February is divided by 366, the one after by 365 (Fineract's third complaint)."""
    product = Product("interest_only", "USD", D(36_500), D(10), 24, day_count="act/act", start=date(2028, 1, 1))
    rows = price(product).rows
    assert rows[1].interest == D("289.21")  # 29 of 366 days
    assert rows[13].interest == D("280.00")  # 28 of 365 days


@pytest.mark.parametrize(
    ("basis", "expected"),
    [("30/360", "8333.33"), ("act/360", "8611.11"), ("act/365", "8493.15"), ("act/act", "8493.15")],
)
def test_day_counts(basis: str, expected: str) -> None:
    product = Product("interest_only", "SAR", MILLION, D(10), 12, day_count=basis, start=date(2026, 1, 1))
    assert price(product).rows[0].interest == D(expected)


def test_month_ends() -> None:
    same = price(Product("reducing", "SAR", MILLION, D(9), 4, start=date(2026, 1, 31)))
    assert [row.on.day for row in same.rows if row.on] == [28, 31, 30, 31]
    last = price(Product("reducing", "SAR", MILLION, D(9), 3, start=date(2026, 2, 28), last_day=True))
    assert [row.on.day for row in last.rows if row.on] == [31, 30, 31]


def test_holidays_move_the_payment_but_not_the_charge() -> None:
    plain = price(Product("reducing", "SAR", MILLION, D(9), 12, start=date(2026, 1, 23)))
    moved = price(
        Product("reducing", "SAR", MILLION, D(9), 12, start=date(2026, 1, 23), holidays="SA", roll="following")
    )
    assert moved.rows[7].on == date(2026, 9, 24)  # 23 September is the national day
    assert [row.instalment for row in moved.rows] == [row.instalment for row in plain.rows]
    assert moved.effective != plain.effective


@pytest.mark.parametrize(
    ("frequency", "count"), [("weekly", 52), ("fortnightly", 26), ("monthly", 12), ("quarterly", 4)]
)
def test_frequencies(frequency: str, count: int) -> None:
    quote = price(Product("reducing", "SAR", MILLION, D(12), 12, frequency=frequency))
    assert len(quote.rows) == count
    assert abs(quote.nominal - 12) < D("0.01")


def test_single_payment_at_the_end() -> None:
    quote = price(Product("reducing", "SAR", MILLION, D(10), 6, frequency="at_end"))
    assert quote.largest_instalment == D("1050000.00")
    assert close(quote.effective, "10.25")


def test_capitalised_grace_grows_the_debt() -> None:
    quote = price(Product("reducing", "SAR", MILLION, D(12), 24, grace_months=6, grace="capitalised"))
    assert [row.instalment for row in quote.rows[:6]] == [0] * 6
    assert quote.rows[5].balance == D("1061520.15")  # 1,000,000 x 1.01^6, rounded monthly
    assert quote.rows[-1].balance == 0


def test_balloon() -> None:
    quote = price(Product("balloon", "SAR", MILLION, D(9), 36, balloon=D(300_000)))
    assert abs(quote.rows[-1].instalment - quote.first_instalment - 300_000) < 1
    assert close(quote.nominal, "9.00")


def test_staged_money() -> None:
    stages = (Drawdown(0, D(400_000)), Drawdown(6, D(600_000)))
    quote = price(Product("staged", "SAR", MILLION, D(9), 36, drawdowns=stages))
    assert quote.rows[0].instalment == D("3000.00")
    assert quote.rows[5].balance == MILLION
    assert close(quote.nominal, "9.00")


def test_line_with_half_use() -> None:
    quote = price(Product("line", "SAR", MILLION, D(9), 12, use=D("0.5"), unused_rate=D(1)))
    assert quote.cash_in_hand == D(500_000)
    assert quote.total_cost == D(50_000)
    assert [notice.code for notice in quote.notices] == ["assumed_use"]


@pytest.mark.parametrize("grace", ["interest_only", "capitalised"])
def test_seasons(grace: str) -> None:
    product = Product("seasonal", "SAR", MILLION, D(9), 36, start=date(2026, 1, 15), season=(9, 10), grace=grace)
    quote = price(product)
    paying = [row for row in quote.rows if row.on and row.on.month in (9, 10)]
    assert max(row.instalment for row in paying) - min(row.instalment for row in paying) < D("0.10")
    assert close(quote.nominal, "9.00")


def test_share_of_sales() -> None:
    quote = price(Product("sales_share", "SAR", D(100_000), factor=D("1.2"), sales=D(80_000), share=D(10)))
    assert (len(quote.rows), quote.total_repaid) == (15, D(120_000))


def test_ijarah_and_musharakah() -> None:
    rent = price(Product("ijarah", "SAR", MILLION, D(9), 36, balloon=D(100_000)))
    assert abs(rent.rows[-1].instalment - rent.first_instalment - 100_000) < 1
    share = price(Product("musharakah", "SAR", MILLION, D(9), 36))
    assert share.rows[0].principal == share.rows[1].principal == D("27777.78")
    assert close(share.nominal, "9.00")


def test_fixed_markup_as_an_amount() -> None:
    quote = price(Product("murabaha", "SAR", MILLION, months=36, markup=D(180_000)))
    assert close(quote.effective, "11.66")
