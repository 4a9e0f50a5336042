"""The responder's pages: inbox, request file, decline, questions."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common import clock
from portal.common.columns import columns_of
from portal.common.errors import ConflictError, DomainError
from portal.common.http import page_of, posted
from portal.common.prepared import Rows
from portal.criteria import ranking
from portal.criteria.codes import ISIC, REGION
from portal.documents.models import Document
from portal.documents.services import document_share
from portal.identity.models import User
from portal.matchmaking import policies, reading, registry, services
from portal.matchmaking.downloads import inbox_csv
from portal.matchmaking.filters import INBOX_COLUMNS, INBOX_TABS, InboxFilter, query_of, tab_rows, words_of
from portal.matchmaking.forms import DeclineForm, QuestionForm
from portal.matchmaking.models import InboxSearch, Match, Request
from portal.matchmaking.models.match import MatchQuerySet
from portal.matchmaking.services.responses import is_taking_answers

PARTS = {
    "fit": gettext_lazy("Fit with your rules"),
    "evidence": gettext_lazy("Evidence for the firm's answers"),
    "answers": gettext_lazy("Your answers in the last year"),
    "capacity": gettext_lazy("Your free places"),
    "price": gettext_lazy("Your public prices"),
}


def released(request: HttpRequest) -> MatchQuerySet:
    """Matches of the actor's organisation that were released to it."""
    organisation = request.actor.organisation
    return reading.released_to(organisation.pk) if organisation else Match.objects.none()


def match_of(request: HttpRequest, public_id: str) -> Match:
    """The actor's match with a request that was released to its organisation, else 404."""
    found: Match = reading.own(reading.RELEASED, request.actor, request=public_id)
    return found


def index(request: HttpRequest) -> HttpResponse:
    """The inbox: tabs, filters in the address, saved searches, bulk actions, CSV of what is shown."""
    tab = request.GET.get("tab", "new")
    tab = tab if tab in dict(INBOX_TABS) else "new"
    found = InboxFilter(request.GET, queryset=Match.objects.none())  # its rows are built only where a kept query cannot
    columns = columns_of(request, "inbox", INBOX_COLUMNS)
    if request.GET.get("format") == "csv":
        return inbox_csv(filtered(request, found, tab), columns)
    words = words_of(found.form, request.GET) if found.is_asked and found.form.is_valid() else []
    page = page_of(request, rows_of(request, found, tab))
    organisation = request.actor.organisation
    context = {
        "page": page,
        "columns": columns,
        "cards": cards_of(request, page.object_list),
        "filter": found,
        "tab": tab,
        "tabs": INBOX_TABS,
        "query": query_of(found.form, request.GET) if found.is_asked else "",
        "words": words,
        "chips": chips(request, words),
        "searches": searches(request),
        "colleagues": colleagues(request),
        "near": reading.near_misses(organisation.pk) if organisation else 0,
        "since": int(clock.now().timestamp()),
        "ticks_all": request.GET.get("all") == "1",
        "relaxed": [] if page.paginator.count else relaxations(request, tab, words),
    }
    return columns.remember(render(request, "matchmaking/inbox.html", context))


def filtered(request: HttpRequest, found: InboxFilter, tab: str) -> MatchQuerySet:
    """The rows of a stage that the filters leave, in order."""
    found.form.is_valid()
    rows = found.filter_queryset(tab_rows(released(request), tab, request.user))
    return reading.in_order(rows, tab)


def rows_of(request: HttpRequest, found: InboxFilter, tab: str) -> MatchQuerySet | Rows:
    """What the filters leave, in order; without a filter by a kept query."""
    organisation = request.actor.organisation
    chosen = dict(found.form.cleaned_data) if found.is_asked else {}
    sort, *_rest = chosen.pop("sort", None) or [""]
    chosen.pop("tab", None)
    if (
        organisation is None
        or any(value not in (None, "") for value in chosen.values())
        or (found.is_asked and found.form.errors)
    ):
        return filtered(request, found, tab).only(*reading.SHOWN)
    person = {"person": request.user.pk} if tab == "mine" else {}
    return Rows(reading.inbox(tab, sort), organisation=organisation.pk, **person)


