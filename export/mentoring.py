"""Scoring mentor–firm pairs, the hard refusals, and the rules of sessions (late cancel, no-show, pause).

Pure. Weights and limits are data (``export/data/mentoring.json``). Every score carries its parts, so that both sides
read why they were matched; a hard rule has no score, only its name.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from portal.criteria import codes
from portal.criteria.catalogue import Facts
from portal.criteria.evaluate import Outcome
from portal.criteria.judging import Judge
from portal.criteria.rates import default_table
from portal.criteria.rules import Criterion

DATA = Path(__file__).resolve().parent / "data" / "mentoring.json"


@cache
def rules() -> Mapping[str, Any]:
    """Weights of the score and limits of the session rules, with source and version."""
    return json.loads(DATA.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Mentor:
    """What a mentor offers. Sectors are ISIC codes (a division covers its classes), markets alpha-3, times in UTC hours."""

    code: str
    organisation: str
    topics: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    markets: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    hours_utc: frozenset[int] = frozenset()
    capacity: int = 1
    own_sector: str = ""
    own_country: str = ""
    never: frozenset[str] = frozenset()
    statement_until: date | None = None
    is_away: bool = False
    for_whom: Criterion | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What a firm asks for."""

    code: str
    organisation: str
    topics: frozenset[str] = frozenset()
    sector: str = ""
    markets: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    stage: str = ""
    hours_utc: frozenset[int] = frozenset()
    country: str = ""
    never: frozenset[str] = frozenset()
    competitors: frozenset[str] = frozenset()
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """The verdict on a pair: points 0–100 by part, or the hard rules that refuse it.

    ``reasons`` are those of the mentor's criteria document, ``misses`` how many of its rules do not hold, ``unknowns`` how
    many cannot be told.
    """

    mentor: str
    need: str
    parts: Mapping[str, float] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    reasons: tuple[Mapping[str, Any], ...] = ()
    misses: int = 0
    unknowns: int = 0

    @property
    def score(self) -> int:
        return 0 if self.refused else round(sum(self.parts.values()))


def hard_refusals(mentor: Mentor, need: Need, *, on: date, taken: int = 0) -> tuple[str, ...]:
    """The hard rules about the two that forbid the pair: same firm, competitor, never-lists, conflict statement, capacity."""
    found = []
    if mentor.organisation == need.organisation:
        found.append("same_firm")
    if mentor.organisation in need.competitors or _competes(mentor, need):
        found.append("competitor")
    if need.organisation in mentor.never or mentor.organisation in need.never:
        found.append("never_list")
    if mentor.statement_until is None or mentor.statement_until < on:
        found.append("conflict_statement")
    if mentor.is_away or taken >= mentor.capacity:
        found.append("no_capacity")
    return tuple(found)


def judge_of(need: Need, on: date) -> Judge:
    """A judge of mentors' criteria for one need."""
    return Judge(need.facts, today=on, rates=default_table())


def _competes(mentor: Mentor, need: Need) -> bool:
    """The same class of activity in the same country (a four-digit ISIC code is known on both sides)."""
    same = bool(mentor.own_sector) and len(mentor.own_sector) >= 4 and mentor.own_sector == need.sector
    return same and mentor.own_country == need.country


def _share(wanted: frozenset[Any], offered: frozenset[Any]) -> float:
    return len(wanted & offered) / len(wanted) if wanted else 0.0


def _sector_fits(sector: str, offered: frozenset[str]) -> float:
    if not sector or not offered:
        return 0.0
    covers = not offered.isdisjoint(codes.ISIC.ancestors(sector))
    return 1.0 if covers or any(code.startswith(sector) for code in offered) else 0.0


