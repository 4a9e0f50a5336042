"""Working days of the home country: weekends and public holidays do not count against a clock."""

from datetime import date
from functools import cache

import holidays
from django.conf import settings


@cache
def calendar(country: str) -> holidays.HolidayBase:
    """Public holidays and weekend of ``country`` (ISO 3166-1), filled year by year as days are asked for."""
    return holidays.country_holidays(country)


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
    days = calendar(settings.HOME_COUNTRY)
    return sum(days.is_working_day(date.fromordinal(day)) for day in range(start.toordinal() + 1, end.toordinal() + 1))


def working_day_after(start: date, count: int) -> date:
    """The ``count``-th working day after ``start`` (``start`` itself for 0)."""
    if count <= 0:
        return start
    return calendar(settings.HOME_COUNTRY).get_nth_working_day(start, count)
