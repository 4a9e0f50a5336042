"""The authority's look at requests of pillars that are moderated."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.common.errors import DomainError
from portal.common.http import page_of, posted
from portal.matchmaking import policies, registry, services
from portal.matchmaking.forms import ReasonForm
from portal.matchmaking.models import Request


def index(request: HttpRequest) -> HttpResponse:
    """Requests waiting, oldest first."""
    policies.require(request.actor.is_authority)
    rows = Request.objects.filter(state="submitted").select_related("organisation").order_by("submitted_at")
    return render(request, "matchmaking/moderation_list.html", {"page": page_of(request, rows)})


def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read it, then publish, return or refuse with a reason."""
    policies.require(request.actor.is_authority)
    thing = get_object_or_404(
        Request.objects.filter(submitted_at__isnull=False).select_related("organisation"), public_id=public_id
    )
    services.requests_look(actor=request.actor, requests=[thing])
    form = ReasonForm(posted(request))
    form.fields["reason"].required = False
    form.fields["reason"].help_text = _("Needed to return or refuse. The firm reads it.")
    if request.method == "POST" and form.is_valid():
        try:
            services.request_moderate(
                actor=request.actor,
                request=thing,
                decision=request.POST.get("decision", ""),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, _("Done. The firm was told."))
            return redirect("matchmaking:moderation")
        except DomainError as error:
            form.add_domain_error(error)
    pillar = registry.get(thing.pillar)
    context = {"thing": thing, "pillar": pillar, "details": pillar.details(thing), "form": form}
    return render(request, "matchmaking/moderation_detail.html", context)
