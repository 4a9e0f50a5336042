"""Template tags of the interface (a builtin library: no ``{% load %}`` needed). Calls: ``docs/components.md``."""

import re
from collections.abc import Iterable
from datetime import date as date_type
from datetime import datetime as datetime_type
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.common import charts, formatting, states
from portal.common.formatting import Medium
from portal.common.markup import markup

register = template.Library()
EMPTY = SafeString("")
TAG = re.compile(r"<[^>]*>")

# --- values ----------------------------------------------------------------------------------------------------------


@register.simple_tag(name="money")
def money_tag(amount: Any, currency: str = "", decimals: int | None = None) -> str:
    """``{% money amount currency %}``."""
    return formatting.money(amount, currency, decimals=decimals)


@register.filter(name="money")
def money_filter(amount: Any, currency: str = "") -> str:
    return formatting.money(amount, currency)


@register.filter
def money_plain(amount: Any, currency: str = "") -> str:
    return formatting.money(amount, currency, Medium.PLAIN)


@register.filter
def percent(points: Any, decimals: int | None = None) -> str:
    """``points`` are per cent (9.3), never a fraction."""
    return formatting.percent(points, decimals)


@register.filter
def percent_plain(points: Any, decimals: int | None = None) -> str:
    return formatting.percent(points, decimals, Medium.PLAIN)


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    return formatting.number(value, decimals)


@register.filter
def number_plain(value: Any, decimals: int | None = None) -> str:
    return formatting.number(value, decimals, Medium.PLAIN)


@register.simple_tag
def number_range(low: Any, high: Any, unit: str = "") -> str:
    return formatting.number_range(low, high, unit)


@register.filter
def day(value: date_type | None) -> str:
    """A date: ``22 November 2026``."""
    return formatting.date_text(value)


@register.filter
def day_short(value: date_type | None) -> str:
    return formatting.date_text(value, short=True)


@register.filter
def day_plain(value: date_type | None) -> str:
    return formatting.date_text(value, Medium.PLAIN)


@register.filter
def moment(value: datetime_type | None) -> str:
    """Date and time with the zone in words."""
    return formatting.datetime_text(value)


@register.filter
def moment_short(value: datetime_type | None) -> str:
    """Date and time without the zone, for tables whose caption names it."""
    return formatting.datetime_text(value, with_zone=False, short=True)


@register.filter
def moment_plain(value: datetime_type | None) -> str:
    return formatting.datetime_text(value, Medium.PLAIN)


@register.filter
def clock_time(value: datetime_type | None) -> str:
    return formatting.time_text(value)


@register.filter
def time_left(value: datetime_type | None) -> str:
    return formatting.time_left(value)


@register.filter
def time_left_plain(value: datetime_type | None) -> str:
    return formatting.time_left(value, Medium.PLAIN)


@register.filter
def phone(value: str | None) -> str:
    return formatting.phone(value)


@register.filter
def reference(value: str | None) -> str:
    return formatting.reference(value)


@register.filter
def reference_plain(value: str | None) -> str:
    return formatting.reference(value, Medium.PLAIN)


@register.filter
def proper_name(value: Any, language: str = "") -> str:
    """A firm's or person's name; ``language`` is that of the name when known."""
    return formatting.name(str(value) if value else "", language)


@register.filter
def proper_name_plain(value: Any) -> str:
    return formatting.name(str(value) if value else "", "", Medium.PLAIN)


@register.filter
def file_size(value: int | None) -> str:
    return formatting.file_size(value)


@register.filter
def in_days(value: int | None) -> str:
    return formatting.days(value)


@register.filter
def in_months(value: int | None) -> str:
    return formatting.months(value)


@register.filter
def ltr(value: Any) -> str:
    """Any left-to-right token: e-mail, address, code."""
    return formatting.isolate(str(value), css="ltr") if value else ""


# --- small parts -----------------------------------------------------------------------------------------------------


@register.simple_tag
def state_tag(kind: str, state: str) -> SafeString:
    """The word and tone of a state from the closed list ``portal.common.states``."""
    return _state_tag(kind, str(state), get_language())


