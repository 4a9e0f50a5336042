"""Rules of origin as questions: do these goods originate in the country, under which agreement, and why.

Pure, three-valued: what is not known yields "cannot", never "does_not". Schemes are data (``data/origin.json``: parties,
general rules, tolerance, date). General rules only: a product's own rule may be stricter, which every result says.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data" / "origin.json"
MEETS, DOES_NOT, CANNOT = "meets", "does_not", "cannot"


@dataclass(frozen=True, slots=True)
class Material:
    """A material of the product: value in the currency of the price, HS code ("" unknown), country of origin ("" unknown)."""

    value: Decimal
    hs6: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Goods:
    """What the firm says. ``None`` is "I do not know" throughout."""

    hs6: str
    origin: str
    destination: str
    price: Decimal | None = None  # ex works
    wholly: bool | None = None  # grown, mined, caught or born there, and made of such things only
    only_simple: bool | None = None  # no more than packing, sorting, washing, mixing, labelling
    direct: bool | None = None  # shipped without being worked on elsewhere
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One rule tried: its kind, the outcome, and the figure held and needed where it has one."""

    rule: str
    outcome: str
    held: Decimal | None = None
    needed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result under one scheme; ``criterion`` is the rule that carries it ("" when none does)."""

    scheme: str
    outcome: str
    criterion: str
    steps: tuple[Step, ...]


@cache
def table() -> Mapping[str, Any]:
    """The schemes with source and day of the last look."""
    return json.loads(DATA.read_text(encoding="utf-8"))


def schemes_for(origin: str, destination: str) -> list[Mapping[str, Any]]:
    """The agreements both countries belong to, then the rule without preference."""
    return [s for s in table()["schemes"] if not s["parties"] or {origin, destination} <= set(s["parties"])]


def check(goods: Goods) -> list[Verdict]:
    """The verdict under every scheme that fits the two countries. Raises ValueError for a price that is not positive."""
    if goods.price is not None and goods.price <= 0:
        raise ValueError("price")
    if any(material.value < 0 for material in goods.materials):
        raise ValueError("materials")
    return [verdict(goods, scheme) for scheme in schemes_for(goods.origin, goods.destination)]


def verdict(goods: Goods, scheme: Mapping[str, Any]) -> Verdict:
    """Wholly obtained, or worked enough under any of the scheme's rules; and shipped directly where it asks for that."""
    steps = [Step("wholly", _of(goods.wholly))]
    foreign = [item for item in goods.materials if not _is_own(item, goods, scheme)]
    if goods.wholly is not True:
        steps.append(Step("worked", _of(None if goods.only_simple is None else not goods.only_simple)))
        steps += [_rule(rule, goods, foreign, Decimal(scheme["tolerance"])) for rule in scheme["rules"]]
    if scheme["direct"]:
        steps.append(Step("direct", _of(goods.direct)))
    return Verdict(scheme["code"], *_together(steps), tuple(steps))


def _together(steps: list[Step]) -> tuple[str, str]:
    held = {step.rule: step.outcome for step in steps}
    changes = [step for step in steps if step.rule in ("heading", "value")]
    carried = _any([step.outcome for step in changes])
    worked = _all([held.get("worked", MEETS), carried]) if changes else DOES_NOT
    outcome = _all([_any([held["wholly"], worked]), held.get("direct", MEETS)])
    if outcome != MEETS:
        return outcome, ""
    return MEETS, "wholly" if held["wholly"] == MEETS else next(s.rule for s in changes if s.outcome == MEETS)


def _of(said: bool | None) -> str:
    return CANNOT if said is None else MEETS if said else DOES_NOT


def _any(outcomes: Iterable[str]) -> str:
    found = set(outcomes)
    return MEETS if MEETS in found else CANNOT if CANNOT in found else DOES_NOT


def _all(outcomes: Iterable[str]) -> str:
    found = set(outcomes)
    return DOES_NOT if DOES_NOT in found else CANNOT if CANNOT in found else MEETS


def _is_own(item: Material, goods: Goods, scheme: Mapping[str, Any]) -> bool:
    """A material counts as originating from home, or from a partner where the scheme cumulates; an unknown one does not."""
    return item.origin == goods.origin or (scheme["cumulates"] and item.origin in scheme["parties"])


def _rule(rule: Mapping[str, Any], goods: Goods, foreign: list[Material], tolerance: Decimal) -> Step:
    if not goods.materials or goods.price is None:
        return Step(rule["kind"], CANNOT, needed=Decimal(rule["share"]) if "share" in rule else None)
    if rule["kind"] == "value":
        held = _percent(goods.price - sum((item.value for item in foreign), Decimal(0)), goods.price)
        needed = Decimal(rule["share"])
        return Step("value", MEETS if held >= needed else DOES_NOT, held, needed)
    same = sum((item.value for item in foreign if item.hs6[:4] == goods.hs6[:4]), Decimal(0))
    unknown = sum((item.value for item in foreign if not item.hs6), Decimal(0))
    outcome = DOES_NOT
    if _percent(same, goods.price) <= tolerance:
        outcome = MEETS if _percent(same + unknown, goods.price) <= tolerance else CANNOT
    return Step("heading", outcome, _percent(same, goods.price), tolerance)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (100 * part / whole).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
