"""One engine for every instrument: weighted shares with an open range for what is not known.

Every question yields a share between 0 and 1, held exactly (``Fraction``). What is not known is neither zero nor left
out: it keeps its weight, and the score becomes a range from ``low`` (nothing of it holds) to ``high`` (all of it
holds). So an unanswered question can never raise a score, and a score without open answers is exact. What is not
applicable leaves both sides. Evidence grades give a confidence and never touch a score.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from digital.instruments.answers import NOT_APPLICABLE, Answer, AnswerSet
from digital.instruments.catalogue import SCALE_TOP, SCENE_TOP, Dimension, Instrument, Part, SharedFact, facts
from digital.texts import Text

ZERO, ONE = Fraction(0), Fraction(1)
# How much an answer is worth as evidence: said, file, checked by an adviser, confirmed by a third party.
CONFIDENCE = (Fraction(2, 5), Fraction(7, 10), Fraction(9, 10), ONE)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the full score: proven (``low``), possible (``high``), how much of it is known, how well supported.

    ``weight`` 0 means not applicable.
    """

    low: Fraction
    high: Fraction
    known: Fraction
    confidence: Fraction
    weight: Fraction

    @property
    def applies(self) -> bool:
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A dimension's result on the instrument's scale (0–100, or points out of ``maximum``)."""

    code: str
    label: Text
    maximum: Fraction
    share: Share
    parts: tuple[tuple[Part, Share], ...]

    @property
    def is_known(self) -> bool:
        return self.share.applies and self.share.known > 0

    @property
    def low(self) -> Fraction:
        return self.share.low * self.maximum

    @property
    def high(self) -> Fraction:
        return self.share.high * self.maximum

    @property
    def percent(self) -> Fraction:
        return self.share.low * 100


@dataclass(frozen=True, slots=True)
class Result:
    """Scores under one instrument. ``grade_low``/``grade_high``: band code or level number of the proven and of the
    possible score; equal when the open answers cannot change it."""

    instrument: Instrument
    dimensions: tuple[DimensionScore, ...]
    overall: Share
    grade_low: str | int | None
    grade_high: str | int | None
    score_levels: tuple[int, int] | None = None
    scene_levels: tuple[int, int] | None = None
    cross_checks: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return self.overall.known == 1


def share_of(part: Part, fact: SharedFact, answer: Answer | None) -> Share:
    """The share one question earns."""
    if answer is None:
        return Share(ZERO, ONE, ZERO, ZERO, part.weight)
    if answer.is_na:
        return Share(ZERO, ZERO, ONE, ZERO, ZERO)
    trust = CONFIDENCE[answer.grade]
    if fact.is_grid:
        return _grid_share(part, fact, answer, trust)
    if fact.kind == "ticks":
        total = sum((rule.weight for rule in part.ticks), ZERO)
        earned = sum((rule.weight for rule in part.ticks if rule.any_of & answer.value), ZERO) / total
    elif fact.kind == "percent":
        earned = next(share for bound, share in part.steps if answer.value <= bound)
    else:
        earned = part.choices[answer.value]
    return Share(earned, earned, ONE, trust, part.weight)


def _grid_share(part: Part, fact: SharedFact, answer: Answer, trust: Fraction) -> Share:
    top = SCENE_TOP if fact.kind == "scenes" else SCALE_TOP
    asked = [code for code in fact.item_codes if answer.value.get(code) != NOT_APPLICABLE]
    given = [answer.value[code] for code in asked if code in answer.value]
    earned = sum((fact.values[v] if fact.kind == "levels" else Fraction(v, top) for v in given), ZERO)
    count, known = len(asked), Fraction(len(given), len(asked))
    low = earned / count
    return Share(low, low + 1 - known, known, trust * known, part.weight)


def weighted(shares: Iterable[Share], weight: Fraction = ONE) -> Share:
    """The mean of the applicable shares by their weights; not applicable when none is."""
    rows = [share for share in shares if share.applies]
    total = sum((row.weight for row in rows), ZERO)
    if not total:
        return Share(ZERO, ZERO, ONE, ZERO, ZERO)

    def mean(name: str) -> Fraction:
        return sum((row.weight * getattr(row, name) for row in rows), ZERO) / total

    return Share(mean("low"), mean("high"), mean("known"), mean("confidence"), weight)


def _dimension(instrument: Instrument, dimension: Dimension, answers: AnswerSet) -> DimensionScore:
    catalogue = facts()
    parts = tuple((part, share_of(part, catalogue[part.fact], answers.get(part.fact))) for part in dimension.parts)
    share = weighted((found for _part, found in parts), dimension.weight)
    maximum = Fraction(100) if instrument.kind == "bands" else dimension.weight
    return DimensionScore(dimension.code, dimension.label, maximum, share, parts)


def band_of(instrument: Instrument, score: Fraction) -> str:
    """The band of ``score`` (0–100): intervals open below, closed above, so that none is skipped."""
    return next(code for top, code, _name in instrument.bands if score <= top)


def level_of(instrument: Instrument, score: Fraction) -> int:
    """The level a score of 0–100 reaches: the highest whose lower bound it has passed, else 0."""
    return max((level for bottom, level in instrument.levels if score >= bottom), default=0)


def scene_levels(instrument: Instrument, answer: Answer | None) -> tuple[int, int]:
    """Proven and possible scene level: the highest L such that every applicable binding scene reaches L."""
    if answer is None:
        return 0, SCENE_TOP
    if answer.is_na:
        return SCENE_TOP, SCENE_TOP
    held = [answer.value.get(code) for code in instrument.binding_scenes]
    low = min((value or 0 for value in held if value != NOT_APPLICABLE), default=SCENE_TOP)
    high = min((SCENE_TOP if value is None else value for value in held if value != NOT_APPLICABLE), default=SCENE_TOP)
    return low, high


def score(instrument: Instrument, answers: AnswerSet) -> Result:
    """``answers`` scored under ``instrument``."""
    dimensions = tuple(_dimension(instrument, dimension, answers) for dimension in instrument.dimensions)
    overall = weighted(dimension.share for dimension in dimensions)
    if overall.known == 0 or not overall.applies:
        return Result(instrument, dimensions, overall, None, None)
    low, high = overall.low * 100, overall.high * 100
    if instrument.kind == "bands":
        checks = cross_checks(dimensions)
        return Result(
            instrument, dimensions, overall, band_of(instrument, low), band_of(instrument, high), cross_checks=checks
        )
    by_score = level_of(instrument, low), level_of(instrument, high)
    by_scene = scene_levels(instrument, answers.get("scenes"))
    return Result(
        instrument,
        dimensions,
        overall,
        min(by_score[0], by_scene[0]),
        min(by_score[1], by_scene[1]),
        score_levels=by_score,
        scene_levels=by_scene,
    )


HIGH, LOW = Fraction(1, 2), Fraction(2, 5)  # of the full score; a cross-check compares the two


def cross_checks(dimensions: Iterable[DimensionScore]) -> tuple[str, ...]:
    """Contradictions worth a talk, only where both sides are fully known."""
    rows = {row.code: row.share for row in dimensions}
    parts = {part.code: share for row in dimensions for part, share in row.parts}

    def is_high(share: Share) -> bool:
        return share.known == 1 and share.applies and share.low >= HIGH

    def is_low(share: Share) -> bool:
        return share.known == 1 and share.applies and share.low < LOW

    found = []
    if is_high(parts["q1"]) and is_low(parts["q2"]):
        found.append("ambition_without_preparation")
    if (is_high(rows["readiness"]) or is_high(rows["automation"])) and is_low(rows["people"]):
        found.append("technology_without_people")
    if is_high(parts["q7"]) and is_low(parts["q8"]):
        found.append("data_without_protection")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Change:
    """One dimension at two moments; ``delta`` None when either side is not known."""

    code: str
    label: Text
    before: Fraction | None
    after: Fraction | None

    @property
    def delta(self) -> Fraction | None:
        return None if self.before is None or self.after is None else self.after - self.before


def changes(before: Result, after: Result) -> list[Change]:
    """What changed per dimension between two moments under one instrument; raises ValueError for different ones."""
    if before.instrument.code != after.instrument.code:
        raise ValueError("two different instruments cannot be compared")
    earlier = {row.code: row for row in before.dimensions}
    return [
        Change(
            row.code,
            row.label,
            earlier[row.code].low if earlier[row.code].is_known else None,
            row.low if row.is_known else None,
        )
        for row in after.dimensions
    ]
