"""Properties that hold for every offer and every cash flow, and cross-checks against other programs."""

import math
from datetime import date
from decimal import Decimal as D

import numpy as np
import numpy_financial
import pytest
import pyxirr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lending.pricing import apr
from lending.pricing.bulk import price_level, solve_many
from lending.pricing.errors import NoRateError, PriceError
from lending.pricing.flows import CashFlow, from_times
from lending.pricing.quote import BUILDERS, price
from lending.pricing.settlement import Rule, settle_after
from lending.pricing.terms import Drawdown, Fee, Product

principals = st.integers(10_000, 500_000_000).map(lambda cents: D(cents) / 100)
rates = st.integers(0, 600_000).map(lambda parts: D(parts) / 10_000)
terms = st.integers(1, 120)
PLAIN = ("reducing", "equal_principal", "flat", "interest_only", "murabaha", "tawarruq", "ijarah", "musharakah")


@st.composite
def offers(draw: st.DrawFn) -> Product:
    kind = draw(st.sampled_from(PLAIN))
    months = draw(terms)
    return Product(
        kind,
        "SAR",
        draw(principals),
        draw(rates),
        months,
        frequency=draw(st.sampled_from(("monthly", "weekly", "fortnightly", "at_end"))),
        day_count=draw(st.sampled_from(("", "30/360", "act/360", "act/365", "act/act"))),
        start=date(2026, 1, 31),
        grace_months=draw(st.integers(0, months - 1)),
        grace=draw(st.sampled_from(("interest_only", "capitalised"))),
    )


@given(offers())
@settings(deadline=None, max_examples=150)
def test_the_solved_rate_discounts_the_schedule_to_the_cash_lent(product: Product) -> None:
    quote = price(product)
    rate = float(quote.effective) / 100
    assert abs(apr.present_value(quote.flows, rate)) < 0.005


@given(offers())
@settings(deadline=None, max_examples=150)
def test_principal_adds_up_and_balances_end_at_zero(product: Product) -> None:
    rows = price(product).rows
    assert sum(row.principal for row in rows) == product.principal
    assert rows[-1].balance == 0
    assert all(row.instalment == row.principal + row.interest for row in rows)
    assert all(row.instalment == round(row.instalment, 2) for row in rows)


@given(principals, terms, st.sampled_from(PLAIN))
@settings(deadline=None, max_examples=100)
def test_a_loan_that_costs_nothing_has_rate_zero(principal: D, months: int, kind: str) -> None:
    quote = price(Product(kind, "SAR", principal, D(0), months))
    assert quote.total_cost == 0
    assert abs(quote.effective) < D("1e-9")


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(1, 10**7)), min_size=1, max_size=40), st.integers(1, 10**7))
@settings(deadline=None)
def test_scaling_the_money_leaves_the_rate(rows: list[tuple[int, int]], lent: int) -> None:
    flows = [CashFlow(D(0), D(lent)), *(CashFlow(D(weeks) / 52, -D(amount)) for weeks, amount in rows)]
    bigger = [CashFlow(flow.t, flow.amount * 1000) for flow in flows]
    try:
        first = apr.solve(flows).rate
    except NoRateError as error:
        with pytest.raises(NoRateError, match=error.code):
            apr.solve(bigger)
        return
    assert math.isclose(apr.solve(bigger).rate, first, rel_tol=1e-9, abs_tol=1e-12)


@given(offers(), st.integers(1, 50), st.integers(1, 50))
@settings(deadline=None, max_examples=100)
def test_more_fees_never_make_an_offer_cheaper(product: Product, first: int, second: int) -> None:
    assume(first != second)
    low, high = sorted((first, second))
    cheap, dear = (
        price(Product(product.kind, "SAR", product.principal, product.rate, product.months, fees=(fee,)))
        for fee in (Fee(round(product.principal * low / 1000, 2)), Fee(round(product.principal * high / 1000, 2)))
    )
    assert cheap.effective <= dear.effective
    assert cheap.total_cost <= dear.total_cost


