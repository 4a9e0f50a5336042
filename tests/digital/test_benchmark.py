"""Benchmarks stay silent about small groups, also when two published groups are subtracted."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digital.instruments.benchmark import K, at_least, deals_from_vendors, group_for, publish, quantile

SIZES = ("micro", "small", "medium")


@dataclass(frozen=True)
class Row:
    number: int
    sector: str
    size: str
    vendor: str = ""


def rows_of(cells: dict[tuple[str, str], int]) -> list[Row]:
    rows = []
    for (sector, size), count in cells.items():
        rows += [Row(len(rows) + n, sector, size, f"v{n % 6}") for n in range(count)]
    return rows


cells = st.dictionaries(
    st.tuples(st.sampled_from(["food", "metal", "retail", "farm", ""]), st.sampled_from(SIZES)), st.integers(0, 25)
)


@given(cells)
@settings(max_examples=200)
def test_every_difference_of_two_published_groups_is_empty_or_large(counts: dict[tuple[str, str], int]) -> None:
    groups = publish(rows_of(counts), lambda r: r.sector, lambda r: r.size, at_least(K), SIZES)
    sets = [frozenset(group.rows) for group in groups]
    for one in sets:
        assert len(one) >= K
        for other in sets:
            assert len(one - other) == 0 or len(one - other) >= K
            assert len(one & other) == 0 or len(one & other) >= K
    for one in sets:  # subtraction of all published parts from a whole
        parts = [other for other in sets if other < one]
        rest = one.difference(*[p for p in parts]) if parts else frozenset()
        assert len(rest) == 0 or len(rest) >= K


@given(cells)
def test_the_vendor_rule_holds_in_every_published_group(counts: dict[tuple[str, str], int]) -> None:
    for group in publish(rows_of(counts), lambda r: r.sector, lambda r: r.size, deals_from_vendors(), SIZES):
        assert len({row.vendor for row in group.rows}) >= 5
        assert len(group.rows) >= 10


def test_nine_firms_publish_nothing_ten_do() -> None:
    assert publish(rows_of({("food", "micro"): 9}), lambda r: r.sector, lambda r: r.size, at_least(), SIZES) == []
    assert publish(rows_of({("food", "micro"): 10}), lambda r: r.sector, lambda r: r.size, at_least(), SIZES)


def test_a_lone_small_cell_is_joined_so_that_subtraction_fails() -> None:
    rows = rows_of({("food", "micro"): 12, ("food", "small"): 3})
    groups = publish(rows, lambda r: r.sector, lambda r: r.size, at_least(), SIZES)
    assert Counter(len(group.rows) for group in groups) == {15: 2}


def test_a_firm_is_compared_with_the_finest_group_it_lies_in() -> None:
    rows = rows_of({("food", "micro"): 12, ("food", "small"): 11, ("metal", "small"): 30})
    groups = publish(rows, lambda r: r.sector, lambda r: r.size, at_least(), SIZES)
    found = group_for(groups, "food", "small")
    assert found is not None
    assert len(found.rows) == 11
    assert len(group_for(groups, "unheard", "micro").rows) == 53


def test_quantile_interpolates() -> None:
    assert quantile([Fraction(n) for n in (1, 2, 3, 4)], Fraction(3, 4)) == Fraction(13, 4)
    with pytest.raises(ValueError):
        quantile([], Fraction(1, 2))
