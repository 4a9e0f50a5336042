"""Filters of the exchange's lists: the one definition of a search for page, saved search, alert and download."""

from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common import clock, formatting
from portal.common.filters import ListFilter, ListOrder, OneOf
from portal.common.forms import MoneyField
from portal.criteria.codes import get as code_list
from portal.matchmaking import codes, registry
from portal.matchmaking.models import Match, Question, Request, Response
from portal.matchmaking.models.match import MatchQuerySet
from portal.matchmaking.states import RequestState, ResponseState

INBOX_TABS = [
    ("new", _("New")),
    ("mine", _("Mine")),
    ("watched", _("Watched")),
    ("answered", _("Answered")),
    ("waiting", _("Waiting for the firm")),
    ("won", _("Won")),
    ("lost", _("Lost")),
    ("declined", _("Declined")),
    ("ended", _("Ended")),
]
INBOX_COLUMNS = (
    ("facts", _("Facts")),
    ("left", _("Time left")),
    ("fit", _("Fit")),
    ("whom", _("With whom")),
    ("state", _("State")),
)
DAYS = [("2", _("2 days")), ("7", _("7 days")), ("14", _("14 days"))]


class RequestFilter(ListFilter):
    """My requests."""

    q = django_filters.CharFilter(method="search", label=_("Words or reference"))
    pillar = OneOf(choices=codes.pillar_choices, label=_("Kind"), empty_label=_("All kinds"))
    state = OneOf(choices=RequestState.choices, label=_("State"), empty_label=_("All states"))

    class Meta:
        model = Request
        fields = ["q", "pillar", "state"]

    def search(self, rows: QuerySet[Request], _name: str, value: str) -> QuerySet[Request]:
        return rows.filter(Q(title__icontains=value) | Q(reference__iexact=value.strip()))


def regions() -> list[tuple[str, str]]:
    return list(_labelled("region", get_language()))


def sectors() -> list[tuple[str, str]]:
    return [pair for pair in _labelled("isic", get_language()) if len(pair[0]) == 1]


@cache
def _labelled(name: str, _language: str | None) -> tuple[tuple[str, str], ...]:
    """The top codes of a list with their names, made once for each language: a filter form asks for them every time."""
    codes = code_list(name)
    return tuple((code, codes.label(code)) for code in codes.top())


class AmountFilter(django_filters.NumberFilter):
    """A limit on the amount asked for, typed with the digits and separators of any of the three languages."""

    field_class = MoneyField


class InboxFilter(ListFilter):
    """Requests a responder was matched with."""

    q = django_filters.CharFilter(method="search", label=_("Words or reference"), max_length=100)
    pillar = OneOf(choices=codes.pillar_choices, label=_("Kind"), empty_label=_("All kinds"))
    region = OneOf(method="in_region", choices=regions, label=_("Region"), empty_label=_("All regions"))
    sector = OneOf(choices=sectors, label=_("Sector"), empty_label=_("All sectors"))
    amount_from = AmountFilter(method="at_least", label=_("Amount from"), currency="")
    amount_to = AmountFilter(method="at_most", label=_("Amount to"), currency="")
    closes = OneOf(method="closing", choices=DAYS, label=_("Closes within"), empty_label=_("Any time"))
    sort = ListOrder(
        fields=[("closes_at", "closes"), ("score", "fit"), ("released_at", "arrived")], label=_("Sort by"),
        field_labels={"closes_at": _("Closing time"), "score": _("Fit"), "released_at": _("Arrival")},
        empty_label=_("Closing time"),
    )  # fmt: skip
    tab = django_filters.ChoiceFilter(method="kept", choices=INBOX_TABS, widget=forms.HiddenInput)
    carried = ("tab",)

    class Meta:
        model = Match
        fields = ["q", "pillar", "region"]

    def search(self, rows: QuerySet[Match], _name: str, value: str) -> QuerySet[Match]:
        return rows.filter(Q(request__title__icontains=value) | Q(request__reference__iexact=value.strip()))

    def in_region(self, rows: QuerySet[Match], _name: str, value: str) -> QuerySet[Match]:
        """A part of a country, or a country with all of its parts."""
        if "-" in value:
            return rows.filter(region=value)
        return rows.filter(Q(region=value) | Q(region__startswith=f"{value}-"))

    def at_least(self, rows: QuerySet[Match], _name: str, value: Any) -> QuerySet[Match]:
        return rows.filter(amount_is("gte", value))

    def at_most(self, rows: QuerySet[Match], _name: str, value: Any) -> QuerySet[Match]:
        return rows.filter(amount_is("lte", value))

    def closing(self, rows: QuerySet[Match], _name: str, value: str) -> QuerySet[Match]:
        return rows.filter(closes_at__lte=clock.now() + timedelta(days=int(value)))

    def kept(self, rows: QuerySet[Match], _name: str, _value: str) -> QuerySet[Match]:
        """The tab travels with the form; :func:`tab_rows` applies it, because it depends on who reads."""
        return rows


