"""What follows an award: start, milestones confirmed by both, completion, ratings, disputes."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common import clock, queue
from portal.common.errors import ConflictError, DomainError
from portal.journal.services import record
from portal.matchmaking import policies
from portal.matchmaking.models import Dispute, Engagement, Milestone, Rating, Request
from portal.matchmaking.states import ENGAGEMENT_TRANSITIONS, REQUEST_TRANSITIONS, EngagementState, RequestState
from portal.matchmaking.transitions import move
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.choices import CapabilityKind

OUTCOME_TASK = "matchmaking.ask_outcome"
DISPUTE_DAYS = 10  # answer to an appeal or dispute within ten days (spec/financing c, time limits)


def sides(engagement: Engagement) -> list[object]:
    return [engagement.owner, engagement.responder]


@transaction.atomic
def engagement_start(
    *, actor: Actor, engagement: Engagement, starts_on: date | None = None, ends_on: date | None = None
) -> Engagement:
    """Either side says that it has begun (money paid out, work started)."""
    policies.require(policies.can_work_on(actor, engagement))
    start = starts_on or engagement.starts_on or clock.today()
    end = ends_on or engagement.ends_on
    if end is not None and end < start:
        raise DomainError(fields={"ends_on": _("The end cannot lie before the start.")})
    move(
        engagement,
        ENGAGEMENT_TRANSITIONS,
        "start",
        actor=actor,
        concerns=[engagement.owner, engagement.responder],
        starts_on=start,
        ends_on=end,
        next_check_at=clock.now() + timedelta(days=7),
    )
    request = engagement.award.request
    if Request.objects.filter(pk=request.pk, state=RequestState.AWARDED).exists():
        move(request, REQUEST_TRANSITIONS, "engage", actor=actor, notify=False)
    return engagement


@transaction.atomic
def milestone_confirm(*, actor: Actor, milestone: Milestone, note: str = "") -> Milestone:
    """The actor's side confirms a milestone; done when both have."""
    engagement = milestone.engagement
    policies.require(policies.can_work_on(actor, engagement))
    if engagement.state not in (EngagementState.ACTIVE, EngagementState.AGREED):
        raise ConflictError(_("This engagement is not under way."))
    is_owner = actor.organisation is not None and actor.organisation.pk == engagement.owner_id
    column = "owner_confirmed_at" if is_owner else "responder_confirmed_at"
    changed = Milestone.objects.filter(pk=milestone.pk, **{f"{column}__isnull": True}).update(**{column: clock.now()})
    if changed != 1:
        raise ConflictError(_("Your side has already confirmed this."))
    if note:
        Milestone.objects.filter(pk=milestone.pk).update(note=note)
    milestone.refresh_from_db()
    record(
        actor=actor,
        verb="milestone.confirmed",
        subject=engagement,
        concerns=[engagement.owner, engagement.responder],
        payload={"milestone": milestone.position, "title": milestone.title, "is_done": milestone.is_done},
    )
    return milestone


@transaction.atomic
def engagement_complete(*, actor: Actor, engagement: Engagement) -> Engagement:
    """Both sides' work is done: every milestone must be confirmed by both. Outcome links go out afterwards."""
    if actor.user is not None:
        policies.require(policies.can_work_on(actor, engagement))
    waiting = engagement.milestones.filter(Q(owner_confirmed_at__isnull=True) | Q(responder_confirmed_at__isnull=True))
    if waiting.exists():
        raise DomainError(_("Some steps are not confirmed by both sides yet."))
    move(
        engagement,
        ENGAGEMENT_TRANSITIONS,
        "complete",
        actor=actor,
        concerns=[engagement.owner, engagement.responder],
        next_check_at=clock.now(),  # the clock asks for the outcome should the task below be lost
    )
    finish_request(engagement.award.request)
    queue.after_commit(OUTCOME_TASK, engagement.pk)
    return engagement


