"""How every amount, percentage, date, phone, reference and foreign name is written, in three languages.

Digits are Latin in all languages, groups of three with a comma. A value comes in one of three forms (``Medium``):
``HTML`` wraps it in ``<bdi>``; ``PLAIN`` (mails, titles, calendar files) wraps it in Unicode isolate characters;
``BARE`` is for attributes and data. Without isolation Arabic sentences show the percent sign on the wrong side and
the groups of a phone number reversed.
"""

import json
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import cache, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.conf import settings
from django.utils import dateformat, timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from portal.common import clock
from portal.common.markup import markup, shown
from portal.common.money import Money, minor_units

NO_BREAK = "\u00a0"
MINUTE = timedelta(minutes=1)
LTR_ISOLATE, FIRST_STRONG_ISOLATE, END_ISOLATE = "\u2066", "\u2068", "\u2069"
RTL_LANGUAGES = frozenset({"ar", "fa", "he", "ur"})
DATE_PATTERNS = {"en": ("j F Y", "j M Y"), "zh-hans": ("Y年n月j日", "Y年n月j日"), "ar": ("j F Y", "j F Y")}
Number = Decimal | int | float | str


class Medium(Enum):
    """Where the text goes."""

    HTML = "html"
    PLAIN = "plain"
    BARE = "bare"


def isolate(text: str, medium: Medium = Medium.HTML, *, css: str = "num", ltr: bool = True) -> str:
    """``text`` protected from the direction of its surroundings; ``ltr`` False lets its first letter decide."""
    if medium is Medium.BARE:
        return text
    if medium is Medium.PLAIN:
        return f"{LTR_ISOLATE if ltr else FIRST_STRONG_ISOLATE}{text}{END_ISOLATE}"
    if ltr:
        return SafeString(f'<bdi dir="ltr" class="{css}">{shown(text)}</bdi>')
    return markup("<bdi>{}</bdi>", text)


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _grouped(value: Decimal, decimals: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{rounded:,.{decimals}f}"
    if text.startswith("-"):
        # A real minus sign; and never "minus nought".
        return f"\u2212{text[1:]}" if rounded else text[1:]
    return text


def number(value: Number | None, decimals: int | None = None, medium: Medium = Medium.HTML) -> str:
    """``value`` with groups of three; ``decimals`` None keeps the value's own (at most 6, no trailing noughts)."""
    if value is None or value == "":
        return ""
    amount = _decimal(value)
    if decimals is None:
        exponent = amount.normalize().as_tuple().exponent
        decimals = min(max(-exponent, 0), 6) if isinstance(exponent, int) else 0
    return isolate(_grouped(amount, decimals), medium)


def money(
    amount: Number | Money | None, currency: str = "", medium: Medium = Medium.HTML, decimals: int | None = None
) -> str:
    """``SAR 250,000`` or ``SAR 250,000.50``: the ISO 4217 code, then the amount.

    ``decimals`` None writes the currency's minor units only when the amount has a broken part.
    """
    if amount is None or amount == "":
        return ""
    if isinstance(amount, Money):
        currency = amount.currency
        amount = amount.amount
    value, code = _decimal(amount), currency or settings.HOME_CURRENCY
    if decimals is None:
        digits = minor_units(code)
        decimals = 0 if value == value.to_integral_value() else digits
    return isolate(f"{code}{NO_BREAK}{_grouped(value, decimals)}", medium)


def percent(points: Number | None, decimals: int | None = None, medium: Medium = Medium.HTML) -> str:
    """``9.3%``. ``points`` are per cent (9.3), not a fraction (0.093); without ``decimals`` one, and none when whole."""
    if points is None or points == "":
        return ""
    if decimals is None:
        decimals = 0 if _decimal(points) == _decimal(points).to_integral_value() else 1
    return isolate(f"{_grouped(_decimal(points), decimals)}%", medium)


def language_code() -> str:
    """The active language as used in addresses and ``lang`` attributes."""
    code = get_language() or settings.LANGUAGE_CODE
    return code if code in DATE_PATTERNS else "en"


def _local(moment: datetime, zone: tzinfo | str | None = None) -> datetime:
    if isinstance(zone, str):
        zone = ZoneInfo(zone)
    return timezone.localtime(moment, zone) if timezone.is_aware(moment) else moment


def _date_text(day: date, *, short: bool) -> str:
    return _date_words(day, language_code(), short)


@lru_cache(4096)
def _date_words(day: date, language: str, short: bool) -> str:
    """Django's date formatter is slow, and the rows of a list share their days; the active language is ``language``."""
    return str(dateformat.format(day, DATE_PATTERNS[language][1 if short else 0]))


def date_text(day: date | None, medium: Medium = Medium.HTML, *, short: bool = False) -> str:
    """``22 November 2026`` / ``2026年11月22日`` / ``22 نوفمبر 2026`` (a ``<time>`` element in HTML)."""
    if day is None or day == "":
        return ""
    if isinstance(day, datetime):
        day = _local(day).date()
    text = _date_text(day, short=short)
    if medium is Medium.HTML:
        return markup('<time datetime="{}"><bdi>{}</bdi></time>', day.isoformat(), text)
    return isolate(text, medium, ltr=False)


def zone_name(moment: datetime) -> str:
    """``Riyadh time, UTC+3``: the city in the reader's language with the offset of that moment."""
    offset = moment.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    sign = "+" if minutes >= 0 else "\u2212"
    hours, rest = divmod(abs(minutes), 60)
    utc = f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "") if minutes else "UTC"
    if getattr(moment.tzinfo, "key", "UTC") in {"UTC", "Etc/UTC"}:
        return utc
    city = _city(moment.tzinfo, language_code())
    return _("%(city)s time, %(offset)s") % {"city": city, "offset": isolate(utc, Medium.PLAIN)}


