"""Three years of selling one product in one market: what comes in, what it costs, when it has paid for itself.

Pure; Decimals of one currency. A unit is sold at the quoted price (with what the seller pays under the Incoterm) and leaves
``price at the works − cost of making it``; the fixed costs of a year (adapting, labels, trips, fairs) come off once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
DAYS = 365


@dataclass(frozen=True, slots=True)
class Plan:
    """A year as planned: units sold and the costs that do not depend on them."""

    units: Decimal
    fixed: Decimal


@dataclass(frozen=True, slots=True)
class Year:
    """A year worked out; ``total`` is the result of all years so far."""

    number: int
    units: Decimal
    revenue: Decimal
    costs: Decimal
    fixed: Decimal
    result: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Outlook:
    """The years; ``margin`` a unit leaves; ``needed_units`` a year to carry its fixed costs (None: never); the year in which
    all is earned back (None: not within the plan); ``tied_up``: the most that lies in goods customers have not paid yet."""

    years: tuple[Year, ...]
    margin: Decimal
    needed_units: int | None
    pays_back_in: int | None
    tied_up: Decimal


def outlook(
    years: Sequence[Plan], *, quoted: Decimal, at_works: Decimal, unit_cost: Decimal, payment_days: int
) -> Outlook:
    """Work the plan out. ``quoted``, ``at_works`` and ``unit_cost`` are per unit. Raises ValueError naming a bad argument."""
    for name, value in (
        ("quoted", quoted),
        ("at_works", at_works),
        ("unit_cost", unit_cost),
        ("payment_days", payment_days),
    ):
        if value < 0:
            raise ValueError(name)
    if any(year.units < 0 or year.fixed < 0 for year in years):
        raise ValueError("years")
    margin = at_works - unit_cost
    spent = unit_cost + max(quoted - at_works, Decimal(0))  # making it, and the way the seller pays for
    rows, total = [], Decimal(0)
    for number, year in enumerate(years, start=1):
        result = _cents(year.units * margin) - year.fixed
        total += result
        rows.append(
            Year(number, year.units, _cents(year.units * quoted), _cents(year.units * spent), year.fixed, result, total)
        )
    first = years[0].fixed if years else Decimal(0)
    return Outlook(
        years=tuple(rows),
        margin=_cents(margin),
        needed_units=int((first / margin).to_integral_value(ROUND_CEILING)) if margin > 0 else None,
        pays_back_in=next((row.number for row in rows if row.total >= 0 and row.units > 0), None),
        tied_up=_cents(max((year.units for year in years), default=Decimal(0)) * spent * payment_days / DAYS),
    )


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
