"""The comparison of responses: one column each, one line per term of the pillar, neutral written order.

Order: the pillar's first comparable line, better first; ties go to the earliest submission. Nobody can pay for a place.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from portal.common.money import Money
from portal.matchmaking.models import Response
from portal.matchmaking.pillars import Column, Pillar


@dataclass(slots=True)
class Cell:
    """One value; ``is_best`` marks the best of comparable ones."""

    value: Any
    kind: str
    is_best: bool = False


@dataclass(slots=True)
class Line:
    """One term across all responses."""

    column: Column
    cells: list[Cell]

    @property
    def is_empty(self) -> bool:
        """Whether no response says anything here: such a line is left out."""
        return all(cell.value is None or cell.value == "" for cell in self.cells)

    @property
    def differs(self) -> bool:
        return len({repr(cell.value) for cell in self.cells}) > 1


@dataclass(slots=True)
class Table:
    """What the comparison page shows."""

    responses: list[Response] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    sort: str = ""
    only_different: bool = False

    def groups(self) -> list[tuple[Any, list[Line]]]:
        """Lines by group, in the pillar's order."""
        found: dict[str, tuple[Any, list[Line]]] = {}
        for line in self.lines:
            found.setdefault(str(line.column.group), (line.column.group, []))[1].append(line)
        return list(found.values())

    def sort_choices(self) -> list[Column]:
        return [line.column for line in self.lines if line.column.better]


def rank_value(value: Any) -> Decimal | None:
    """A number to order by, None when there is none."""
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    return None


def comparable(cells: list[Cell]) -> bool:
    """Amounts of different currencies are never ranked against each other."""
    return len({cell.value.currency for cell in cells if isinstance(cell.value, Money)}) <= 1


def sort_key(column: Column, response: Response) -> tuple[bool, Decimal, Any]:
    number = rank_value(column.value(response))
    signed = Decimal(0) if number is None else -number if column.better == "high" else number
    return (number is None, signed, response.submitted_at)


def build(pillar: Pillar, responses: list[Response], *, sort: str = "", only_different: bool = False) -> Table:
    """The comparison table of ``responses`` sorted by the line ``sort`` (default: the first comparable one)."""
    choices = [column for column in pillar.columns if column.better]
    chosen = next((column for column in choices if column.code == sort), choices[0] if choices else None)
    ended = {"withdrawn", "lapsed", "declined"}
    if chosen is not None:
        responses = sorted(responses, key=lambda r: (r.state in ended, *sort_key(chosen, r)))
    lines = [line for line in (make_line(column, responses) for column in pillar.columns) if not line.is_empty]
    if only_different:
        lines = [line for line in lines if line.differs]
    return Table(responses, lines, chosen.code if chosen else "", only_different)


def make_line(column: Column, responses: list[Response]) -> Line:
    cells = [Cell(column.value(response), column.kind) for response in responses]
    if column.better and comparable(cells) and column.is_fair(responses):
        live = [
            cell
            for cell, response in zip(cells, responses, strict=True)
            if response.state in ("submitted", "shortlisted", "accepted")
        ]
        numbers = [number for number in (rank_value(cell.value) for cell in live) if number is not None]
        if len(numbers) > 1 and len(set(numbers)) > 1:
            best = min(numbers) if column.better == "low" else max(numbers)
            for cell in live:
                cell.is_best = rank_value(cell.value) == best
    return Line(column, cells)


def lines(pillar: Pillar, response: Response) -> list[tuple[Column, Any]]:
    """Every term of one response that says something, for the acceptance page."""
    found = [(column, column.value(response)) for column in pillar.columns]
    return [(column, value) for column, value in found if value is not None and value != ""]
