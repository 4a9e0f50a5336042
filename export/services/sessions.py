"""Talks of a mentorship: proposed, answered, called off, held, logged; faults and appeals; goals."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from export import mentoring
from export.choices import AppealState, FaultKind, SessionState
from export.models.mentors import GoalReading, MentoringGoal, MentoringSession, SessionFault
from export.services.firm import require_editor
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.matchmaking.models import Engagement
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.models import Organisation

LIVE = ("agreed", "active")


def side_of(actor: Actor, engagement: Engagement) -> Organisation:
    """The actor's side. Raises NotAllowedError for others."""
    firm = require_editor(actor)
    if firm.pk not in (engagement.owner_id, engagement.responder_id):
        raise NotAllowedError(_("Only the two sides of a mentorship may do this."))
    return firm


def other_side(engagement: Engagement, firm: Organisation) -> Organisation:
    return engagement.responder if firm.pk == engagement.owner_id else engagement.owner


def standing_of(firm: Organisation, at: datetime | None = None) -> mentoring.Standing:
    """The firm's standing by its faults that count."""
    faults = SessionFault.objects.filter(organisation=firm).exclude(appeal=AppealState.UPHELD)
    return mentoring.standing(faults.values_list("at", flat=True), at=at or clock.now())


@transaction.atomic
def session_propose(*, actor: Actor, engagement: Engagement, topic: str, starts_at: datetime, minutes: int = 60, link: str = "") -> MentoringSession:  # fmt: skip
    """Propose a talk to the other side; it lapses unless answered within 48 hours or before its start."""
    firm = side_of(actor, engagement)
    moment = clock.now()
    if engagement.state not in LIVE:
        raise ConflictError(_("This mentorship has ended."))
    if starts_at <= moment:
        raise DomainError(fields={"starts_at": _("Choose a time in the future.")})
    state = standing_of(firm)
    if state.state == "paused":
        raise DomainError(_("Too many talks were missed lately; new talks can be proposed later. You can appeal."))
    _check_overlap(engagement, starts_at, minutes)
    session = MentoringSession.objects.create(
        engagement=engagement,
        proposed_by=firm,
        topic=topic,
        starts_at=starts_at,
        minutes=minutes,
        link=link,
        expires_at=min(mentoring.answer_expires_at(moment), starts_at),
    )
    record(
        actor=actor,
        verb="export.session.proposed",
        subject=session,
        concerns=[engagement.owner, engagement.responder],
        payload={"to": other_side(engagement, firm).pk},
    )
    return session


def _check_overlap(engagement: Engagement, starts_at: datetime, minutes: int) -> None:
    ends_at = starts_at + timedelta(minutes=minutes)
    near = engagement.sessions.filter(
        state__in=(SessionState.PROPOSED, SessionState.ACCEPTED),
        starts_at__lt=ends_at,
        starts_at__gt=starts_at - timedelta(hours=4),
    )
    if any(session.starts_at + timedelta(minutes=session.minutes) > starts_at for session in near):
        raise DomainError(fields={"starts_at": _("Another talk is planned at this time.")})


def _move(session: MentoringSession, sources: tuple[str, ...], **values: Any) -> None:
    """Conditional update on the old state; ConflictError when somebody was faster."""
    if MentoringSession.objects.filter(pk=session.pk, state__in=sources).update(updated_at=clock.now(), **values) != 1:
        raise ConflictError(_("This talk has changed meanwhile. Please look at it again."))
    session.refresh_from_db()


@transaction.atomic
def session_answer(*, actor: Actor, session: MentoringSession, accept: bool, reason: str = "") -> None:
    """The other side accepts or declines (a reason is needed to decline) before the proposal lapses."""
    firm = side_of(actor, session.engagement)
    if firm.pk == session.proposed_by_id:
        raise NotAllowedError(_("The other side answers this proposal."))
    if not accept and not reason.strip():
        raise DomainError(fields={"reason": _("Say why in a few words, or propose another time.")})
    if session.expires_at <= clock.now():
        raise ConflictError(_("This proposal has lapsed. Propose a new time."))
    state = SessionState.ACCEPTED if accept else SessionState.DECLINED
    _move(session, (SessionState.PROPOSED,), state=state, answered_at=clock.now(), reason=reason[:300])
    verb = "export.session.accepted" if accept else "export.session.declined"
    record(actor=actor, verb=verb, subject=session, concerns=_sides(session), payload={"to": session.proposed_by_id})


