"""Due dates: frequencies, month-end rule, public holidays."""

from calendar import monthrange
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

import holidays

from lending.pricing.errors import PriceError

PER_YEAR = {"daily": 252, "weekly": 52, "fortnightly": 26, "monthly": 12, "quarterly": 4}
"""Instalments a year. Daily means banking days, 252 a year (the usual count of merchant advances)."""
FREQUENCIES = (*PER_YEAR, "at_end")
WEEKENDS = {"SA": (4, 5), "EG": (4, 5), "QA": (4, 5), "KW": (4, 5), "BH": (4, 5), "OM": (4, 5)}
"""Weekday numbers of the weekend where it is not Saturday and Sunday (Monday is 0)."""


def add_months(start: date, months: int, *, last_day: bool = False) -> date:
    """``start`` plus ``months``; a day the month lacks becomes its last day.

    The day is always counted from ``start``, so 31 January gives 28 February and then 31 March again.
    With ``last_day`` a start on the last day of its month stays on last days (28 February → 31 March).
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    length = monthrange(year, month + 1)[1]
    at_end = last_day and start.day == monthrange(start.year, start.month)[1]
    return date(year, month + 1, length if at_end else min(start.day, length))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are not banking days: a country's holidays and weekend, or none at all."""

    country: str = ""

    def is_open(self, day: date) -> bool:
        """True when payments can be made on ``day``."""
        if not self.country:
            return True
        return day.weekday() not in WEEKENDS.get(self.country, (5, 6)) and day not in _holidays(self.country)

    def roll(self, day: date, rule: str) -> date:
        """``day`` moved to a banking day: ``following``, ``modified_following``, ``preceding`` or ``none``."""
        if rule == "none" or self.is_open(day):
            return day
        step = -1 if rule == "preceding" else 1
        moved = self._walk(day, step)
        if rule == "modified_following" and moved.month != day.month:
            return self._walk(day, -1)
        return moved

    def _walk(self, day: date, step: int) -> date:
        for _ in range(30):
            day += timedelta(days=step)
            if self.is_open(day):
                return day
        return day


@lru_cache(maxsize=16)
def _holidays(country: str) -> Container[date]:
    try:
        return holidays.country_holidays(country)
    except NotImplementedError as error:
        raise PriceError("holidays", "unknown_country", country=country) from error


def due_date(start: date, n: int, frequency: str, *, last_day: bool = False) -> date:
    """Date of the ``n``-th instalment (n from 1) before holidays are looked at."""
    if frequency == "monthly":
        return add_months(start, n, last_day=last_day)
    if frequency == "quarterly":
        return add_months(start, 3 * n, last_day=last_day)
    if frequency == "daily":  # banking days spread over the year: five of every seven days
        weeks, day = divmod(n, 5)
        return start + timedelta(days=7 * weeks + day)
    return start + timedelta(days=n * (7 if frequency == "weekly" else 14))


def instalments_in(months: int, frequency: str) -> int:
    """Number of instalments in ``months``; refuses a term the frequency does not divide (quarterly, fortnightly)."""
    exact = Decimal(months) * PER_YEAR[frequency] / 12
    if frequency == "quarterly" and months % 3:
        raise PriceError("months", "not_whole_quarters", months=months)
    return max(1, round(exact))


def add_working_days(day: date, count: int, country: str) -> date:
    """The ``count``-th working day of ``country`` after ``day``."""
    calendar = Calendar(country)
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.is_open(day)
    return day
