"""Due dates: frequencies, month-end rule, public holidays."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lending.pricing.conventions import chosen
from lending.pricing.errors import PriceError
from portal.common import workdays
from portal.common.months import add_months

PER_YEAR = chosen("effective").periods
"""Instalments a year, by the convention of the effective rate; daily means banking days."""
FREQUENCIES = (*PER_YEAR, "at_end")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are not banking days: a country's holidays and weekend, or none at all."""

    country: str = ""

    def is_open(self, day: date) -> bool:
        """True when payments can be made on ``day``. PriceError for a country without a known calendar."""
        if not self.country:
            return True
        try:
            return workdays.is_working_day(day, self.country)
        except ValueError as error:
            raise PriceError("holidays", "unknown_country", country=self.country) from error

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
