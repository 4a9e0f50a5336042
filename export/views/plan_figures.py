"""The export plan in figures: entry, result, the way to lenders."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export import countries
from export.forms.papers import COST_WORDS
from export.forms.plan import YEARS, FiguresForm
from export.models.plan import ExportPlan, PlanFigures
from export.services import plan_figures as services
from export.views.pages import actor_of, form_page, page, plan_of, tell
from portal.common import formatting
from portal.common.errors import DomainError, NotAllowedError

CURRENCY_OF = {"SAU": "SAR", "CHN": "CNY", "ARE": "AED", "IND": "INR", "USA": "USD", "GBR": "GBP", "JPN": "JPY"}


def start_of(plan: ExportPlan) -> dict[str, Any]:
    """What stands in the form at first: the kept figures, else what is known of firm and market."""
    held = PlanFigures.objects.filter(plan=plan).first()
    if held is None:
        home = CURRENCY_OF.get(countries.from_any(plan.organisation.country) or "", "SAR")
        return {
            "currency": home,
            "market_currency": CURRENCY_OF.get(plan.market, "EUR"),
            "term": "FCA",
            "payment_days": 30,
        }
    found = {field.name: getattr(held, field.name) for field in PlanFigures._meta.fields}
    found |= {f"cost_{kind}": amount for kind, amount in held.costs.items()}
    for number, (units, fixed) in zip(YEARS, held.years, strict=True):
        found |= {f"units_{number}": units, f"fixed_{number}": fixed}
    return found


@page
def plan_figures(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter or change the figures."""
    plan, actor = plan_of(request, public_id), actor_of(request)
    form = FiguresForm(request.POST if request.method == "POST" else None, initial=start_of(plan))
    back = reverse("export:plan", args=[plan.public_id])
    return form_page(
        request, form, lambda: services.figures_save(actor=actor, plan=plan, values=form.figures()),
        title=_("The plan in figures"), submit=_("Save and work out"), to=f"{back}#figures-title", back=back,
        lead=_("One shipment from the works to arrival, then three years of it. Nothing is shown to anybody else."),
    )  # fmt: skip


@require_POST
@page
def plan_finance(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start a request for trade finance from the figures."""
    plan, actor = plan_of(request, public_id), actor_of(request)
    try:
        draft = services.finance_request(actor=actor, plan=plan)
    except NotAllowedError:
        raise
    except DomainError as error:
        tell(request, error)
        return redirect("export:plan", plan.public_id)
    return redirect("matchmaking:request-tasks", draft.public_id)


def figures_context(plan: ExportPlan) -> dict[str, Any]:
    """What the plan's page and its PDF show of the figures."""
    held = PlanFigures.objects.filter(plan=plan).first()
    if held is None:
        return {"worked": None}
    found = services.worked(held)
    return {
        "worked": found,
        "steps": [{"label": COST_WORDS[step.code], "step": step} for step in found.landed.steps],
        "tied_up": formatting.money(found.outlook.tied_up, held.currency),
        "can_finance": services.can_finance() and found.outlook.tied_up > 0,
    }
