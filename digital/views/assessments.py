"""The questionnaire, its results and the report."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from digital.forms.assessment import GoalsForm, SectionForm
from digital.instruments.catalogue import sections
from digital.models import Assessment
from digital.presentation import results_context
from digital.services import assessments as services
from digital.services import plans
from digital.services.common import require_editor_of
from digital.views.common import actor_of, firm_of, tell
from portal.common.errors import DomainError
from portal.common.pdf import pdf_from_html
from portal.matchmaking.models import Engagement


def own(request: HttpRequest, public_id: str) -> Assessment:
    """An assessment the reader may see, else 404."""
    visible = Assessment.objects.visible_to(actor_of(request)).select_related("organisation", "previous", "engagement")
    return get_object_or_404(visible, public_id=public_id)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where the firm stands: the open assessment, the finished ones, one button."""
    firm = firm_of(request)
    done = services.finished(firm)
    open_one = services.current(firm)
    context: dict[str, Any] = {"open": open_one, "done": done, "next": services.next_moment(done)}
    return render(request, "digital/assessment_home.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start or go on; a project's address may be given to credit the change to it."""
    engagement = None
    if key := request.POST.get("engagement"):
        engagement = get_object_or_404(Engagement.objects.visible_to(actor_of(request)), public_id=key)
    try:
        assessment = services.assessment_start(actor=actor_of(request), engagement=engagement)
    except DomainError as error:
        tell(request, error)
        return redirect("digital:assessment-home")
    return redirect("digital:assessment", assessment.public_id)


@require_GET
def overview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The task list of an unfinished assessment; a finished one shows its results."""
    assessment = own(request, public_id)
    if assessment.finished_at is not None:
        return redirect("digital:results", assessment.public_id)
    rows = services.parts(assessment)
    may_edit = services.may_answer(actor_of(request), assessment)
    tasks = [
        {
            "title": part.title,
            "url": _section_path(assessment, part.code) if may_edit else "",
            "state": part.state,
            "minutes": part.minutes,
            "hint": _("Please check what was carried over from last time.") if part.carried else "",
        }
        for part in rows
    ]
    goals = {
        "title": _("What you plan for"),
        "url": _section_path(assessment, "goals") if may_edit else "",
        "state": "completed" if assessment.goals else "not_started",
        "minutes": 1,
    }
    context = {
        "assessment": assessment,
        "groups": [{"title": _("Questions"), "tasks": tasks}, {"title": _("Goals"), "tasks": [goals]}],
        "answered": sum(part.answered for part in rows),
        "total": sum(part.total for part in rows),
        "may_edit": may_edit,
    }
    return render(request, "digital/assessment.html", context)


def _section_path(assessment: Assessment, code: str) -> str:
    return reverse("digital:assessment-section", args=[assessment.public_id, code])


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """One page of questions. Good answers are kept even when another one on the page is refused."""
    assessment = own(request, public_id)
    require_editor_of(actor_of(request), assessment.organisation)
    if code == "goals":
        return _goals(request, assessment)
    if code not in sections():
        return redirect("digital:assessment", public_id)
    saved = {row.code: row for row in assessment.answers.all()}
    form = SectionForm(
        request.POST if request.method == "POST" else None,
        section=code,
        organisation=assessment.organisation,
        saved=saved,
    )
    if request.method == "POST":
        is_clean = form.is_valid()
        try:
            faults = services.answers_save(
                actor=actor_of(request), assessment=assessment, values=form.values(), evidence=form.papers()
            )
            form.add_faults(faults)
        except DomainError as error:
            form.add_domain_error(error)
        if request.headers.get("X-Autosave"):
            return HttpResponse(status=204)
        if is_clean and not form.errors:
            return redirect(_next_section(assessment, code))
    codes = list(sections())
    context = {
        "assessment": assessment,
        "form": form,
        "blocks": form.blocks(),
        "title": str(sections()[code]),
        "number": codes.index(code) + 1,
        "count": len(codes),
        "code": code,
    }
    return render(request, "digital/assessment_section.html", context)


def _next_section(assessment: Assessment, code: str) -> str:
    codes = [*sections(), "goals"]
    following = codes[codes.index(code) + 1]
    rows = {part.code: part.state for part in services.parts(assessment)}
    if rows.get(following) == "completed":
        return reverse("digital:assessment", args=[assessment.public_id])
    return _section_path(assessment, following)


def _goals(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    initial = {"horizon": assessment.horizon, "goals": assessment.goals, "is_shared": assessment.is_shared}
    form = GoalsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.goals_save(actor=actor_of(request), assessment=assessment, **form.cleaned_data)
            return redirect("digital:assessment", assessment.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/assessment_goals.html", {"assessment": assessment, "form": form})


@require_POST
def finish(request: HttpRequest, public_id: str) -> HttpResponse:
    """Finish and go to the results."""
    assessment = own(request, public_id)
    try:
        services.assessment_finish(actor=actor_of(request), assessment=assessment)
    except DomainError as error:
        tell(request, error)
        return redirect("digital:assessment", public_id)
    return redirect("digital:results", public_id)


@require_GET
def results(request: HttpRequest, public_id: str) -> HttpResponse:
    """Scores under both instruments, what changed, the gaps with their formula, the three next steps."""
    assessment = own(request, public_id)
    return render(request, "digital/results.html", results_context(assessment, actor_of(request)))


@require_GET
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as a PDF."""
    assessment = own(request, public_id)
    html = render_to_string("digital/report.html", results_context(assessment, actor_of(request)), request)
    answer = HttpResponse(pdf_from_html(html), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="qantara-assessment-{assessment.moment}.pdf"'
    return answer


@require_POST
def plan_from_results(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the chosen steps (or the three next ones) on the plan."""
    assessment = own(request, public_id)
    try:
        codes = request.POST.getlist("step")
        if codes:
            count = plans.plan_fill(actor=actor_of(request), assessment=assessment, codes=codes)
        else:
            count = plans.plan_of_gaps(actor=actor_of(request), assessment=assessment)
    except DomainError as error:
        tell(request, error)
        return redirect("digital:results", public_id)
    if count:
        messages.success(request, _("Your plan has new steps."))
    else:
        messages.info(request, _("These steps are on your plan already."))
    return redirect("digital:plan")
