"""The applicant's pages: capabilities, application task list, one criterion, the decision, appeal."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.errors import DomainError
from portal.common.http import posted
from portal.documents.services import document_upload
from portal.organisations.choices import UNVETTED, CapabilityKind
from portal.organisations.services import capability_request
from portal.organisations.views.shared import acting, tell
from portal.vetting import services
from portal.vetting.choices import OPEN_STATES, CaseState, Verdict
from portal.vetting.counted import counts_of
from portal.vetting.criteria import criteria_sets
from portal.vetting.forms import AnswerForm, AppealForm
from portal.vetting.models import VettingAnswer, VettingCase, VettingEvidence
from portal.vetting.policies import can_edit_case

STAGES = (CaseState.DRAFT, CaseState.SUBMITTED, CaseState.IN_REVIEW)


def own_case(request: HttpRequest, public_id: str) -> VettingCase:
    """The organisation's own case."""
    _actor, organisation = acting(request)
    rows = VettingCase.objects.visible_to(request.actor).select_related("capability__organisation", "officer")
    return get_object_or_404(rows, public_id=public_id, capability__organisation=organisation)


@login_not_required
def published(request: HttpRequest, kind: str) -> HttpResponse:
    """The published criteria of a kind, for everybody."""
    if kind not in criteria_sets():
        raise Http404
    context = {"criteria": criteria_sets()[kind], "kind_name": CapabilityKind(kind).label}
    return render(request, "vetting/criteria.html", context)


def capabilities(request: HttpRequest) -> HttpResponse:
    """What the organisation may do, what is running, and what it can apply for."""
    actor, organisation = acting(request)
    held = {row.kind: row for row in organisation.capabilities.order_by("pk")}
    cases = {
        case.capability_id: case
        for case in VettingCase.objects.filter(capability__organisation=organisation)
        .select_related("appeal")
        .order_by("pk")
    }
    rows = [
        {"capability": row, "case": cases.get(row.pk), "can_renew": _can_start(row, cases)} for row in held.values()
    ]
    others = [
        {"kind": kind.value, "name": kind.label, "criteria": criteria_sets().get(kind.value)}
        for kind in CapabilityKind
        if kind.value not in held and kind != CapabilityKind.AUTHORITY
    ]
    context = {"rows": rows, "others": others, "may_edit": actor.may_edit, "is_admin": actor.is_admin}
    return render(request, "vetting/capabilities.html", context)


def _can_start(capability: Any, cases: dict[int, VettingCase]) -> bool:
    case = cases.get(capability.pk)
    running = case is not None and case.state in OPEN_STATES
    return not running and capability.state in services.STARTABLE and capability.kind in criteria_sets()


