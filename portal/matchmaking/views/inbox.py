"""The responder's pages: inbox, request file, decline, questions."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common.errors import DomainError
from portal.common.http import COUNT_LIMIT, page_of, posted
from portal.documents.models import Document
from portal.documents.services import document_share
from portal.identity.models import User
from portal.matchmaking import policies, registry, services
from portal.matchmaking.downloads import inbox_csv
from portal.matchmaking.filters import INBOX_TABS, InboxFilter, tab_rows
from portal.matchmaking.forms import DeclineForm, QuestionForm
from portal.matchmaking.models import Match, Request, Response
from portal.matchmaking.models.match import MatchQuerySet
from portal.matchmaking.pillars import attach_details
from portal.matchmaking.services.responses import is_taking_answers


def released(request: HttpRequest) -> MatchQuerySet:
    """Matches of the actor's organisation that were released to it."""
    if request.actor.organisation is None:
        return Match.objects.none()
    return Match.objects.filter(organisation=request.actor.organisation, released_at__isnull=False).select_related(
        "request__organisation", "assigned_to"
    )


def match_of(request: HttpRequest, public_id: str) -> Match:
    """The actor's match with a request, else 404."""
    return get_object_or_404(released(request), request__public_id=public_id)


def index(request: HttpRequest) -> HttpResponse:
    """The inbox: tabs, filters in the address, bulk actions, CSV of what is shown."""
    tab = request.GET.get("tab", "new")
    tab = tab if tab in dict(INBOX_TABS) else "new"
    rows = tab_rows(released(request), tab, request.user)
    found = InboxFilter(request.GET, queryset=rows)
    first = "-closes_at" if tab == "ended" else "closes_at"  # the soonest to close; of what is over, the latest
    ordered = found.qs.order_by(*(found.qs.query.order_by or (first,)), "-pk" if tab == "ended" else "pk")
    if request.GET.get("format") == "csv":
        return inbox_csv(ordered)
    page = page_of(request, ordered)
    cards = cards_of(page)
    near = Match.objects.near(request.actor.organisation)[:COUNT_LIMIT].count()
    context = {
        "page": page,
        "cards": cards,
        "filter": found,
        "tab": tab,
        "tabs": INBOX_TABS,
        "near": near,
        "is_filtered": any(request.GET.get(name) for name in ("q", "pillar", "region")),
    }
    return render(request, "matchmaking/inbox.html", context)


def cards_of(page: Iterable[Match]) -> list[dict[str, object]]:
    """The rows of a list; the pillars' details are read in one query for each pillar on the page."""
    matches = list(page)
    attach_details([match.request for match in matches])
    return [card(match) for match in matches]


def card(match: Match) -> dict[str, object]:
    """A match with its pillar's headline facts."""
    pillar = registry.get(match.request.pillar)
    facts = pillar.summary_of(match.request) if pillar.summary_of else []
    return {"match": match, "request": match.request, "pillar": pillar, "facts": facts}


def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The request file as this responder may see it."""
    match = match_of(request, public_id)
    thing = match.request
    pillar = registry.get(thing.pillar)
    if request.actor.may_edit:
        services.match_see(actor=request.actor, match=match)
    shows_identity = policies.shows_identity(request.actor, thing, is_revealed=match.revealed_at is not None)
    mine = Response.objects.filter(request=thing, organisation=request.actor.organisation).order_by("-revision")
    colleagues = User.objects.filter(
        memberships__organisation=request.actor.organisation, memberships__state="active"
    ).order_by("name")
    context = {
        "match": match,
        "thing": thing,
        "pillar": pillar,
        "details": pillar.details(thing),
        "facts": pillar.summary_of(thing) if pillar.summary_of else [],
        "shows_identity": shows_identity,
        "is_open": is_taking_answers(thing),
        "mine": mine,
        "documents": shared_documents(thing),
        "questions": thing.questions.all(),
        "question_form": QuestionForm(),
        "colleagues": colleagues,
        "may_respond": policies.can_respond(request.actor, thing),
    }
    return render(request, "matchmaking/inbox_detail.html", context)


def shared_documents(thing: Request) -> list[Document]:
    return [item.document for item in thing.documents.select_related("document").prefetch_related("document__versions")]


@require_POST
def open_document(request: HttpRequest, public_id: str, document: str) -> HttpResponse:
    """Open a paper of the request: shared at the first reading unless the owner has revoked it, then logged."""
    match = match_of(request, public_id)
    item = get_object_or_404(match.request.documents.select_related("document"), document__public_id=document)
    document_share(document=item.document, organisation=request.actor.organisation)
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


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Decline, watch or assign several at once; the result says how many worked and why the others did not."""
    keys = request.POST.getlist("match")
    codes = request.POST.getlist("codes")
    action = request.POST.get("action", "")
    done, failed = 0, []
    for match in released(request).filter(public_id__in=keys)[:100]:
        try:
            if action == "decline":
                services.match_decline(actor=request.actor, match=match, codes=codes, text=request.POST.get("text", ""))
            elif action == "watch" and match.watched_at is None:
                services.match_watch(actor=request.actor, match=match)
            elif action == "take":
                services.match_assign(actor=request.actor, match=match, user=request.actor.user)
            done += 1
        except DomainError as error:
            failed.append((match, error))
    if not keys:
        messages.error(request, _("Tick at least one request."))
    elif failed:
        reason = next(iter(next(iter(failed[0][1].messages.values()))))
        text = _("%(done)s done, %(failed)s not. First reason: %(reason)s")
        messages.warning(request, text % {"done": done, "failed": len(failed), "reason": reason})
    else:
        messages.success(request, _("%(done)s done.") % {"done": done})
    return redirect("matchmaking:inbox")


def bulk_decline(request: HttpRequest) -> HttpResponse:
    """The reasons page of a bulk decline."""
    keys = request.GET.getlist("match")
    matches = list(released(request).filter(public_id__in=keys)[:100])
    if not matches:
        messages.error(request, _("Tick at least one request."))
        return redirect("matchmaking:inbox")
    pillar = registry.get(matches[0].request.pillar)
    return render(
        request, "matchmaking/inbox_bulk_decline.html", {"matches": matches, "form": DeclineForm(pillar=pillar)}
    )


def near(request: HttpRequest) -> HttpResponse:
    """Open requests that miss the mandate by one rule, without anything that names the firm."""
    rows = Match.objects.near(request.actor.organisation).select_related("request").order_by("-score", "pk")
    page = page_of(request, rows)
    return render(request, "matchmaking/inbox_near.html", {"page": page, "cards": cards_of(page)})