@lru_cache(1024)
def _state_tag(kind: str, state: str, _language: str | None) -> SafeString:
    word, tone = states.find(kind, state)
    return tag(str(word), tone)


@register.simple_tag
def tag(word: str, tone: str = "neutral") -> SafeString:
    """A free tag: ``{% tag _("Lowest APR") "ok" %}``."""
    return markup('<span class="tag" data-tone="{}">{}</span>', tone, word)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawn sign; pointing ones are mirrored in right-to-left. Always beside words."""
    mirrored = " flips" if name in {"arrow", "back"} else ""
    path = ICONS[name]
    return markup(
        '<svg class="icon{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>',
        mirrored,
        mark_safe(path),
    )


def _stroke(d: str) -> str:
    return f'<path d="{d}" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>'


ICONS = {
    "arrow": _stroke("M3 8h10M9 4l4 4-4 4"),
    "back": _stroke("M13 8H3M7 4L3 8l4 4"),
    "check": _stroke("M3 8.5l3.2 3.2L13 5"),
    "alert": _stroke("M8 2.5l6 11H2zM8 7v3M8 12v.1"),
    "info": _stroke("M8 14A6 6 0 108 2a6 6 0 000 12zM8 7.5V11M8 5v.1"),
    "clock": _stroke("M8 14A6 6 0 108 2a6 6 0 000 12zM8 5v3.2l2.2 1.6"),
    "file": _stroke("M4 1.8h5l3 3v9.4H4zM9 1.8v3h3"),
    "lock": _stroke("M4 7.5h8V14H4zM5.5 7.5V5a2.5 2.5 0 015 0v2.5"),
    "up": _stroke("M8 13V3M4 7l4-4 4 4"),
    "down": _stroke("M8 3v10M4 9l4 4 4-4"),
    "close": _stroke("M4 4l8 8M12 4l-8 8"),
}


@register.simple_tag
def button(label: str, kind: str = "primary", name: str = "", value: str = "", type: str = "submit") -> SafeString:
    """A button of a form; ``kind`` primary, secondary, quiet or danger."""
    return markup(
        '<button type="{}" class="button" data-kind="{}"{}{}>{}</button>',
        type,
        kind,
        markup(' name="{}"', name) if name else EMPTY,
        markup(' value="{}"', value) if value else EMPTY,
        label,
    )


@register.simple_tag
def link_button(label: str, href: str, kind: str = "primary") -> SafeString:
    """A link that looks like a button: for going somewhere, never for changing state."""
    return markup('<a class="button" data-kind="{}" href="{}">{}</a>', kind, href, label)


@register.simple_tag(takes_context=True)
def post_button(
    context: Context,
    label: str,
    action: str,
    kind: str = "secondary",
    name: str = "",
    value: str = "",
    hidden: str = "",
) -> SafeString:
    """A form with one button that posts to ``action``; ``hidden`` are words for screen readers ("of offer 12")."""
    field = markup('<input type="hidden" name="{}" value="{}">', name, value) if name else EMPTY
    words = markup('<span class="vh"> {}</span>', hidden) if hidden else EMPTY
    return markup(
        '<form method="post" action="{}" class="inline-form"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '{}<button type="submit" class="button" data-kind="{}">{}{}</button></form>',
        action,
        context.get("csrf_token", ""),
        field,
        kind,
        label,
        words,
    )


@register.simple_tag
def cost_bar(cost_per_thousand: Any) -> SafeString:
    """A bar whose dark end is the cost, with the sentence that says it."""
    try:
        cost = Decimal(str(cost_per_thousand))
    except InvalidOperation:
        return EMPTY
    width = max(Decimal(0), min(cost, Decimal(1000))) / 10
    words = _("Of each %(thousand)s repaid, %(cost)s is cost") % {
        "thousand": formatting.number(1000),
        "cost": formatting.number(cost, 0),
    }
    return markup(
        '<span class="cost-bar"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="cost-bar-all" width="100" height="6"/><rect class="cost-bar-part" width="{}" height="6"/></svg>'
        '<span class="hint">{}</span></span>',
        f"{width:.2f}",
        mark_safe(words),
    )


@register.simple_tag
def progress_bar(done: Any, total: Any, words: str) -> SafeString:
    """A share of a whole; ``words`` say it ("3 of 6 parts done")."""
    share = 100 * float(done) / float(total) if total else 0
    return markup(
        '<span class="cost-bar"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="cost-bar-all" width="100" height="6"/><rect class="bar-done" width="{}" height="6"/></svg>'
        '<span class="hint">{}</span></span>',
        f"{min(max(share, 0), 100):.1f}",
        words,
    )


@register.simple_tag
def arch(css: str = "arch") -> SafeString:
    """The mark: two nested arches on a deck."""
    return markup(
        '<svg class="{}" viewBox="0 0 32 24" aria-hidden="true" focusable="false">'
        '<path class="arch-outer" d="M2 22V16a14 14 0 0128 0v6" fill="none" stroke-width="3.4" stroke-linecap="round"/>'
        '<path class="arch-inner" d="M9.5 22v-5.5a6.5 6.5 0 0113 0V22" fill="none" stroke-width="3.4"'
        ' stroke-linecap="round"/></svg>',
        css,
    )


# --- parts with content ----------------------------------------------------------------------------------------------


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A notice; at most one a page. ``tone`` info, ok, warn or bad."""
    sign = icon({"ok": "check", "info": "info"}.get(tone, "alert"))
    head = markup('<p class="notice-title">{}</p>', title) if title else EMPTY
    return markup(
        '<div class="notice" data-tone="{}">{}<div class="flow-s">{}{}</div></div>', tone, sign, head, content
    )


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2, id: str = "") -> SafeString:
    """A white surface with an optional heading."""
    head = markup("<h{0}>{1}</h{0}>", level, title) if title else EMPTY
    mark = markup(' id="{}"', id) if id else EMPTY
    return markup('<section class="card flow"{}>{}{}</section>', mark, head, content)


