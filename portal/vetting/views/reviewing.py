"""The officer's pages: queue, file, verdicts, decision with letter preview, appeals."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.common import clock, workdays
from portal.common.columns import columns_of
from portal.common.errors import DomainError
from portal.common.http import posted
from portal.organisations.views.shared import tell
from portal.vetting import reviews
from portal.vetting.choices import AppealState, CaseState
from portal.vetting.counted import counts_of
from portal.vetting.criteria import criteria_sets
from portal.vetting.forms import AppealDecisionForm, DecisionForm, NoteForm, ReviewForm
from portal.vetting.models import Appeal, CaseQuerySet, VettingCase
from portal.vetting.policies import can_decide_appeal, can_decide_case, can_review, is_own
from portal.vetting.services import days_used, due_on

QUEUE_COLUMNS = (
    ("as", _lazy("As")),
    ("days", _lazy("Days used")),
    ("due", _lazy("Due by")),
    ("state", _lazy("State")),
    ("officer", _lazy("Officer")),
)


def _require_reviewer(request: HttpRequest) -> None:
    if not can_review(request.actor):
        raise PermissionDenied(_("Only an officer of an authority can review applications."))


def cases_of(request: HttpRequest) -> CaseQuerySet:
    """What the officer may see."""
    _require_reviewer(request)
    return VettingCase.objects.visible_to(request.actor).select_related(
        "capability__organisation", "officer", "decided_by"
    )


def _row(case: VettingCase) -> dict[str, Any]:
    used = days_used(case)
    return {"case": case, "used": used, "is_late": used > case.days_allowed, "due_on": due_on(case)}


def queue(request: HttpRequest) -> HttpResponse:
    """Applications and appeals that wait, oldest first, with days used of days allowed."""
    rows = [_row(case) for case in cases_of(request).queue()[:200]]
    appeals = (
        Appeal.objects.filter(state=AppealState.FILED)
        .select_related("case__capability__organisation", "first_decided_by")
        .order_by("filed_at", "pk")
    )
    today = clock.today()
    appeal_rows = [
        {
            "appeal": appeal,
            "used": workdays.between(clock.day_of(appeal.filed_at), today, settings.HOME_COUNTRY),
            "due_on": workdays.add(clock.day_of(appeal.filed_at), appeal.days_allowed, settings.HOME_COUNTRY),
            "is_mine": not can_decide_appeal(request.actor, appeal),
        }
        for appeal in appeals[:100]
    ]
    returned = cases_of(request).filter(state=CaseState.RETURNED).order_by("updated_at")[:50]
    columns = columns_of(request, "queue", QUEUE_COLUMNS)
    context = {"rows": rows, "appeals": appeal_rows, "returned": returned, "columns": columns}
    return columns.remember(render(request, "vetting/queue.html", context))


def _file(case: VettingCase, form: ReviewForm) -> list[dict[str, Any]]:
    """Criterion, answer, evidence and the verdict fields, side by side."""
    answers = {
        answer.criterion: answer
        for answer in case.answers.prefetch_related("evidence__document__versions").order_by("pk")
    }
    rows = []
    counts = counts_of(case.capability.kind, case.capability.organisation)
    for criterion in criteria_sets()[case.capability.kind].criteria:
        answer = answers.get(criterion.code)
        if answer is not None:
            rows.append(
                {
                    "criterion": criterion,
                    "answer": answer,
                    "counts": counts.get(criterion.code, []),
                    "documents": [item.document for item in answer.evidence.all()],
                    "verdict": form[f"verdict_{criterion.code}"],
                    "question": form[f"question_{criterion.code}"],
                }
            )
    return rows


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """One application: read by every officer, changed by the one who holds it."""
    case = get_object_or_404(cases_of(request), public_id=public_id)
    form = ReviewForm(posted(request), case=case)
    note_form = NoteForm(posted(request))
    if request.method == "POST" and form.is_valid() and note_form.is_valid():
        try:
            _save_verdicts(request, case, form)
            if request.POST.get("action") == "return":
                reviews.case_return(actor=request.actor, case=case, note=note_form.cleaned_data["note"])
                messages.success(request, _("The applicant is asked for more. The clock stands still."))
                return redirect("vetting:queue")
            messages.success(request, _("Saved."))
            return redirect("vetting:decide" if request.POST.get("action") == "decide" else "vetting:review", public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "vetting/review.html", _review_page(request, case, form, note_form))


def _review_page(request: HttpRequest, case: VettingCase, form: ReviewForm, note_form: NoteForm) -> dict[str, Any]:
    return {
        **_row(case),
        "form": form,
        "note_form": note_form,
        "file": _file(case, form),
        "organisation": case.capability.organisation,
        "identifiers": case.capability.organisation.identifiers.order_by("pk"),
        "can_decide": can_decide_case(request.actor, case) and case.state == CaseState.IN_REVIEW,
        "can_take": not is_own(request.actor, case) and case.state == CaseState.SUBMITTED,
        "can_take_over": (
            not is_own(request.actor, case) and case.state == CaseState.IN_REVIEW and case.officer_id != request.user.pk
        ),
        "earlier": VettingCase.objects.filter(capability=case.capability, decided_at__isnull=False)
        .exclude(pk=case.pk)
        .order_by("-decided_at")[:5],
    }


def _save_verdicts(request: HttpRequest, case: VettingCase, form: ReviewForm) -> None:
    for answer in case.answers.select_related("case__capability").order_by("pk"):
        reviews.verdict_save(
            actor=request.actor,
            answer=answer,
            verdict=form.cleaned_data[f"verdict_{answer.criterion}"],
            question=form.cleaned_data[f"question_{answer.criterion}"],
        )


@require_POST
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a case, or take it over from the colleague whose name was on the page."""
    case = get_object_or_404(cases_of(request), public_id=public_id)
    seen = request.POST.get("officer", "")
    try:
        reviews.case_take(actor=request.actor, case=case, seen_officer_id=int(seen) if seen.isdigit() else None)
    except DomainError as error:
        tell(request, error)
    return redirect("vetting:review", public_id)


