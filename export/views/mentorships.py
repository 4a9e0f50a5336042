"""A mentorship: talks, notes, goals; answering a proposal from a mail."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export import links, zones
from export.choices import AppealState, SessionState
from export.forms.support import AppealForm, GoalForm, LogForm, ReadingForm, SessionForm
from export.models.mentors import MentoringGoal, MentoringSession, SessionFault
from export.services import sessions as services
from export.services.firm import latest_readiness, require_editor
from export.views.pages import actor_of, attempt, form_page, page
from portal.common import clock
from portal.common.errors import DomainError
from portal.matchmaking.models import Engagement


def engagement_of(request: HttpRequest, public_id: str) -> Engagement:
    """The mentorship's engagement, else 404."""
    rows = Engagement.objects.visible_to(actor_of(request)).filter(pillar="export")
    return get_object_or_404(rows.select_related("owner", "responder", "award__request"), public_id=public_id)


def session_of(request: HttpRequest, public_id: str) -> MentoringSession:
    """A talk of one of the actor's mentorships, else 404."""
    visible = Engagement.objects.visible_to(actor_of(request)).values("pk")
    rows = MentoringSession.objects.filter(engagement__in=visible)
    return get_object_or_404(
        rows.select_related("engagement__owner", "engagement__responder", "proposed_by"), public_id=public_id
    )


def session_row(session: MentoringSession, firm_id: int | None) -> dict[str, Any]:
    """A talk with what this side may do now."""
    own_confirmed = (
        session.owner_confirmed_at if firm_id == session.engagement.owner_id else session.responder_confirmed_at
    )
    now = clock.now()
    return {
        "session": session,
        "may_answer": session.state == SessionState.PROPOSED
        and session.proposed_by_id != firm_id
        and session.expires_at > now,
        "may_cancel": session.state in (SessionState.PROPOSED, SessionState.ACCEPTED) and session.starts_at > now,
        "may_log": session.state == SessionState.ACCEPTED and session.starts_at <= now,
        "may_confirm": session.state == SessionState.HELD and own_confirmed is None,
        "faults": list(session.faults.all()),
        "tone": {"accepted": "ok", "held": "ok", "proposed": "info", "missed": "bad"}.get(session.state, "neutral"),
    }


@page
def mentorship(request: HttpRequest, public_id: str) -> HttpResponse:
    """The mentorship's page with its brief."""
    engagement = engagement_of(request, public_id)
    actor = actor_of(request)
    firm_id = actor.organisation.pk if actor.organisation else None
    rows = engagement.sessions.select_related("proposed_by", "engagement").prefetch_related("faults__organisation")
    context = {
        "engagement": engagement,
        "details": getattr(engagement, "mentorship", None),
        "rows": [session_row(session, firm_id) for session in rows],
        "goals": engagement.goals.prefetch_related("readings"),
        "readiness": latest_readiness(engagement.owner),
        "need": engagement.award.request,
        "is_owner": firm_id == engagement.owner_id,
        "own_id": firm_id,
        "standing": services.standing_of(actor.organisation) if actor.organisation else None,
        "may_edit": actor.may_edit,
    }
    return render(request, "export/mentorship.html", context)


def _page_of(engagement: Engagement) -> str:
    return reverse("export:mentorship", args=[engagement.public_id])


@page
def session_propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose a talk."""
    engagement = engagement_of(request, public_id)
    actor = actor_of(request)
    require_editor(actor)
    form = SessionForm(request.POST if request.method == "POST" else None)
    return form_page(
        request, form, lambda: services.session_propose(actor=actor, engagement=engagement, **form.cleaned_data),
        title=_("Propose a talk"), submit=_("Send the proposal"), to=_page_of(engagement), back=_page_of(engagement),
        lead=_("The other side has 48 hours to answer. Times are in %(zone)s time.") % {"zone": zones.label(zones.current())},
    )  # fmt: skip


@page
def session_log(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the notes of a talk."""
    session = session_of(request, public_id)
    actor = actor_of(request)
    require_editor(actor)
    form = LogForm(request.POST if request.method == "POST" else None)
    to = _page_of(session.engagement)
    return form_page(
        request, form, lambda: services.session_log(actor=actor, session=session, **form.cleaned_data),
        title=_("Notes of the talk"), submit=_("Save and ask the other side to confirm"), to=to, back=to,
    )  # fmt: skip


