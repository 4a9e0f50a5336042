"""Which day it is, is decided in one place: ``portal.common.clock``."""

import ast

import pytest

from tests.house.templates import ROOT

HOUSE = ("portal", "lending", "digital", "export")
THE_CLOCK = "portal/common/clock.py"
FORMATS = "portal/common/formatting.py"  # shows moments in the reader's zone


def days_taken(source: str) -> list[int]:
    """Lines that take a day from a moment by themselves.

    A moment from the database is in UTC: ``.date()`` of it is yesterday for some hours of every day where the house
    is, and ``localdate`` is the day where the reader is, whose zone must not move a last day.
    """
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in {"date", "today"} and not node.args
             and ast.unparse(node.func.value) not in {"clock", "here"})
            or ast.unparse(node.func).endswith("localdate")
        )
    ]  # fmt: skip


def clocks_bent(source: str) -> list[int]:
    """Lines of a test that replace the clock's day by that of a moment, which may be in another zone than the house."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr == "date" and ast.unparse(node.value) in {"moment", "now"}
    ]


def test_the_house_takes_days_from_its_clock() -> None:
    found = {
        str(path.relative_to(ROOT)): days_taken(path.read_text())
        for folder in HOUSE
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    }
    assert {name: lines for name, lines in found.items() if lines and name not in {THE_CLOCK, FORMATS}} == {}


def test_no_test_bends_the_day_apart_from_the_moment() -> None:
    found = {str(path.relative_to(ROOT)): clocks_bent(path.read_text()) for path in (ROOT / "tests").rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("line", ["row.closes_at.date()", "timezone.localdate(at)", "localdate()", "date.today()"])
def test_a_planted_day_is_found(line: str) -> None:
    assert days_taken(line) == [1]
    assert days_taken("clock.today(); clock.day_of(row.closes_at)") == []