@register.simple_block_tag
def confirmation(content: str, title: str, reference: str = "", label: str = "") -> SafeString:
    """The panel after a finished action; the page's h1."""
    number_line = (
        markup("<p>{}<br><strong>{}</strong></p>", label or _("Your reference"), formatting.reference(reference))
        if reference
        else EMPTY
    )
    return markup(
        '<div class="confirmation">{}<h1>{}</h1>{}{}</div>', arch("arch arch-big"), title, number_line, content
    )


@register.simple_block_tag
def summary_list(content: str, title: str = "", level: int = 2) -> SafeString:
    """A list of ``summary_row``."""
    head = markup("<h{0}>{1}</h{0}>", level, title) if title else EMPTY
    if not content.strip():
        return markup('{}<p class="hint">{}</p>', head, _("Not provided"))
    return markup('{}<dl class="summary">{}</dl>', head, content)


@register.simple_block_tag
def summary_row(content: str, key: str, change: str = "", action: str = "") -> SafeString:
    """One row; ``change`` is the address of the change link, ``action`` its word (default "Change")."""
    is_empty = not TAG.sub("", content).strip() and "<svg" not in content and "<input" not in content
    value: str = markup('<span class="hint">{}</span>', _("Not provided")) if is_empty else content.strip()
    link = (
        markup(
            '<dd class="summary-action"><a href="{}">{}<span class="vh"> ({})</span></a></dd>',
            change,
            action or _("Change"),
            key,
        )
        if change
        else EMPTY
    )
    return markup("<div><dt>{}</dt><dd>{}</dd>{}</div>", key, mark_safe(value), link)


@register.simple_block_tag
def data_table(content: str, caption: str, id: str, sticky: bool = True, hide_caption: bool = False) -> SafeString:
    """A table in a scroll region named by its caption; ``content`` is thead and tbody."""
    return markup(
        '<div class="table-region" role="region" aria-labelledby="{0}-caption" tabindex="0">'
        '<table class="table{1}" id="{0}"><caption id="{0}-caption"{2}>{3}</caption>{4}</table></div>',
        id,
        " is-sticky" if sticky else "",
        mark_safe(' class="vh"') if hide_caption else EMPTY,
        caption,
        content,
    )


