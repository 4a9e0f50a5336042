"""Suppression: no shown figure, and no difference of shown figures, reveals fewer than ten."""

from hypothesis import given
from hypothesis import strategies as st

from portal.reports.suppression import K, hide, hide_rows, is_small, share

COUNTS = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 60), max_size=10)


@given(COUNTS)
def test_what_is_hidden_cannot_be_subtracted(counts):
    shown = hide(counts)
    hidden = [key for key, value in shown.cells.items() if value is None]
    assert all(not is_small(value) for value in shown.cells.values() if value is not None)
    if shown.total is not None:
        left = shown.total - sum(value for value in shown.cells.values() if value is not None)
        assert left == 0 or (left >= K and len(hidden) >= 2)
    for key, value in shown.cells.items():
        assert value is None or value == counts[key]


@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.fixed_dictionaries({"x": st.integers(0, 40), "y": st.integers(0, 40)}), max_size=6
    )
)
def test_tables_hide_whole_rows_and_never_leave_one_alone(table):
    rows, totals = hide_rows(table)
    hidden = [key for key, row in rows.items() if row is None]
    for row in rows.values():
        assert row is None or not any(is_small(count) for count in row.values())
    for column, total in totals.items():
        if total is not None:
            left = total - sum(row[column] for row in rows.values() if row is not None)
            assert left == 0 or (left >= K and len(hidden) >= 2)


def test_rows_that_cannot_protect_each_other_all_go_and_the_totals_stay():
    table = {"a": {"x": 40, "y": 3}, "b": {"x": 30, "y": 2}, "c": {"x": 25, "y": 0}}
    rows, totals = hide_rows(table)
    assert set(rows.values()) == {None}
    assert totals == {"x": None, "y": None}  # y holds five in all: x would give it away where the sum is known
    rows, totals = hide_rows({"a": {"x": 40, "y": 13}, "b": {"x": 30, "y": 2}})
    assert set(rows.values()) == {None}
    assert totals == {"x": 70, "y": 15}


def test_spare_cells_are_given_up_last():
    assert hide({"gain": 20, "same": 90, "small": 4}).cells == {"gain": None, "same": 90, "small": None}
    assert hide({"gain": 20, "same": 90, "small": 4}, spare=("gain",)).cells == {
        "gain": 20,
        "same": None,
        "small": None,
    }


def test_a_single_small_cell_takes_a_neighbour_with_it():
    shown = hide({"a": 3, "b": 40, "c": 12})
    assert shown.cells == {"a": None, "b": 40, "c": None}
    assert shown.total == 55


def test_shares_need_ten_on_both_sides():
    assert share(5, 100) is None
    assert share(95, 100) is None
    assert share(9, 9) is None
    assert share(50, 100) == 0.5
    assert share(0, 100) == 0