def _sides(session: MentoringSession) -> list[Organisation]:
    return [session.engagement.owner, session.engagement.responder]


@transaction.atomic
def session_cancel(*, actor: Actor, session: MentoringSession, reason: str) -> None:
    """Call a talk off; less than three hours before an agreed start it is a fault of the side that does it."""
    firm = side_of(actor, session.engagement)
    if not reason.strip():
        raise DomainError(fields={"reason": _("Say why in a few words.")})
    moment = clock.now()
    was_agreed = session.state == SessionState.ACCEPTED
    _move(
        session,
        (SessionState.PROPOSED, SessionState.ACCEPTED),
        state=SessionState.CANCELLED,
        reason=reason[:300],
        ended_at=moment,
    )
    if was_agreed and mentoring.is_late_cancel(starts_at=session.starts_at, cancelled_at=moment):
        fault_add(session=session, organisation=firm, kind=FaultKind.LATE_CANCEL)
    other = other_side(session.engagement, firm)
    record(
        actor=actor,
        verb="export.session.cancelled",
        subject=session,
        concerns=_sides(session),
        payload={"to": other.pk},
    )


def fault_add(*, session: MentoringSession, organisation: Organisation, kind: str) -> None:
    """Hold a fault against a side, once per talk."""
    try:
        with transaction.atomic():
            SessionFault.objects.create(session=session, organisation=organisation, kind=kind, at=clock.now())
    except IntegrityError as error:
        raise ConflictError(_("This was noted already.")) from error


@transaction.atomic
def session_no_show(*, actor: Actor, session: MentoringSession) -> None:
    """The present side says, ten minutes into the talk or later, that the other did not come."""
    firm = side_of(actor, session.engagement)
    moment = clock.now()
    if not mentoring.may_report_no_show(starts_at=session.starts_at, at=moment):
        raise DomainError(_("Please wait ten minutes after the start."))
    _move(session, (SessionState.ACCEPTED,), state=SessionState.MISSED, ended_at=moment)
    absent = other_side(session.engagement, firm)
    fault_add(session=session, organisation=absent, kind=FaultKind.NO_SHOW)
    record(
        actor=actor, verb="export.session.missed", subject=session, concerns=_sides(session), payload={"to": absent.pk}
    )


@transaction.atomic
def session_log(*, actor: Actor, session: MentoringSession, advice: str, next_steps: str) -> None:
    """Write the log after the start; it counts once the other side has confirmed it."""
    firm = side_of(actor, session.engagement)
    moment = clock.now()
    if session.starts_at > moment:
        raise DomainError(_("The talk has not begun yet."))
    own = "owner_confirmed_at" if firm.pk == session.engagement.owner_id else "responder_confirmed_at"
    cleared = {"owner_confirmed_at": None, "responder_confirmed_at": None, own: moment}
    _move(
        session, (SessionState.ACCEPTED, SessionState.HELD), state=SessionState.HELD, ended_at=moment,
        advice=advice, next_steps=next_steps, log_by=firm, **cleared,
    )  # fmt: skip
    other = other_side(session.engagement, firm)
    record(
        actor=actor, verb="export.session.logged", subject=session, concerns=_sides(session), payload={"to": other.pk}
    )


@transaction.atomic
def session_confirm(*, actor: Actor, session: MentoringSession) -> None:
    """The other side confirms the log."""
    firm = side_of(actor, session.engagement)
    own = "owner_confirmed_at" if firm.pk == session.engagement.owner_id else "responder_confirmed_at"
    changed = MentoringSession.objects.filter(
        pk=session.pk, state=SessionState.HELD, **{f"{own}__isnull": True}
    ).update(**{own: clock.now()})
    if not changed:
        raise ConflictError(_("There is nothing to confirm."))
    record(actor=actor, verb="export.session.confirmed", subject=session, concerns=_sides(session), notify=False)


