"""Which gap to close first: an open formula over twelve areas, and the three next steps.

impact = w_c·cost + w_k·goals + w_p·distance. *cost* is how much of the firm's cost the area touches, *goals* how much
it moves the figures the firm has chosen, *distance* how far it stands below the best quarter of its sector. Each factor
is divided by its sum over the firm's areas, so that the three weigh as the horizon says whatever their units.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from digital.instruments.answers import NOT_APPLICABLE, Answer, AnswerSet
from digital.instruments.catalogue import Part, SharedFact, TickRule, facts
from digital.instruments.scoring import ONE, ZERO, Share, share_of, weighted
from digital.texts import Text, read, text

HORIZONS = ("strategic", "tactical", "operational")
MAX_GOALS = 3


@dataclass(frozen=True, slots=True)
class Area:
    """One field of work a firm can improve. ``best`` is the fallback for the best quarter of a sector (0–100)."""

    code: str
    label: Text
    parts: tuple[tuple[str, frozenset[str]], ...]  # fact, its items that count (empty: all)
    costs: Mapping[str, int]
    kpis: Mapping[str, int]
    best: Fraction
    step: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One area of one firm with the three factors (after division by their sums) and the impact."""

    area: Area
    own: Share
    best: Fraction
    cost: Fraction
    goals: Fraction
    distance: Fraction
    impact: Fraction


@cache
def areas() -> dict[str, Area]:
    """The twelve areas by code."""
    return {
        row["code"]: Area(
            row["code"],
            text(row["text"]),
            tuple((part["fact"], frozenset(part.get("items", []))) for part in row["parts"]),
            row["costs"],
            row["kpis"],
            Fraction(row["best"]),
            row["step"],
        )
        for row in read("areas")["areas"]
    }


@cache
def labels(name: str) -> dict[str, Text]:
    """A closed list of the areas file (``costs``, ``kpis``, ``mentors``, ``categories``) as code → text."""
    return {code: text(words) for code, *words in read("areas")[name]}


def horizon_label(code: str) -> Text:
    return text(read("areas")["horizons"][code]["text"])


def horizon_weights(code: str) -> tuple[Fraction, Fraction, Fraction]:
    """Weights of cost, goals and distance; raises KeyError for an unknown horizon."""
    cost, goals, distance = (Fraction(weight) for weight in read("areas")["horizons"][code]["weights"])
    return cost, goals, distance


# Percentages are read on one straight scale here: a quarter of the turnover spent is no target for a small firm.
STRAIGHT = tuple((Fraction(step), Fraction(step, 100)) for step in range(101))
SHARES = {"none": ZERO, "one": Fraction(1, 4), "two": Fraction(1, 2), "most": Fraction(3, 4), "all": ONE}


def _part_of(fact: SharedFact, items: frozenset[str]) -> Part:
    wanted = [code for code in fact.item_codes if code not in fact.exclusive and (not items or code in items)]
    ticks = tuple(TickRule(frozenset({code}), ONE) for code in wanted)
    return Part(fact.code, fact.code, ONE, ticks, STRAIGHT, SHARES)


def _only(answer: Answer | None, fact: SharedFact, items: frozenset[str]) -> Answer | None:
    """The answer with the other items of a grid taken out as not applicable."""
    if answer is None or not items or not fact.is_grid or answer.is_na:
        return answer
    value = {code: answer.value[code] if code in items else NOT_APPLICABLE for code in fact.item_codes
             if code not in items or code in answer.value}  # fmt: skip
    if set(value) >= set(fact.item_codes) and set(value.values()) == {NOT_APPLICABLE}:
        return Answer(None, answer.grade, is_na=True)
    return Answer(value, answer.grade)


def area_share(area: Area, answers: AnswerSet) -> Share:
    """How far the firm stands in ``area``."""
    shares = []
    for code, items in area.parts:
        fact = facts()[code]
        shares.append(share_of(_part_of(fact, items), fact, _only(answers.get(code), fact, items)))
    return weighted(shares)


def _portions(raw: Mapping[str, Fraction]) -> dict[str, Fraction]:
    total = sum(raw.values(), ZERO)
    return {code: (value / total if total else ZERO) for code, value in raw.items()}


def order(
    answers: AnswerSet,
    *,
    horizon: str,
    cost_shares: Mapping[str, Fraction],
    goals: Sequence[str],
    best: Mapping[str, Fraction] | None = None,
) -> list[Gap]:
    """The firm's areas by impact, largest first (ties by code). ``best``: area → upper quartile of the sector, 0–100,
    where enough firms stand behind it. Areas that do not apply or of which nothing is known are left out."""
    weights = horizon_weights(horizon)
    shares = {code: area_share(area, answers) for code, area in areas().items()}
    live = {code: share for code, share in shares.items() if share.applies and share.known > 0}
    tops = {code: (best or {}).get(code, areas()[code].best) for code in live}
    cost = _portions({c: sum((cost_shares.get(k, ZERO) * n for k, n in areas()[c].costs.items()), ZERO) for c in live})
    goal = _portions({c: Fraction(sum(areas()[c].kpis.get(name, 0) for name in goals)) for c in live})
    distance = _portions({c: max(tops[c] - live[c].low * 100, ZERO) for c in live})
    found = [
        Gap(
            areas()[c], live[c], tops[c], cost[c], goal[c], distance[c],
            weights[0] * cost[c] + weights[1] * goal[c] + weights[2] * distance[c],
        )
        for c in live
    ]  # fmt: skip
    return sorted(found, key=lambda gap: (-gap.impact, gap.area.code))
