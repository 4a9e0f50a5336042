"""The hub of the pillar and the readiness pages."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export import readiness, readiness_text
from export.forms.firm import DimensionForm, ExperienceForm
from export.models.firm import MarketChoice, ReadinessAssessment
from export.models.plan import ExportPlan
from export.services import firm as services
from export.views.pages import actor_of, attempt, form_page, page
from portal.common import charts
from portal.matchmaking.models import Engagement
from portal.organisations.actors import Actor


def steps_of(draft: ReadinessAssessment) -> list[dict[str, Any]]:
    """The task list of an assessment: experience first, then the dimensions."""
    found = [
        {
            "title": _("Your exporting so far"),
            "url": reverse("export:readiness-step", args=["experience"]),
            "state": "completed" if draft.experience else "not_started",
            "minutes": 1,
        }
    ]
    for dimension in readiness.instrument()["dimensions"]:
        answered = [code for code in dimension["questions"] if code in draft.answers]
        state = (
            "completed"
            if len(answered) == len(dimension["questions"])
            else "in_progress"
            if answered
            else "not_started"
        )
        found.append(
            {
                "title": readiness_text.DIMENSIONS[dimension["code"]],
                "url": reverse("export:readiness-step", args=[dimension["code"]]),
                "state": state,
                "minutes": 1,
            }
        )
    return found


@page
def readiness_start(request: HttpRequest) -> HttpResponse:
    """The task list of the draft, or of the last result's answers."""
    actor = actor_of(request)
    draft = ReadinessAssessment.objects.filter(organisation=actor.organisation, completed_at__isnull=True).first()
    tasks = steps_of(draft) if draft else []
    context = {
        "draft": draft,
        "last": services.latest_readiness(actor.organisation),
        "groups": [{"title": _("Questions"), "tasks": tasks}],
        "done": sum(1 for task in tasks if task["state"] == "completed"),
        "total": len(tasks) or 7,
        "can_edit": actor.may_edit,
    }
    return render(request, "export/readiness_start.html", context)


@require_POST
@page
def readiness_begin(request: HttpRequest) -> HttpResponse:
    """Make the draft and go to its first step."""
    services.draft_readiness(actor=actor_of(request))
    return redirect("export:readiness-step", "experience")


STEPS = ("experience", *(dimension["code"] for dimension in readiness.instrument()["dimensions"]))


@page
def readiness_step(request: HttpRequest, code: str) -> HttpResponse:
    """One step; saving goes to the next one, the last to the check."""
    if code not in STEPS:
        raise Http404
    actor = actor_of(request)
    draft = services.draft_readiness(actor=actor)
    place = STEPS.index(code)
    to = (
        reverse("export:readiness-step", args=[STEPS[place + 1]])
        if place + 1 < len(STEPS)
        else reverse("export:readiness")
    )
    data = request.POST if request.method == "POST" else None
    shared = {
        "submit": _("Save and continue"),
        "to": to,
        "back": reverse("export:readiness"),
        "step": place + 1,
        "steps": len(STEPS),
    }
    if code == "experience":
        start = ExperienceForm(data, initial={"experience": draft.experience, "is_branded": draft.is_branded})
        return form_page(
            request, start, lambda: services.readiness_answer(actor=actor, draft=draft, answers={}, **start.cleaned_data),
            title=_("Your exporting so far"), **shared,
        )  # fmt: skip
    questions = next(d["questions"] for d in readiness.instrument()["dimensions"] if d["code"] == code)
    held = {
        name: "" if draft.answers[name] is None else str(draft.answers[name])
        for name in questions
        if name in draft.answers
    }
    form = DimensionForm(data, questions=questions, initial=held)
    return form_page(
        request, form, lambda: services.readiness_answer(actor=actor, draft=draft, answers=form.answers()),
        title=readiness_text.DIMENSIONS[code], **shared,
    )  # fmt: skip


@require_POST
@page
def readiness_finish(request: HttpRequest) -> HttpResponse:
    """Compute the result."""
    actor = actor_of(request)
    draft = services.draft_readiness(actor=actor)
    if attempt(request, lambda: services.readiness_finish(actor=actor, draft=draft)):
        return redirect("export:readiness-result", draft.public_id)
    return redirect("export:readiness")


def improvement_rows(result: readiness.Readiness, limit: int = 5) -> list[dict[str, Any]]:
    """What would change the result, in words."""
    rows = []
    for item in result.improvements[:limit]:
        answers = readiness_text.ANSWERS[item.question]
        rows.append(
            {
                "question": readiness_text.QUESTIONS[item.question],
                "held": _("Not known") if item.held is None else answers[item.held],
                "needed": answers[item.needed],
                "gain": item.gain,
                "opens_gate": item.opens_gate,
            }
        )
    return rows


@page
def readiness_result(request: HttpRequest, public_id: str) -> HttpResponse:
    """The result with its radar, gates, honest advice and what would change it."""
    own = ReadinessAssessment.objects.filter(organisation=actor_of(request).organisation, completed_at__isnull=False)
    assessment = get_object_or_404(own, public_id=public_id)
    result = readiness.assess(assessment.answers, branded=assessment.is_branded)
    scored = [(code, share) for code, share in result.dimensions.items() if share is not None]
    drawing = charts.radar(
        _("Your readiness by dimension"),
        [str(readiness_text.DIMENSIONS[code]) for code, _share in scored],
        [charts.Series(_("Your firm"), [share for _code, share in scored])],
        reading=_("The outer edge is 100. The table has the figures."),
    )
    context = {
        "assessment": assessment,
        "result": result,
        "level": readiness_text.LEVELS[result.level],
        "advice": readiness_text.LEVEL_ADVICE[result.level],
        "uncapped": readiness_text.LEVELS[result.uncapped_level],
        "experience": readiness_text.MEASURES.get(assessment.experience, ""),
        "stay_reasons": [readiness_text.DIMENSIONS[code] for code in result.stay_home_reasons],
        "gates": [readiness_text.QUESTIONS[code] for code in result.closed_gates],
        "unknown_gates": [readiness_text.QUESTIONS[code] for code in result.unknown_gates],
        "improvements": improvement_rows(result),
        "chart": drawing if len(scored) >= 3 else None,
        "instrument": readiness.instrument(),
    }
    return render(request, "export/readiness_result.html", context)


def mentorships_of(actor: Actor) -> QuerySet[Engagement]:
    """The actor's mentorships, newest first."""
    rows = Engagement.objects.visible_to(actor).filter(pillar="export")
    return rows.select_related("owner", "responder").order_by("-pk")


@require_POST
@page
def ask_mentor(request: HttpRequest) -> HttpResponse:
    """Start a request for a mentor, filled with what the firm has told already."""
    draft = services.mentor_request_begin(actor=actor_of(request))
    return redirect("matchmaking:request-tasks", draft.public_id)


@page
def hub(request: HttpRequest) -> HttpResponse:
    """The pillar's home: the steps abroad in order, each with where the firm stands."""
    actor = actor_of(request)
    last = services.latest_readiness(actor.organisation)
    context = {
        "last": last,
        "level": readiness_text.LEVELS.get(last.level, "") if last else "",
        "choices": MarketChoice.objects.filter(organisation=actor.organisation)[:5],
        "mentorships": mentorships_of(actor)[:5],
        "plans": ExportPlan.objects.filter(organisation=actor.organisation).order_by("-updated_at")[:5],
        "actor": actor,
    }
    return render(request, "export/hub.html", context)
