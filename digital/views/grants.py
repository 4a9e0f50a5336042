"""Schemes, the calculator, applications and claims."""

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from digital.api import limit_sentence
from digital.forms.grants import CostsForm, EventForm, EvidenceForm, open_schemes
from digital.models import GrantApplication
from digital.schemes.catalogue import Scheme, labels, scheme, versions
from digital.schemes.grant import calculate, eligible_part
from digital.services import conditions, scheme_rules
from digital.services import grants as services
from digital.services.common import require_authority
from digital.services.money import costs_of, scheme_of
from digital.services.projects import proven_months
from digital.views.common import actor_of, edit_conditions, firm_of, tell
from digital.views.money import own_response
from portal.common import clock
from portal.common.errors import DomainError
from portal.documents.services import document_upload
from portal.organisations.facts import facts_of
from portal.organisations.models import Organisation


def _found(code: str) -> Scheme:
    row = scheme(code, clock.today())
    if row is None:
        raise Http404
    return row


@login_not_required
@require_GET
def schemes(request: HttpRequest) -> HttpResponse:
    """Schemes in force, open to everybody."""
    firm = actor_of(request).organisation
    found = open_schemes()
    known = scheme_rules.criteria_of(found)
    facts = facts_of(firm) if firm else None
    rows = [{"scheme": row, **conditions.fit(known[row.code, row.version], facts)} for row in found]
    mine = GrantApplication.objects.filter(organisation=firm) if firm else []
    waiting = GrantApplication.objects.none()
    if actor_of(request).is_authority:
        waiting = GrantApplication.objects.filter(state__in=("submitted", "claimed")).select_related("organisation")
    return render(request, "digital/schemes.html", {"rows": rows, "mine": mine, "waiting": waiting})


def _limit_words(limit: str) -> str:
    return limit_sentence(limit)


@login_not_required
@require_http_methods(["GET", "POST"])
def scheme_page(request: HttpRequest, code: str) -> HttpResponse:
    """A scheme with its rules, dates and calculator; a signed-in firm's own use of the window is counted."""
    found = _found(code)
    firm = actor_of(request).organisation
    form = CostsForm(request.POST if request.method == "POST" else None, currency=found.currency)
    result = None
    if request.method == "POST" and form.is_valid():
        if "apply" in request.POST:
            return _apply(request, found, form)
        result = _calculate(found, form, firm)
    context = {
        "scheme": found,
        "form": form,
        "result": result,
        **conditions.fit(
            scheme_rules.criteria_of([found])[found.code, found.version], facts_of(firm) if firm else None
        ),
        "may_write": actor_of(request).is_authority and actor_of(request).may_edit,
        "excluded": [labels("cost_kinds")[kind] for kind in found.excluded],
        "forbidden": [labels("events")[kind] for kind in found.forbidden_before_application],
        "evidence": [labels("evidence")[kind] for kind in found.evidence],
        "rate": found.rate * 100,
        "ceiling": None if found.cumulation_share is None else found.cumulation_share * 100,
        "older": [row for row in versions() if row.code == found.code and row.version != found.version],
    }
    return render(request, "digital/scheme.html", context)


@require_http_methods(["GET", "POST"])
def scheme_rules_page(request: HttpRequest, code: str) -> HttpResponse:
    """For whom the scheme is, in the criteria editor; for the authority."""
    actor = actor_of(request)
    require_authority(actor)
    found = _found(code)
    row = scheme_rules.conditions_of(found)

    return edit_conditions(
        request,
        row.criteria if row else None,
        scheme_rules.document_of(found, row),
        partial(scheme_rules.conditions_save, actor=actor, found=found),
        title=_("For whom the grant is"),
        intro=_("A firm may apply when every rule of at least one group is met. Without rules it is for everybody."),
        back=reverse("digital:scheme", args=[found.code]),
        back_label=str(found.title),
    )


def _calculate(found: Scheme, form: CostsForm, firm: Organisation | None) -> dict[str, Any]:
    aid = form.cleaned_data.get("other_aid") or Decimal(0)
    costs = form.costs()
    if firm is not None:
        quote = services.quote(organisation=firm, found=found, costs=costs, day=clock.today(), other_aid=aid)
        grant, left_out = quote.grant, quote.left_out
    else:
        kept, excluded = eligible_part(costs, found.excluded)
        left_out = tuple(excluded)
        eligible = sum((cost.amount for cost in kept), start=found.rate * 0)
        limits = found.limits(used_in_window=eligible * 0, group_used=eligible * 0, other_aid=aid, eligible=eligible)
        grant = calculate(limits, [cost.amount for cost in kept])
    total = sum(cost.amount for cost in costs)
    return {
        "grant": grant,
        "net": total - grant.amount,
        "total": total,
        "left_out": [{"label": labels("cost_kinds")[c.kind], "amount": c.amount} for c in left_out],
        "steps": [
            {"words": _limit_words(s.limit), "amount": s.amount, "binds": s.limit == grant.binding} for s in grant.steps
        ],
    }


def _apply(request: HttpRequest, found: Scheme, form: CostsForm) -> HttpResponse:
    actor = actor_of(request)
    if not actor.is_signed_in:
        return redirect(f"/account/login/?next={request.path}")
    try:
        made = services.application_create(
            actor=actor,
            code=found.code,
            title="",
            costs=form.costs(),
            other_aid=form.cleaned_data.get("other_aid") or Decimal(0),
        )
    except DomainError as error:
        tell(request, error)
        return redirect("digital:scheme", found.code)
    return redirect("digital:grant", made.public_id)


