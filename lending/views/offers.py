"""Around an offer: live panel, key facts statement, early settlement, guarantee what-if."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lending import key_facts, offers, services, what_if
from lending.comparison import live_offers
from lending.editor import panel
from lending.forms.offers import OfferTermsForm
from lending.forms.requests import WhatIfForm
from lending.models import KeyFacts, OfferTerms
from lending.price_messages import error_text
from lending.pricing.errors import PriceError
from lending.pricing.settlement import settle_on
from lending.words import vocabulary
from portal.common import clock
from portal.matchmaking import policies
from portal.matchmaking.models import Request, Response
from portal.organisations.actors import Actor

YEAR = timedelta(days=365)  # from now: the day of leaving that is shown before another is chosen


def my_draft(request: HttpRequest, public_id: str) -> Response:
    """The actor's own working offer, else 404."""
    rows = Response.objects.filter(organisation=request.actor.organisation, request__pillar="lending")
    return get_object_or_404(rows.select_related("request__financing", "offer"), public_id=public_id)


@require_POST
def live_panel(request: HttpRequest, public_id: str) -> HttpResponse:
    """The panel for what is typed now; nothing is saved. ``part=form`` also renews the fields of another product."""
    response = my_draft(request, public_id)
    policies.require(policies.can_edit_response(request.actor, response))
    form = OfferTermsForm(
        request.POST, instance=OfferTerms.objects.select_related("response__request__financing").get(pk=response.pk)
    )
    form.is_valid()
    form.refresh_from(request.path)
    context = {**panel(form.instance), "terms_form": form, "panel_url": request.path, "response": response}
    name = "lending/fragments/_live.html" if request.GET.get("part") == "form" else "lending/fragments/_panel.html"
    return render(request, name, context)


@require_POST
def use_similar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start from the last similar offer of the organisation."""
    response = my_draft(request, public_id)
    policies.require(policies.can_edit_response(request.actor, response) and response.is_working)
    similar = services.similar_offer(request.actor, response.request)
    if similar is not None:
        services.copy_terms(similar, response)
        messages.success(request, _("Filled from your last similar offer. Check every figure."))
    return redirect("matchmaking:response-edit", response.public_id)


def readable(actor: Actor, public_id: str) -> Response:
    """An offer this actor may read (own, or received and unsealed), else 404."""
    rows = Response.objects.visible_to(actor).filter(request__pillar="lending")
    return get_object_or_404(rows.select_related("request__organisation", "organisation", "offer"), public_id=public_id)


def key_facts_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The statement as a page that prints; the owner signs for it here."""
    response = readable(request.actor, public_id)
    context = {
        **key_facts.context(response),
        "signed": KeyFacts.objects.filter(response=response).first(),
        "may_sign": policies.can_award_request(request.actor, response.request) and response.is_live,
    }
    return render(request, "lending/key_facts.html", context)


def key_facts_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """The statement as a tagged PDF in the language of the address."""
    response = readable(request.actor, public_id)
    answer = HttpResponse(key_facts.pdf(response), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{services.key_facts_number(response)}.pdf"'
    return answer


@require_POST
def key_facts_sign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sign for the statement: ticked and recorded."""
    response = readable(request.actor, public_id)
    if request.POST.get("read") != "on":
        messages.error(request, _("Tick the box to say that you have read the statement."))
        return redirect("lending:key-facts", response.public_id)
    services.key_facts_acknowledge(actor=request.actor, response=response)
    messages.success(request, _("Signed. You can now accept this offer, or another one."))
    return redirect("lending:key-facts", response.public_id)


def my_request(request: HttpRequest, public_id: str) -> Request:
    """The actor's own financing request, else 404."""
    rows = Request.objects.owned_by(request.actor).filter(pillar="lending")
    return get_object_or_404(rows.select_related("organisation", "financing"), public_id=public_id)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def settlement(request: HttpRequest, public_id: str) -> HttpResponse:
    """What leaving each offer on a chosen day would cost."""
    thing = my_request(request, public_id)
    asked_for = request.GET.get("on", (clock.today() + YEAR).isoformat())
    day = _day(asked_for)
    rows = [
        payoff_row(one, day) for one in live_offers(request.actor, thing) if one.is_live and not one.offer.is_equity
    ]
    context = {"thing": thing, "day": day, "rows": rows, "today": clock.today(), "asked_for": asked_for}
    return render(request, "lending/settlement.html", context)


def payoff_row(response: Response, day: date | None) -> dict[str, Any]:
    """One offer's settlement on ``day``, or why there is none."""
    terms = response.offer
    row: dict[str, Any] = {"response": response, "terms": terms, "words": vocabulary(terms.product)}
    if day is None or terms.starts_on is None:
        return row
    try:
        row["payoff"] = settle_on(offers.to_product(terms, terms.starts_on), day, offers.early_rule(terms))
    except PriceError as error:
        row["problem"] = error_text(error)
    return row


def guarantee(request: HttpRequest, public_id: str) -> HttpResponse:
    """What would a guarantee change: grade, fee, yearly rate, and which lenders' rules open up."""
    thing = my_request(request, public_id)
    details = thing.financing
    asked = "scheme" in request.GET
    start = {
        "scheme": "japan",
        "grade": "5",
        "amount": details.amount,
        "months": details.months,
        "rate": 12,
        "rate_with": 9,
    }
    form = WhatIfForm(request.GET) if asked else WhatIfForm(initial=start)
    result = what_if.run(form.cleaned_data, details.currency) if asked and form.is_valid() else None
    if isinstance(result, PriceError):
        form.add_error(result.field if result.field in form.fields else None, error_text(result))
        result = None
    context = {
        "thing": thing,
        "details": details,
        "form": form,
        "result": result,
        "opened": what_if.mandates_opened(thing),
    }
    return render(request, "lending/guarantee.html", context)