@register.simple_tag(takes_context=True)
def sort_header(context: Context, label: str, field: str, css: str = "", param: str = "sort") -> SafeString:
    """A column header that sorts by a link; keeps the other filters of the address."""
    query = context["request"].GET.copy()
    now = query.get(param, "")
    ascending, descending = now == field, now == f"-{field}"
    query[param] = f"-{field}" if ascending else field
    query.pop("page", None)
    sign = icon("up") if ascending else icon("down") if descending else EMPTY
    order = "ascending" if ascending else "descending" if descending else ""
    return markup(
        '<th scope="col"{}{}><a class="sort" href="?{}">{}{}</a></th>',
        markup(' class="{}"', css) if css else EMPTY,
        markup(' aria-sort="{}"', order) if order else EMPTY,
        query.urlencode(),
        label,
        sign,
    )


@register.simple_block_tag
def empty_state(content: str, title: str, action_url: str = "", action: str = "", level: int = 2) -> SafeString:
    """What will appear here, why it is empty, one action."""
    link = link_button(action, action_url) if action_url else EMPTY
    return markup(
        '<div class="empty flow-s">{0}<h{1}>{2}</h{1}><div class="measure">{3}</div>{4}</div>',
        arch("arch arch-pale"),
        level,
        title,
        content,
        link,
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str, open_label: str, page_url: str = "") -> SafeString:
    """A native dialog opened by a button (script) with a page behind the same link without script."""
    return markup(
        '<a class="button" data-kind="secondary" href="{0}" data-dialog="{1}">{2}</a>'
        '<dialog id="{1}" aria-labelledby="{1}-title"><div class="flow"><h2 id="{1}-title">{3}</h2>{4}'
        '<form method="dialog"><button class="button" data-kind="quiet">{5}</button></form></div></dialog>',
        page_url or f"#{id}",
        id,
        open_label,
        title,
        content,
        _("Close"),
    )


@register.simple_tag
def job_status(state: str, done: int = 0, total: int = 0, result_url: str = "", result: str = "") -> SafeString:
    """queued / running n of m / done / failed; the page refreshes the region itself."""
    html = render_to_string(
        "components/job_status.html",
        {"state": state, "done": done, "total": total, "result_url": result_url, "result": result},
    )
    return mark_safe(html)


@register.simple_tag
def chart(drawing: "charts.Chart") -> SafeString:
    """An accessible SVG with its reading and its table; see ``portal.common.charts``."""
    return charts.draw(drawing)


# --- helpers of includes ---------------------------------------------------------------------------------------------


@register.simple_tag
def results_count(page: Page | None, total: int | None = None) -> str:
    """``21–40 of 312``."""
    if page is None:
        return ngettext("%(n)s result", "%(n)s results", total or 0) % {"n": formatting.number(total or 0)}
    shown = formatting.number_range(page.start_index(), page.end_index())
    text = _("%(range)s of %(total)s") % {"range": shown, "total": formatting.number(page.paginator.count)}
    return mark_safe(text)


@register.filter
def error_list(form: BaseForm | None) -> list[dict[str, str]]:
    """Errors of a bound form in field order with the id each link must reach."""
    if form is None or not getattr(form, "is_bound", False):
        return []
    found = [{"href": "", "message": str(text)} for text in form.non_field_errors()]
    for field in form:
        target = field.id_for_label or field.auto_id
        if field.use_fieldset:
            target = f"{field.auto_id}_0"
        found += [{"href": f"#{target}", "message": str(text)} for text in field.errors]
    return found


@register.filter
def has_errors(forms: Any) -> bool:
    """Whether a form (or one of several) is bound and invalid."""
    many: Iterable[Any] = forms if isinstance(forms, list | tuple) else [forms]
    return any(getattr(form, "is_bound", False) and form.errors for form in many)