def finish_request(request: Request) -> None:
    """Complete the request once no engagement of it is running."""
    running = Engagement.objects.filter(award__request=request).exclude(
        state__in=(EngagementState.COMPLETED, EngagementState.TERMINATED)
    )
    if not running.exists() and Request.objects.filter(pk=request.pk, state__in=("engaged", "awarded")).exists():
        move(
            request, REQUEST_TRANSITIONS, "complete", actor=SYSTEM, concerns=[request.organisation], next_check_at=None
        )


@transaction.atomic
def engagement_terminate(*, actor: Actor, engagement: Engagement, reason: str) -> Engagement:
    """End early, with the reason; the request is completed and may be posted again."""
    allowed = policies.can_work_on(actor, engagement) or actor.holds(CapabilityKind.AUTHORITY)
    policies.require(allowed)
    if not reason.strip():
        raise DomainError(fields={"reason": _("Say why it ends early.")})
    move(
        engagement,
        ENGAGEMENT_TRANSITIONS,
        "terminate",
        actor=actor,
        concerns=[engagement.owner, engagement.responder],
        end_reason=reason,
        next_check_at=None,
    )
    finish_request(engagement.award.request)
    return engagement


@transaction.atomic
def rating_give(*, actor: Actor, engagement: Engagement, stars: int, comment: str = "") -> Rating:
    """Rate the other side once the engagement has ended."""
    policies.require(policies.can_work_on(actor, engagement))
    if engagement.state not in (EngagementState.COMPLETED, EngagementState.TERMINATED):
        raise ConflictError(_("You can rate once the work has ended."))
    if not 1 <= stars <= 5:
        raise DomainError(fields={"stars": _("Choose one to five.")})
    _user, rater = policies.signed_in(actor)
    other = engagement.responder if rater.pk == engagement.owner_id else engagement.owner
    try:
        with transaction.atomic():
            rating = Rating.objects.create(
                engagement=engagement,
                by=rater,
                about=other,
                stars=stars,
                comment=comment,
                made_at=clock.now(),
            )
    except IntegrityError as error:
        raise ConflictError(_("Your organisation has already rated.")) from error
    record(actor=actor, verb="rating.given", subject=engagement, concerns=[other], notify=False)
    return rating


@transaction.atomic
def dispute_raise(*, actor: Actor, engagement: Engagement, reason: str) -> Dispute:
    """One side asks the authority to mediate."""
    policies.require(policies.can_work_on(actor, engagement))
    _user, complainant = policies.signed_in(actor)
    if not reason.strip():
        raise DomainError(fields={"reason": _("Say what went wrong.")})
    move(
        engagement,
        ENGAGEMENT_TRANSITIONS,
        "dispute",
        actor=actor,
        concerns=[engagement.owner, engagement.responder],
        next_check_at=clock.now() + timedelta(days=DISPUTE_DAYS),
    )
    return Dispute.objects.create(
        engagement=engagement,
        raised_by=complainant,
        reason=reason,
        raised_at=clock.now(),
        due_at=clock.now() + timedelta(days=DISPUTE_DAYS),
    )


@transaction.atomic
def dispute_decide(*, actor: Actor, dispute: Dispute, decision: str, terminate: bool = False) -> Dispute:
    """The authority answers; the work goes on or ends."""
    policies.require(actor.holds(CapabilityKind.AUTHORITY) and actor.may_edit)
    if not decision.strip():
        raise DomainError(fields={"decision": _("Write the decision.")})
    changed = Dispute.objects.filter(pk=dispute.pk, decided_at__isnull=True).update(
        decision=decision, decided_by=actor.user, decided_at=clock.now()
    )
    if changed != 1:
        raise ConflictError(_("This dispute was already decided."))
    engagement = dispute.engagement
    concerns = [engagement.owner, engagement.responder]
    if terminate:
        move(engagement, ENGAGEMENT_TRANSITIONS, "terminate", actor=actor, concerns=concerns, end_reason=decision)
        finish_request(engagement.award.request)
    else:
        move(engagement, ENGAGEMENT_TRANSITIONS, "settle", actor=actor, concerns=concerns)
    dispute.refresh_from_db()
    return dispute
