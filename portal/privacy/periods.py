"""The retention periods: data with a source, read once."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Period:
    """``code`` names what grows old; it goes ``days`` after it ended."""

    code: str
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Periods:
    version: str
    source: str
    erasure_pause_days: int
    copy_valid_days: int
    periods: tuple[Period, ...]


def load() -> Periods:
    raw = json.loads((Path(__file__).parent / "data" / "retention.json").read_text(encoding="utf-8"))
    return Periods(
        raw["version"],
        raw["source"],
        raw["erasure_pause_days"],
        raw["copy_valid_days"],
        tuple(Period(**item) for item in raw["periods"]),
    )


PERIODS: Final = load()
