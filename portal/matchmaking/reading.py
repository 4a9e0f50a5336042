"""The queries of the pages that are read most, kept as SQL (``portal.common.prepared``)."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, QueryDict

from portal.common.http import COUNT_LIMIT, PAGE_SIZE
from portal.common.prepared import Prepared, Rows, key_names
from portal.identity.models import User
from portal.matchmaking.filters import InboxFilter, tab_rows
from portal.matchmaking.models import (
    InboxSearch,
    Match,
    Question,
    Request,
    RequestDocument,
    Response,
    Thread,
    ThreadReading,
)
from portal.matchmaking.models.match import MatchQuerySet
from portal.organisations.actors import Actor, actor_of_keys


def released_to(organisation: int) -> MatchQuerySet:
    """Matches that were released to an organisation, with what a page of them shows."""
    rows = Match.objects.filter(organisation=organisation, released_at__isnull=False)
    return rows.select_related("request__organisation", "assigned_to")


SHOWN = (  # of the forty columns of a request, its firm and its reader, what a row of the inbox shows
    "public_id", "organisation", "score", "reasons", "seen_at", "declined_at", "request__public_id", "request__pillar",
    "request__organisation__region", "request__organisation__sector", "request__title", "request__language",
    "request__reference", "request__state", "request__closes_at", "assigned_to__name", "assigned_to__email",
)  # fmt: skip


def in_order(rows: MatchQuerySet, tab: str) -> MatchQuerySet:
    """In the order chosen, else the soonest to close first and of what is over the latest; never undecided."""
    if tab == "ended" and not rows.query.order_by:
        return rows.order_by("-closes_at", "-pk")
    return rows.order_by(*(rows.query.order_by or ("closes_at",)), "pk")


@cache
def inbox(tab: str, sort: str) -> Prepared:
    """One stage of an inbox without filters, in one of the orders of its form."""

    def build(organisation: int, person: int = 0) -> MatchQuerySet:
        rows = tab_rows(released_to(organisation), tab, person)
        return in_order(InboxFilter(QueryDict(f"sort={sort}"), queryset=rows).qs, tab).only(*SHOWN)

    return Prepared(build)


def threads(person: int, organisation: int) -> QuerySet[Thread]:
    """Conversations that have begun, newest first; ``is_read`` by this person."""
    read = ThreadReading.objects.filter(thread=OuterRef("pk"), user=person, read_at__gte=OuterRef("last_message_at"))
    rows = Thread.objects.visible_to(actor_of_keys(person, organisation)).filter(last_message_at__isnull=False)
    rows = rows.select_related("request__organisation", "responder").annotate(is_read=Exists(read))
    return rows.order_by("-last_message_at")


THREADS = Prepared(threads)
REQUESTS = Prepared(
    lambda organisation: (
        Request.objects.owned_by(actor_of_keys(0, organisation))
        .exclude(state="cancelled", submitted_at__isnull=True)
        .order_by("-created_at", "-pk")
    )
)
OWN_REQUEST = Prepared(
    lambda organisation, request: (
        Request.objects.owned_by(actor_of_keys(0, organisation))
        .filter(public_id=request)
        .select_related("organisation")
    )
)
RELEASED = Prepared(lambda organisation, request: released_to(organisation).filter(request__public_id=request))
NEAR = Prepared(lambda organisation: Match.objects.near(organisation))
SEARCHES = Prepared(lambda person, organisation: InboxSearch.objects.visible_to(actor_of_keys(person, organisation)))
COLLEAGUES = Prepared(
    lambda organisation: User.objects.filter(
        memberships__organisation=organisation, memberships__state="active"
    ).order_by("name")
)
ANSWERS = Prepared(
    lambda organisation, **requests: Response.objects.filter(
        organisation=organisation, request__in=list(requests.values())
    ).order_by("revision")
)
REVEALED = Prepared(
    lambda organisation, **requests: Match.objects.filter(
        organisation=organisation, request__in=list(requests.values()), revealed_at__isnull=False
    ).values_list("request")
)
OWN_ANSWER = Prepared(
    lambda organisation, response: Response.objects.filter(
        organisation=organisation, public_id=response
    ).select_related("request__organisation", "organisation")
)
QUESTIONS = Prepared(lambda request: Question.objects.filter(request=request))
DOCUMENTS = Prepared(lambda request: RequestDocument.objects.filter(request=request).select_related("document"))


COMPARED = ("submitted", "shortlisted", "accepted", "declined", "withdrawn", "lapsed")


@cache
def compared(terms: str, *bulky: str) -> Prepared:
    """The answers an organisation may read at ``moment`` to one of its requests, with their ``terms``.

    ``bulky`` are columns of the terms that a comparison does not show.
    """

    def build(organisation: int, request: int, moment: datetime) -> QuerySet[Response]:
        rows = Response.objects.visible_to(actor_of_keys(0, organisation), at=moment)
        rows = rows.filter(request=request, state__in=COMPARED, submitted_at__isnull=False)
        return rows.select_related("organisation", terms).defer(*(f"{terms}__{column}" for column in bulky))

    return Prepared(build)


def own(query: Prepared, actor: Actor, **values: Any) -> Any:
    """The one row of a kept query about the actor's organisation, else 404."""
    found = query.objects(organisation=actor.organisation.pk, **values) if actor.organisation else []
    if not found:
        raise Http404
    return found[0]


def near_misses(organisation: int) -> int:
    """How many open requests miss an organisation's rules by one, no further than ``COUNT_LIMIT``."""
    return Rows(NEAR, organisation=organisation).count(COUNT_LIMIT)


def answers_to(organisation: int, requests: Sequence[int]) -> list[Response]:
    """An organisation's answers to the requests of one page, earlier versions first."""
    found: list[Response] = ANSWERS.objects(organisation=organisation, **key_names(requests, PAGE_SIZE))
    return found


def revealed_to(organisation: int, requests: Sequence[int]) -> set[int]:
    """Those of one page's requests whose firm has shown itself to an organisation."""
    return {key for (key,) in REVEALED.rows(organisation=organisation, **key_names(requests, PAGE_SIZE))}
