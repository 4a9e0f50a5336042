"""Day counts: the fraction of a year between two dates, and the Directive's way of measuring time.

Leap rule of ``act/act``: ISDA 2006 §4.16(b); the days falling in a leap year are divided by 366, the others by 365.
``30/360`` is the bond basis (ISDA 2006 §4.16(f)). Schedules with whole-month periods never ask for 30/360 days: a month
is exactly one twelfth of the year there (Fineract issue 1302: a 30/360 flat loan must not drift with 365 hard-coded).
"""

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal

DAY_COUNTS = ("30/360", "act/360", "act/365", "act/act")


def days_30_360(start: date, end: date) -> int:
    """Days by the bond basis: every month has 30."""
    first = min(start.day, 30)
    last = 30 if end.day == 31 and first == 30 else end.day
    return (end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first


def _actual_actual(start: date, end: date) -> Decimal:
    total = Decimal(0)
    at = start
    while at < end:
        stop = min(end, date(at.year + 1, 1, 1))
        total += Decimal((stop - at).days) / (366 if isleap(at.year) else 365)
        at = stop
    return total


def year_fraction(start: date, end: date, basis: str) -> Decimal:
    """Fraction of a year from ``start`` to ``end`` (end excluded) under ``basis``, one of ``DAY_COUNTS``."""
    if basis == "30/360":
        return Decimal(days_30_360(start, end)) / 360
    if basis == "act/360":
        return Decimal((end - start).days) / 360
    if basis == "act/365":
        return Decimal((end - start).days) / 365
    if basis == "act/act":
        return _actual_actual(start, end)
    raise ValueError(f"unknown day count {basis}")


def _years_back(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def directive_years(start: date, end: date) -> Decimal:
    """Years from ``start`` to ``end`` as Annex I of Directive 2008/48/EC measures days.

    Whole years are counted backwards from ``end``; the days left are divided by the days (365 or 366) of the complete
    year that ends on the last day reached (the counting rule of Directive 2014/17/EU, Annex I, part I, remark c).
    ``end`` may precede ``start``; the result is then negative.
    """
    if end < start:
        return -directive_years(end, start)
    whole = end.year - start.year
    while whole and _years_back(end, whole) < start:
        whole -= 1
    last = _years_back(end, whole)
    year = (last - _years_back(last, 1)).days if last.year > 1 else 365
    return whole + Decimal((last - start).days) / year


def add_days(day: date, days: int) -> date:
    """``day`` plus ``days``; kept here so that date arithmetic has one home."""
    return day + timedelta(days=days)