@given(st.lists(st.tuples(st.integers(0, 3650), st.integers(-(10**6), 10**6)), min_size=2, max_size=25))
@settings(deadline=None, max_examples=300)
def test_any_flow_is_solved_or_refused_with_a_reason(rows: list[tuple[int, int]]) -> None:
    flows = [CashFlow(D(days) / 365, D(amount)) for days, amount in rows]
    try:
        solution = apr.solve(flows)
    except NoRateError:
        return  # the codes have their own test
    scale = max(abs(amount) for _days, amount in rows)
    for root in (root for root in solution.roots if -0.99 < root < 50):
        worst = max((1 + root) ** -float(flow.t - min(f.t for f in flows)) for flow in flows)
        assert abs(apr.present_value(flows, root)) <= 1e-6 * scale * max(1.0, worst) * len(rows)
    assert solution.rate in solution.roots


@given(st.lists(st.tuples(st.integers(1, 360), st.integers(1, 10**6)), min_size=1, max_size=60), st.integers(1, 10**8))
@settings(deadline=None)
def test_a_rate_is_found_to_the_last_bit_in_few_steps(rows: list[tuple[int, int]], lent: int) -> None:
    seen: list[float] = []
    ordered = sorted(rows)
    equation = apr._equation([0.0, *(month / 12 for month, _ in ordered)], [lent, *(-paid for _, paid in ordered)])

    def value(force: float) -> float:
        seen.append(force)
        return equation(force)

    assume(equation(-3.0) * equation(3.0) < 0)
    root = apr._bracketed(value, -3.0, 3.0)
    below, above = math.nextafter(root, -4), math.nextafter(root, 4)
    assert equation(root) == 0 or equation(below) * equation(root) <= 0 or equation(root) * equation(above) <= 0
    assert len(seen) <= 120  # halving alone takes 57; 12 are usual


def test_two_roots_are_both_reported() -> None:
    """-100, +230, -132 equals zero at 10 % and at 20 %."""
    flows = from_times([(D(0), D(-100)), (D(1), D(230)), (D(2), D(-132))])
    flows = [CashFlow(flow.t + 1, flow.amount) for flow in flows]
    solution = apr.solve(flows, near=0.19)
    assert [round(root, 9) for root in solution.roots] == [0.1, 0.2]
    assert round(solution.rate, 9) == 0.2
    assert not solution.is_unique


def test_a_double_root_is_found() -> None:
    """100, -220, 121 touches zero at 10 % without crossing it."""
    solution = apr.solve(from_times([(D(0), D(100)), (D(1), D(-220)), (D(2), D(121))]))
    assert solution.rate == pytest.approx(0.1, abs=1e-6)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "no_flows"),
        ([(0, 100)], "never_repaid"),
        ([(0, -100), (1, -5)], "never_received"),
        ([(1, 100), (1, -100)], "same_moment"),
        ([(1, 100), (1, -90)], "same_moment"),
        ([(0, 100), (1, -150), (2, 100)], "no_rate"),
    ],
)
def test_flows_without_a_rate_say_why(rows: list[tuple[int, int]], code: str) -> None:
    with pytest.raises(NoRateError) as caught:
        apr.solve([CashFlow(D(t), D(amount)) for t, amount in rows])
    assert caught.value.code == code


@pytest.mark.parametrize("days", [1, 2, 7])
def test_a_rate_of_many_thousand_per_cent_is_still_found(days: int) -> None:
    flows = [CashFlow(D(0), D(100)), CashFlow(D(days) / 365, D(-120))]
    assert math.isclose(apr.solve(flows).rate, math.expm1(math.log(1.2) * 365 / days), rel_tol=1e-9)


def test_almost_nothing_is_repaid() -> None:
    assert apr.solve([CashFlow(D(0), D(10**6)), CashFlow(D(1), D("-0.01"))]).rate == pytest.approx(-1 + 1e-8, abs=1e-12)


# --- other programs, as a check and not as the truth ------------------------------------------------------------------


@given(principals, rates, st.integers(2, 120))
@settings(deadline=None, max_examples=60)
def test_numpy_financial_agrees(principal: D, rate: D, months: int) -> None:
    assume(rate > 0)
    quote = price(Product("reducing", "SAR", principal, rate, months))
    expected = float(numpy_financial.pmt(float(rate) / 1200, months, -float(principal)))
    assert abs(float(quote.first_instalment) - expected) <= 0.0051