@require_POST
@page
def session_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Accept, decline, call off, note an absence, confirm the notes."""
    session = session_of(request, public_id)
    actor, reason = actor_of(request), request.POST.get("reason", "")
    actions: dict[str, Callable[[], Any]] = {
        "accept": lambda: services.session_answer(actor=actor, session=session, accept=True),
        "decline": lambda: services.session_answer(actor=actor, session=session, accept=False, reason=reason),
        "cancel": lambda: services.session_cancel(actor=actor, session=session, reason=reason),
        "absent": lambda: services.session_no_show(actor=actor, session=session),
        "confirm": lambda: services.session_confirm(actor=actor, session=session),
    }
    attempt(request, actions[action], done=_("Done."))
    return redirect(_page_of(session.engagement))


@login_not_required
def session_from_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The answer page of a signed link: GET shows it, only POST acts."""
    found = links.session_from(token)
    if found is None:
        return render(request, "export/session_answer.html", {"session": None}, status=404)
    session, actor = found
    context: dict[str, Any] = {
        "session": session,
        "is_open": session.state == SessionState.PROPOSED and session.expires_at > clock.now(),
        "engagement": session.engagement,
    }
    if request.method == "POST":
        accept = request.POST.get("answer") == "accept"
        try:
            services.session_answer(actor=actor, session=session, accept=accept, reason=request.POST.get("reason", ""))
        except DomainError as error:
            context["problems"] = [str(text) for texts in error.messages.values() for text in texts]
        else:
            context |= {"is_open": False, "answered": True}
    return render(request, "export/session_answer.html", context)


@page
def fault_appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Appeal against a fault."""
    actor = actor_of(request)
    fault = get_object_or_404(
        SessionFault.objects.select_related("session__engagement"), public_id=public_id, organisation=actor.organisation
    )
    form = AppealForm(request.POST if request.method == "POST" else None)
    to = _page_of(fault.session.engagement)
    return form_page(
        request, form, lambda: services.fault_appeal(actor=actor, fault=fault, text=form.cleaned_data["text"]),
        title=_("Appeal"), submit=_("Send the appeal"), to=to, back=to,
    )  # fmt: skip


@page
def appeals(request: HttpRequest) -> HttpResponse:
    """The authority's list of open appeals."""
    actor = actor_of(request)
    if request.method == "POST":
        fault = get_object_or_404(SessionFault, public_id=request.POST.get("fault", ""))
        uphold, text = request.POST.get("decision") == "uphold", request.POST.get("text", "")
        attempt(
            request,
            lambda: services.fault_decide(actor=actor, fault=fault, uphold=uphold, text=text),
            done=_("Decided."),
        )
        return redirect("export:appeals")
    rows = (
        SessionFault.objects.filter(appeal=AppealState.OPEN).select_related("session", "organisation")
        if actor.is_authority
        else []
    )
    return render(request, "export/appeals.html", {"rows": rows})


@page
def goal_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """A new goal."""
    engagement = engagement_of(request, public_id)
    actor = actor_of(request)
    require_editor(actor)
    form = GoalForm(request.POST if request.method == "POST" else None, instance=MentoringGoal(engagement=engagement))
    return form_page(
        request, form, lambda: services.goal_add(actor=actor, engagement=engagement, form=form),
        title=_("A goal you can measure"), submit=_("Save the goal"), to=_page_of(engagement), back=_page_of(engagement),
    )  # fmt: skip


@page
def goal_read(request: HttpRequest, public_id: str) -> HttpResponse:
    """The value of a goal after some months."""
    goal = get_object_or_404(MentoringGoal.objects.select_related("engagement"), public_id=public_id)
    engagement = engagement_of(request, goal.engagement.public_id)
    actor = actor_of(request)
    require_editor(actor)
    form = ReadingForm(request.POST if request.method == "POST" else None)
    return form_page(
        request, form,
        lambda: services.goal_read(actor=actor, goal=goal, months=int(form.cleaned_data["months"]), value=form.cleaned_data["value"]),
        title=_("Enter today's value"), subject=goal.title, submit=_("Save"), to=_page_of(engagement), back=_page_of(engagement),
    )  # fmt: skip
