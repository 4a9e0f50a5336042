"""How much grant a cost earns: the smallest of what the rate, the caps and the other aid leave.

grant = min(rate × Σ eligible, cap per application, cap per window − used, group cap − used by connected firms,
cumulation ceiling − other aid), never below zero. All amounts in one currency; rounded down to the cent, so that a
grant never passes a cap by rounding.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")
RATE, APPLICATION, WINDOW, GROUP, CUMULATION = (
    "rate",
    "cap_per_application",
    "cap_per_window",
    "group_cap",
    "cumulation",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a scheme allows one applicant today. ``rate`` 0–1; a limit that is None does not exist."""

    rate: Decimal
    cap_per_application: Decimal | None = None
    cap_per_window: Decimal | None = None
    used_in_window: Decimal = Decimal(0)
    group_cap: Decimal | None = None
    group_used: Decimal = Decimal(0)
    cumulation_ceiling: Decimal | None = None
    other_aid: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Step:
    """One limit of the calculation: its name and the most it allows."""

    limit: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Grant:
    """The result: the amount, the limit that binds (the first in the order above when several are equal), the steps."""

    amount: Decimal
    binding: str
    eligible: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """One line of a price: kind (software, equipment, delivery …) and amount."""

    kind: str
    amount: Decimal


def _floor(amount: Decimal) -> Decimal:
    return max(amount, Decimal(0)).quantize(CENT, rounding=ROUND_DOWN)


def calculate(limits: Limits, eligible_costs: Iterable[Decimal]) -> Grant:
    """The grant for ``eligible_costs``; raises ValueError for a rate outside 0–1 or a negative amount."""
    costs = list(eligible_costs)
    if not 0 <= limits.rate <= 1:
        raise ValueError("the rate must lie between 0 and 1")
    if any(cost < 0 for cost in costs):
        raise ValueError("a cost cannot be negative")
    eligible = sum(costs, Decimal(0))
    steps = [Step(RATE, _floor(limits.rate * eligible))]
    if limits.cap_per_application is not None:
        steps.append(Step(APPLICATION, _floor(limits.cap_per_application)))
    if limits.cap_per_window is not None:
        steps.append(Step(WINDOW, _floor(limits.cap_per_window - limits.used_in_window)))
    if limits.group_cap is not None:
        steps.append(Step(GROUP, _floor(limits.group_cap - limits.group_used)))
    if limits.cumulation_ceiling is not None:
        steps.append(Step(CUMULATION, _floor(limits.cumulation_ceiling - limits.other_aid)))
    binding = min(steps, key=lambda step: step.amount)
    return Grant(binding.amount, binding.limit, eligible, tuple(steps))


def eligible_part(costs: Sequence[Cost], excluded_kinds: Iterable[str]) -> tuple[list[Cost], list[Cost]]:
    """The lines a scheme pays for, and the lines it leaves out."""
    left_out = frozenset(excluded_kinds)
    return [c for c in costs if c.kind not in left_out], [c for c in costs if c.kind in left_out]