@require_POST
def release(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a case back to the queue."""
    case = get_object_or_404(cases_of(request), public_id=public_id)
    try:
        reviews.case_release(actor=request.actor, case=case)
    except DomainError as error:
        tell(request, error)
        return redirect("vetting:review", public_id)
    messages.success(request, _("The application is back in the queue."))
    return redirect("vetting:queue")


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide, after seeing the letter in the applicant's language."""
    case = get_object_or_404(cases_of(request), public_id=public_id)
    if not can_decide_case(request.actor, case) or case.state != CaseState.IN_REVIEW:
        raise PermissionDenied(_("Take this application first; another officer may be working on it."))
    failed = case.answers.filter(verdict="not_met").exists()
    form = DecisionForm(posted(request), initial={"decision": "reject" if failed else "approve"})
    approve, note = not failed, ""
    if request.method == "POST" and form.is_valid():
        approve, note = form.cleaned_data["decision"] == "approve", form.cleaned_data["note"]
        if request.POST.get("action") == "send":
            try:
                reviews.case_decide(
                    actor=request.actor,
                    case=case,
                    approve=approve,
                    note=note,
                    no_conflict=form.cleaned_data["no_conflict"],
                )
            except DomainError as error:
                form.add_domain_error(error)
            else:
                messages.success(request, _("The decision is made and the letter is sent."))
                return redirect("vetting:queue")
    context = {**_row(case), "form": form, "letter": reviews.letter_of(case, approve=approve, note=note)}
    context |= {"organisation": case.capability.organisation}
    return render(request, "vetting/decide.html", context)


@require_http_methods(["GET", "POST"])
def appeal_review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide an appeal: a second person, with the first file beside it."""
    _require_reviewer(request)
    appeal = get_object_or_404(
        Appeal.objects.select_related("case__capability__organisation", "first_decided_by", "decided_by"),
        public_id=public_id,
    )
    form = AppealDecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            reviews.appeal_decide(
                actor=request.actor,
                appeal=appeal,
                overturn=form.cleaned_data["outcome"] == "overturned",
                answer=form.cleaned_data["answer"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The appeal is decided."))
            return redirect("vetting:queue")
    context = {
        "appeal": appeal,
        "case": appeal.case,
        "organisation": appeal.case.capability.organisation,
        "form": form,
        "may_decide": can_decide_appeal(request.actor, appeal) and appeal.state == AppealState.FILED,
        "file": _file(appeal.case, ReviewForm(case=appeal.case)),
    }
    return render(request, "vetting/appeal_review.html", context)
