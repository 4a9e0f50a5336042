"""Every time limit of the pillar: who is reminded before it, who is told when it has passed, who owns what is late.

Rows carry ``next_check_at``; :func:`run` claims the due ones by a conditional update, so several workers may run it at
once, and asks the row's own function what to do and when to look again. A service that begins a stage writes
``deadlines.stage(moment)`` with it.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from digital.choices import ApplicationState, IntroState, PilotState, SignalState
from digital.models import (
    BuyerGroup,
    Challenge,
    GrantApplication,
    GroupMember,
    IntegritySignal,
    Introduction,
    Pilot,
    Training,
)
from digital.services.challenges import end_overdue
from digital.services.deadlines import (
    APPEAL_TIME,
    BEFORE_CLAIM,
    BEFORE_LIMIT,
    CONFIRM_LATE,
    CONFIRM_TIME,
    DECISION_TIME,
    TAKE_UP_TIME,
    WEEK,
    end_of,
)
from digital.services.groups import LIVE, UNDECIDED
from digital.services.talent import ANSWER_TIME as ANSWER_DAYS
from digital.services.training import ASK_AFTER, REMIND_BEFORE
from portal.common import clock
from portal.common.errors import DomainError
from portal.journal.services import record
from portal.organisations.actors import SYSTEM
from portal.organisations.models import Organisation

logger = logging.getLogger(__name__)
Serve = Callable[[Any, datetime], datetime | None]


def run(limit: int = 500) -> dict[str, int]:
    """Serve what is due now; returns how many rows of each kind."""
    moment = clock.now()
    found = {name: _each(model, serve, moment, limit) for name, (model, serve) in SERVED.items()}
    return {name: count for name, count in found.items() if count}


def _each(model: type[models.Model], serve: Serve, moment: datetime, limit: int) -> int:
    done = 0
    due = model._default_manager.filter(next_check_at__lte=moment).order_by("next_check_at")
    for key, planned in due.values_list("pk", "next_check_at")[:limit]:
        claimed = model._default_manager.filter(pk=key, next_check_at=planned)
        if not claimed.update(next_check_at=moment + timedelta(minutes=10)):
            continue
        try:
            with transaction.atomic():
                again = serve(model._default_manager.get(pk=key), moment)
                model._default_manager.filter(pk=key).update(next_check_at=again)
            done += 1
        except DomainError as error:
            logger.info("digital clock: %s %s: %s", model.__name__, key, error)
    return done


def _tell(row: Any, verb: str, concerns: list[Organisation], **payload: Any) -> None:
    record(actor=SYSTEM, verb=verb, subject=row, concerns=concerns, payload=payload)


def _stamp(row: Any, name: str, moment: datetime) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**{name: moment})


def _limit(
    row: Any, moment: datetime, due: datetime, before: timedelta, concerns: list[Organisation], verbs: tuple[str, str]
) -> datetime:
    """The usual course: one reminder ``before`` the limit, the escalation when it has passed, and then every week."""
    reminder, late = verbs
    if moment >= due:
        _tell(row, late, concerns, first=row.escalated_at is None)
        if row.escalated_at is None:
            _stamp(row, "escalated_at", moment)
        return moment + WEEK
    if row.reminded_at is None and moment >= due - before:
        _tell(row, reminder, concerns)
        _stamp(row, "reminded_at", moment)
    elif row.reminded_at is None:
        return due - before
    return due


def serve_grant(row: GrantApplication, moment: datetime) -> datetime | None:
    """Draft: one nudge. Applied and claimed: the authority's legal time. Approved: the firm's time to claim."""
    firm = [row.organisation]
    if row.state == ApplicationState.DRAFT:
        _tell(row, "digital.grant.draft_waits", firm)
        return None
    if row.state == ApplicationState.SUBMITTED and row.decision_due_on:
        verbs = ("digital.grant.decision_due", "digital.grant.decision_late")
        return _limit(row, moment, end_of(row.decision_due_on), BEFORE_LIMIT, firm, verbs)
    if row.state == ApplicationState.CLAIMED and row.payment_due_on:
        verbs = ("digital.grant.payment_due", "digital.grant.payment_late")
        return _limit(row, moment, end_of(row.payment_due_on), BEFORE_LIMIT, firm, verbs)
    if row.state == ApplicationState.APPROVED and row.claim_by:
        return _serve_claim(row, moment, firm)
    return None


def _serve_claim(row: GrantApplication, moment: datetime, firm: list[Organisation]) -> datetime | None:
    """Reminders 30 and 7 days before the last day of the claim; afterwards the grant lapses and frees its caps."""
    due = end_of(row.claim_by or clock.today())
    if moment >= due:
        changed = GrantApplication.objects.filter(pk=row.pk, state=ApplicationState.APPROVED)
        if changed.update(state=ApplicationState.LAPSED):
            _tell(row, "digital.grant.lapsed", firm)
        return None
    for before in (BEFORE_CLAIM, WEEK):
        if moment < due - before:
            return due - before
        if row.reminded_at is None or row.reminded_at < due - before:
            _tell(row, "digital.grant.claim_due", firm)
            _stamp(row, "reminded_at", moment)
            row.reminded_at = moment
    return due


def serve_group(row: BuyerGroup, moment: datetime) -> datetime | None:
    """Joining ends, shares wait to be taken up, a provider's word is missing."""
    opener = row.request.organisation
    members = [member.organisation for member in row.members.select_related("organisation")]
    if row.chosen_id is not None:
        return _serve_shares(row, moment)
    if row.request.state not in (*UNDECIDED, "closed"):
        _tell(row, "digital.group.ended", members)
        return None
    due = end_of(row.join_until)
    if moment >= due:
        if row.escalated_at is None:
            _tell(row, "digital.group.complete", members)
            _stamp(row, "escalated_at", moment)
        return moment + WEEK
    if row.reminded_at is None:
        _tell(row, "digital.group.closing", [opener])
        _stamp(row, "reminded_at", moment)
    return due


