"""The responder's answers: list, editor with its live panel, submission, four eyes, withdrawal."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.common.http import page_of, posted
from portal.common.prepared import Prepared
from portal.matchmaking import drafts, policies, reading, registry, services
from portal.matchmaking.forms import ReasonForm, ResponseForm
from portal.matchmaking.models import Response
from portal.matchmaking.services.responses import is_taking_answers
from portal.matchmaking.states import ResponseState


def mine(request: HttpRequest, public_id: str) -> Response:
    """The actor's own response, else 404."""
    found: Response = reading.own(reading.OWN_ANSWER, request.actor, response=public_id)
    return found


def index(request: HttpRequest) -> HttpResponse:
    """All answers of the organisation, newest first, by state."""
    state = request.GET.get("state", "")
    rows = (
        Response.objects.filter(organisation=request.actor.organisation)
        if request.actor.organisation
        else Response.objects.none()
    )
    if state in ResponseState.values:
        rows = rows.filter(state=state)
    rows = rows.exclude(state="superseded").select_related("request").order_by("-updated_at")
    context = {"page": page_of(request, rows), "state": state, "states": ResponseState.choices}
    return render(request, "matchmaking/response_list.html", context)


def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One answer: terms, state, what can be done."""
    response = mine(request, public_id)
    pillar = registry.get(response.request.pillar)
    match = response.request.matches.filter(organisation=response.organisation).first()
    context = {
        "response": response,
        "thing": response.request,
        "pillar": pillar,
        "terms": pillar.terms(response),
        "details": pillar.details(response.request),
        "match": match,
        "is_open": is_taking_answers(response.request),
        "may_edit": policies.can_edit_response(request.actor, response),
        "may_approve": policies.can_approve_response(request.actor, response),
        "reason_form": ReasonForm(),
        "shows_identity": policies.shows_identity(
            request.actor, response.request, is_revealed=bool(match and match.revealed_at)
        ),
    }
    return render(request, "matchmaking/response_detail.html", context)


def forms_of(response: Response, data: Any = None) -> tuple[ResponseForm, Any]:
    """The spine's form and the pillar's terms form, filled from the draft."""
    pillar = registry.get(response.request.pillar)
    initial = {"message": response.message, "valid_until": response.valid_until}
    return ResponseForm(data, initial=initial), pillar.terms_form(data, instance=pillar.terms(response))


def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The editor: saved as draft, recalculated, or sent."""
    response = mine(request, public_id)
    policies.require(policies.can_edit_response(request.actor, response))
    if response.state != ResponseState.DRAFT:
        return redirect("matchmaking:response-detail", response.public_id)
    form, terms_form = forms_of(response, posted(request))
    if request.POST.get("action") == "recalculate":  # what is still missing matters when it is sent
        form = ResponseForm(initial={name: request.POST.get(name, "") for name in form.fields})
    if request.method == "POST":
        drafts.keep_part(response, "terms", drafts.half_typed(form, terms_form))
    else:
        drafts.give_back(drafts.kept_part(response, "terms"), form, terms_form)
    if request.headers.get("X-Autosave") and request.method == "POST":
        return JsonResponse({"saved": [*autosave_spine(response, form), *drafts.autosave(terms_form)]})
    if request.method == "POST":
        outcome = handle_edit(request, response, form, terms_form)
        if outcome is not None:
            return outcome
    pillar = registry.get(response.request.pillar)
    context = {
        "response": response,
        "thing": response.request,
        "pillar": pillar,
        "details": pillar.details(response.request),
        "form": form,
        "terms_form": terms_form,
        "forms": [form, terms_form],
        "needs_approval": pillar.needs_approval(response),
        **(pillar.terms_context(request.actor, response, terms_form) if pillar.terms_context else {}),
    }
    return render(request, "matchmaking/response_edit.html", context)


