"""The size passport: one set of figures → the size class under China 300号, Saudi Arabia, EU 2003/361 and India.

Pure functions over ``data/size_rules.json`` (thresholds, source and dates of force are there, never here). Every
rule is an expression of minimum and maximum over the ranks that single figures reach, and both are monotone, so
a missing figure is an interval of ranks: the class is decided when the interval has shrunk to one value, otherwise
it is unknown and the figures that would decide it are named.
"""

import json
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from portal.common.money import Money
from portal.criteria.rates import RateTable, default_table

RULES_FILE = Path(__file__).parent / "data" / "size_rules.json"
GROUPS_FILE = Path(__file__).parent / "data" / "isic_to_cn_groups.json"
CLASSES: Final = ("micro", "small", "medium", "large")
UNKNOWN: Final = "unknown"
REGIMES: Final = ("CN", "SA", "EU", "IN")
MONEY_METRICS: Final = ("revenue", "total_assets", "balance_sheet", "investment")
Span = tuple[int, int]  # lowest and highest rank still possible
Expression = str | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a firm. ``employees`` full-time equivalents ≥ 0; amounts ≥ 0 in any currency of the rate table.

    ``revenue`` yearly; ``balance_sheet`` is the balance-sheet total (EU), ``total_assets`` the same figure as China
    names it; ``investment`` the cost of plant, machinery and equipment (India). None: not known.
    """

    sector_group: str | None = None
    employees: Decimal | None = None
    revenue: Money | None = None
    total_assets: Money | None = None
    balance_sheet: Money | None = None
    investment: Money | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One figure that decided the class. ``kind``: reaches, below, above, within (how it stands to ``bound``)."""

    metric: str
    held: Decimal
    bound: Decimal
    kind: str
    compared_class: str
    unit: str  # currency, or "" for persons
    converted_from: Money | None = None


@dataclass(frozen=True, slots=True)
class SizeClass:
    """The answer of one regime."""

    regime: str
    size_class: str
    decided_by: tuple[Decision, ...]
    missing: tuple[str, ...]
    rule: Mapping[str, Any]
    possible: tuple[str, ...]
    rates: RateTable | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Figures in the regime's currency, with what was converted."""

    values: Mapping[str, Decimal]
    converted: Mapping[str, Money] = field(default_factory=dict)


@cache
def rules() -> tuple[Mapping[str, Any], ...]:
    """All rule versions of all regimes."""
    return tuple(json.loads(RULES_FILE.read_text(encoding="utf-8"))["rules"])


@cache
def sector_groups() -> tuple[str, ...]:
    """The 16 Chinese groups in the order of the law."""
    return tuple(next(rule for rule in rules() if rule["regime"] == "CN")["groups"])


@cache
def _isic_groups() -> Mapping[str, str | None]:
    groups: Mapping[str, str | None] = json.loads(GROUPS_FILE.read_text(encoding="utf-8"))["groups"]
    return groups


def sector_group_of(isic: str) -> str | None:
    """The Chinese group of an ISIC Rev. 4 code (``1071`` or ``C1071``); None when 300号 does not cover it."""
    digits = isic.strip().lstrip("ABCDEFGHIJKLMNOPQRSTU")
    for length in range(len(digits), 1, -1):
        if digits[:length] in _isic_groups():
            return _isic_groups()[digits[:length]]
    return None


def rule_on(regime: str, day: date) -> Mapping[str, Any]:
    """The version of ``regime`` in force on ``day`` (the oldest one for earlier days)."""
    versions = sorted((rule for rule in rules() if rule["regime"] == regime), key=lambda rule: rule["in_force"] or "")
    in_force = [rule for rule in versions if not rule["in_force"] or date.fromisoformat(rule["in_force"]) <= day]
    return in_force[-1] if in_force else versions[0]


def classify(figures: Figures, regime: str, day: date) -> SizeClass:
    """The class of a firm under ``regime`` on ``day``; ``unknown`` with what is missing when it cannot be told."""
    rule = rule_on(regime, day)
    metrics: Mapping[str, Any] = rule.get("metrics") or {}
    if "groups" in rule:
        if not figures.sector_group:
            return SizeClass(regime, UNKNOWN, (), ("sector_group",), rule, CLASSES)
        metrics = rule["groups"][figures.sector_group]
    expression = _expression(rule["combine"], metrics)
    rates = default_table()
    held = _held(figures, metrics, rule["currency"], rates)
    spans = {name: _span(name, limits, held.values.get(name), rule) for name, limits in metrics.items()}
    low, high = _evaluate(expression, spans)
    used = rates if held.converted else None
    if low != high:
        missing = tuple(name for name in metrics if name not in held.values)
        return SizeClass(regime, UNKNOWN, (), missing, rule, CLASSES[low : high + 1], used)
    decisions = _decisions(expression, spans, low, metrics, held, rule)
    return SizeClass(regime, CLASSES[low], decisions, (), rule, (CLASSES[low],), used)


