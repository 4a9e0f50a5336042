"""Receiving, taking, hearing and deciding complaints and appeals; the clock; published statistics."""

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.common import clock, moves, suppression, workdays
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.common.models import new_public_id
from portal.common.moves import Move, table
from portal.complaints import appeals
from portal.complaints.models import Complaint, ComplaintKind, ComplaintMessage, ComplaintState, Outcome, Subject
from portal.identity.models import User
from portal.journal.services import record
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.models import Organisation

S = ComplaintState
OPEN_STATES = (S.RECEIVED, S.TAKEN, S.HEARING)
MOVES = table(
    Move("take", frozenset({S.RECEIVED}), S.TAKEN, "complaint.taken", _("Take the case"), "taken_at"),
    Move("hear", frozenset({S.TAKEN}), S.HEARING, "complaint.question_asked", _("Ask")),
    Move("answer", frozenset({S.HEARING}), S.TAKEN, "complaint.answered", _("Answer")),
    Move("decide", frozenset({S.TAKEN, S.HEARING}), S.DECIDED, "complaint.decided", _("Decide"), "decided_at"),
    Move("withdraw", frozenset({S.RECEIVED, S.TAKEN, S.HEARING}), S.WITHDRAWN, "complaint.withdrawn", _("Withdraw")),
)
MOST_OPEN = 20


@cache
def limits() -> dict[str, int]:
    """Working days per kind, as data with source and date of force."""
    document = json.loads((Path(__file__).parent / "data.json").read_text(encoding="utf-8"))
    return dict(document["limits"])


def refuse() -> NotAllowedError:
    return NotAllowedError(_("You may not do this with this complaint."))


def is_officer(actor: Actor) -> bool:
    """Editors of an authority decide complaints."""
    return actor.is_signed_in and actor.is_authority and actor.may_edit


def visible_to(actor: Actor) -> QuerySet[Complaint]:
    """Own complaints, those about the own organisation once an officer has taken them, and all for officers."""
    if is_officer(actor):
        return Complaint.objects.all()
    if not actor.is_signed_in:
        return Complaint.objects.none()
    mine = Q(user=actor.user)
    if actor.organisation is not None:
        mine |= Q(organisation=actor.organisation) | Q(against=actor.organisation, taken_at__isnull=False)
    return Complaint.objects.filter(mine)


def side_of(actor: Actor, complaint: Complaint) -> str:
    """For whom the actor acts: ``officer``, ``complainant``, ``other`` (the one complained about); "" for who only reads.

    Whoever complained speaks for themselves; for the two firms their editors do.
    """
    firm = actor.organisation.pk if actor.organisation and actor.may_edit else None
    if complaint.user_id == getattr(actor.user, "pk", None) or (firm and complaint.organisation_id == firm):
        return "complainant"
    if firm and complaint.against_id == firm and not is_officer(actor):
        return "other"
    return "officer" if is_officer(actor) else ""


def check_made(user: User | None, kind: str, subject: str, story: str) -> User:
    """Raise DomainError on what is missing, or when the person has too many open cases; nobody unknown complains."""
    if user is None:
        raise refuse()
    if kind not in ComplaintKind.values or subject not in Subject.values:
        raise DomainError(fields={"subject": _("Choose what it is about.")})
    if len(story.strip()) < 20:
        raise DomainError(fields={"story": _("Tell what happened in a few sentences.")})
    if Complaint.objects.filter(user=user, state__in=OPEN_STATES).count() >= MOST_OPEN:
        raise DomainError(_("You have many open complaints. Please wait for an answer first."))
    return user


def appealed_officer(actor: Actor, complaint: Complaint) -> User | None:
    """Who decided the case appealed against; NotAllowedError unless the complainant appeals against a decision."""
    if complaint.state != S.DECIDED or side_of(actor, complaint) != "complainant":
        raise refuse()
    return complaint.officer


def decision_behind(actor: Actor, about: tuple[str, str], decider: User | None) -> tuple[tuple[str, str], User | None]:
    """What an appeal is about and who decided it, when another app knows that decision."""
    found = appeals.find(actor, about[1])
    return (about, decider) if found is None else ((found[0], about[1]), found[1].decided_by)


@transaction.atomic
def complaint_make(
    *,
    actor: Actor,
    kind: str,
    subject: str,
    title: str,
    story: str,
    wish: str = "",
    language: str = "en",
    against: Organisation | None = None,
    about: tuple[str, str] = ("", ""),
    first_decider: User | None = None,
    appeal_of: Complaint | None = None,
) -> Complaint:
    """Receive a complaint or an appeal; the clock starts. An appeal never lands with who decided first."""
    user = check_made(actor.user, kind, subject, story)
    if appeal_of is not None:
        first_decider = appealed_officer(actor, appeal_of)
    elif kind == ComplaintKind.APPEAL:
        about, first_decider = decision_behind(actor, about, first_decider)
    complaint = Complaint.objects.create(
        reference=f"CP-{new_public_id()[:8].upper()}",
        kind=kind,
        subject=subject,
        about_type=about[0],
        about_key=about[1],
        user=user,
        organisation=actor.organisation,
        against=against,
        language=language,
        title=title.strip()[:140],
        story=story.strip()[:5000],
        wish=wish.strip()[:2000],
        due_on=workdays.add(clock.today(), limits()[kind], settings.HOME_COUNTRY),
        first_decider=first_decider,
        appeal_of=appeal_of,
    )
    record(actor=actor, verb="complaint.received", subject=complaint, payload={"kind": kind})
    return complaint


