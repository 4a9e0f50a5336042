"""The server's clock, the one place that decides whether a deadline has passed."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware. Tests freeze it by patching this function's module attribute."""
    return timezone.now()


def today() -> date:
    """Today in the current time zone."""
    return timezone.localdate(now())