def classify_all(figures: Figures, day: date, regimes: Iterable[str] = REGIMES) -> tuple[SizeClass, ...]:
    """The passport: the class under each of ``regimes``."""
    return tuple(classify(figures, regime, day) for regime in regimes)


def _expression(combine: Expression, metrics: Mapping[str, Any]) -> Expression:
    """The rule's expression, with "all" spelled out as the metrics of the sector group."""
    if combine == {"min": "all"}:
        return {"min": list(metrics)}
    return combine


def _held(figures: Figures, metrics: Mapping[str, Any], currency: str, rates: RateTable) -> Held:
    values: dict[str, Decimal] = {}
    converted: dict[str, Money] = {}
    for name in metrics:
        given = getattr(figures, name)
        if given is None:
            continue
        if isinstance(given, Money):
            amount = rates.convert(given.amount, given.currency, currency)
            if amount is None:  # no rate connects the two currencies: the figure counts as missing
                continue
            if given.currency != currency:
                converted[name] = given
                amount = amount.quantize(Decimal("0.01"))
            values[name] = amount
        else:
            values[name] = Decimal(given)
    return Held(values, converted)


def _scale(metric: str, rule: Mapping[str, Any]) -> Decimal:
    """Amounts are written in the law's own unit (10,000 RMB, million, crore); persons are persons."""
    return Decimal(rule["scale"]) if metric in MONEY_METRICS else Decimal(1)


def _span(metric: str, limits: Mapping[str, str], value: Decimal | None, rule: Mapping[str, Any]) -> Span:
    """The rank (0 micro … 3 large) that ``value`` reaches, or the whole range when it is missing."""
    if value is None:
        return 0, 3
    bounds = [Decimal(limits[name]) * _scale(metric, rule) for name in CLASSES if name in limits]
    # "from" a lower bound upwards, or "below" an upper one: reaching the bound is already the next class.
    passes = operator.gt if limits["kind"] == "at_most" else operator.ge
    rank = sum(passes(value, bound) for bound in bounds)
    return rank, rank


def _evaluate(expression: Expression, spans: Mapping[str, Span]) -> Span:
    """The interval of ranks of the whole rule."""
    if isinstance(expression, str):
        return spans[expression]
    ((name, parts),) = expression.items()
    pick = min if name == "min" else max
    found = [_evaluate(part, spans) for part in parts]
    return pick(low for low, _ in found), pick(high for _, high in found)


def _evidence(expression: Expression, spans: Mapping[str, Span], rank: int, *, at_least: bool) -> tuple[str, ...]:
    """The figures that by themselves show the class to be at least (or at most) ``rank``."""
    low, high = _evaluate(expression, spans)
    if (low < rank) if at_least else (high > rank):
        return ()
    if isinstance(expression, str):
        return (expression,)
    parts = next(iter(expression.values()))
    return tuple(name for part in parts for name in _evidence(part, spans, rank, at_least=at_least))


def _decisions(
    expression: Expression,
    spans: Mapping[str, Span],
    rank: int,
    metrics: Mapping[str, Any],
    held: Held,
    rule: Mapping[str, Any],
) -> tuple[Decision, ...]:
    """Why this class: what keeps the firm from the next one, or (limits) lifts it above the one below."""
    from_below = all(limits["kind"] == "from" for limits in metrics.values())
    at_least = rank == 3 if from_below else rank > 0
    names = _evidence(expression, spans, rank, at_least=at_least)
    return tuple(_decision(name, metrics[name], rank, held, rule) for name in dict.fromkeys(names))


def _decision(name: str, limits: Mapping[str, str], rank: int, held: Held, rule: Mapping[str, Any]) -> Decision:
    if limits["kind"] == "from":
        compared, kind = (CLASSES[3], "reaches") if rank == 3 else (CLASSES[rank + 1], "below")
    elif rank:
        compared, kind = CLASSES[rank - 1], "reaches" if limits["kind"] == "below" else "above"
    else:
        compared, kind = CLASSES[0], "below" if limits["kind"] == "below" else "within"
    bound = Decimal(limits[compared]) * _scale(name, rule)
    unit = rule["currency"] if name in MONEY_METRICS else ""
    return Decision(name, held.values[name], bound, kind, compared, unit, held.converted.get(name))
