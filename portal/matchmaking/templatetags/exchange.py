"""Template tags of the exchange; a builtin library, so pages need not load it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import select_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.markup import markup, markup_join
from portal.common.money import Money
from portal.common.templatetags import ui
from portal.matchmaking.reasons import reason_text

register = template.Library()

# Why a response ended without being chosen; pillars' own codes are shown by their decline reasons.
REASONS = {
    "other_chosen": gettext_lazy("Another answer was chosen."),
    "not_suitable": gettext_lazy("It did not suit the firm."),
    "request_cancelled": gettext_lazy("The firm withdrew its request."),
    "consent_withdrawn": gettext_lazy("The firm no longer shows this request to new readers."),
    "request_unsuccessful": gettext_lazy("The firm ended its request without choosing."),
    "validity_ended": gettext_lazy("The validity of the answer ran out."),
    "closed": gettext_lazy("The time for answers ended before it was sent."),
}


@register.simple_tag
def shown_as(value: Any, kind: str) -> str:
    """A comparison value in its component: money, percent, number, days, date, yesno or text."""
    if value is None or value == "":
        return "–"
    if isinstance(value, Money):
        return ui.money_tag(value.amount, value.currency)
    return SHOWN[kind](value) if kind in SHOWN else markup('<span dir="auto">{}</span>', value)


SHOWN: dict[str, Callable[[Any], str]] = {
    "percent": lambda value: ui.percent(value, 2),
    "number": ui.number,
    "days": ui.in_days,
    "date": ui.day,
    "yesno": lambda value: _("Yes") if value else _("No"),
}


@register.simple_tag
def compare_cells(cells: Iterable[Any], column: Any) -> SafeString:
    """The cells of one line of the comparison; the best of comparable values is named."""
    best = ""
    if any(cell.is_best for cell in cells):
        best = markup("<br>{}", ui.tag(_("Lowest") if column.better == "low" else _("Best"), "ok"))
    parts = []
    for cell in cells:
        css = "" if cell.kind in ("text", "yesno") else "num"
        end = best if cell.is_best else ""
        lowest = " is-lowest" if cell.is_best else ""
        parts.append(f'<td class="{css}{lowest}">{conditional_escape(shown_as(cell.value, cell.kind))}{end}</td>')
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped by its component


@register.simple_tag
def fact_lines(facts: Iterable[tuple[Any, Any]]) -> SafeString:
    """Facts of a row, one in a line."""
    return markup_join('<span class="hint">{}:</span> {}<br>', facts)


@register.filter
def shown(value: Any) -> str:
    """A plain answer for a summary list: numbers, dates and words in their components."""
    if isinstance(value, datetime):
        return ui.moment(value)
    if isinstance(value, date):
        return ui.day(value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return ui.number(value)
    return conditional_escape(value)


@register.filter
def length_is_list(value: Any) -> bool:
    """Whether ``value`` is a list of several answers."""
    return isinstance(value, list | tuple)


@register.simple_tag
def reason_sentence(reason: dict[str, Any]) -> str:
    """The sentence of one rule of a match, in the reader's language."""
    return reason_text(reason)


@register.simple_tag
def reason_word(code: str) -> str:
    """Why a response ended."""
    return str(REASONS.get(code, code))


@register.simple_tag(takes_context=True)
def include_first(context: Context, *names: str) -> SafeString:
    """The first of the templates ``names`` that exists, with the whole context."""
    return mark_safe(select_template(list(names)).render(context.flatten()))  # noqa: S308