def _serve_shares(row: BuyerGroup, moment: datetime) -> datetime | None:
    """Members are reminded half-way and pass after fourteen days; the provider is reminded, then the officer told."""
    due = (row.chosen_at or moment) + TAKE_UP_TIME
    waiting = row.members.filter(share_request__isnull=True, passed_at__isnull=True).exclude(
        organisation=row.request.organisation
    )
    if waiting.exists() and moment >= due:
        late = list(waiting.select_related("organisation"))
        GroupMember.objects.filter(pk__in=[m.pk for m in late]).update(passed_at=moment)
        _tell(row, "digital.group.share_lapsed", [m.organisation for m in late])
    elif waiting.exists() and row.reminded_at is None:
        _tell(row, "digital.group.share_due", [m.organisation for m in waiting.select_related("organisation")])
        _stamp(row, "reminded_at", moment)
    unconfirmed = _unconfirmed(row)
    if unconfirmed:
        since = min(member.share_request.created_at for member in unconfirmed if member.share_request)
        age = moment - since
        if age >= CONFIRM_LATE and row.escalated_at is None:
            _tell(row, "digital.group.confirm_late", _chosen(row))
            _stamp(row, "escalated_at", moment)
        elif age >= CONFIRM_TIME:
            _tell(row, "digital.group.confirm_due", _chosen(row))
        return moment + timedelta(days=2)
    return max(due, moment + timedelta(days=1)) if waiting.exists() else None


def _chosen(row: BuyerGroup) -> list[Organisation]:
    return [row.chosen.organisation] if row.chosen else []


def _unconfirmed(row: BuyerGroup) -> list[GroupMember]:
    taken = row.members.filter(share_request__state="open").select_related("share_request", "organisation")
    return list(taken.exclude(share_request__responses__state__in=LIVE))


def serve_pilot(row: Pilot, moment: datetime) -> datetime | None:
    """A silent pilot is asked for its next gate; an ended one for its public result, which the authority then owns."""
    owner = [row.organisation]
    if row.lesson:
        return None
    if row.publish_by is not None:
        verbs = ("digital.pilot.result_due", "digital.pilot.result_late")
        return _limit(row, moment, end_of(row.publish_by), WEEK, owner, verbs)
    if row.state == PilotState.RUNNING:
        _tell(row, "digital.pilot.gate_due", owner)
        return moment + timedelta(days=30)
    return None


