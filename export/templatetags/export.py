"""Filters of the export pages."""

from typing import Any
from zoneinfo import ZoneInfo

from django import template

from export import countries
from export.choices import TalkLanguage, Topic
from portal.common import formatting

register = template.Library()


@register.filter
def country_name(code: str) -> str:
    """The country's name in the reader's language."""
    return countries.name_of(code) if code else ""


@register.filter
def dollars(value: Any) -> str:
    """Whole US dollars."""
    return formatting.money(round(value), "USD") if value not in (None, "") else ""


@register.filter
def share(value: float) -> str:
    """A share of 0–1 as whole per cent."""
    return formatting.percent(100 * value, 0)


@register.filter
def topic_name(code: str) -> str:
    """A mentoring topic in words."""
    return str(dict(Topic.choices).get(code, code))


@register.filter
def language_name(code: str) -> str:
    """A language of talks in words."""
    return str(dict(TalkLanguage.choices).get(code, code))


@register.filter
def moment_in(value: Any, zone: str) -> str:
    """A date and time on the clock of ``zone``, with its name and offset."""
    return formatting.datetime_text(value, zone=zone)


@register.filter
def clock_in(value: Any, zone: str) -> str:
    """A short date and time on the clock of ``zone``; the zone stands in the column's head."""
    return formatting.datetime_text(value, zone=zone, with_zone=False, short=True)


@register.filter
def clock_name(value: Any, zone: str) -> str:
    """``Riyadh time, UTC+3``: what the clock of ``zone`` is called at that moment."""
    return formatting.zone_name(value.astimezone(ZoneInfo(zone)))