@lru_cache(1024)
def _city(zone: tzinfo | None, language: str) -> str:
    locale = {"zh-hans": "zh_Hans", "ar": "ar"}.get(language, "en")
    return str(get_timezone_location(zone, locale=locale, return_city=True))


def datetime_text(
    moment: datetime | None,
    medium: Medium = Medium.HTML,
    *,
    zone: tzinfo | str | None = None,
    with_zone: bool = True,
    short: bool = False,
) -> str:
    """A date and a time of day on the 24 h clock, with the zone's name and offset when ``with_zone``."""
    if moment is None or moment == "":
        return ""
    local = _local(moment, zone).replace(second=0, microsecond=0)
    iso, place = local.isoformat(timespec="minutes"), str(local.tzinfo)
    return _moment_words(iso, place, local, medium, with_zone, short, language_code())


@lru_cache(4096)
def _moment_words(
    iso: str, _place: str, local: datetime, medium: Medium, with_zone: bool, short: bool, _language: str
) -> str:
    """The same of a whole minute. Two zones of one offset, and an hour that comes twice, are equal moments to Python."""
    values = {"date": _date_text(local.date(), short=short), "time": isolate(local.strftime("%H:%M"), Medium.PLAIN)}
    text = _("%(date)s, %(time)s") % values
    if with_zone:
        text = _("%(moment)s (%(zone)s)") % {"moment": text, "zone": zone_name(local)}
    if medium is Medium.HTML:
        return markup('<time datetime="{}"><bdi>{}</bdi></time>', iso, text)
    return isolate(text, medium, ltr=False)


def time_text(moment: datetime | None, medium: Medium = Medium.HTML) -> str:
    """``14:02`` in the current zone."""
    return "" if moment is None else isolate(_local(moment).strftime("%H:%M"), medium)


