"""Vouching pages."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export.choices import Consent
from export.forms.network import VouchingForm
from export.models.vouching import Vouching, VouchingState
from export.services import vouching as services
from export.services.firm import require_editor
from export.views.pages import actor_of, attempt, form_page, page
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation

MAY_READ = (CapabilityKind.BUYER, CapabilityKind.LENDER, CapabilityKind.MENTOR, CapabilityKind.GUARANTOR, CapabilityKind.INSURER)


@page
def vouching_list(request: HttpRequest) -> HttpResponse:
    """Statements about one's own firm, those one's company signed, and those shown to buyers and lenders."""
    actor = actor_of(request)
    firm = actor.organisation
    rows = Vouching.objects.select_related("voucher", "firm", "signed_by").annotate(disputed=Count("disputes")).order_by("-signed_on", "-pk")
    may_read = any(actor.holds(kind) for kind in MAY_READ)
    shown = rows.in_force().exclude(firm=firm).exclude(voucher=firm)[:100] if may_read else []
    may_sign = actor.holds(CapabilityKind.BUYER) or actor.holds(CapabilityKind.MENTOR)
    context = {
        "about_us": rows.filter(firm=firm),
        "by_us": rows.filter(voucher=firm),
        "shown": shown,
        "may_read": may_read,
        "may_sign": may_sign,
        "may_edit": actor.may_edit,
        "counts": services.counts_of(firm) if firm and may_sign else None,
        "active": VouchingState.ACTIVE,
        "given": Consent.GIVEN,
    }
    return render(request, "export/vouching.html", context)


@page
def vouching_new(request: HttpRequest) -> HttpResponse:
    """Sign a statement."""
    actor = actor_of(request)
    company = require_editor(actor)
    firms = Organisation.objects.filter(capabilities__kind=CapabilityKind.BORROWER).exclude(pk=company.pk).order_by("legal_name")
    form = VouchingForm(request.POST if request.method == "POST" else None, firms=firms)
    to = reverse("export:vouching")
    return form_page(
        request, form, lambda: services.vouching_sign(actor=actor, form=form), title=_("Vouch for a supplier"), to=to, back=to,
        submit=_("Sign with my name"),
        lead=_("State only what your company knows. It is shown with your name, once the firm agrees, for at most twelve months; you can revoke it any day."),
    )  # fmt: skip


@require_POST
@page
def vouching_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Show, hide, revoke, dispute."""
    actor, reason = actor_of(request), request.POST.get("reason", "")
    vouching = get_object_or_404(Vouching.objects.select_related("firm", "voucher"), public_id=public_id)
    actions = {
        "show": lambda: services.vouching_consent(actor=actor, vouching=vouching, show=True),
        "hide": lambda: services.vouching_consent(actor=actor, vouching=vouching, show=False),
        "revoke": lambda: services.vouching_revoke(actor=actor, vouching=vouching, reason=reason),
        "dispute": lambda: services.vouching_dispute(actor=actor, vouching=vouching, reason=reason),
    }
    attempt(request, actions[action], done=_("Done."))
    return redirect("export:vouching")
