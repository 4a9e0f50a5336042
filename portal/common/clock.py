"""The server's clock, the one place that decides whether a deadline has passed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("fixed_moment", default=None)


def now() -> datetime:
    """The present moment, aware."""
    return _fixed.get() or timezone.now()


def day_of(moment: datetime) -> date:
    """The day ``moment`` (aware) falls on in the house's time zone, whatever zone the reader has chosen.

    A time from the database is in UTC, and its own ``.date()`` is yesterday for some hours of every day.
    """
    return timezone.localdate(moment, timezone.get_default_timezone())


def today() -> date:
    """Today in the house's time zone: a last day ends for everybody at the same moment."""
    return day_of(now())


def home_zone() -> str:
    """The name of the house's time zone, which people start with."""
    return settings.TIME_ZONE


def moment_on(day: date, at: time = time.min) -> datetime:
    """The moment ``at`` on ``day`` in the house's time zone, by default the day's first."""
    return datetime.combine(day, at, timezone.get_default_timezone())


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at ``moment`` (aware) inside the block: for building the demo's past and for tests."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
