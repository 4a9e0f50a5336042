"""How a yearly rate is worked out, by law: a table with source and date of force, read by the engine and the documents."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data" / "rate_conventions.json"
FIGURES = ("effective", "nominal", "simple")


@dataclass(frozen=True, slots=True)
class Convention:
    """``figure`` is the kind of rate the convention asks for; ``periods`` counts a year by the rhythm of payments.

    ``year_days`` is the divisor of odd days (0: the 365 or 366 of the year they fall in, as the Directive counts).
    ``included`` and ``left_out`` name the charges inside and outside; ``used_for`` where the portal shows the figure.
    """

    code: str
    figure: str
    law: str
    source: str
    in_force: date | None
    decimals: int
    year_days: int
    periods: dict[str, int]
    equation: str
    included: tuple[str, ...]
    left_out: tuple[str, ...]
    used_for: str

    def per_year(self, frequency: str) -> int:
        """Periods a year of ``frequency``; a rhythm the convention does not name (one payment) counts months."""
        return self.periods.get(frequency, self.periods["monthly"])


def _read(row: dict[str, Any]) -> Convention:
    named = {**row, "in_force": date.fromisoformat(row["in_force"]) if row["in_force"] else None}
    for name in ("included", "left_out"):
        named[name] = tuple(row[name])
    return Convention(**named)


@cache
def table() -> dict[str, Convention]:
    """Every convention by its code, in the order of the file."""
    content = json.loads(DATA.read_text(encoding="utf-8"))
    return {row["code"]: _read(row) for row in content["conventions"]}


@cache
def chosen(figure: str) -> Convention:
    """The convention by which the portal works out ``figure`` (one of ``FIGURES``): the first of the table."""
    return next(one for one in table().values() if one.figure == figure)