@require_POST
def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin or continue an application."""
    actor, organisation = acting(request)
    if kind not in CapabilityKind.values or kind == CapabilityKind.AUTHORITY:
        raise Http404
    try:
        capability = organisation.capabilities.filter(kind=kind).first() or capability_request(actor=actor, kind=kind)
        if kind in UNVETTED:
            messages.success(request, _("Saved."))
            return redirect("vetting:capabilities")
        case = services.case_start(actor=actor, capability=capability)
    except DomainError as error:
        tell(request, error)
        return redirect("vetting:capabilities")
    return redirect("vetting:case", case.public_id)


def task_groups(case: VettingCase, may_edit: bool) -> list[dict[str, Any]]:
    """The application as a task list: one task per criterion, then sending."""
    criteria = criteria_sets()[case.capability.kind]
    answers = {answer.criterion: answer for answer in case.answers.prefetch_related("evidence").order_by("pk")}
    tasks = []
    for criterion in criteria.criteria:
        answer = answers.get(criterion.code)
        if answer is None:
            continue
        asked = case.state == CaseState.RETURNED and answer.verdict in (Verdict.UNCLEAR, Verdict.NOT_MET)
        started = answer.is_met is not None or answer.text or answer.link
        done = services.is_answered(answer)
        state = "problem" if asked else "completed" if done else "in_progress" if started else "not_started"
        url = reverse("vetting:answer", args=[case.public_id, criterion.code]) if may_edit else ""
        tasks.append(
            {"title": criterion.text(), "hint": answer.question or criterion.evidence, "state": state, "url": url}
        )
    return [{"title": _("What you show"), "tasks": tasks}]


def stages(case: VettingCase) -> list[dict[str, Any]]:
    """The stage bar: what is behind, where the case stands."""
    names = [_("You answer"), _("In the queue"), _("With a reviewer"), _("Decision")]
    here = {
        CaseState.DRAFT: 0,
        CaseState.RETURNED: 0,
        CaseState.SUBMITTED: 1,
        CaseState.IN_REVIEW: 2,
    }.get(CaseState(case.state), 3)
    return [{"name": name, "done": index < here, "now": index == here} for index, name in enumerate(names)]


def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """The application: stage, days, task list, officer's questions, decision letter, appeal."""
    found = own_case(request, public_id)
    may_edit = can_edit_case(request.actor, found)
    groups = task_groups(found, may_edit)
    done = sum(task["state"] == "completed" for task in groups[0]["tasks"])
    context = {
        "case": found,
        "capability": found.capability,
        "groups": groups,
        "done": done,
        "total": len(groups[0]["tasks"]),
        "stages": stages(found),
        "days_used": services.days_used(found),
        "due_on": services.due_on(found),
        "may_edit": may_edit,
        "can_answer": may_edit and found.state in services.EDITABLE,
        "can_withdraw": may_edit and found.state in OPEN_STATES,
        "can_appeal": may_edit and found.state == CaseState.REJECTED and not hasattr(found, "appeal"),
        "appeal": getattr(found, "appeal", None),
        "criteria": criteria_sets()[found.capability.kind],
    }
    return render(request, "vetting/case.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, public_id: str, criterion: str) -> HttpResponse:
    """One criterion: what is asked and why, the answer, the evidence."""
    found = own_case(request, public_id)
    wanted = criteria_sets()[found.capability.kind].get(criterion)
    row = get_object_or_404(VettingAnswer.objects.select_related("case__capability"), case=found, criterion=criterion)
    if wanted is None:
        raise Http404
    if not can_edit_case(request.actor, found) or found.state not in services.EDITABLE:
        raise PermissionDenied(_("This application cannot be changed now."))
    form = AnswerForm(posted(request), request.FILES or None, answer=row)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, row, form.cleaned_data, wanted.text())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("vetting:case", found.public_id)
    evidence = row.evidence.select_related("document").order_by("pk")
    counts = counts_of(found.capability.kind, found.capability.organisation).get(wanted.code, [])
    context = {"case": found, "criterion": wanted, "answer": row, "form": form, "evidence": evidence, "counts": counts}
    return render(request, "vetting/answer.html", context)


def _keep(request: HttpRequest, row: VettingAnswer, data: dict[str, Any], title: str) -> None:
    """Save the answer and, when a file came, put it into the vault and show it as evidence."""
    actor = request.actor
    if data["file"]:
        document = document_upload(actor=actor, upload=data["file"], title=title[:160], kind="evidence")
        services.evidence_add(actor=actor, answer=row, document=document)
    services.answer_save(actor=actor, answer=row, is_met=data["is_met"] == "yes", text=data["text"], link=data["link"])


@require_POST
def evidence_remove(request: HttpRequest, public_id: str, key: int) -> HttpResponse:
    """Take a file out of the application."""
    found = own_case(request, public_id)
    evidence = get_object_or_404(
        VettingEvidence.objects.select_related("answer__case__capability"), pk=key, answer__case=found
    )
    try:
        services.evidence_remove(actor=request.actor, evidence=evidence)
    except DomainError as error:
        tell(request, error)
    return redirect("vetting:answer", found.public_id, evidence.answer.criterion)


@require_POST
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send the application."""
    found = own_case(request, public_id)
    try:
        services.case_submit(actor=request.actor, case=found)
    except DomainError as error:
        missing = sum(bool(name) for name in error.messages)
        if missing:
            messages.error(request, _("Some criteria are not answered yet. They are marked below."))
        else:
            tell(request, error)
    else:
        messages.success(request, _("Your application is sent. The clock of the authority is running now."))
    return redirect("vetting:case", found.public_id)


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the application back."""
    found = own_case(request, public_id)
    try:
        services.case_withdraw(actor=request.actor, case=found)
    except DomainError as error:
        tell(request, error)
    else:
        messages.success(request, _("Your application is withdrawn."))
    return redirect("vetting:capabilities")


@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask another officer to look again."""
    found = own_case(request, public_id)
    if not can_edit_case(request.actor, found):
        raise PermissionDenied(
            _("You may look at this but not change it. An administrator of your firm can change that.")
        )
    form = AppealForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.appeal_file(actor=request.actor, case=found, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Your appeal is filed. Another officer will answer it."))
            return redirect("vetting:case", found.public_id)
    days = criteria_sets()[found.capability.kind].appeal_days
    return render(request, "vetting/appeal.html", {"case": found, "form": form, "days": days})
