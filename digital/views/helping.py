"""Offers of help: the public list, publishing one, for whom it is, places."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from digital.forms.community import HelpForm
from digital.models import HelpClaim, HelpOffer
from digital.services import conditions, helping
from digital.views.common import actor_of, edit_conditions, editing_firm_of, tell
from portal.common import clock
from portal.common.errors import DomainError
from portal.organisations.facts import facts_of


@login_not_required
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """Offers of help, public, with their conditions; for a firm how it stands to each."""
    firm = actor_of(request).organisation
    facts = facts_of(firm) if firm else None
    claims = {claim.offer_id: claim for claim in HelpClaim.objects.filter(organisation=firm)} if firm else {}
    open_now = HelpOffer.objects.filter(valid_until__gte=clock.today()).select_related("organisation", "criteria")
    rows: list[dict[str, Any]] = []
    for offer in open_now[:200]:
        is_own = firm is not None and firm.pk == offer.organisation_id
        judged = conditions.fit(helping.criterion_of(offer), None if is_own else facts)
        rows.append(
            {
                "offer": offer, **judged, "left": offer.quota - offer.taken, "claim": claims.get(offer.pk),
                "may_claim": firm is not None and not is_own and actor_of(request).may_edit,
            }
        )  # fmt: skip
    own = HelpOffer.objects.filter(organisation=firm).prefetch_related("claims__organisation") if firm else []
    return render(request, "digital/offers.html", {"rows": rows, "own": own, "may_edit": actor_of(request).may_edit})


@require_http_methods(["GET", "POST"])
def offer_new(request: HttpRequest) -> HttpResponse:
    """Publish an offer of help."""
    editing_firm_of(request)
    form = HelpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            values = {**form.values(), "language": get_language() or "en"}
            helping.help_publish(actor=actor_of(request), values=values, document=form.document())
            messages.success(request, _("Published. Thank you."))
            return redirect("digital:offers")
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/offer_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def offer_rules(request: HttpRequest, public_id: str) -> HttpResponse:
    """For whom an own offer is, in the criteria editor."""
    rows = HelpOffer.objects.filter(organisation=editing_firm_of(request)).select_related("criteria")
    offer = get_object_or_404(rows, public_id=public_id)
    return edit_conditions(
        request,
        offer.criteria,
        conditions.written(offer.criteria),
        partial(helping.conditions_save, actor=actor_of(request), offer=offer),
        title=_("For whom the help is"),
        intro=_(
            "A firm may reserve a place when every rule of at least one group is met. Without rules it is for everybody."
        ),
        back=reverse("digital:offers"),
        back_label=_("Offers of help"),
    )


@require_POST
def offer_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Reserve a place; note its use; give it back."""
    try:
        if action == "claim":
            offer = get_object_or_404(HelpOffer.objects.select_related("criteria"), public_id=public_id)
            helping.help_claim(actor=actor_of(request), offer=offer)
            messages.success(request, _("A place is reserved for you. The giver will contact you."))
        elif action in ("used", "returned"):
            row = get_object_or_404(HelpClaim.objects.select_related("offer"), public_id=public_id)
            helping.help_close(actor=actor_of(request), claim=row, state=action)
            messages.success(request, _("Saved."))
        else:
            raise Http404
    except DomainError as error:
        tell(request, error)
    return redirect("digital:offers")