def _application(request: HttpRequest, public_id: str) -> GrantApplication:
    visible = GrantApplication.objects.visible_to(actor_of(request)).select_related("organisation", "request")
    return get_object_or_404(visible, public_id=public_id)


@require_GET
def grant(request: HttpRequest, public_id: str) -> HttpResponse:
    """One application: amount and why, dates, warnings, papers, the next step."""
    return render(request, "digital/grant.html", grant_context(request, _application(request, public_id)))


def grant_context(request: HttpRequest, row: GrantApplication, **forms: Any) -> dict[str, Any]:
    found = services.version_of(row)
    firm = actor_of(request).organisation
    is_own = firm is not None and firm.pk == row.organisation_id
    rows = row.evidence.select_related("document").prefetch_related("document__versions")
    evidence = {paper.kind: paper for paper in rows}
    engagement = services.engagement_of(row)
    months = proven_months(engagement) if engagement else 0
    held_here = {"quotation": engagement is not None, "usage": engagement is not None and months >= found.usage_months}
    return {
        "row": row,
        "scheme": found,
        "is_own": is_own,
        "is_authority": actor_of(request).is_authority,
        "binding": _limit_words(row.binding) if row.binding else "",
        "costs": [{"label": labels("cost_kinds")[c.kind], "amount": c.amount, "out": c.kind in found.excluded} for c in row.costs.all()],
        "events": [{"label": labels("events")[e.kind], "row": e} for e in row.events.all()],
        "forfeited": services.forfeited(row),
        "papers": [
            {"label": labels("evidence")[kind], "paper": evidence.get(kind), "is_here": held_here.get(kind, False), "kind": kind}
            for kind in found.evidence
        ],
        "missing": [labels("evidence")["usage" if kind == "use" else kind] for kind in services.missing_for_claim(row)],
        "forbidden": [labels("events")[kind] for kind in found.forbidden_before_application],
        "group": services.group_members(row.organisation),
        "engagement": engagement,
        "event_form": forms.get("event_form") or EventForm(),
        "evidence_form": forms.get("evidence_form") or EvidenceForm(organisation=row.organisation, kinds=found.evidence),
        "form": forms.get("event_form") or forms.get("evidence_form"),
    }  # fmt: skip


@require_POST
def event(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record a dated event; one before the application shows the forfeiture warning first."""
    row = _application(request, public_id)
    form = EventForm(request.POST)
    if form.is_valid():
        try:
            services.event_record(actor=actor_of(request), application=row, **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect("digital:grant", public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/grant.html", grant_context(request, row, event_form=form))


@require_POST
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """Attach a paper of the claim."""
    row = _application(request, public_id)
    kinds = services.version_of(row).evidence
    form = EvidenceForm(request.POST, request.FILES, organisation=row.organisation, kinds=kinds)
    if form.is_valid():
        actor, data = actor_of(request), form.cleaned_data
        try:
            found = data["document"] or document_upload(
                actor=actor, upload=data["file"], title=str(labels("evidence")[data["kind"]]), kind=data["kind"]
            )
            services.evidence_add(actor=actor, application=row, kind=data["kind"], document=found)
            messages.success(request, _("The paper is there."))
            return redirect("digital:grant", public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/grant.html", grant_context(request, row, evidence_form=form))


@require_POST
def act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Send, claim; for the authority approve, refuse, note the payment."""
    row = _application(request, public_id)
    actor, reason = actor_of(request), request.POST.get("reason", "")[:1000]
    try:
        if action == "submit":
            services.application_submit(actor=actor, application=row)
            messages.success(request, _("Sent. From today you may sign and pay."))
        elif action == "claim":
            services.claim_submit(actor=actor, application=row)
            messages.success(request, _("Claimed. The legal time to pay is running."))
        elif action in ("approve", "refuse"):
            services.application_decide(actor=actor, application=row, approve=action == "approve", reason=reason)
        elif action == "pay":
            services.claim_pay(actor=actor, application=row)
        else:
            raise Http404
    except DomainError as error:
        tell(request, error)
    return redirect("digital:grant", public_id)


@require_POST
def from_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """An application out of a bid's milestones: the same figures, nothing typed twice."""
    response = own_response(request, public_id)
    found = scheme_of(response)
    if found is None:
        messages.error(request, _("No grant was named in this request."))
        return redirect("digital:money", public_id)
    existing = (
        GrantApplication.objects.filter(request=response.request, organisation=firm_of(request))
        .exclude(state__in=("withdrawn", "refused"))
        .first()
    )
    if existing:
        return redirect("digital:grant", existing.public_id)
    try:
        made = services.application_create(
            actor=actor_of(request), code=found.code, title=response.request.title, costs=costs_of(response),
            request=response.request,
        )  # fmt: skip
    except DomainError as error:
        tell(request, error)
        return redirect("digital:money", public_id)
    return redirect("digital:grant", made.public_id)


@require_POST
def give_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on without the grant."""
    response = own_response(request, public_id)
    try:
        services.grant_give_up(actor=actor_of(request), request=response.request)
        messages.success(request, _("You go on without the grant."))
    except DomainError as error:
        tell(request, error)
    return redirect("digital:money", public_id)