def score_pair(mentor: Mentor, need: Need, *, on: date, taken: int = 0, judge: Judge | None = None) -> Pair:
    """Points of the pair: need and skill 40, sector and market 20, language 15, stage 10, hours 10, complement 5.

    Who does not meet the mentor's criteria is refused with "for_whom"; what cannot be told does not refuse.
    """
    refused = hard_refusals(mentor, need, on=on, taken=taken)
    reasons: tuple[Mapping[str, Any], ...] = ()
    misses = unknowns = 0
    if mentor.for_whom is not None:
        judged = (judge or judge_of(need, on)).of(mentor.for_whom)
        reasons, misses, unknowns = tuple(judged.reasons), judged.misses, judged.unknowns
        if judged.outcome is Outcome.DOES_NOT:
            refused = (*refused, "for_whom")
    if refused:
        return Pair(mentor.code, need.code, refused=refused, reasons=reasons, misses=misses, unknowns=unknowns)
    weights = rules()["weights"]
    common = mentor.languages & need.languages
    hours = len(mentor.hours_utc & need.hours_utc)
    shares = {
        "topics": _share(need.topics, mentor.topics),
        "sector_market": (_sector_fits(need.sector, mentor.sectors) + _share(need.markets, mentor.markets)) / 2,
        "language": min(1.0, 0.7 + 0.3 * (len(common) - 1)) if common else 0.0,
        "stage": 1.0 if need.stage in mentor.stages else 0.0,
        "hours": min(1.0, hours / rules()["full_hours"]),
        "complement": 1.0 if mentor.own_country in need.markets else 0.0,
    }
    parts = {name: weights[name] * share for name, share in shares.items()}
    return Pair(mentor.code, need.code, parts, reasons=reasons, unknowns=unknowns)


def preferences(
    mentors: Iterable[Mentor], needs: Iterable[Need], *, on: date, taken: Mapping[str, int] | None = None,
    own: Mapping[str, list[str]] | None = None,
) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[tuple[str, str], Pair]]:  # fmt: skip
    """(needs' lists of mentors, mentors' lists of needs, every pair): own ranking first, the score fills the rest.

    A refused pair is on nobody's list. ``own`` holds a side's ranking by its code. Equal scores are ordered by code,
    so that the same input always gives the same round.
    """
    mentors, needs, own, taken = list(mentors), list(needs), own or {}, taken or {}
    pairs = {
        (need.code, mentor.code): score_pair(mentor, need, on=on, taken=taken.get(mentor.code, 0), judge=judge)
        for need, judge in [(need, judge_of(need, on)) for need in needs]
        for mentor in mentors
    }
    ours: dict[str, list[str]] = {}
    theirs: dict[str, list[str]] = {}
    for need in needs:
        allowed = {m.code: pairs[need.code, m.code].score for m in mentors if not pairs[need.code, m.code].refused}
        ours[need.code] = _order(own.get(need.code, []), allowed)
    for mentor in mentors:
        allowed = {n.code: pairs[n.code, mentor.code].score for n in needs if not pairs[n.code, mentor.code].refused}
        theirs[mentor.code] = _order(own.get(mentor.code, []), allowed)
    return ours, theirs, pairs


def _order(first: list[str], allowed: Mapping[str, int]) -> list[str]:
    head = [code for code in dict.fromkeys(first) if code in allowed]
    return head + sorted((code for code in allowed if code not in head), key=lambda code: (-allowed[code], code))


# --- sessions ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person's faults of the last 30 days mean now: "good", "warned" or "paused"."""

    faults: int
    state: str
    free_again_at: datetime | None = None


def is_late_cancel(*, starts_at: datetime, cancelled_at: datetime) -> bool:
    """A session called off less than the limit before its start (or after it)."""
    return starts_at - cancelled_at < timedelta(hours=rules()["late_cancel_hours"])


def may_report_no_show(*, starts_at: datetime, at: datetime) -> bool:
    """Absent for the first ten minutes."""
    return at >= starts_at + timedelta(minutes=rules()["no_show_minutes"])


def answer_expires_at(asked_at: datetime) -> datetime:
    """An unanswered proposal is dropped after 48 hours."""
    return asked_at + timedelta(hours=rules()["answer_hours"])


def standing(faults: Iterable[datetime], *, at: datetime) -> Standing:
    """The consequence of ``faults`` (moments of no-shows and late cancels; those won on appeal left out)."""
    window = timedelta(days=rules()["window_days"])
    recent = sorted(moment for moment in faults if at - window < moment <= at)
    if len(recent) >= rules()["pause_at"]:
        return Standing(len(recent), "paused", recent[len(recent) - rules()["pause_at"]] + window)
    return Standing(len(recent), "warned" if len(recent) >= rules()["warn_at"] else "good")
