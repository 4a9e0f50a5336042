"""Matching rounds for chambers and authorities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export import matching
from export.forms.support import OverrideForm, RoundForm
from export.models.mentors import MentoringRound, RoundPlace
from export.services import rounds as services
from export.terms import PART_WORDS
from export.views.pages import actor_of, attempt, form_page, page


@page
def round_list(request: HttpRequest) -> HttpResponse:
    """Rounds so far and a form for a new one."""
    actor = actor_of(request)
    services.require_officer(actor)
    form = RoundForm(request.POST if request.method == "POST" else None)
    return form_page(
        request, form, lambda: services.round_run(actor=actor, name=form.cleaned_data["name"]),
        title=_("Matching rounds"), submit=_("Work out a round now"), template="export/round_list.html",
        to=lambda row: reverse("export:round", args=[row.public_id]), rows=MentoringRound.objects.order_by("-created_at")[:50],
    )  # fmt: skip


@page
def round_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who was placed with whom and why."""
    services.require_officer(actor_of(request))
    row = get_object_or_404(MentoringRound, public_id=public_id)
    places = row.places.select_related("request__organisation", "offer__organisation", "offer__user").order_by(
        "-score", "pk"
    )
    shown = [
        {
            "place": place,
            "parts": [
                (PART_WORDS[code], round(points))
                for code, points in sorted(place.parts.items(), key=lambda i: -i[1])
                if points
            ],
        }
        for place in places
    ]
    return render(request, "export/round.html", {"row": row, "shown": shown})


@page
def round_override(request: HttpRequest, public_id: str, place_id: str) -> HttpResponse:
    """Put a request with another mentor by hand."""
    actor = actor_of(request)
    services.require_officer(actor)
    place = get_object_or_404(
        RoundPlace.objects.select_related("request", "round"), round__public_id=public_id, public_id=place_id
    )
    offers = {offer.public_id: offer for offer in matching.open_offers()}
    form = OverrideForm(request.POST if request.method == "POST" else None)
    form.fields["offer"].choices = [(code, f"{offer.organisation} · {offer.user}") for code, offer in offers.items()]  # type: ignore[attr-defined]
    to = reverse("export:round", args=[public_id])
    return form_page(
        request, form,
        lambda: services.round_override(
            actor=actor, place=place, offer=offers[form.cleaned_data["offer"]], reason=form.cleaned_data["reason"]
        ),
        title=_("Change by hand"), lead=place.request.title, submit=_("Change"), to=to, back=to,
    )  # fmt: skip


@require_POST
@page
def round_approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the placed requests to their mentors."""
    row = get_object_or_404(MentoringRound, public_id=public_id)
    actor = actor_of(request)
    attempt(
        request, lambda: services.round_approve(actor=actor, row=row), done=_("Approved. The mentors have been told.")
    )
    return redirect("export:round", row.public_id)
