"""Working days of a country's calendar: the unit of every legal clock.

A day counts when it is neither a weekend day of the country nor a public holiday; make-up working days (China) count.
The calendar comes from the ``holidays`` library, so a new year needs no change here.
"""

from datetime import date, datetime, timedelta
from functools import cache

import holidays
from django.conf import settings
from django.utils.timezone import get_default_timezone, localtime

MAX_DAYS = 2000  # about eight years: a limit beyond it is a typing mistake


@cache
def calendar_of(country: str) -> holidays.HolidayBase:
    """The calendar of ``country`` (ISO 3166-1 alpha-2). ValueError when the country is unknown."""
    if not _has_calendar(country):
        raise ValueError(f"no calendar for country {country!r}")
    return holidays.country_holidays(country.upper())


@cache
def _has_calendar(country: str) -> bool:
    return country.upper() in holidays.list_supported_countries()


def calendar_for(country: str) -> str:
    """``country`` when its calendar is known, else the home country: a firm from anywhere still gets a clock."""
    return country if _has_calendar(country) else settings.HOME_COUNTRY


def is_working_day(day: date, country: str) -> bool:
    """Whether ``day`` is worked in ``country``."""
    return bool(calendar_of(country).is_working_day(day))


def add(start: date, days: int, country: str) -> date:
    """The working day that lies ``days`` (0–2000) working days after ``start``; ``start`` itself is day zero.

    With ``days`` 0 the answer is ``start`` when worked, else the next working day.
    """
    if not 0 <= days <= MAX_DAYS:
        raise ValueError(f"{days} working days is outside 0–{MAX_DAYS}")
    day = start
    if days == 0:
        while not is_working_day(day, country):
            day += timedelta(days=1)
        return day
    left = days
    while left:
        day += timedelta(days=1)
        if is_working_day(day, country):
            left -= 1
    return day


def later(moment: datetime, days: int, country: str) -> datetime:
    """``moment`` moved on by ``days`` working days, at the same time of day in the house's zone."""
    here = localtime(moment, get_default_timezone())
    return here + (add(here.date(), days, calendar_for(country)) - here.date())


def between(start: date, end: date, country: str) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` lies before ``start``."""
    if end < start:
        return -between(end, start, country)
    return sum(is_working_day(start + timedelta(days=offset), country) for offset in range(1, (end - start).days + 1))
