"""The owner's pages: list, task list, sections, check and publish, home."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common import clock
from portal.common.errors import DomainError
from portal.common.http import page_of, posted
from portal.common.prepared import Rows
from portal.common.validators import plain_line
from portal.documents.models import Document
from portal.documents.services import document_upload
from portal.matchmaking import drafts, matching, policies, reading, registry, services, timeline
from portal.matchmaking.calendar import closing_calendar
from portal.matchmaking.filters import RequestFilter
from portal.matchmaking.forms import AnswerForm, DocumentForm, ExtendForm, PublishForm, ReasonForm
from portal.matchmaking.models import Match, Request, Response
from portal.matchmaking.pillars import Pillar, Section
from portal.matchmaking.services.awards import can_choose_now
from portal.matchmaking.services.requests import missing_sections, responders_reading
from portal.matchmaking.states import RequestState
from portal.organisations.carried import facts_told


def mine(request: HttpRequest, public_id: str) -> Request:
    """The actor's own request, else 404."""
    found: Request = reading.own(reading.OWN_REQUEST, request.actor, request=public_id)
    return found


def index(request: HttpRequest) -> HttpResponse:
    """My requests."""
    organisation = request.actor.organisation
    rows = reading.REQUESTS.build(organisation.pk) if organisation else Request.objects.none()
    found = RequestFilter(request.GET, queryset=rows)
    if found.is_asked or organisation is None:
        page = page_of(request, found.qs)
    else:
        page = page_of(request, Rows(reading.REQUESTS, organisation=organisation.pk))
    has_any = bool(page.paginator.count) or (found.is_asked and rows.exists())
    return render(request, "matchmaking/request_list.html", {"page": page, "filter": found, "has_any": has_any})


def new(request: HttpRequest) -> HttpResponse:
    """Choose what is needed; POST makes the draft and opens its task list."""
    if request.method == "POST":
        code = request.POST.get("pillar", "")
        if code not in {pillar.code for pillar in registry.everyone()}:
            raise DomainError(_("Choose what you need."))
        told = registry.get(code).prefill(facts_told(request.session))
        draft = services.request_create(actor=request.actor, pillar=code, details=told)
        return redirect("matchmaking:request-tasks", draft.public_id)
    policies.require(policies.can_create_request(request.actor))
    return render(request, "matchmaking/request_new.html", {"pillars": registry.everyone()})


def closing_groups(thing: Request) -> list[dict[str, Any]]:
    """What follows the pillar's own sections in every task list: papers, then checking and publishing."""
    papers = {
        "title": _("Add documents"),
        "hint": _("Optional. Complete files are answered sooner."),
        "url": "documents/",
        "state": "completed" if thing.documents.exists() else "not_started",
    }
    check = {
        "title": _("Check your answers and publish"),
        "url": "check/",
        "state": "cannot_start" if missing_sections(thing) else "not_started",
    }
    return [{"title": _("Papers"), "tasks": [papers]}, {"title": _("Check and publish"), "tasks": [check]}]


def tasks(request: HttpRequest, public_id: str) -> HttpResponse:
    """The task list of a draft."""
    thing = mine(request, public_id)
    if not thing.is_editable:
        return redirect("matchmaking:request-home", thing.public_id)
    pillar = registry.get(thing.pillar)
    rows = [
        {
            "title": section.title,
            "hint": section.hint,
            "minutes": section.minutes,
            "url": f"{section.code}/",
            "state": "completed" if section.code in thing.sections_done else "not_started",
        }
        for section in pillar.sections
    ]
    groups = [{"title": _("Your request"), "tasks": rows}, *closing_groups(thing)]
    done = sum(row["state"] == "completed" for row in rows)
    context = {"thing": thing, "pillar": pillar, "groups": groups, "done": done, "total": len(rows)}
    return render(request, "matchmaking/request_tasks.html", context)


def section_form(thing: Request, section: Section, data: Any = None) -> Any:
    """The section's form bound to the request or its details row."""
    target = thing if section.on == "request" else registry.get(thing.pillar).details(thing)
    form = section.form_class(data, instance=target)
    if "title" in form.fields:  # what responders see in their lists, whichever pillar's form asks for it
        form.fields["title"].validators.append(plain_line)
    return form


