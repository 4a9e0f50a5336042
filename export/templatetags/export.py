"""Filters of the export pages."""

from typing import Any

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