def amount_is(lookup: str, value: Any) -> Q:
    """The amount of a request in its own currency, whatever its pillar calls it."""
    paths = [pillar.amount_path for pillar in registry.everyone() if pillar.amount_path]
    chosen = Q(pk__in=[])
    for path in paths:
        chosen |= Q(**{f"request__{path}__{lookup}": value})
    return chosen


def inbox_query(data: Any) -> str:
    """What of ``data`` is a valid search, as the text of an address without tab, order and page; "" finds everything."""
    return query_of(form_of(data), data) if data else ""


def form_of(data: Any) -> forms.Form:
    """The filter form of an address, checked."""
    form: forms.Form = InboxFilter(data, queryset=Match.objects.none()).form
    form.is_valid()
    return form


def query_of(form: forms.Form, data: Any) -> str:
    """The same of a form that was checked already."""
    kept = QueryDict(mutable=True)
    for name in form.fields:
        if name not in ("tab", "sort") and form.cleaned_data.get(name) not in (None, ""):
            kept[name] = data[name]
    return kept.urlencode()


def inbox_words(query: str) -> list[tuple[str, str, str]]:
    """A search in words: (name, label, value shown) of every filter that is set."""
    return words_of(form_of(QueryDict(query)), QueryDict(query)) if query else []


def words_of(form: forms.Form, data: Any) -> list[tuple[str, str, str]]:
    """The same of a form that was checked already."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if name in ("tab", "sort") or value in (None, ""):
            continue
        choices = dict(getattr(field, "choices", ()))
        typed = (
            formatting.number(value, None, formatting.Medium.BARE) if isinstance(value, Decimal) else data.get(name, "")
        )
        found.append((name, str(field.label), str(choices.get(value, typed))))
    return found


def tab_rows(rows: MatchQuerySet, tab: str, user: Any) -> MatchQuerySet:
    """The matches of one inbox tab."""
    is_open = Q(is_open=True)
    answered = Q(responded_at__isnull=False)
    if tab == "watched":
        return rows.filter(is_open, watched_at__isnull=False)
    if tab == "mine":
        return rows.filter(is_open, assigned_to=user)
    if tab == "answered":
        return rows.filter(is_open, answered)
    if tab == "waiting":
        asked = Question.objects.filter(
            request=OuterRef("request"), asked_by=OuterRef("organisation"), answered_at__isnull=True
        )
        is_deciding = Q(request__state=RequestState.CLOSED) & answered & ~Q(ours(ResponseState.DECLINED))
        return rows.filter(is_deciding | (is_open & Q(Exists(asked))))
    if tab == "won":
        return rows.filter(ours(ResponseState.ACCEPTED))
    if tab == "lost":
        is_over = ~Q(request__state__in=(RequestState.OPEN, RequestState.CLOSED))
        return rows.filter(answered, is_over | Q(ours(ResponseState.DECLINED)), ~Q(ours(ResponseState.ACCEPTED)))
    if tab == "declined":
        return rows.filter(declined_at__isnull=False)
    if tab == "ended":
        return rows.ended()
    return rows.new()


def ours(state: str) -> Exists:
    """Whether the responder of a match has a response in ``state``."""
    return Exists(
        Response.objects.filter(request=OuterRef("request"), organisation=OuterRef("organisation"), state=state)
    )