def section(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """One part of the request; saved whole or, while typing, as far as it is valid (autosave)."""
    thing = mine(request, public_id)
    policies.require(policies.can_edit_request(request.actor, thing))
    pillar = registry.get(thing.pillar)
    codes = [part.code for part in pillar.sections]
    if code not in codes or not thing.is_editable:
        return redirect("matchmaking:request-tasks", thing.public_id)
    part = pillar.section(code)
    form = section_form(thing, part, posted(request))
    if request.method == "POST":
        drafts.keep_part(thing, code, drafts.half_typed(form))
    else:
        drafts.give_back(drafts.kept_part(thing, code), form)
    if request.headers.get("X-Autosave") and request.method == "POST":
        return JsonResponse({"saved": drafts.autosave(form)})
    if request.method == "POST" and form.is_valid():
        form.save()
        services.request_section_done(actor=request.actor, request=thing, code=code)
        return redirect(after(request, thing, pillar, code))
    context = {
        "thing": thing,
        "pillar": pillar,
        "section": part,
        "form": form,
        "step": codes.index(code) + 1,
        "total": len(codes),
    }
    return render(request, "matchmaking/request_section.html", context)


def after(request: HttpRequest, thing: Request, pillar: Pillar, code: str) -> str:
    """Where "Save and continue" leads: the next required part that is open, at last the page to check and publish.

    Parts that may be skipped are on the task list and on that page; nobody is led through them.
    """
    if "next" not in request.POST:
        return reverse("matchmaking:request-tasks", args=[thing.public_id])
    open_parts = [
        part.code for part in pillar.sections if not part.is_optional and part.code not in thing.sections_done
    ]
    codes = [part.code for part in pillar.sections]
    later = [c for c in open_parts if codes.index(c) > codes.index(code)]
    if open_parts:
        return reverse("matchmaking:request-section", args=[thing.public_id, (later or open_parts)[0]])
    return reverse("matchmaking:request-check", args=[thing.public_id])


def documents(request: HttpRequest, public_id: str) -> HttpResponse:
    """Files of the draft or open request: upload, reuse from the vault, remove."""
    thing = mine(request, public_id)
    policies.require(policies.can_edit_request(request.actor, thing))
    form = DocumentForm(posted(request), request.FILES or None)
    if request.method == "POST" and "remove" in request.POST:
        thing.documents.filter(document__public_id=request.POST["remove"]).delete()
        return redirect("matchmaking:request-documents", thing.public_id)
    if request.method == "POST" and "reuse" in request.POST:
        kept = get_object_or_404(Document, owner=thing.organisation, public_id=request.POST["reuse"])
        thing.documents.get_or_create(document=kept, defaults={"purpose": kept.kind})
        return redirect("matchmaking:request-documents", thing.public_id)
    if request.method == "POST" and form.is_valid():
        try:
            purpose = form.cleaned_data["purpose"]
            document = document_upload(actor=request.actor, upload=form.cleaned_data["file"], kind=purpose)
            thing.documents.create(document=document, purpose=purpose)
            messages.success(request, _("The file was added."))
            return redirect("matchmaking:request-documents", thing.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    attached = thing.documents.select_related("document").prefetch_related("document__versions")
    vault = Document.objects.filter(owner=thing.organisation, deleted_at__isnull=True).exclude(
        pk__in=attached.values("document")
    )[:20]
    context = {"thing": thing, "form": form, "attached": attached, "vault": vault}
    return render(request, "matchmaking/request_documents.html", context)


def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Check answers, see what responders will see, publish."""
    thing = mine(request, public_id)
    policies.require(policies.can_edit_request(request.actor, thing))
    if not thing.is_editable:
        return redirect("matchmaking:request-home", thing.public_id)
    pillar = registry.get(thing.pillar)
    if missing_sections(thing):
        messages.warning(request, _("Some parts are not finished yet. They are marked in the task list."))
        return redirect("matchmaking:request-tasks", thing.public_id)
    form = PublishForm(posted(request), pillar=pillar)
    if request.method == "POST" and form.is_valid():
        try:
            services.request_submit(actor=request.actor, request=thing, open_days=form.cleaned_data["open_days"])
            return redirect("matchmaking:request-published", thing.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    parts = [{"section": part, "rows": answer_rows(thing, part)} for part in pillar.sections]
    details = pillar.details(thing)
    context = {"thing": thing, "pillar": pillar, "parts": parts, "form": form, "details": details}
    return render(request, "matchmaking/request_check.html", context)


def answer_rows(thing: Request, part: Section) -> list[tuple[str, Any]]:
    """Label and shown value of every field of a section."""
    form = section_form(thing, part)
    rows = []
    for bound in form:
        value = bound.value()
        choices = dict(getattr(bound.field, "choices", []) or [])
        if isinstance(value, list | tuple):
            shown: Any = [choices.get(item, item) for item in value]
        elif isinstance(value, bool):
            shown = _("Yes") if value else _("No")
        else:
            shown = choices.get(value, value)
        rows.append((str(bound.label), shown))
    return rows


def published(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirmation with reference and what happens next; safe to bookmark and to reload."""
    thing = mine(request, public_id)
    if thing.reference is None:
        return redirect("matchmaking:request-tasks", thing.public_id)
    return render(request, "matchmaking/request_published.html", {"thing": thing, "pillar": registry.get(thing.pillar)})


def home(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where the request stands, who acts next, what has happened."""
    thing = mine(request, public_id)
    if thing.is_editable:
        return redirect("matchmaking:request-tasks", thing.public_id)
    pillar = registry.get(thing.pillar)
    responses = Response.objects.visible_to(request.actor).filter(request=thing).exclude(state="superseded")
    refusals = Match.objects.filter(request=thing, declined_at__isnull=False).select_related("organisation")
    reasons = dict(pillar.decline_reasons)
    context = {
        "thing": thing,
        "pillar": pillar,
        "details": pillar.details(thing),
        "reading": responders_reading(thing),
        "is_matched": thing.state != RequestState.OPEN or matching.may_match(thing),
        "responses": responses.select_related("organisation"),
        "can_choose": can_choose_now(thing),
        "refusals": [
            {"match": m, "reasons": [reasons.get(code, code) for code in m.decline_codes]} for m in refusals[:50]
        ],
        "near": Match.objects.filter(request=thing, misses=1).order_by("-score")[:5],
        "questions": [(q, AnswerForm(prefix=q.public_id)) for q in thing.questions.all()],
        "threads": thing.threads.select_related("responder").order_by("-last_message_at"),
        "events": timeline.of_request(thing, request.actor),
        "runs": thing.match_runs.all()[:10],
        "awards": thing.awards.select_related("response__organisation", "engagement"),
        "extend_form": ExtendForm(),
        "reason_form": ReasonForm(),
        "now": clock.now(),
        "may_edit": policies.can_edit_request(request.actor, thing),
    }
    return render(request, "matchmaking/request_home.html", context)


@require_POST
def act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Extend, close early, withdraw, give up, post again, delete a draft."""
    thing = mine(request, public_id)
    actor = request.actor
    reason = request.POST.get("reason", "")
    if action == "extend":
        extend(request, thing)
    elif action == "close":
        services.request_close(actor=actor, request=thing)
        messages.success(request, _("Closed. You can compare now."))
    elif action == "cancel":
        services.request_cancel(actor=actor, request=thing, reason=reason)
        messages.success(request, _("Your request was withdrawn. Everybody who answered was told."))
        if thing.submitted_at is None:
            return redirect("matchmaking:requests")
    elif action == "fail":
        services.request_fail(actor=actor, request=thing, reason=reason)
        messages.success(request, _("Noted. You can change it and post it again."))
    elif action == "repost":
        again = services.request_repost(actor=actor, request=thing)
        return redirect("matchmaking:request-tasks", again.public_id)
    return redirect("matchmaking:request-home", thing.public_id)


def extend(request: HttpRequest, thing: Request) -> None:
    """Move the closing moment by the days typed."""
    form = ExtendForm(request.POST)
    if not form.is_valid() or thing.closes_at is None:
        raise DomainError(_("Enter how many more days, 1 to 60."))
    closes_at = thing.closes_at + timedelta(days=form.cleaned_data["days"])
    services.request_extend(actor=request.actor, request=thing, closes_at=closes_at)
    messages.success(request, _("Extended. Everybody invited was told the new time."))


@require_POST
def answer(request: HttpRequest, public_id: str, question: str) -> HttpResponse:
    """Answer a bidder's question for everybody."""
    thing = mine(request, public_id)
    asked = get_object_or_404(thing.questions, public_id=question)
    text = request.POST.get(f"{asked.public_id}-answer", "")
    services.question_answer(actor=request.actor, question=asked, text=text)
    messages.success(request, _("Your answer is now visible to everybody invited."))
    return redirect("matchmaking:request-home", thing.public_id)


@require_POST
def reveal(request: HttpRequest, public_id: str, match: str) -> HttpResponse:
    """Show name and contact to one responder."""
    thing = mine(request, public_id)
    services.match_reveal(actor=request.actor, match=get_object_or_404(thing.matches, public_id=match))
    messages.success(request, _("They can now see your name and contact."))
    return redirect("matchmaking:request-home", thing.public_id)


def calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """The closing time as a calendar file."""
    thing = get_object_or_404(Request.objects.visible_to(request.actor), public_id=public_id)
    response = HttpResponse(closing_calendar(thing), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{thing.reference or thing.public_id}.ics"'
    return response
