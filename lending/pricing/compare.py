"""Several prices side by side: which figure is lowest where a comparison is fair, and why the orders differ."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lending.pricing.quote import Quote
from lending.pricing.schedules import Row

FIGURES = ("effective", "total_cost", "largest_instalment", "cash_in_hand")
HIGH_IS_BETTER = ("cash_in_hand",)
ALWAYS_FAIR = ("effective", "cost_per_thousand")
"""Rates and shares compare at any amount; sums of money only when every offer lends the same (ux §4, fault 1)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One offer to compare: its key, name, figures, the amount lent (before charges) and the term in months."""

    key: Hashable
    name: str
    quote: Quote
    amount: Decimal
    months: Decimal
    asked: Decimal = Decimal(0)
    frequency: str = "monthly"

    @property
    def is_part(self) -> bool:
        """True when it lends less than was asked for."""
        return bool(self.asked) and self.amount < self.asked


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two orders differ: ``code`` names the sentence, ``params`` fill it."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``best`` maps a figure to the keys that are best at it; a figure that may not be compared is missing."""

    best: dict[str, tuple[Hashable, ...]]
    equal_amounts: bool
    equal_terms: bool
    reasons: tuple[Reason, ...]


def figure(candidate: Candidate, name: str) -> Decimal:
    """The value of figure ``name`` of a candidate."""
    value = getattr(candidate.quote, name)
    return value if isinstance(value, Decimal) else Decimal(value)


def order(candidates: Sequence[Candidate], name: str) -> list[Candidate]:
    """Candidates best first by figure ``name``; the given order (earliest first) decides between equals."""
    return sorted(candidates, key=lambda one: figure(one, name), reverse=name in HIGH_IS_BETTER)


Schedule = Callable[[Candidate], Sequence[Row]]


def compare(candidates: Sequence[Candidate], schedule: Schedule = lambda one: one.quote.rows) -> Comparison:
    """Marks and explanations for ``candidates`` (all in one currency).

    ``schedule`` gives a candidate's instalments; it is asked only for the two whose orders differ.
    """
    amounts = {candidate.amount for candidate in candidates}
    terms = {candidate.months for candidate in candidates}
    rhythms = {candidate.frequency for candidate in candidates}
    best = {}
    if len(candidates) > 1:
        for name in (*FIGURES, "cost_per_thousand"):
            same_rhythm = name != "largest_instalment" or len(rhythms) == 1  # a weekly payment is not a monthly one
            if name in ALWAYS_FAIR or (len(amounts) == 1 and same_rhythm):
                top = figure(order(candidates, name)[0], name)
                best[name] = tuple(one.key for one in candidates if figure(one, name) == top)
    return Comparison(best, len(amounts) == 1, len(terms) == 1, tuple(_reasons(candidates, schedule)))


def _reasons(candidates: Sequence[Candidate], schedule: Schedule) -> list[Reason]:
    """Sentences on why the lowest yearly rate is not the lowest total or the lowest instalment."""
    if len(candidates) < 2:
        return []
    cheapest = order(candidates, "effective")[0]
    found = []
    if len({one.amount for one in candidates}) > 1:
        small = min(candidates, key=lambda one: one.amount)
        found.append(Reason("amounts_differ", {"name": small.name, "amount": small.amount}))
    for name in ("total_cost", "largest_instalment"):
        peers = [one for one in candidates if one.amount == cheapest.amount]
        if name == "largest_instalment":
            peers = [one for one in peers if one.frequency == cheapest.frequency]
        rival = order(peers, name)[0]
        if figure(rival, name) < figure(cheapest, name):
            found.append(_why(cheapest, rival, name, schedule))
    return found


def _why(low_rate: Candidate, rival: Candidate, name: str, schedule: Schedule) -> Reason:
    """The strongest cause why ``low_rate`` is beaten on ``name`` although its yearly rate is lower."""
    params = {
        "first": low_rate.name,
        "second": rival.name,
        "first_value": figure(low_rate, name),
        "second_value": figure(rival, name),
        "first_months": low_rate.months,
        "second_months": rival.months,
    }
    if name == "largest_instalment":
        cause = "shorter" if low_rate.months < rival.months else "peak"
    elif low_rate.months > rival.months:
        cause = "longer"
    elif _weight(schedule(low_rate)) > _weight(schedule(rival)) * Decimal("1.02"):
        cause = "principal_late"
    else:
        cause = "charges"
    return Reason(f"{name}_{cause}", params)


def _weight(rows: Sequence[Row]) -> Decimal:
    """Average time the principal is owed, in years: late repayment costs more in total at the same rate."""
    principal = sum((row.principal for row in rows), Decimal(0))
    return sum((row.principal * row.t for row in rows), Decimal(0)) / principal if principal else Decimal(0)
