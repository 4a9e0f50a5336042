"""One search over everything the actor may see: requests, people, organisations, papers, references."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.documents.models import Document
from portal.matchmaking.models import Match, Request
from portal.organisations.actors import Actor
from portal.organisations.choices import MembershipState
from portal.organisations.models import Membership, Organisation
from portal.web.views import address

LIMIT = 10
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the result."""

    title: str
    url: str
    text: str = ""
    language: str = ""


def requests(actor: Actor, words: str) -> list[Hit]:
    """Own requests; an authority also finds submitted ones, by words or reference."""
    rows = Request.objects.owned_by(actor)
    name = "matchmaking:request-home"
    if actor.is_authority:
        rows, name = Request.objects.visible_to(actor), "matchmaking:moderation-detail"
    rows = rows.filter(Q(title__icontains=words) | Q(reference__iexact=words)).order_by("-updated_at")
    return [
        Hit(row.title or _("Untitled draft"), reverse(name, args=[row.public_id]), row.reference or "", row.language)
        for row in rows[:LIMIT]
    ]


def for_us(actor: Actor, words: str) -> list[Hit]:
    """Requests the organisation was told of."""
    rows = Match.objects.filter(organisation=actor.organisation, released_at__isnull=False).select_related("request")
    rows = rows.filter(Q(request__title__icontains=words) | Q(request__reference__iexact=words)).order_by(
        "-released_at"
    )
    return [
        Hit(
            row.request.title,
            reverse("matchmaking:inbox-detail", args=[row.request.public_id]),
            row.request.reference or "",
            row.request.language,
        )
        for row in rows[:LIMIT]
    ]


def people(actor: Actor, words: str) -> list[Hit]:
    """Colleagues."""
    rows = Membership.objects.filter(organisation=actor.organisation, state=MembershipState.ACTIVE).select_related(
        "user"
    )
    rows = rows.filter(Q(user__name__icontains=words) | Q(user__email__icontains=words)).order_by("user__name")
    to = address("organisations:members")
    return [Hit(row.user.get_short_name(), to, row.get_level_display()) for row in rows[:LIMIT]]


def firms(actor: Actor, words: str) -> list[Hit]:
    """Records of organisations: for authorities, and for everybody their own partners in agreed work."""
    rows = Organisation.objects.filter(legal_name__icontains=words)
    if actor.is_authority:
        found = rows.order_by("legal_name")[:LIMIT]
        return [
            Hit(r.legal_name, reverse("vetting:record", args=[r.public_id]), r.city, r.name_language) for r in found
        ]
    return []


def papers(actor: Actor, words: str) -> list[Hit]:
    """The organisation's own documents."""
    rows = Document.objects.kept().filter(owner=actor.organisation, title__icontains=words).order_by("-created_at")
    return [Hit(r.title, reverse("documents:detail", args=[r.public_id]), r.kind_word) for r in rows[:LIMIT]]


SOURCES: tuple[Callable[[Actor, str], list[Hit]], ...] = (requests, for_us, firms, people, papers)


def search(request: HttpRequest) -> HttpResponse:
    """Results in groups; at most ten of each, by one query each."""
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    titles: dict[Callable[[Actor, str], list[Hit]], str] = {
        requests: _("Requests"),
        for_us: _("Requests for us"),
        firms: _("Organisations"),
        people: _("Colleagues"),
        papers: _("Documents"),
    }
    groups = []
    if len(words) >= SHORTEST and request.actor.organisation is not None:
        groups = [(titles[source], source(request.actor, words)) for source in SOURCES]
    context = {
        "words": words,
        "groups": [group for group in groups if group[1]],
        "is_too_short": 0 < len(words) < SHORTEST,
        "limit": LIMIT,
    }
    return render(request, "web/search.html", context)
