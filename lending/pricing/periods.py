"""The time axis of a schedule: due dates, years from the start, and the fraction of a year each period charges."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.pricing.dates import PER_YEAR, Calendar, due_date
from lending.pricing.daycount import directive_years, year_fraction
from lending.pricing.terms import Product
from portal.common.months import add_months


@dataclass(frozen=True, slots=True)
class Period:
    """Number (from 1), due date if a start is known, years from the start, and the share of a year charged."""

    n: int
    on: date | None
    t: Decimal
    fraction: Decimal


def build(product: Product) -> list[Period]:
    """Periods of ``product``. Due dates move to banking days only when a calendar and a rule are given; the charge of a
    period never changes by that move (unadjusted accrual), the annual rate then measures the moved dates."""
    if product.frequency == "at_end":
        return [_at_end(product)]
    size = Decimal(1) / PER_YEAR[product.frequency]
    equal = _is_equal(product)
    calendar = Calendar(product.holidays)
    moves = bool(product.start and product.holidays and product.roll != "none")
    before = product.start
    rows = []
    for n in range(1, product.count + 1):
        due = due_date(product.start, n, product.frequency, last_day=product.last_day) if product.start else None
        fraction = size if equal or before is None or due is None else year_fraction(before, due, product.day_count)
        before = due
        paid_on = calendar.roll(due, product.roll) if moves and due else due
        t = directive_years(product.start, paid_on) if moves and product.start and paid_on else n * size
        rows.append(Period(n, paid_on, t, fraction))
    return rows


def _is_equal(product: Product) -> bool:
    """Equal periods: no day count asked for, no dates, or 30/360 on whole months (a month is a twelfth there)."""
    whole_months = product.frequency in ("monthly", "quarterly")
    return not product.day_count or product.start is None or (product.day_count == "30/360" and whole_months)


def _at_end(product: Product) -> Period:
    years = Decimal(product.months) / 12
    if product.start is None:
        return Period(1, None, years, years)
    end = add_months(product.start, product.months, last_day=product.last_day)
    exact = product.day_count and product.day_count != "30/360"
    return Period(1, end, years, year_fraction(product.start, end, product.day_count) if exact else years)