def serve_signal(row: IntegritySignal, moment: datetime) -> datetime | None:
    """The firm is reminded to explain; an undecided question has an officer who is late, every week anew."""
    if row.state in (SignalState.DISMISSED, SignalState.UPHELD):
        return None
    due = row.appealed_at + APPEAL_TIME if row.appealed_at else row.found_at + DECISION_TIME
    if moment >= due:
        _tell(row, "digital.signal.decision_late", [], first=row.escalated_at is None)
        _stamp(row, "escalated_at", moment)
        return moment + WEEK
    if row.state == SignalState.OPEN and row.reminded_at is None:
        _tell(row, "digital.signal.answer_due", [row.subject])
        _stamp(row, "reminded_at", moment)
    return due


def serve_challenge(row: Challenge, moment: datetime) -> datetime | None:
    """The owner is reminded of the jury; an undecided challenge ends by its figures two weeks after its last day."""
    if row.decided_at is not None:
        return None
    due = end_of(row.decide_on)
    if moment >= due + 2 * WEEK:
        end_overdue(row)
        return None
    if moment >= due:
        if row.escalated_at is None:
            _tell(row, "digital.challenge.late", [row.organisation])
            _stamp(row, "escalated_at", moment)
        return due + 2 * WEEK
    if moment >= due - WEEK:
        if row.reminded_at is None:
            _tell(row, "digital.challenge.due", [row.organisation])
            _stamp(row, "reminded_at", moment)
        return due
    return due - WEEK


def serve_training(row: Training, moment: datetime) -> datetime | None:
    """Those registered are reminded; thirty days later those who came are asked, once."""
    if row.cancelled_at is not None:
        return None
    if moment < row.starts_at:
        if row.reminded_at is None and moment >= row.starts_at - REMIND_BEFORE:
            _tell(row, "digital.training.soon", [])
            _stamp(row, "reminded_at", moment)
        return row.starts_at + ASK_AFTER
    if moment >= row.starts_at + ASK_AFTER and row.escalated_at is None:
        _tell(row, "digital.training.survey", [])
        _stamp(row, "escalated_at", moment)
        return None
    return row.starts_at + ASK_AFTER


def serve_introduction(row: Introduction, moment: datetime) -> datetime | None:
    """The asked side is reminded half-way and loses the question after ten days; both are asked what came of it."""
    if row.state == IntroState.ACCEPTED:
        _tell(row, "digital.introduction.outcome_due", [])
        return None
    if row.state != IntroState.ASKED:
        return None
    due = row.asked_at + ANSWER_DAYS
    if moment >= due:
        Introduction.objects.filter(pk=row.pk, state=IntroState.ASKED).update(
            state=IntroState.EXPIRED, answered_at=moment
        )
        return None
    if row.reminded_at is None:
        _tell(row, "digital.introduction.waits", [])
        _stamp(row, "reminded_at", moment)
    return due


SERVED: Mapping[str, tuple[type[models.Model], Serve]] = {
    "grants": (GrantApplication, serve_grant),
    "groups": (BuyerGroup, serve_group),
    "pilots": (Pilot, serve_pilot),
    "signals": (IntegritySignal, serve_signal),
    "challenges": (Challenge, serve_challenge),
    "trainings": (Training, serve_training),
    "introductions": (Introduction, serve_introduction),
}


def ownerless() -> int:
    """Rows past a limit that nobody will look at again: always zero (also asked by ``check_consistency`` tests)."""
    today = clock.today()
    grants = GrantApplication.objects.filter(next_check_at__isnull=True).filter(
        Q(state=ApplicationState.SUBMITTED, decision_due_on__lt=today)
        | Q(state=ApplicationState.CLAIMED, payment_due_on__lt=today)
    )
    pilots = Pilot.objects.filter(next_check_at__isnull=True, lesson="", publish_by__lt=today)
    signals = IntegritySignal.objects.filter(
        next_check_at__isnull=True, state__in=(SignalState.OPEN, SignalState.EXPLAINED, SignalState.APPEALED)
    )
    return grants.count() + pilots.count() + signals.count()