@lru_cache(1024)
def _left_in_words(minutes: int, _language: str) -> str:
    """``minutes`` are whole ones, rounded down; -1 and less means that the moment has passed."""
    hours, days = minutes // 60, minutes // 1440
    if minutes < 0:
        return pgettext("time left", "Closed")
    if minutes < 1:
        return _("Less than a minute left")
    if hours < 1:
        return ngettext("%(n)s minute left", "%(n)s minutes left", minutes) % {"n": minutes}
    if days < 2:
        return ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours}
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def time_left(until: datetime | None, medium: Medium = Medium.HTML) -> str:
    """A whole sentence, "3 days left", "Closed"; in HTML refreshed by the script while the page stays open."""
    if until is None or until == "":
        return ""
    left = until - clock.now()
    text = _left_in_words(left // MINUTE if left > timedelta(0) else -1, language_code())
    if medium is Medium.HTML:
        return markup('<time datetime="{}" data-time-left>{}</time>', until.isoformat(), text)
    return text


def time_left_sentences() -> str:
    """JSON for the script: the sentences of ``time_left`` per unit and plural category (``#`` stands for the number)."""
    return _sentences(language_code())


@cache
def _sentences(language: str) -> str:
    # One sample per plural category of CLDR; languages without a category simply repeat their form.
    samples = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}
    wanted = ("one", "other") if language_code() == "en" else ("other",) if language_code() == "zh-hans" else samples
    units: dict[str, dict[str, str]] = {"m": {}, "h": {}, "d": {}}
    for category in wanted:
        n = samples[category]
        units["m"][category] = ngettext("%(n)s minute left", "%(n)s minutes left", n) % {"n": "#"}
        units["h"][category] = ngettext("%(n)s hour left", "%(n)s hours left", n) % {"n": "#"}
        units["d"][category] = ngettext("%(n)s day left", "%(n)s days left", n) % {"n": "#"}
    units["end"] = {"now": _("Less than a minute left"), "closed": pgettext("time left", "Closed")}
    return json.dumps(units, ensure_ascii=False)


def phone(value: str | None, medium: Medium = Medium.HTML) -> str:
    """A phone number as one left-to-right unit, its spaces unbreakable."""
    return isolate(value.strip().replace(" ", NO_BREAK), medium) if value else ""


def reference(value: str | None, medium: Medium = Medium.HTML) -> str:
    """A reference such as ``QF-2026-0042``, never broken or reordered."""
    return isolate(str(value), medium, css="ref") if value else ""


def name(value: str | None, language: str = "", medium: Medium = Medium.HTML) -> str:
    """A proper name in its own language and direction; ``language`` is that of the name, "" when unknown."""
    if not value:
        return ""
    if medium is not Medium.HTML:
        return isolate(str(value), medium, ltr=False)
    if not language or language == language_code():
        return markup("<bdi>{}</bdi>", value)
    direction = "rtl" if language.split("-")[0] in RTL_LANGUAGES else "ltr"
    return markup('<bdi lang="{}" dir="{}">{}</bdi>', language, direction, value)


def file_size(size: int | Literal[""] | None, medium: Medium = Medium.HTML) -> str:
    """``84 kB``, ``2.1 MB`` (decimal units)."""
    if size is None or size == "":
        return ""
    if size < 1000:
        return isolate(f"{size}{NO_BREAK}B", medium)
    if size < 999_500:
        return isolate(f"{round(size / 1000)}{NO_BREAK}kB", medium)
    return isolate(f"{_grouped(Decimal(size) / 1_000_000, 1)}{NO_BREAK}MB", medium)


def number_range(low: Number, high: Number, unit: str = "", medium: Medium = Medium.HTML) -> str:
    """``12–36`` or ``SAR 50,000–250,000`` as one unit; ``unit`` is a currency code or empty."""
    first, last = number(low, None, Medium.BARE), number(high, None, Medium.BARE)
    return isolate(f"{unit + NO_BREAK if unit else ''}{first}\u2013{last}", medium)


def days(count: int | None) -> str:
    """``1 day`` / ``12 days`` in words of the language."""
    return "" if count is None else ngettext("%(n)s day", "%(n)s days", count) % {"n": count}


def months(count: int | None) -> str:
    """``1 month`` / ``36 months`` in words of the language."""
    return "" if count is None else ngettext("%(n)s month", "%(n)s months", count) % {"n": count}


__all__ = [
    "Medium", "date_text", "datetime_text", "days", "file_size", "isolate", "language_code", "money",
    "months", "name", "number", "number_range", "percent", "phone", "reference", "time_left", "time_left_sentences",
    "time_text", "zone_name",
]  # fmt: skip