def expire_sessions() -> int:
    """Drop proposals nobody answered in time; returns how many."""
    due = MentoringSession.objects.filter(state=SessionState.PROPOSED, expires_at__lte=clock.now())
    done = 0
    for session in due.select_related("engagement__owner", "engagement__responder")[:500]:
        with transaction.atomic():
            moved = MentoringSession.objects.filter(pk=session.pk, state=SessionState.PROPOSED).update(
                state=SessionState.EXPIRED
            )
            if moved:
                record(
                    actor=SYSTEM,
                    verb="export.session.expired",
                    subject=session,
                    concerns=_sides(session),
                    payload={"to": session.proposed_by_id},
                )
                done += 1
    return done


@transaction.atomic
def fault_appeal(*, actor: Actor, fault: SessionFault, text: str) -> None:
    """The side at fault appeals, once."""
    firm = require_editor(actor)
    if fault.organisation_id != firm.pk:
        raise NotAllowedError(_("Only the side it concerns may appeal."))
    if not text.strip():
        raise DomainError(fields={"text": _("Say what happened.")})
    changed = SessionFault.objects.filter(pk=fault.pk, appeal=AppealState.NONE).update(
        appeal=AppealState.OPEN, appeal_text=text
    )
    if not changed:
        raise ConflictError(_("There is already an appeal."))
    record(actor=actor, verb="export.fault.appealed", subject=fault, concerns=[firm], notify=False)


@transaction.atomic
def fault_decide(*, actor: Actor, fault: SessionFault, uphold: bool, text: str) -> None:
    """An authority decides an appeal with a reason both sides read."""
    if not (actor.is_authority and actor.may_edit):
        raise NotAllowedError(_("The authority decides appeals."))
    if not text.strip():
        raise DomainError(fields={"text": _("Give the reason for the decision.")})
    state = AppealState.UPHELD if uphold else AppealState.REFUSED
    changed = SessionFault.objects.filter(pk=fault.pk, appeal=AppealState.OPEN).update(appeal=state, decision_text=text)
    if not changed:
        raise ConflictError(_("There is no open appeal."))
    record(
        actor=actor,
        verb="export.fault.decided",
        subject=fault,
        concerns=[fault.organisation],
        payload={"to": fault.organisation_id},
    )


@transaction.atomic
def goal_add(*, actor: Actor, engagement: Engagement, form: Any) -> MentoringGoal:
    """A goal with its baseline, by either side."""
    side_of(actor, engagement)
    form.instance.engagement = engagement
    goal: MentoringGoal = form.save()
    record(
        actor=actor,
        verb="export.goal.added",
        subject=goal,
        concerns=[engagement.owner, engagement.responder],
        notify=False,
    )
    return goal


@transaction.atomic
def goal_read(*, actor: Actor, goal: MentoringGoal, months: int, value: Decimal) -> None:
    """The value after 3, 6 or 12 months, by the firm itself."""
    firm = side_of(actor, goal.engagement)
    if firm.pk != goal.engagement.owner_id:
        raise NotAllowedError(_("The firm itself reads its goals."))
    if months not in mentoring.rules()["outcome_months"]:
        raise DomainError(fields={"months": _("Choose 3, 6 or 12 months.")})
    GoalReading.objects.update_or_create(goal=goal, months=months, defaults={"value": value, "read_at": clock.now()})
    record(actor=actor, verb="export.goal.read", subject=goal, payload={"months": months}, notify=False)


def held_minutes(firm: Organisation) -> int:
    """Minutes of talks held and confirmed by both sides in the mentorships a company gave."""
    rows = MentoringSession.objects.filter(
        Q(engagement__responder=firm),
        state=SessionState.HELD,
        owner_confirmed_at__isnull=False,
        responder_confirmed_at__isnull=False,
    )
    return sum(rows.values_list(F("minutes"), flat=True))
