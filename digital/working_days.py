"""Dates of the pillar: calendar months, and legal limits in working days of a country's calendar."""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import holidays

WEEKENDS = {"SA": (4, 5), "AE": (5, 6), "EG": (4, 5)}  # Monday is 0; Friday and Saturday in Saudi Arabia
DEFAULT_WEEKEND = (5, 6)


@cache
def _days_off(country: str, year: int) -> frozenset[date]:
    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year).keys())


def is_working_day(day: date, country: str) -> bool:
    """Neither weekend nor public holiday in ``country`` (ISO 3166-1)."""
    return day.weekday() not in WEEKENDS.get(country, DEFAULT_WEEKEND) and day not in _days_off(country, day.year)


def add_working_days(day: date, count: int, country: str) -> date:
    """The ``count``-th working day after ``day`` (which itself does not count)."""
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day, country):
            count -= 1
    return day


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months later, or that month's last day."""
    number = day.year * 12 + day.month - 1 + count
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
