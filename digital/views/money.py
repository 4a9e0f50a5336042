"""The money page of a bid, and delivery: proof of use, re-assessment, what the project changed."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from digital.forms.grants import MoneyForm, UsageForm
from digital.models import GrantApplication, ProjectDetails, UsageMonth
from digital.presentation import delta_rows
from digital.schemes.catalogue import labels
from digital.schemes.money_stack import line
from digital.services import assessments as assessment_services
from digital.services import bridge, projects
from digital.services.money import Assumptions, assumptions_of, net_of, plan_of, stack_of
from digital.services.shares import group_of, own_lines, price_of
from digital.views.common import actor_of, exchange_path, firm_of, tell
from portal.common import charts, clock
from portal.common.errors import DomainError
from portal.matchmaking.models import Engagement, Response


def own_response(request: HttpRequest, public_id: str) -> Response:
    """A bid on one of the firm's own requests, else 404; the seal is kept by the queryset."""
    visible = Response.objects.visible_to(actor_of(request)).filter(
        request__organisation=firm_of(request), request__pillar="digital"
    )
    return get_object_or_404(
        visible.select_related("request__organisation", "organisation", "proposal"), public_id=public_id
    )


def _assumptions(form: MoneyForm, response: Response) -> Assumptions:
    if not form.is_valid():
        return assumptions_of(response)
    data = form.cleaned_data
    return Assumptions(data["cash"], data["monthly"], data["rate"] / 100, data["repay_months"], data["grant_month"])


@require_http_methods(["GET", "POST"])
def money(request: HttpRequest, public_id: str) -> HttpResponse:
    """Price − grant + bridge as a monthly cash line; one click makes the gap a financing request."""
    response = own_response(request, public_id)
    start = assumptions_of(response)
    initial = {
        "cash": start.cash,
        "monthly": start.monthly,
        "rate": start.rate * 100,
        "repay_months": start.repay_months,
    }
    data = request.POST if request.method == "POST" else request.GET if "cash" in request.GET else None
    form = MoneyForm(data, initial=initial)
    given = _assumptions(form, response) if form.is_bound else start
    if request.method == "POST" and form.is_valid():
        try:
            made = bridge.bridge_request(actor=actor_of(request), response=response, given=given)
            ProjectDetails.objects.filter(engagement__award__response=response).update(financing_request=made)
            return redirect(exchange_path("requests", made.public_id))
        except DomainError as error:
            tell(request, error)
    return render(request, "digital/money.html", _money_context(request, response, form, given))


def _money_context(request: HttpRequest, response: Response, form: MoneyForm, given: Assumptions) -> dict[str, Any]:
    found, quote = stack_of(response, given), net_of(response)
    terms = response.proposal  # type: ignore[attr-defined]
    drawing = None
    if found is not None:
        without = stack_of_without(response, given)
        months = [str(row.number) for row in found.months]
        series = [charts.Series(_("With the bridge loan"), [max(row.balance, Decimal(0)) for row in found.months])]
        if found.bridge and without:
            series.append(charts.Series(_("Without it"), [max(row.balance, Decimal(0)) for row in without]))
        reading = _("Cash left at the end of each month after the start.")
        drawing = charts.line(_("Your cash, month by month"), months, series, reading=reading, unit=terms.currency)
    application = (
        GrantApplication.objects.filter(request=response.request).exclude(state__in=("withdrawn", "refused")).first()
    )
    return {
        "response": response,
        "terms": terms,
        "price": price_of(own_lines(response)),
        "is_joint": group_of(response) is not None,
        "form": form,
        "stack": found,
        "quote": quote,
        "left_out": [{"label": labels("cost_kinds")[c.kind], "amount": c.amount} for c in quote.left_out] if quote else [],
        "grant_month": next((row.number for row in found.months if row.grant), None) if found else None,
        "chart": drawing,
        "application": application,
        "can_finance": bridge.can_finance(),
        "forbidden": [labels("events")[k] for k in quote.scheme.forbidden_before_application] if quote else [],
    }  # fmt: skip


def stack_of_without(response: Response, given: Assumptions) -> list[Any] | None:
    """The cash line with no loan at all."""
    plan = plan_of(response, given)
    return None if plan is None else line(plan, Decimal(0))


@require_http_methods(["GET", "POST"])
def project(request: HttpRequest, public_id: str) -> HttpResponse:
    """A running or finished project: milestones, months of use, the credited change."""
    visible = Engagement.objects.visible_to(actor_of(request)).filter(pillar="digital")
    row = get_object_or_404(
        visible.select_related("award__request", "award__response", "owner", "responder"), public_id=public_id
    )
    details = get_object_or_404(ProjectDetails.objects.select_related("before", "financing_request"), engagement=row)
    last = projects.month_of(clock.today())
    form = UsageForm(request.POST if request.method == "POST" else None, initial={"month": last})
    if request.method == "POST" and form.is_valid():
        try:
            projects.usage_state(actor=actor_of(request), engagement=row, **form.cleaned_data)
            messages.success(request, _("Stated. The other side was asked to confirm."))
            return redirect("digital:project", public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/project.html", {**_project_context(request, row, details), "form": form})


def _project_context(request: HttpRequest, row: Engagement, details: ProjectDetails) -> dict[str, Any]:
    firm = firm_of(request)
    is_owner = row.owner_id == firm.pk
    credited = assessment_services.credited(row) if is_owner else None
    change = assessment_services.deltas(credited) if credited else []
    application = (
        GrantApplication.objects.filter(request=row.award.request, organisation=firm).first() if is_owner else None
    )
    return {
        "row": row,
        "details": details,
        "is_owner": is_owner,
        "other": row.responder if is_owner else row.owner,
        "usage": [{"row": u, "mine": u.stated_by_id == firm.pk} for u in row.usage.all()],
        "proven": projects.proven_months(row),
        "credited": credited,
        "deltas": [(result.instrument.title, delta_rows(rows)) for result, rows in change],
        "application": application,
        "engagement_path": exchange_path("engagements", row.public_id),
    }


@require_POST
def usage_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm a month the other side stated."""
    mine = Engagement.objects.visible_to(actor_of(request))
    rows = UsageMonth.objects.filter(engagement__in=mine).select_related("engagement__owner", "stated_by")
    usage = get_object_or_404(rows, public_id=public_id)
    try:
        projects.usage_confirm(actor=actor_of(request), usage=usage)
        messages.success(request, _("Confirmed."))
    except DomainError as error:
        tell(request, error)
    return redirect("digital:project", usage.engagement.public_id)
