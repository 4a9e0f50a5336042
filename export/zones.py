"""Time zones: the list a person chooses from, and moments typed for a zone other than their own."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common import formatting

ZONES = frozenset(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right", "System"))
)


def choices() -> list[tuple[str, str]]:
    """Every zone by the name of its city in the reader's language."""
    return _named(formatting.language_code())


@cache
def _named(language: str) -> list[tuple[str, str]]:
    locale = {"zh-hans": "zh_Hans", "ar": "ar"}.get(language, "en")
    pairs = ((zone, get_timezone_location(zone, locale=locale, return_city=True)) for zone in ZONES)
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]))


def label(zone: str) -> str:
    """The city of a zone in the reader's language."""
    return dict(choices()).get(zone, zone)


def check_zone(zone: str) -> None:
    """Raises ValidationError for a name that is no time zone."""
    if zone not in ZONES:
        raise ValidationError(_("Choose a time zone from the list."))


def current() -> str:
    """The zone of the reader's own clock."""
    return timezone.get_current_timezone_name()


def typed_in(moment: datetime, zone: str) -> datetime:
    """A moment that a form read in the reader's zone, taken as typed on the clock of ``zone``.

    Raises ValidationError for an hour that the clock of ``zone`` jumps over (start of summer time).
    """
    plain = timezone.make_naive(moment)
    found = plain.replace(tzinfo=ZoneInfo(zone))
    if found.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != plain:
        raise ValidationError(_("This hour does not exist there: the clocks are put forward."))
    return found