def chips(request: HttpRequest, words: list[tuple[str, str, str]]) -> list[dict[str, str]]:
    """The filters that are set, each with the address without it."""
    found = []
    for name, label, value in words:
        rest = request.GET.copy()
        for gone in (name, "page", "all"):
            rest.pop(gone, None)
        found.append({"label": f"{label}: {value}", "url": f"?{rest.urlencode()}"})
    return found


def relaxations(request: HttpRequest, tab: str, words: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """For an empty result: how many there would be without one of the filters, only where that helps."""
    found = []
    for chip in chips(request, words):
        rows = InboxFilter(QueryDict(chip["url"][1:]), queryset=tab_rows(released(request), tab, request.user)).qs
        count = rows.order_by()[:100].count()
        if count:
            found.append({**chip, "count": count})
    return found


def colleagues(request: HttpRequest) -> list[User]:
    """Who of the actor's organisation a request may be given to."""
    organisation = request.actor.organisation
    return reading.COLLEAGUES.objects(organisation=organisation.pk) if organisation else []


def searches(request: HttpRequest) -> list[InboxSearch]:
    """The reader's own saved searches for this organisation."""
    actor = request.actor
    if actor.user is None or actor.organisation is None:
        return []
    return reading.SEARCHES.objects(person=actor.user.pk, organisation=actor.organisation.pk)


def cards_of(request: HttpRequest, matches: Iterable[Match]) -> list[dict[str, Any]]:
    """The rows of the inbox with our latest answer to each; one query for all answers, one for each pillar's details."""
    rows = list(matches)
    registry.attach_details([match.request for match in rows])
    keys = [match.request_id for match in rows]
    answers = reading.answers_to(request.actor.organisation.pk, keys) if request.actor.organisation else []
    latest = {answer.request_id: answer for answer in answers}
    return [{**card(match), "answer": latest.get(match.request_id)} for match in rows]


def card(match: Match) -> dict[str, Any]:
    """A match with its pillar's headline facts, the firm's place and trade, and how many of our rules it meets."""
    pillar, firm = registry.get(match.request.pillar), match.request.organisation
    facts = list(pillar.summary_of(match.request)) if pillar.summary_of else []
    facts += place_and_trade(firm.region, firm.sector, get_language())
    met = sum(reason.get("outcome") == "meets" for reason in match.reasons)
    return {
        "match": match,
        "request": match.request,
        "pillar": pillar,
        "facts": facts,
        "met": met,
        "rules": len(match.reasons),
    }


@lru_cache(4096)
def place_and_trade(region: str, sector: str, _language: str | None) -> tuple[tuple[str, str], ...]:
    """Where a firm works and in what, in the active language; the firms of a list share regions and trades."""
    found = ((_("Region"), REGION, region), (_("Sector"), ISIC, sector))
    return tuple((name, codes.label(code)) for name, codes, code in found if code)


def ordering(match: Match) -> list[tuple[Any, float, int]]:
    """The points of a match by component of the published order, with the most there are for each."""
    most = ranking.weights()["weights"]
    return [(PARTS[name], points, round(100 * most[name])) for name, points in match.parts.items() if name in PARTS]


def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The request file as this responder may see it."""
    match = match_of(request, public_id)
    thing = match.request
    pillar = registry.get(thing.pillar)
    if request.actor.may_edit:
        services.match_see(actor=request.actor, match=match)
    shows_identity = policies.shows_identity(request.actor, thing, is_revealed=match.revealed_at is not None)
    context = {
        "match": match,
        "thing": thing,
        "pillar": pillar,
        "details": registry.details(thing),
        "facts": pillar.summary_of(thing) if pillar.summary_of else [],
        "parts": ordering(match),
        "shows_identity": shows_identity,
        "is_open": is_taking_answers(thing),
        "mine": reading.answers_to(match.organisation_id, [thing.pk])[::-1],
        "documents": shared_documents(thing),
        "may_open": may_open_papers(match),
        "questions": reading.QUESTIONS.objects(request=thing.pk),
        "question_form": QuestionForm(),
        "colleagues": colleagues(request),
        "may_respond": policies.can_respond(request.actor, thing),
    }
    return render(request, "matchmaking/inbox_detail.html", context)


def shared_documents(thing: Request) -> list[Document]:
    """The papers of a request with their versions."""
    found = [item.document for item in reading.DOCUMENTS.objects(request=thing.pk)]
    prefetch_related_objects(found, "versions")
    return found


def may_open_papers(match: Match) -> bool:
    """Papers open while answers are taken, and afterwards for those who have answered (``MatchQuerySet.reading_papers``)."""
    return match.responded_at is not None or is_taking_answers(match.request)


@require_POST
def open_document(request: HttpRequest, public_id: str, document: str) -> HttpResponse:
    """Open a paper of the request: shared at the first reading unless the owner has revoked it, then logged."""
    match = match_of(request, public_id)
    if not may_open_papers(match):
        raise ConflictError(_("Answers are no longer taken and you have not answered, so the papers are closed."))
    item = get_object_or_404(match.request.documents.select_related("document"), document__public_id=document)
    document_share(document=item.document, organisation=request.actor.organisation, while_open=True)
    version = get_object_or_404(item.document.versions.order_by("-number")[:1])
    return redirect("documents:download", version.public_id)


@require_POST
def act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Watch, assign, ask, start an answer."""
    match = match_of(request, public_id)
    actor = request.actor
    if action == "watch":
        watched = services.match_watch(actor=actor, match=match)
        messages.success(request, _("On your watch list.") if watched else _("Taken off your watch list."))
    elif action == "assign":
        user = User.objects.filter(public_id=request.POST.get("user", "")).first()
        services.match_assign(actor=actor, match=match, user=user)
        messages.success(request, _("Assigned.") if user else _("Nobody is assigned now."))
    elif action == "ask":
        form = QuestionForm(request.POST)
        if not form.is_valid():
            raise DomainError(_("Write your question."))
        services.question_ask(actor=actor, request=match.request, text=form.cleaned_data["text"])
        messages.success(request, _("Your question was sent. Who asked stays hidden."))
    elif action == "respond":
        draft = services.response_start(actor=actor, request=match.request)
        return redirect("matchmaking:response-edit", draft.public_id)
    return redirect("matchmaking:inbox-detail", match.request.public_id)


def decline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say no with coded reasons."""
    match = match_of(request, public_id)
    policies.require(policies.can_respond(request.actor, match.request))
    pillar = registry.get(match.request.pillar)
    form = DeclineForm(posted(request), pillar=pillar)
    if request.method == "POST" and form.is_valid():
        try:
            services.match_decline(
                actor=request.actor, match=match, codes=form.cleaned_data["codes"], text=form.cleaned_data["text"]
            )
            messages.success(request, _("Declined. The firm reads your reasons, so that it can mend them."))
            return redirect("matchmaking:inbox")
        except DomainError as error:
            form.add_domain_error(error)
    context = {"form": form, "match": match, "thing": match.request, "pillar": pillar}
    return render(request, "matchmaking/inbox_decline.html", context)


def near(request: HttpRequest) -> HttpResponse:
    """Open requests that miss the mandate by one rule, without anything that names the firm."""
    rows = Match.objects.near(request.actor.organisation).select_related("request__organisation")
    page = page_of(request, rows.order_by("-score", "pk"))
    return render(request, "matchmaking/inbox_near.html", {"page": page, "cards": cards_of(request, page.object_list)})
