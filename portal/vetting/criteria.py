"""The published criteria of each capability (``data/criteria.json``): what is asked, why, which evidence, how long."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

CRITERIA_FILE = Path(__file__).parent / "data" / "criteria.json"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing to show, in three languages."""

    code: str
    texts: Mapping[str, str]
    whys: Mapping[str, str]
    evidences: Mapping[str, str]

    def text(self, language: str = "") -> str:
        """What is asked, in ``language`` or the active one."""
        return _pick(self.texts, language)

    @property
    def why(self) -> str:
        return _pick(self.whys)

    @property
    def evidence(self) -> str:
        return _pick(self.evidences)


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """All criteria of a kind. ``days_allowed``/``appeal_days`` in working days; ``valid_months`` until re-vetting."""

    kind: str
    version: str
    sources: Mapping[str, str]
    days_allowed: int
    appeal_days: int
    valid_months: int
    criteria: tuple[Criterion, ...]

    @property
    def source(self) -> str:
        """Where the criteria come from, in the active language."""
        return _pick(self.sources)

    def get(self, code: str) -> Criterion | None:
        """The criterion of ``code``."""
        return next((item for item in self.criteria if item.code == code), None)


def _pick(texts: Mapping[str, str], language: str = "") -> str:
    return texts.get(language or get_language() or "en") or texts["en"]


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(CRITERIA_FILE.read_text(encoding="utf-8"))
    return document


@cache
def criteria_sets() -> dict[str, CriteriaSet]:
    """The criteria in force by kind of capability."""
    return {kind: _read(kind, row) for kind, row in _document()["kinds"].items()}


def _read(kind: str, row: Mapping[str, Any]) -> CriteriaSet:
    criteria = tuple(Criterion(item["code"], item["text"], item["why"], item["evidence"]) for item in row["criteria"])
    return CriteriaSet(
        kind, row["version"], row["source"], row["days_allowed"], row["appeal_days"], row["valid_months"], criteria
    )


def reminder_days() -> tuple[int, ...]:
    """How many days before expiry the organisation is reminded, longest first."""
    return tuple(_document()["remind_days_before_expiry"])
