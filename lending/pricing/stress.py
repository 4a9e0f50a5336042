"""What a floating rate could do: the same offer one and three points higher."""

from dataclasses import dataclass
from decimal import Decimal

from lending.pricing.quote import Quote, at_rate
from lending.pricing.terms import Product

STEPS = (Decimal(1), Decimal(3))
"""Percentage points added (issue: floating-rate stress +1, +3)."""


@dataclass(frozen=True, slots=True)
class Stress:
    """The figures when the rate stands ``points`` higher for the whole term, and what that costs more."""

    points: Decimal
    quote: Quote
    extra_cost: Decimal
    extra_instalment: Decimal


def stress(product: Product, base: Quote, steps: tuple[Decimal, ...] = STEPS) -> tuple[Stress, ...]:
    """Stressed figures of a floating offer; a fixed one cannot move and gives an empty tuple."""
    if not product.floating:
        return ()
    results = []
    for points in steps:
        moved = at_rate(product, product.rate + points)
        extra = moved.total_cost - base.total_cost
        results.append(Stress(points, moved, extra, moved.largest_instalment - base.largest_instalment))
    return tuple(results)
