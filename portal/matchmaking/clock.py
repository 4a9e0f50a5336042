"""What is due, and what to do about it. Rows carry ``next_check_at``; one beat task claims them one by one."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q

from portal.common import clock
from portal.common.errors import DomainError
from portal.journal.services import record
from portal.matchmaking import matching, registry
from portal.matchmaking.models import Engagement, Milestone, Request
from portal.matchmaking.services.engagements import engagement_complete, finish_request
from portal.matchmaking.services.outcomes import outcomes_ask_due
from portal.matchmaking.services.requests import request_close, request_fail
from portal.matchmaking.services.responses import lapse_outdated
from portal.matchmaking.services.searches import searches_send_due
from portal.matchmaking.states import REQUEST_TRANSITIONS, EngagementState, RequestState
from portal.matchmaking.transitions import move
from portal.organisations.actors import SYSTEM

logger = logging.getLogger(__name__)
MODERATION_DAYS = 2  # working target for an authority's look at a request; afterwards it is escalated


def run(limit: int = 500) -> dict[str, int]:
    """Serve everything due now; returns counts. Several workers may run it at once: each row is claimed conditionally."""
    moment = clock.now()
    counts = {
        "requests": _each(Request, moment, limit, serve_request),
        "engagements": _each(Engagement, moment, limit, serve_engagement),
        "responses": lapse_outdated(limit),
        "searches": searches_send_due(limit),
    }
    return {name: count for name, count in counts.items() if count}


def _each(model: type[Request] | type[Engagement], moment: datetime, limit: int, serve: object) -> int:
    done = 0
    due = model._default_manager.filter(next_check_at__lte=moment).order_by("next_check_at")
    for key, planned in due.values_list("pk", "next_check_at")[:limit]:
        # The claim: whoever moves the date on serves the row; the service below sets the real next date.
        claimed = model._default_manager.filter(pk=key, next_check_at=planned).update(
            next_check_at=moment + timedelta(minutes=10)
        )
        if not claimed:
            continue
        try:
            serve(model._default_manager.get(pk=key), moment)  # type: ignore[operator]
            done += 1
        except DomainError as error:
            logger.info("clock: %s %s: %s", model.__name__, key, error)
    return done


def _look_again(thing: Request | Engagement, at: datetime | None) -> None:
    type(thing)._default_manager.filter(pk=thing.pk).update(next_check_at=at)


def serve_request(request: Request, moment: datetime) -> None:
    """The timed step of one request, by its state."""
    if request.state in (RequestState.DRAFT, RequestState.RETURNED):
        move(request, REQUEST_TRANSITIONS, "expire", actor=SYSTEM, concerns=[request.organisation], next_check_at=None)
    elif request.state == RequestState.SUBMITTED:
        _escalate_moderation(request, moment)
    elif request.state == RequestState.OPEN:
        _serve_open(request, moment)
    elif request.state == RequestState.CLOSED:
        _serve_closed(request, moment)
    else:
        _look_again(request, None)


def _escalate_moderation(request: Request, moment: datetime) -> None:
    if request.escalated_at is None:
        Request.objects.filter(pk=request.pk).update(escalated_at=moment)
        record(actor=SYSTEM, verb="request.moderation_late", subject=request)
    _look_again(request, moment + timedelta(days=MODERATION_DAYS))


def _serve_open(request: Request, moment: datetime) -> None:
    if request.closes_at is not None and request.closes_at <= moment:
        request_close(actor=SYSTEM, request=request)
        if not request.responses.filter(state__in=("submitted", "shortlisted")).exists():
            _fail_when_empty(request)
        return
    again = matching.widen(request, moment)
    remind_at = request.closes_at - timedelta(days=2) if request.closes_at else None
    if request.reminded_at is None and remind_at is not None and remind_at <= moment:
        Request.objects.filter(pk=request.pk).update(reminded_at=moment)
        record(actor=SYSTEM, verb="request.closing_soon", subject=request, concerns=[request.organisation])
    dates = [date for date in (again, request.closes_at, remind_at) if date is not None and date > moment]
    _look_again(request, min(dates) if dates else request.closes_at)


def _fail_when_empty(request: Request) -> None:
    if registry.get(request.pillar).policy.min_responses >= 0 and not request.awards.exists():
        request_fail(actor=SYSTEM, request=request, reason="")


def _serve_closed(request: Request, moment: datetime) -> None:
    if request.decide_by is not None and request.decide_by <= moment:
        if request.awards.exists():
            finish_request(request)
        else:
            request_fail(actor=SYSTEM, request=request, reason="")
        return
    record(actor=SYSTEM, verb="request.decision_due", subject=request, concerns=[request.organisation])
    _look_again(request, request.decide_by)


def serve_engagement(engagement: Engagement, moment: datetime) -> None:
    """Remind of late milestones; finish what is done; ask for outcomes weekly, at most four times (D§D7)."""
    if engagement.state == EngagementState.ACTIVE:
        open_steps = engagement.milestones.filter(
            Q(owner_confirmed_at__isnull=True) | Q(responder_confirmed_at__isnull=True)
        )
        if engagement.ends_on is not None and engagement.ends_on < clock.today() and not open_steps.exists():
            engagement_complete(actor=SYSTEM, engagement=engagement)
            return
        late = open_steps.filter(due_on__lt=clock.today(), reminded_at__isnull=True)
        for milestone in late:
            Milestone.objects.filter(pk=milestone.pk).update(reminded_at=moment)
            record(
                actor=SYSTEM,
                verb="milestone.late",
                subject=engagement,
                concerns=[engagement.owner, engagement.responder],
                payload={"milestone": milestone.position, "title": milestone.title},
            )
        _look_again(engagement, moment + timedelta(days=7))
    elif engagement.state == EngagementState.COMPLETED:
        _look_again(engagement, moment + timedelta(days=7) if outcomes_ask_due(engagement) else None)
    else:
        _look_again(engagement, None)
