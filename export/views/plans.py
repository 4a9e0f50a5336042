"""Export plan pages and the consortium's cases."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export import countries
from export.forms.plan import AnswerForm, CaseForm, HandForm, ObjectiveForm, RiskForm, SectionForm, TextForm
from export.models.cases import Case, CaseKind
from export.models.firm import MarketChoice
from export.models.plan import ExportPlan, PlanObjective, PlanRisk, PlanSection
from export.services import plans as services
from export.services.firm import require_editor
from export.views.pages import actor_of, form_page, page, plan_of
from export.views.plan_figures import figures_context
from portal.common import formatting
from portal.common.aids import aids
from portal.common.pdf import pdf_from_html

HINTS = {
    "business": gettext_lazy("What you make, for whom, what you are best at, who leads exporting."),
    "objectives": gettext_lazy("Why you go there, and what must be true in one and in three years."),
    "market": gettext_lazy("Size, customers, competitors and their prices, what you saw there."),
    "adaptation": gettext_lazy("Norms, labels, language, packaging, after-sales; what it costs."),
    "marketing": gettext_lazy("Agent, distributor, online or own shop; fairs; who does what."),
    "price": gettext_lazy("Cost per unit from the works to the landed price; your margin; the Incoterm."),
    "funding": gettext_lazy("Money needed until the customer pays; trade finance, grants."),
    "payment": gettext_lazy("Payment terms, credit insurance, currency."),
    "travel": gettext_lazy("Visas, trips, trade-mark and contract rules, sanctions."),
}


@require_POST
@page
def plan_begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open the plan for a chosen market."""
    actor = actor_of(request)
    choice = get_object_or_404(MarketChoice, organisation=actor.organisation, public_id=public_id)
    return redirect("export:plan", services.plan_begin(actor=actor, choice=choice).public_id)


def _context(plan: ExportPlan) -> dict[str, object]:
    done, total = services.progress_of(plan)
    return {
        "plan": plan,
        "market_name": countries.name_of(plan.market),
        "sections": [
            {"code": code, "title": label, "text": plan.texts.get(code, ""), "hint": HINTS[code]}
            for code, label in PlanSection.choices
        ],
        "done": done,
        "total": total,
        "objectives": plan.objectives.all(),
        "risks": plan.risks.all(),
        **figures_context(plan),
    }


@page
def plan_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The plan with its progress."""
    plan, actor = plan_of(request, public_id), actor_of(request)
    groups = [
        {"title": _("Nine sections"), "tasks": [
            {"title": label, "hint": HINTS[code],
             "url": reverse("export:plan-section", args=[plan.public_id, code]) if actor.may_edit else "",
             "state": "completed" if plan.texts.get(code, "").strip() else "not_started"}
            for code, label in PlanSection.choices
        ]}
    ]  # fmt: skip
    context = {**_context(plan), "groups": groups, "may_edit": actor.may_edit, "aids": aids(actor, "export")}
    return render(request, "export/plan.html", context)


@page
def plan_section(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Write a section; saving leads to the next empty one."""
    if code not in PlanSection.values:
        raise Http404
    plan, actor = plan_of(request, public_id), actor_of(request)
    require_editor(actor)
    form = SectionForm(request.POST if request.method == "POST" else None, initial={"text": plan.texts.get(code, "")})
    back = reverse("export:plan", args=[plan.public_id])
    return form_page(
        request, form, lambda: services.plan_write(actor=actor, plan=plan, section=code, text=form.cleaned_data["text"]),
        title=PlanSection(code).label, lead=HINTS[code], submit=_("Save"), to=back, back=back,
    )  # fmt: skip