def handle_edit(request: HttpRequest, response: Response, form: ResponseForm, terms_form: Any) -> HttpResponse | None:
    """Save the draft and do what the button says; None shows the page again (errors or recalculation)."""
    action = request.POST.get("action", "save")
    if action == "recalculate":
        return None
    if not (form.is_valid() & terms_form.is_valid()):
        if action in ("send", "approval") and terms_form.is_valid():  # say all that is missing at once
            absent = registry.get(response.request.pillar).lacking(terms_form.instance)
            spread(DomainError(fields=absent), form, terms_form)
        return None
    save_draft(response, form, terms_form)
    try:
        if action == "send":
            return send(request, response)
        if action == "approval":
            services.response_ask_approval(actor=request.actor, response=response)
            messages.success(request, _("A colleague can now approve and send it."))
    except ConflictError as error:
        messages.error(request, " ".join(str(t) for texts in error.messages.values() for t in texts))
        return redirect("matchmaking:response-detail", response.public_id)
    except DomainError as error:
        spread(error, form, terms_form)
        return None
    messages.success(request, _("Saved."))
    return redirect(
        "matchmaking:response-edit" if action == "save" else "matchmaking:response-detail", response.public_id
    )


def send(request: HttpRequest, response: Response) -> HttpResponse:
    """Submit, or hand to the second person where the pillar asks for one."""
    pillar = registry.get(response.request.pillar)
    if pillar.needs_approval(response):
        services.response_ask_approval(actor=request.actor, response=response)
        messages.success(request, _("A second person of your organisation must approve it. Your colleagues were told."))
    else:
        services.response_submit(actor=request.actor, response=response)
        messages.success(request, _("Sent. You can still change it by a new version until the closing time."))
    return redirect("matchmaking:response-detail", response.public_id)


def spread(error: DomainError, form: ResponseForm, terms_form: Any) -> None:
    """Show a rule's messages beside the field that holds them, in whichever of the two forms has it."""
    for name, texts in error.messages.items():
        target = terms_form if name in terms_form.fields else form
        for text in texts:
            target.add_error(name if name in target.fields else None, str(text))


DRAFT = Prepared(lambda key: Response.objects.filter(pk=key, state=ResponseState.DRAFT))


@transaction.atomic
def save_draft(response: Response, form: ResponseForm, terms_form: Any) -> None:
    """Keep the draft's columns and its terms. The update holds the row: what was sent meanwhile keeps its terms."""
    changes = {
        "message": form.cleaned_data["message"],
        "valid_until": form.cleaned_data["valid_until"],
        "updated_at": clock.now(),
    }
    if not DRAFT.update(changes, key=response.pk):
        raise ConflictError(_("This answer has been sent in the meantime. Nothing was changed."))
    for column, value in changes.items():
        setattr(response, column, value)
    terms_form.save()


def autosave_spine(response: Response, form: ResponseForm) -> list[str]:
    form.is_valid()
    values = {name: form.cleaned_data[name] for name in ("message", "valid_until") if name in form.cleaned_data}
    if values:
        Response.objects.filter(pk=response.pk, state=ResponseState.DRAFT).update(**values)
    return list(values)


@require_POST
def act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Approve and send, send back, withdraw, start a new version."""
    response = mine(request, public_id)
    actor = request.actor
    if action == "approve":
        services.response_submit(actor=actor, response=response)
        messages.success(request, _("Approved and sent."))
    elif action == "send-back":
        services.response_send_back(actor=actor, response=response, reason=request.POST.get("reason", ""))
        messages.success(request, _("Sent back to its author."))
    elif action == "withdraw":
        services.response_withdraw(actor=actor, response=response, reason=request.POST.get("reason", ""))
        messages.success(request, _("Taken back. The firm was told."))
    elif action == "revise":
        draft = services.response_revise(actor=actor, response=response)
        return redirect("matchmaking:response-edit", draft.public_id)
    return redirect("matchmaking:response-detail", response.public_id)