@given(st.integers(1, 4000), st.lists(st.integers(1, 3000), min_size=1, max_size=30, unique=True))
@settings(deadline=None, max_examples=60)
def test_pyxirr_agrees_on_days(amount: int, days: list[int]) -> None:
    start = date(2025, 3, 1)
    dates = [start, *(date.fromordinal(start.toordinal() + day) for day in sorted(days))]
    amounts = [amount * len(days) * 0.8, *(-float(amount) for _ in days)]
    expected = pyxirr.xirr(dates, amounts)
    assume(expected is not None and -0.9 < expected < 20)
    flows = [CashFlow(D((day - start).days) / 365, D(str(a))) for day, a in zip(dates, amounts, strict=True)]
    assert apr.solve(flows).rate == pytest.approx(expected, abs=1e-6)


# --- bulk equals single ----------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(10_000, 10**10), st.integers(0, 900_000)), min_size=1, max_size=8), terms)
@settings(deadline=None, max_examples=60)
def test_bulk_prices_equal_single_prices(rows: list[tuple[int, int]], months: int) -> None:
    principal = np.array([cents for cents, _rate in rows], dtype=np.int64)
    rate = np.array([parts for _cents, parts in rows], dtype=np.int64)
    withheld = principal // 97
    many = price_level(principal, rate, months, withheld)
    for k, (cents, parts) in enumerate(rows):
        one = price(
            Product(
                "reducing", "SAR", D(cents) / 100, D(parts) / 10_000, months, fees=(Fee(D(int(withheld[k])) / 100),)
            )
        )
        assert [int(row.instalment * 100) for row in one.rows] == many.instalments[k].tolist()
        assert int(one.total_cost * 100) == many.total_cost[k]
        assert float(one.effective) / 100 == pytest.approx(many.effective[k], abs=1e-10)


def test_bulk_falls_back_for_strange_rows() -> None:
    times = np.array([0.0, 1.0, 2.0])
    flows = np.array([[100.0, -110.0, 0.0], [-100.0, 230.0, -132.0], [100.0, 10.0, 5.0], [100.0, -1e9, 0.0]])
    rates = solve_many(times, flows)
    assert rates[0] == pytest.approx(0.1)
    assert rates[1] == pytest.approx(0.1)
    assert math.isnan(rates[2])
    assert rates[3] == pytest.approx(1e7 - 1, rel=1e-9)


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "field"),
    [
        (Product("loan", "SAR", D(1), D(1), 1), "kind"),
        (Product("reducing", "SAR", D(0), D(1), 1), "principal"),
        (Product("reducing", "SAR", D(1), D(-1), 1), "rate"),
        (Product("reducing", "SAR", D(1), D(1), 0), "months"),
        (Product("reducing", "SAR", D(1), D(1), 601), "months"),
        (Product("reducing", "SAR", D(1), D(1), 5, frequency="quarterly"), "months"),
        (Product("reducing", "SAR", D(1), D(1), 5, grace_months=5), "grace_months"),
        (Product("reducing", "SAR", D(100), D(1), 5, fees=(Fee(D(100)),)), "fees"),
        (Product("factor", "SAR", D(100), months=5, factor=D("0.9")), "factor"),
        (Product("discount", "SAR", D(100), D(900), days=365), "rate"),
        (Product("balloon", "SAR", D(100), D(1), 5, balloon=D(100)), "balloon"),
        (Product("line", "SAR", D(100), D(1), 5, use=D(0)), "use"),
        (Product("seasonal", "SAR", D(100), D(1), 5, season=(9,)), "start"),
        (Product("staged", "SAR", D(100), D(1), 5, drawdowns=(Drawdown(0, D(50)),)), "drawdowns"),
        (Product("reducing", "SAR", D(100), D(1), 5, day_count="act/364"), "day_count"),
        (
            Product("reducing", "SAR", D(100), D(1), 5, start=date(2026, 1, 1), holidays="ZZ", roll="following"),
            "holidays",
        ),
    ],
)
def test_nonsense_is_refused_with_the_field(product: Product, field: str) -> None:
    with pytest.raises(PriceError) as caught:
        price(product)
    assert caught.value.field == field


@given(offers(), st.integers(0, 120))
@settings(deadline=None, max_examples=60)
def test_leaving_early_without_a_fee_never_costs_more_than_staying(product: Product, paid: int) -> None:
    assume(paid <= product.count)
    payoff = settle_after(product, paid, Rule())
    assert payoff.total >= 0
    assert payoff.saved >= 0 or product.rate == 0


def test_every_kind_has_a_builder() -> None:
    assert set(BUILDERS) >= set(PLAIN)
