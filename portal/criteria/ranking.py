"""Ranking by a published formula: every component is shown, weights are data, nobody can pay for a place.

score = Σ weight × component, each component 0–1 (``data/ranking.json``):

- fit: share of the asked rules that meet, and how comfortably the amount lies inside the range;
- evidence: mean grade of the facts the rules used, 0 stated … 3 confirmed by a third party;
- answers: the responder's answered share in the last year, drawn to the average while there are few cases;
- capacity: free places (or share of the budget left);
- price: where public, the responder's usual price against the middle of the market.

A component that is not known counts with the neutral value, never as zero. Equal scores (to six digits) are ordered
by the
seeded draw of :func:`portal.criteria.index.draw`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from portal.criteria import codes
from portal.criteria.evaluate import Evaluation, Outcome, RuleResult
from portal.criteria.index import draw
from portal.criteria.rates import RateTable
from portal.criteria.values import number_of

COMPONENTS = ("fit", "evidence", "answers", "capacity", "price")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a responder. Shares 0–1; ``price_ratio`` is its usual price over the market's middle (1 =
    equal).
    """

    asked: int = 0
    answered: int = 0
    capacity_left: float | None = None
    price_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A responder's place with every component and its weighted part, as it is shown."""

    key: int
    score: float
    components: Mapping[str, float]
    parts: Mapping[str, float]


def weights() -> dict[str, Any]:
    """The published table: weights (sum 1), neutral values, the pull towards the average."""
    return codes.data("ranking.json")


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))


def fit(result: Evaluation, rates: RateTable) -> float:
    """Half for the share of met rules, half for the mean room inside the ranges (1 in the middle or far from an
    end).
    """
    rules = result.shown.rules
    met = sum(r.outcome is Outcome.MEETS for r in rules)
    return fit_of(met, len(rules), [room for r in rules if (room := room_of(r, rates)) is not None])


def fit_of(met: int, asked: int, rooms: Sequence[float]) -> float:
    """The fit out of the rules met, the rules asked, and the room inside the ranges that are met."""
    share = met / asked
    return 0.5 * share + 0.5 * (sum(rooms) / len(rooms) if rooms else share)


def room_of(result: Any, rates: RateTable) -> float | None:
    """How far a number lies from the nearest end of its range, relative to itself; a quarter or more is full room.

    None for a rule that is not met or no range.
    """
    ends, held = result.rule.range, result.held
    if result.outcome is not Outcome.MEETS or ends is None or result.rule.negate or held is None:
        return None
    number = number_of(held)
    if number is not None and ends.currency:
        number = rates.convert(number, held.unit, ends.currency)
    if number is None:
        return None
    gaps = [abs(number - end) for end in (ends.low, ends.high) if end is not None]
    return _clipped(float(min(gaps) / max(abs(number), Decimal(1))) * 4)


def evidence(result: Evaluation) -> float:
    """Mean evidence grade of the facts held, over the best grade."""
    return evidence_of([grade for r in result.shown.rules if (grade := grade_of(r)) is not None])


def grade_of(result: RuleResult) -> int | None:
    """The grade of the fact a rule used; None when it is not known."""
    return None if result.held is None or result.held.value is None else result.held.grade


def evidence_of(grades: Sequence[int]) -> float:
    """The mean of the grades over the best."""
    return sum(grades) / (3 * len(grades)) if grades else 0.0


def answers(standing: Standing) -> float:
    """(answered + pull × average) / (asked + pull): a newcomer starts at the average, not at nought or at one."""
    table = weights()
    pull, average = table["answers_pull"], table["neutral"]["answers"]
    return _clipped((standing.answered + pull * average) / (standing.asked + pull))


def static_score(standing: Standing) -> float:
    """The part of the score that does not depend on the request; kept as ``CriteriaSet.score`` for the index."""
    parts = _standing_components(standing)
    return round(sum(weights()["weights"][name] * value for name, value in parts.items()), 6)


def _others(standing: Standing) -> dict[str, float]:
    neutral = weights()["neutral"]
    capacity = neutral["capacity"] if standing.capacity_left is None else _clipped(standing.capacity_left)
    # 20 % below the middle of the market is full, 20 % above is nought
    price = neutral["price"] if standing.price_ratio is None else _clipped(0.5 - (standing.price_ratio - 1) * 2.5)
    return {"capacity": capacity, "price": price}


def rank_one(key: int, result: Evaluation, standing: Standing, rates: RateTable) -> Ranked:
    """The score of one responder with its components."""
    components = {"fit": fit(result, rates), "evidence": evidence(result), **_standing_components(standing)}
    parts = {name: weights()["weights"][name] * value for name, value in components.items()}
    return Ranked(key, round(sum(parts.values()), 6), components, parts)


def points(fit: float, evidence: float, standing: Standing) -> dict[str, float]:
    """The same score as points out of 100 by component, for a fit and evidence (0–1) found already."""
    of_fit, of_evidence, rest = _points(standing)
    return {"fit": round(of_fit * fit, 2), "evidence": round(of_evidence * evidence, 2), **rest}


@lru_cache(maxsize=50_000)
def _points(standing: Standing) -> tuple[float, float, Mapping[str, float]]:
    table = weights()["weights"]
    rest = {name: round(100 * table[name] * value, 2) for name, value in _standing_components(standing).items()}
    return 100 * table["fit"], 100 * table["evidence"], rest


def _standing_components(standing: Standing) -> dict[str, float]:
    return {"answers": answers(standing), **_others(standing)}


def ordered(found: Iterable[Ranked], seed: int) -> list[Ranked]:
    """Best first; equals by the seeded draw."""
    return sorted(found, key=lambda r: (-r.score, draw(r.key, seed), r.key))
