"""The boundary vectors of the published rules, and properties of the classifier."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common.money import Money
from portal.organisations.size_class import CLASSES, Figures, classify, rules, sector_group_of, sector_groups

DAY = date(2026, 6, 1)
WAN = 10_000


def china(group, employees=None, revenue=None, assets=None):
    return classify(
        Figures(
            sector_group=group,
            employees=None if employees is None else Decimal(employees),
            revenue=None if revenue is None else Money(Decimal(revenue) * WAN, "CNY"),
            total_assets=None if assets is None else Money(Decimal(assets) * WAN, "CNY"),
        ),
        "CN",
        DAY,
    )


@pytest.mark.parametrize(
    ("group", "employees", "revenue", "assets", "expected"),
    [
        ("industry", 999, 50_000, None, "medium"),
        ("industry", 1_000, 40_000, None, "large"),
        ("industry", 5_000, 39_999, None, "medium"),
        ("industry", 300, 1_999, None, "small"),
        ("industry", 19, 90_000, None, "micro"),
        ("leasing_business", 299, None, 9_999_999, "medium"),
        ("leasing_business", 5, None, 9_999_999, "micro"),
        ("real_estate", None, 300_000, 9_999, "medium"),
        ("software", 300, 10_000, None, "large"),
        ("wholesale", 4, 99_999, None, "micro"),
        ("other", 9, None, None, "micro"),
    ],
)
def test_published_vectors_of_china(group, employees, revenue, assets, expected):
    assert china(group, employees, revenue, assets).size_class == expected


def test_the_leasing_limit_is_assets_and_not_revenue():
    """The source report prints RMB 1.2 bn under revenue; the law says total assets."""
    assert china("leasing_business", 300, 1, 120_000).size_class == "large"
    assert china("leasing_business", 300, 999_999, None).missing == ("total_assets",)


def test_every_bound_of_every_chinese_group_separates_two_classes():
    metrics = {"employees": 1, "revenue": WAN, "total_assets": WAN}
    (rule,) = [rule for rule in rules() if rule["regime"] == "CN"]
    assert len(rule["groups"]) == 16
    huge = {"employees": 10**6, "revenue": 10**9, "assets": 10**9}
    for group, limits in rule["groups"].items():
        for metric, bounds in limits.items():
            assert metric in metrics
            for rank, name in enumerate(("small", "medium", "large")):
                key = "assets" if metric == "total_assets" else metric
                at = china(group, **{**huge, key: int(bounds[name])})
                under = china(group, **{**huge, key: int(bounds[name]) - 1})
                assert (at.size_class, under.size_class) == (CLASSES[rank + 1], CLASSES[rank]), (group, metric, name)


def saudi(employees, revenue):
    return classify(
        Figures(
            employees=None if employees is None else Decimal(employees),
            revenue=None if revenue is None else Money(Decimal(revenue), "SAR"),
        ),
        "SA",
        DAY,
    )


@pytest.mark.parametrize(
    ("employees", "revenue", "expected"),
    [
        (5, 3_000_000, "micro"), (6, 3_000_000, "small"), (5, "3000000.01", "small"), (49, 40_000_000, "small"),
        (50, 1_000_000, "medium"), (3, 40_000_001, "medium"), (249, 200_000_000, "medium"), (250, 0, "large"),
        (1, 200_000_001, "large"),
    ],
)  # fmt: skip
def test_saudi_the_higher_class_wins(employees, revenue, expected):
    assert saudi(employees, revenue).size_class == expected


def test_saudi_large_is_told_although_revenue_is_missing():
    result = saudi(250, None)
    assert result.size_class == "large"
    assert [decision.metric for decision in result.decided_by] == ["employees"]
    assert saudi(249, None).missing == ("revenue",)
    assert saudi(249, None).possible == ("medium", "large")


@pytest.mark.parametrize(
    ("employees", "turnover", "balance", "expected"),
    [
        (9, 2_000_000, 99_000_000, "micro"), (10, 2_000_000, 2_000_000, "small"), (9, 2_000_001, 2_000_001, "small"),
        (49, 99_000_000, 10_000_000, "small"), (49, 10_000_001, 10_000_001, "medium"),
        (249, 50_000_000, 99_000_000, "medium"), (249, 50_000_001, 43_000_000, "medium"),
        (249, 50_000_001, 43_000_001, "large"), (250, 1, 1, "large"),
    ],
)  # fmt: skip
def test_european_union(employees, turnover, balance, expected):
    figures = Figures(
        employees=Decimal(employees),
        revenue=Money(Decimal(turnover), "EUR"),
        balance_sheet=Money(Decimal(balance), "EUR"),
    )
    assert classify(figures, "EU", DAY).size_class == expected


def test_european_balance_sheet_is_not_needed_when_turnover_is_within():
    small = Figures(employees=Decimal(10), revenue=Money(Decimal(10_000_000), "EUR"))
    assert classify(small, "EU", DAY).size_class == "small"
    above = Figures(employees=Decimal(9), revenue=Money(Decimal(10_000_001), "EUR"))
    assert classify(above, "EU", DAY).missing == ("balance_sheet",)


CRORE = 10_000_000


@pytest.mark.parametrize(
    ("day", "investment", "turnover", "expected"),
    [
        (date(2025, 4, 1), "2.5", "10", "micro"), (date(2025, 3, 31), "2.5", "10", "small"),
        (date(2025, 4, 1), "25", "100", "small"), (date(2025, 3, 31), "25", "100", "medium"),
        (date(2025, 4, 1), "125", "500", "medium"), (date(2025, 3, 31), "50", "250", "medium"),
        (date(2025, 3, 31), "51", "1", "large"), (date(2025, 4, 1), "1", "500.01", "large"),
    ],
)  # fmt: skip
def test_india_by_date(day, investment, turnover, expected):
    figures = Figures(
        investment=Money(Decimal(investment) * CRORE, "INR"), revenue=Money(Decimal(turnover) * CRORE, "INR")
    )
    assert classify(figures, "IN", day).size_class == expected


def test_amounts_in_another_currency_are_converted_and_said():
    figures = Figures(employees=Decimal(5), revenue=Money(Decimal(1_000_000), "USD"))
    result = classify(figures, "SA", DAY)
    assert result.size_class == "small"  # 3.75 million riyals
    assert result.rates is not None
    (decision,) = result.decided_by
    assert decision.held == Decimal("3750000.00")
    assert decision.converted_from == Money(Decimal(1_000_000), "USD")


def test_own_currency_is_never_converted():
    assert saudi(5, 3_000_000).rates is None


figures = st.one_of(st.none(), st.integers(0, 3 * 10**9).map(Decimal))


@given(group=st.sampled_from(sector_groups()), x=figures, y=figures, z=figures)
def test_a_known_answer_survives_every_completion(group, x, y, z):
    """Whatever the missing figures turn out to be, a class that was told stays, and unknown names something missing."""
    partial = china(group, x, y, z)
    if partial.size_class == "unknown":
        assert partial.missing
        return
    for filler in (0, 10**9):
        full = china(group, *(filler if value is None else value for value in (x, y, z)))
        assert full.size_class == partial.size_class


@given(
    group=st.sampled_from(sector_groups()), x=st.integers(0, 5000), y=st.integers(0, 300_000), z=st.integers(0, 200_000)
)
def test_growing_never_lowers_the_class_and_the_decision_is_real(group, x, y, z):
    now = china(group, x, y, z)
    later = china(group, x + 7, y + 700, z + 700)
    assert CLASSES.index(later.size_class) >= CLASSES.index(now.size_class)
    assert now.decided_by
    for decision in now.decided_by:
        assert (decision.held < decision.bound) == (decision.kind == "below")


@pytest.mark.parametrize(
    ("isic", "group"),
    [("1071", "industry"), ("C1071", "industry"), ("4711", "retail"), ("4630", "wholesale"), ("4912", None),
     ("4923", "transport"), ("5210", "warehousing"), ("6201", "software"), ("6110", "information_transmission"),
     ("6820", "property_management"), ("7730", "leasing_business"), ("9601", "other"), ("", None), ("6419", None)],
)  # fmt: skip
def test_isic_to_chinese_groups(isic, group):
    assert sector_group_of(isic) == group
