"""Filters of the exchange's lists: the one definition of a search for page, download and alert."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.matchmaking import registry
from portal.matchmaking.models import Match, Request
from portal.matchmaking.models.match import MatchQuerySet
from portal.matchmaking.states import RequestState

INBOX_TABS = [
    ("new", _("New")),
    ("watched", _("Watched")),
    ("mine", _("Mine")),
    ("answered", _("Answered")),
    ("declined", _("Declined")),
    ("ended", _("Ended")),
]


class RequestFilter(django_filters.FilterSet):
    """My requests."""

    q = django_filters.CharFilter(method="search", label=_("Words or reference"))
    pillar = django_filters.ChoiceFilter(choices=registry.pillar_choices, label=_("Kind"), empty_label=_("All kinds"))
    state = django_filters.ChoiceFilter(choices=RequestState.choices, label=_("State"), empty_label=_("All states"))

    class Meta:
        model = Request
        fields = ["q", "pillar", "state"]

    def search(self, rows: QuerySet[Request], _name: str, value: str) -> QuerySet[Request]:
        return rows.filter(Q(title__icontains=value) | Q(reference__iexact=value.strip()))


class InboxFilter(django_filters.FilterSet):
    """Requests a responder was matched with."""

    q = django_filters.CharFilter(method="search", label=_("Words or reference"))
    pillar = django_filters.ChoiceFilter(choices=registry.pillar_choices, label=_("Kind"), empty_label=_("All kinds"))
    region = django_filters.CharFilter(label=_("Region code"))
    sort = django_filters.OrderingFilter(
        fields=[("closes_at", "closes"), ("score", "fit"), ("released_at", "arrived")], label=_("Sort by"),
        field_labels={"closes_at": _("Closing time"), "score": _("Fit"), "released_at": _("Arrival")},
    )  # fmt: skip

    class Meta:
        model = Match
        fields = ["q", "pillar", "region"]

    def search(self, rows: QuerySet[Match], _name: str, value: str) -> QuerySet[Match]:
        return rows.filter(Q(request__title__icontains=value) | Q(request__reference__iexact=value.strip()))


def tab_rows(rows: MatchQuerySet, tab: str, user: Any) -> MatchQuerySet:
    """The matches of one inbox tab."""
    if tab == "watched":
        return rows.filter(is_open=True, watched_at__isnull=False)
    if tab == "mine":
        return rows.filter(is_open=True, assigned_to=user)
    if tab == "answered":
        return rows.filter(responded_at__isnull=False)
    if tab == "declined":
        return rows.filter(declined_at__isnull=False)
    if tab == "ended":
        return rows.filter(is_open=False)
    return rows.new()
