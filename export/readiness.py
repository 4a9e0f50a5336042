"""Export readiness: six dimensions of four questions (0–4), gates that cap the level, and an honest "stay at home".

Pure: no database. The instrument (weights, levels, gates) is data in ``export/data/readiness.json``; its wording is in
``export.readiness_text``. Scores are whole per cents rounded half up; an unanswered question lowers the answered
share, never the score (unknown is not zero).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data" / "readiness.json"
TOP = 4


@cache
def instrument() -> dict[str, Any]:
    """The instrument in force: dimensions, weights, levels, gates, with its source and date."""
    return json.loads(DATA.read_text(encoding="utf-8"))


@cache
def question_codes() -> tuple[str, ...]:
    """Every question code, in the order of the page."""
    return tuple(code for dimension in instrument()["dimensions"] for code in dimension["questions"])


@dataclass(frozen=True, slots=True)
class Improvement:
    """Raising the answer of ``question`` to ``needed`` (0–4) would bring ``gain`` points or open a gate."""

    question: str
    held: int | None
    needed: int
    gain: Decimal
    opens_gate: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """The result. ``score`` 0–100 overall; ``capped`` when a closed gate lowered the level."""

    score: int
    level: str
    uncapped_level: str
    dimensions: Mapping[str, int | None]
    closed_gates: tuple[str, ...]
    unknown_gates: tuple[str, ...]
    answered: int
    asked: int
    stay_home: bool
    stay_home_reasons: tuple[str, ...]
    improvements: tuple[Improvement, ...] = field(default=())

    @property
    def capped(self) -> bool:
        return self.level != self.uncapped_level


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def check_answers(answers: Mapping[str, Any]) -> dict[str, str]:
    """Problems of ``answers`` by question code: ``unknown_question`` or ``out_of_range``; empty when sound."""
    known = set(question_codes())
    problems: dict[str, str] = {}
    for code, value in answers.items():
        if code not in known:
            problems[code] = "unknown_question"
        elif value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= TOP):
            problems[code] = "out_of_range"
    return problems


def _dimension_share(questions: list[str], answers: Mapping[str, int | None]) -> Decimal | None:
    values = [value for code in questions if (value := answers.get(code)) is not None]
    return Decimal(100 * sum(values)) / Decimal(TOP * len(values)) if values else None


def _overall(answers: Mapping[str, int | None]) -> Decimal:
    """Weighted mean over the dimensions that have an answer, 0–100."""
    points = weights = Decimal(0)
    for dimension in instrument()["dimensions"]:
        share = _dimension_share(dimension["questions"], answers)
        if share is not None:
            points += share * dimension["weight"]
            weights += dimension["weight"]
    return points / weights if weights else Decimal(0)


def _level_of(score: int) -> str:
    return [level["code"] for level in instrument()["levels"] if score >= level["from"]][-1]


def _applying_gates(facts: Mapping[str, bool]) -> list[dict[str, Any]]:
    return [gate for gate in instrument()["gates"] if gate["only_if"] is None or facts.get(gate["only_if"], False)]


def _capped(level: str) -> str:
    order = [entry["code"] for entry in instrument()["levels"]]
    return min(level, instrument()["gate_cap"], key=order.index)


def _improvements(answers: Mapping[str, int | None], gates: list[dict[str, Any]], base: Decimal) -> list[Improvement]:
    """What would change the result: closed gates first, then the largest gains in points for one step up to 3."""
    closed_below = {gate["question"]: gate["closed_below"] for gate in gates}
    found = []
    for code in question_codes():
        held = answers.get(code)
        gate = closed_below.get(code)
        opens = gate is not None and (held is None or held < gate)
        needed = gate if opens and gate is not None else min(TOP, max(3, (held or 0) + 1))
        if not opens and (held is None or held >= 3):
            continue
        gain = _overall({**answers, code: needed}) - base
        found.append(Improvement(code, held, needed, gain.quantize(Decimal("0.1")), opens))
    return sorted(found, key=lambda item: (not item.opens_gate, -item.gain))


def assess(answers: Mapping[str, int | None], *, branded: bool = False) -> Readiness:
    """The readiness for ``answers`` (question code → 0–4, None or absent for unknown).

    ``branded``: the goods carry the firm's own brand, so that unchecked intellectual property closes a gate.
    Raises ValueError on an unknown question or a value outside 0–4.
    """
    if problems := check_answers(answers):
        raise ValueError(f"bad answers: {problems}")
    base = _overall(answers)
    score = _half_up(base)
    gates = _applying_gates({"branded": branded})
    closed = tuple(
        gate["question"]
        for gate in gates
        if (value := answers.get(gate["question"])) is not None and value < gate["closed_below"]
    )
    shares = {
        dimension["code"]: _dimension_share(dimension["questions"], answers) for dimension in instrument()["dimensions"]
    }
    weak = tuple(
        code
        for code in instrument()["stay_home_dimensions"]
        if (share := shares[code]) is not None and share < instrument()["stay_home_below"]
    )
    answered = sum(1 for code in question_codes() if answers.get(code) is not None)
    uncapped = _level_of(score)
    stays = bool(answered) and (bool(weak) or score < instrument()["stay_home_below"])
    return Readiness(
        score=score,
        level=_capped(uncapped) if closed else uncapped,
        uncapped_level=uncapped,
        dimensions={code: None if share is None else _half_up(share) for code, share in shares.items()},
        closed_gates=closed,
        unknown_gates=tuple(gate["question"] for gate in gates if answers.get(gate["question"]) is None),
        answered=answered,
        asked=len(question_codes()),
        stay_home=stays,
        stay_home_reasons=weak or (("overall",) if stays else ()),
        improvements=tuple(_improvements(answers, gates, base)),
    )
