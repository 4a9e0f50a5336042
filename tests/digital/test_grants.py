"""Grants: the published example, the properties of the generic calculator, the ZIM table, dates, the money stack."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digital.schemes.catalogue import forfeits, in_force, scheme, versions
from digital.schemes.grant import Cost, Limits, calculate, eligible_part
from digital.schemes.money_stack import Plan, stack

D = Decimal
amounts = st.decimals(min_value=0, max_value=10**7, places=2)
caps = st.none() | amounts


def test_published_example() -> None:
    found = calculate(Limits(D("0.5"), D(30000), D(30000)), [D(40000), D(5000)])
    assert (str(found.amount), found.binding) == ("22500.00", "rate")


@pytest.mark.parametrize(
    ("limits", "amount", "binding"),
    [
        (Limits(D("0.5"), cap_per_application=D(10000)), "10000.00", "cap_per_application"),
        (Limits(D("0.5"), cap_per_window=D(30000), used_in_window=D(25000)), "5000.00", "cap_per_window"),
        (Limits(D("0.5"), group_cap=D(100), group_used=D(100)), "0.00", "group_cap"),
        (Limits(D("0.5"), cumulation_ceiling=D(20000), other_aid=D(19000)), "1000.00", "cumulation"),
        (Limits(D("0.5"), cap_per_window=D(10), used_in_window=D(50)), "0.00", "cap_per_window"),
    ],
)
def test_each_limit_can_bind(limits: Limits, amount: str, binding: str) -> None:
    found = calculate(limits, [D(40000)])
    assert (str(found.amount), found.binding) == (amount, binding)


@given(
    st.decimals(min_value=0, max_value=1, places=4), caps, caps, amounts, caps, amounts, caps, amounts,
    st.lists(amounts, min_size=1, max_size=6),
)  # fmt: skip
def test_never_negative_and_never_above_any_cap(
    rate: D, application: D | None, window: D | None, used: D, group: D | None, group_used: D, ceiling: D | None,
    aid: D, costs: list[D],
) -> None:  # fmt: skip
    found = calculate(Limits(rate, application, window, used, group, group_used, ceiling, aid), costs)
    assert found.amount >= 0
    assert found.amount <= rate * sum(costs)
    assert application is None or found.amount <= application
    assert window is None or found.amount <= max(window - used, D(0))
    assert group is None or found.amount <= max(group - group_used, D(0))
    assert ceiling is None or found.amount <= max(ceiling - aid, D(0))
    assert found.amount == min(step.amount for step in found.steps)


@given(st.lists(st.integers(0, 60000), min_size=1, max_size=4), st.integers(0, 40000), st.integers(0, 60000))
@settings(max_examples=60)
def test_the_order_of_claims_within_a_window_does_not_matter(costs: list[int], application: int, window: int) -> None:
    totals = set()
    for order in permutations(costs):
        used = D(0)
        for cost in order:
            used += calculate(Limits(D("0.5"), D(application), D(window), used), [D(cost)]).amount
        totals.add(used)
    assert len(totals) == 1


def test_excluded_costs_are_told_apart() -> None:
    costs = [Cost("software", D(100)), Cost("delivery", D(7))]
    kept, left = eligible_part(costs, ["delivery"])
    assert ([c.kind for c in kept], [c.kind for c in left]) == (["software"], ["delivery"])


@pytest.mark.parametrize("rate", ["-0.1", "1.1"])
def test_a_rate_outside_0_to_1_is_refused(rate: str) -> None:
    with pytest.raises(ValueError):
        calculate(Limits(D(rate)), [D(1)])


def test_scheme_versions_do_not_overlap_and_the_date_chooses() -> None:
    assert scheme("solution-grant", date(2022, 1, 1)).rate == D("0.7")
    assert scheme("solution-grant", date(2023, 3, 31)).rate == D("0.7")
    assert scheme("solution-grant", date(2023, 4, 1)).rate == D("0.5")
    assert scheme("solution-grant", date(2020, 1, 1)) is None
    for found in versions():
        assert len({s.code for s in in_force(found.valid_from)}) == len(in_force(found.valid_from))
        assert "llustrative" in found.source[0]


def test_grant_year_runs_from_april() -> None:
    found = scheme("solution-grant", date(2024, 1, 1))
    assert found.window_of(date(2024, 3, 31)) == (date(2023, 4, 1), date(2024, 3, 31))
    assert found.window_of(date(2024, 4, 1)) == (date(2024, 4, 1), date(2025, 3, 31))


def test_paying_before_applying_forfeits() -> None:
    found = scheme("solution-grant", date(2024, 6, 1))
    early = [("deposit", date(2024, 6, 1)), ("delivery", date(2024, 5, 1))]
    assert [f.event for f in forfeits(found, early, date(2024, 6, 2))] == ["deposit"]
    assert forfeits(found, early, date(2024, 6, 1)) == []
    assert [f.event for f in forfeits(found, early, None)] == ["deposit"]


def plan(**changes: object) -> Plan:
    values = {
        "payments": {0: D(30000), 3: D(30000)}, "cash": D(10000), "monthly": D(3000), "grant": D(30000),
        "grant_month": 8, "rate": D("0.09"), "repay_months": 12,
    }  # fmt: skip
    return Plan(**{**values, **changes})


def test_the_bridge_keeps_the_line_above_zero_and_is_no_larger_than_needed() -> None:
    found = stack(plan())
    assert found.gap == 0
    assert found.bridge > 0
    assert found.interest > 0
    assert min(m.balance for m in stack(plan(), found.bridge - 2).months) < 0
    assert found.net_price == D(30000)
    assert sum(m.repaid for m in found.months) == found.bridge


def test_no_bridge_when_the_cash_suffices() -> None:
    found = stack(plan(cash=D(100000)))
    assert (found.bridge, found.gap, found.drawn_month) == (0, 0, None)


def test_a_gap_no_loan_can_close_is_printed() -> None:
    found = stack(plan(monthly=D(0), cash=D(0), grant=D(10000)))
    assert found.gap > 0


money = st.integers(0, 200_000).map(D)


@given(
    st.dictionaries(st.integers(0, 12), st.integers(1, 100_000).map(D), min_size=1, max_size=4), money,
    st.integers(0, 20_000).map(D), money, st.integers(0, 18), st.integers(0, 20).map(lambda n: D(n) / 100),
    st.integers(1, 24),
)  # fmt: skip
@settings(max_examples=150)
def test_line_is_never_negative_under_the_loan_or_the_gap_says_so(
    payments: dict[int, D], cash: D, monthly: D, grant: D, month: int, rate: D, repay: int
) -> None:
    found = stack(Plan(payments, cash, monthly, grant, month, rate, repay))
    lowest = min(row.balance for row in found.months)
    assert found.gap == max(-lowest, D(0))
    last, total = found.months[-1], sum(payments.values())
    inflow = cash + monthly * len(found.months) + grant
    assert last.balance == inflow + found.bridge - total - found.interest - sum(r.repaid for r in found.months)
    assert sum(r.repaid for r in found.months) == found.bridge


@pytest.mark.parametrize("change", [{"cash": D(-1)}, {"payments": {}}, {"grant_month": 400}, {"payments": {-1: D(1)}}])
def test_absurd_plans_are_refused(change: dict) -> None:
    with pytest.raises(ValueError):
        stack(plan(**change))
