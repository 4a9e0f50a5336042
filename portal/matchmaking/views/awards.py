"""Comparison, shortlist, decline, acceptance."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.common.http import posted
from portal.identity.proof import check_identity
from portal.matchmaking import comparison, policies, reading, registry, services
from portal.matchmaking.forms import AcceptForm
from portal.matchmaking.models import Request, Response
from portal.matchmaking.services.awards import can_choose_now
from portal.matchmaking.views.requests import mine


def readable(request: HttpRequest, thing: Request) -> Any:
    """Responses to ``thing`` the owner may read now (the seal is in the queryset)."""
    rows = Response.objects.visible_to(request.actor).filter(request=thing)
    return rows.select_related("organisation", "request", registry.get(thing.pillar).terms_name)


def compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """All readable answers side by side, in the written neutral order or the order chosen."""
    thing = mine(request, public_id)
    pillar = registry.get(thing.pillar)
    is_sealed = pillar.policy.sealed_until_deadline and not can_choose_now(thing) and thing.state == "open"
    found = reading.compared(pillar.terms_name, *pillar.bulky)
    answers = found.objects(organisation=thing.organisation_id, request=thing.pk, moment=clock.now())
    for answer in answers:
        answer.request = thing  # joining it would read the same columns again for every answer
    table = comparison.build(pillar, answers, sort=request.GET.get("sort", ""), only_different="differ" in request.GET)
    context = {
        "thing": thing,
        "pillar": pillar,
        "details": registry.details(thing),
        "is_sealed": is_sealed,
        "table": table,
        "can_choose": can_choose_now(thing) and policies.can_award_request(request.actor, thing),
        **(pillar.compare_context(thing, table.responses) if not is_sealed else {}),
    }
    return render(request, "matchmaking/compare.html", context)


def accept(request: HttpRequest, public_id: str, response_id: str) -> HttpResponse:
    """What you agree to, then password or code; the award itself is one transaction in the service."""
    thing = mine(request, public_id)
    policies.require(policies.can_award_request(request.actor, thing))
    response = get_object_or_404(readable(request, thing), public_id=response_id)
    pillar = registry.get(thing.pillar)
    form = AcceptForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.award_make(
                actor=request.actor,
                response=response,
                rationale=form.cleaned_data["rationale"],
                checked_identity_by=identity_or_error(request, form),
            )
            messages.success(request, _("Accepted. Both sides now see each other's contact and the next steps."))
            return redirect("matchmaking:request-home", thing.public_id)
        except ConflictError as error:
            messages.error(request, " ".join(str(text) for texts in error.messages.values() for text in texts))
            return redirect("matchmaking:compare", thing.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    context = {
        "thing": thing,
        "pillar": pillar,
        "response": response,
        "terms": pillar.terms(response),
        "details": pillar.details(thing),
        "rows": comparison.lines(pillar, response),
        "form": form,
    }
    return render(request, "matchmaking/accept.html", context)


def identity_or_error(request: HttpRequest, form: AcceptForm) -> str:
    proof = check_identity(request, form.cleaned_data["password"])
    if not proof:
        raise DomainError(fields={"password": _("That is neither your password nor a valid code.")})
    return proof


@require_POST
def act(request: HttpRequest, public_id: str, response_id: str, action: str) -> HttpResponse:
    """Shortlist or decline one answer."""
    thing = mine(request, public_id)
    response = get_object_or_404(readable(request, thing), public_id=response_id)
    if action == "shortlist":
        services.response_shortlist(actor=request.actor, response=response)
        messages.success(request, _("On your shortlist."))
    elif action == "decline":
        services.response_decline(
            actor=request.actor,
            response=response,
            code=request.POST.get("code", "not_suitable")[:40],
            text=request.POST.get("reason", ""),
        )
        messages.success(request, _("Declined. They were told your reason."))
    return redirect("matchmaking:compare", thing.public_id)