def _add(request: HttpRequest, public_id: str, form_class: Any, row: Any, title: str) -> HttpResponse:
    """The page that adds ``row``, an objective or a risk, to an own plan."""
    plan, actor = plan_of(request, public_id), actor_of(request)
    require_editor(actor)
    row.plan = plan
    form = form_class(request.POST if request.method == "POST" else None, instance=row)
    back = reverse("export:plan", args=[plan.public_id])
    return form_page(
        request, form, lambda: services.plan_add(actor=actor, plan=plan, form=form), title=title, submit=_("Save"),
        to=back, back=back,
    )  # fmt: skip


@page
def plan_objective(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add an objective."""
    return _add(request, public_id, ObjectiveForm, PlanObjective(), _("Objective"))


@page
def plan_risk(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a risk."""
    return _add(request, public_id, RiskForm, PlanRisk(), _("Risk"))


@page
def plan_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """The plan as tagged PDF."""
    plan = plan_of(request, public_id)
    html = render_to_string(
        "export/pdf/plan.html", {**_context(plan), "direction": "rtl" if get_language() == "ar" else "ltr"}
    )
    answer = HttpResponse(
        pdf_from_html(html, render_to_string("export/pdf/document.css")), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="export-plan-{plan.market}.pdf"'
    return answer


# --- cases ------------------------------------------------------------------------------------------------------------


@page
def case_list(request: HttpRequest) -> HttpResponse:
    """Own and held cases; published barriers for everybody."""
    actor = actor_of(request)
    context = {
        "rows": services.cases_of(actor).order_by("due_at")[:200],
        "barriers": Case.objects.filter(is_public=True, kind=CaseKind.BARRIER).order_by("-updated_at")[:50],
        "own_id": actor.organisation.pk if actor.organisation else None,
        "may_edit": actor.may_edit,
    }
    return render(request, "export/cases.html", context)


@page
def case_new(request: HttpRequest) -> HttpResponse:
    """Ask the consortium."""
    actor = actor_of(request)
    require_editor(actor)
    form = CaseForm(request.POST if request.method == "POST" else None, institutions=services.institutions())
    return form_page(
        request, form, lambda: services.case_open(actor=actor, form=form), title=_("Ask the institutions"), submit=_("Send"),
        lead=_(
            "One institution holds your case and has five working days. If it cannot help, it passes the case on with its"
            " whole history; you never start again."
        ),
        to=lambda case: reverse("export:case", args=[case.public_id]), back=reverse("export:cases"),
    )  # fmt: skip


@page
def case_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The case with its history."""
    actor = actor_of(request)
    case = get_object_or_404(services.cases_of(actor), public_id=public_id)
    own = actor.organisation.pk if actor.organisation else None
    context = {
        "case": case,
        "entries": case.entries.select_related("by", "handed_to", "author"),
        "is_holder": case.holder_id == own and actor.may_edit,
        "is_firm": case.organisation_id == own and actor.may_edit,
        "may_publish": actor.is_authority and case.kind == CaseKind.BARRIER,
    }
    return render(request, "export/case.html", context)


@page
def case_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Answer, pass on, publish, record the end."""
    actor = actor_of(request)
    case = get_object_or_404(services.cases_of(actor), public_id=public_id)
    require_editor(actor)
    data = request.POST if request.method == "POST" else None
    forms = {
        "answer": AnswerForm(data, initial={"state": case.state}),
        "hand": HandForm(data, institutions=services.institutions().exclude(pk=case.holder_id)),
        "publish": TextForm(data),
        "close": TextForm(data),
    }
    titles = {
        "answer": _("Answer"),
        "hand": _("Pass the case on"),
        "publish": _("Public version"),
        "close": _("What you did"),
    }
    calls = {
        "answer": services.case_answer,
        "hand": services.case_hand_over,
        "publish": services.case_publish,
        "close": services.case_close,
    }
    form = forms[action]
    to = reverse("export:case", args=[case.public_id])
    return form_page(
        request, form, lambda: calls[action](actor=actor, case=case, **form.cleaned_data),  # type: ignore[operator]
        title=titles[action], lead=formatting.name(case.title), submit=_("Save"), to=to, back=to,
    )  # fmt: skip