@transaction.atomic
def complaint_take(*, actor: Actor, complaint: Complaint) -> None:
    """An officer takes the case: not the complainant, not who decided first, not a member of the firm concerned."""
    if not is_officer(actor) or actor.user is None or side_of(actor, complaint) != "officer":
        raise refuse()
    if complaint.first_decider_id == actor.user.pk:
        raise NotAllowedError(_("You took the decision appealed against; a second person must decide."))
    if (
        complaint.against_id
        and actor.organisation
        and complaint.against_id == actor.organisation.pk
        and complaint.organisation_id == actor.organisation.pk
    ):
        raise refuse()
    moves.apply(complaint, MOVES["take"], officer=actor.user)
    record(actor=actor, verb="complaint.taken", subject=complaint, concerns=[complaint.organisation, complaint.against])


@transaction.atomic
def complaint_write(*, actor: Actor, complaint: Complaint, body: str) -> None:
    """Keep a message of any side. An officer's message asks; a party's message answers."""
    side = side_of(actor, complaint)
    if not side or complaint.state not in OPEN_STATES:
        raise refuse()
    if not body.strip():
        raise DomainError(fields={"body": _("Write something.")})
    ComplaintMessage.objects.create(
        complaint=complaint,
        user=actor.user,
        organisation=actor.organisation,
        is_official=side == "officer",
        body=body.strip()[:5000],
    )
    verb = "complaint.message_sent"
    if side == "officer" and complaint.state == S.TAKEN:
        moves.apply(complaint, MOVES["hear"])
        verb = "complaint.question_asked"
    elif side != "officer" and complaint.state == S.HEARING:
        moves.apply(complaint, MOVES["answer"])
        verb = "complaint.answered"
    record(actor=actor, verb=verb, subject=complaint, concerns=[complaint.organisation, complaint.against])


@transaction.atomic
def complaint_decide(*, actor: Actor, complaint: Complaint, outcome: str, decision: str, is_public: bool) -> None:
    """The officer who took the case decides with reasons; both sides are told. An upheld appeal undoes what it is about."""
    if not is_officer(actor) or complaint.officer_id != getattr(actor.user, "pk", 0):
        raise refuse()
    faults: dict[str, Any] = {}
    if outcome not in Outcome.values:
        faults["outcome"] = _("Choose an outcome.")
    if len(decision.strip()) < 20:
        faults["decision"] = _("Give the decision and its reasons in a few sentences.")
    if faults:
        raise DomainError(fields=faults)
    moves.apply(complaint, MOVES["decide"], outcome=outcome, decision=decision.strip()[:5000], is_public=is_public)
    if complaint.kind == ComplaintKind.APPEAL and outcome in (Outcome.UPHELD, Outcome.PARTLY):
        appeals.undo(actor, complaint.about_type, complaint.about_key)
    record(
        actor=actor,
        verb="complaint.decided",
        subject=complaint,
        concerns=[complaint.organisation, complaint.against],
        payload={"outcome": outcome},
    )


@transaction.atomic
def complaint_withdraw(*, actor: Actor, complaint: Complaint) -> None:
    """The complainant takes it back."""
    if side_of(actor, complaint) != "complainant":
        raise refuse()
    moves.apply(complaint, MOVES["withdraw"])
    record(actor=actor, verb="complaint.withdrawn", subject=complaint)


def run_clock() -> int:
    """Remind before the limit, escalate after it; each once. Returns how many rows were marked."""
    today, done = clock.today(), 0
    for complaint in Complaint.objects.filter(state__in=OPEN_STATES, due_on__lte=today + timedelta(days=8)):
        left = workdays.between(today, complaint.due_on, settings.HOME_COUNTRY)
        if left < 0:
            done += stamp(complaint, "overdue_at", "complaint.overdue")
        elif left <= limits()["remind_before"]:
            done += stamp(complaint, "reminded_at", "complaint.due_soon")
    return done


@transaction.atomic
def stamp(complaint: Complaint, column: str, verb: str) -> int:
    """Stamp once and journal."""
    if not Complaint.objects.filter(pk=complaint.pk, **{f"{column}__isnull": True}).update(**{column: clock.now()}):
        return 0
    record(actor=SYSTEM, verb=verb, subject=complaint)
    return 1


def statistics() -> dict[str, Any]:
    """Published figures: received, open, decided by outcome, share within the limit, median working days. Suppressed."""
    rows = Complaint.objects.all()
    outcomes = dict(rows.filter(state=S.DECIDED).values_list("outcome").annotate(n=Count("pk")))
    shown = suppression.hide({code: outcomes.get(code, 0) for code in Outcome.values})
    decided = [
        (clock.day_of(start), clock.day_of(end), due)
        for start, end, due in rows.filter(state=S.DECIDED).values_list("created_at", "decided_at", "due_on")
        if end
    ]
    spans = [workdays.between(start, end, settings.HOME_COUNTRY) for start, end, _due in decided]
    on_time = sum(end <= due for _start, end, due in decided)
    subjects = dict(rows.values_list("subject").annotate(n=Count("pk")))
    return {
        "received": sum(subjects.values()),
        "open": rows.filter(state__in=OPEN_STATES).count(),
        "outcomes": shown,
        "on_time": suppression.share(on_time, len(decided)),
        "median_days": median(spans) if len(spans) >= suppression.K else None,
        "subjects": suppression.hide({code: subjects.get(code, 0) for code in Subject.values}),
    }


def check_conflict(complaint: Complaint) -> None:
    """ConflictError when the case is closed."""
    if complaint.state not in OPEN_STATES:
        raise ConflictError(_("This case is closed."))
