"""Events: opened, joined, meetings asked and answered, the schedule solved and proven, moved by hand later."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from export.meetings import Party, Wanted, proof_of, solve
from export.models.events import Event, EventParty, EventState, MeetingRequest, MeetingState, Side
from export.services.firm import require_editor, user_of
from export.zones import ZONES
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation

ANSWER_HOURS = 48
MOVE_HOURS = 2  # a placed meeting can be moved until two hours before it


def slot_start(event: Event, slot: int) -> datetime:
    """When a slot begins."""
    return event.starts_at + timedelta(minutes=event.slot_minutes * slot)


@transaction.atomic
def event_open(*, actor: Actor, form: Any, breaks: list[int]) -> Event:
    """Open an event (chambers, authorities)."""
    firm = require_editor(actor)
    if not (actor.holds(CapabilityKind.ADVISER) or actor.is_authority):
        raise NotAllowedError(_("Chambers and authorities open events."))
    event: Event = form.instance
    if event.time_zone not in ZONES:
        raise DomainError(fields={"time_zone": _("Choose a time zone from the list.")})
    if event.starts_at <= clock.now():
        raise DomainError(fields={"starts_at": _("Choose a time in the future.")})
    if event.register_until > event.starts_at:
        raise DomainError(fields={"register_until": _("Registration ends before the event starts.")})
    if any(not 0 <= slot < event.slots for slot in breaks):
        raise DomainError(fields={"breaks_text": _("There is no slot with this number.")})
    event.organiser, event.created_by, event.breaks = firm, user_of(actor), sorted(set(breaks))
    saved: Event = form.save()
    record(actor=actor, verb="export.event.opened", subject=saved, notify=False)
    return saved


@transaction.atomic
def event_join(
    *, actor: Actor, event: Event, side: str, pitch: str, absent: list[int], time_zone: str = ""
) -> EventParty:
    """Take part on a side, or change one's own registration, until registration ends.

    ``time_zone``: in which the participant reads the schedule; the event's own when empty.
    """
    firm = require_editor(actor)
    zone = time_zone or event.time_zone
    if zone not in ZONES:
        raise DomainError(fields={"time_zone": _("Choose a time zone from the list.")})
    if side not in Side.values:
        raise DomainError(fields={"side": _("Choose a side.")})
    if any(not 0 <= slot < event.slots for slot in absent):
        raise DomainError(fields={"absent": _("There is no slot with this number.")})
    if event.state != EventState.OPEN or event.register_until <= clock.now():
        raise ConflictError(_("Registration has ended."))
    held = EventParty.objects.filter(event=event, organisation=firm).first()
    if held is not None and held.side != side and (held.as_firm.exists() or held.as_buyer.exists()):
        raise DomainError(fields={"side": _("You have meetings on the other side already.")})
    party, _made = EventParty.objects.update_or_create(
        event=event,
        organisation=firm,
        defaults={
            "side": side,
            "pitch": pitch,
            "absent": sorted(set(absent)),
            "time_zone": zone,
            "registered_at": clock.now(),
        },
    )
    record(actor=actor, verb="export.event.joined", subject=event, notify=False)
    return party


def own_party(actor: Actor, event: Event) -> EventParty:
    """The actor's registration. Raises NotAllowedError when there is none."""
    firm = require_editor(actor)
    party = EventParty.objects.filter(event=event, organisation=firm).first()
    if party is None:
        raise NotAllowedError(_("Register for the event first."))
    return party


@transaction.atomic
def meeting_ask(*, actor: Actor, event: Event, other: EventParty, reason: str) -> MeetingRequest:
    """Ask somebody of the other side for a meeting, with a reason."""
    mine = own_party(actor, event)
    if other.event_id != event.pk or other.side == mine.side:
        raise DomainError(_("Choose somebody of the other side."))
    if not reason.strip():
        raise DomainError(fields={"reason": _("Say why; requests with a reason are accepted more often.")})
    if event.state != EventState.OPEN:
        raise ConflictError(_("The schedule is made already."))
    firm, buyer = (mine, other) if mine.side == Side.FIRM else (other, mine)
    moment = clock.now()
    try:
        with transaction.atomic():
            meeting = MeetingRequest.objects.create(
                event=event, firm=firm, buyer=buyer, asked_by=mine, reason=reason[:200], asked_at=moment,
                expires_at=min(moment + timedelta(hours=ANSWER_HOURS), event.starts_at),
            )  # fmt: skip
    except IntegrityError as error:
        raise ConflictError(_("This meeting has been asked for already.")) from error
    record(
        actor=actor,
        verb="export.meeting.asked",
        subject=event,
        concerns=[other.organisation],
        payload={"to": other.organisation_id},
    )
    return meeting


@transaction.atomic
def meeting_answer(*, actor: Actor, meeting: MeetingRequest, accept: bool) -> None:
    """The asked side says yes or no within 48 hours."""
    mine = own_party(actor, meeting.event)
    if mine.pk not in (meeting.firm_id, meeting.buyer_id) or mine.pk == meeting.asked_by_id:
        raise NotAllowedError(_("The asked side answers."))
    if meeting.expires_at <= clock.now():
        raise ConflictError(_("This request has lapsed."))
    state = MeetingState.ACCEPTED if accept else MeetingState.DECLINED
    if not MeetingRequest.objects.filter(pk=meeting.pk, state=MeetingState.ASKED).update(state=state):
        raise ConflictError(_("This was answered already."))
    record(
        actor=actor,
        verb=f"export.meeting.{state}",
        subject=meeting.event,
        concerns=[meeting.asked_by.organisation],
        payload={"to": meeting.asked_by.organisation_id},
    )


def _require_organiser(actor: Actor, event: Event) -> None:
    firm = require_editor(actor)
    if event.organiser_id != firm.pk:
        raise NotAllowedError(_("Only the organiser does this."))


def parties_of(event: Event) -> tuple[list[Party], list[Party]]:
    """The two sides as the solver reads them."""
    sides: dict[str, list[Party]] = {Side.FIRM: [], Side.BUYER: []}
    for party in event.parties.order_by("registered_at", "pk"):
        free = frozenset(range(event.slots)) - set(party.absent)
        sides[party.side].append(Party(party.public_id, free, event.cap))
    return sides[Side.FIRM], sides[Side.BUYER]


@transaction.atomic
def event_solve(*, actor: Actor, event: Event) -> Event:
    """Solve the schedule from all accepted meetings, prove it, keep it; can be repeated before the event starts."""
    _require_organiser(actor, event)
    if event.starts_at <= clock.now():
        raise ConflictError(_("The event has begun."))
    meetings = {
        (m.firm.public_id, m.buyer.public_id): m
        for m in event.meeting_requests.filter(state=MeetingState.ACCEPTED).select_related("firm", "buyer")
    }
    firms, buyers = parties_of(event)
    schedule = solve(firms, buyers, [Wanted(a, b) for a, b in meetings], slots=event.slots, breaks=event.breaks)
    proof = proof_of(schedule, firms, buyers, slots=event.slots, breaks=event.breaks)
    if not proof.holds:
        raise DomainError(
            _("The schedule failed its own check and was thrown away.")
        )  # cannot happen; checked all the same
    event.meeting_requests.update(slot=None, unplaced_reason="")
    for placed in schedule.placed:
        MeetingRequest.objects.filter(pk=meetings[placed.firm, placed.buyer].pk).update(slot=placed.slot)
    for wanted, reason in schedule.unplaced:
        MeetingRequest.objects.filter(pk=meetings[wanted.firm, wanted.buyer].pk).update(unplaced_reason=reason)
    event.state, event.solved_at = EventState.SOLVED, clock.now()
    event.proof = {
        "meetings": proof.meetings,
        "people": proof.people,
        "unplaced": len(schedule.unplaced),
        "clashes": 0,
        "without_any": len(proof.without_any),
    }
    event.save()
    record(
        actor=actor,
        verb="export.event.solved",
        subject=event,
        concerns=[p.organisation for p in event.parties.select_related("organisation")],
        payload=event.proof,
    )
    return event


def check_free(meeting: MeetingRequest, slot: int) -> None:
    """Raises DomainError unless both sides are free in ``slot``."""
    event = meeting.event
    if not 0 <= slot < event.slots or slot in event.breaks:
        raise DomainError(fields={"slot": _("Nobody meets in this slot.")})
    if slot in meeting.firm.absent or slot in meeting.buyer.absent:
        raise DomainError(fields={"slot": _("One side is absent then.")})
    others = event.meeting_requests.exclude(pk=meeting.pk).filter(slot=slot)
    if others.filter(firm=meeting.firm).exists() or others.filter(buyer=meeting.buyer).exists():
        raise DomainError(fields={"slot": _("One side has another meeting then.")})


@transaction.atomic
def meeting_move(*, actor: Actor, meeting: MeetingRequest, slot: int) -> None:
    """The organiser or a side moves a placed meeting, until two hours before it; the database refuses a clash."""
    event = meeting.event
    firm = require_editor(actor)
    if firm.pk not in (event.organiser_id, meeting.firm.organisation_id, meeting.buyer.organisation_id):
        raise NotAllowedError(_("Only the two sides and the organiser move a meeting."))
    if meeting.slot is None or slot_start(event, meeting.slot) - clock.now() < timedelta(hours=MOVE_HOURS):
        raise ConflictError(_("Meetings can be moved until two hours before they start."))
    check_free(meeting, slot)
    try:
        with transaction.atomic():
            MeetingRequest.objects.filter(pk=meeting.pk, slot=meeting.slot).update(slot=slot)
    except IntegrityError as error:
        raise ConflictError(_("One side has another meeting then.")) from error
    record(
        actor=actor,
        verb="export.meeting.moved",
        subject=event,
        concerns=[meeting.firm.organisation, meeting.buyer.organisation],
        notify=False,
    )


def expire_meetings() -> int:
    """Requests nobody answered lapse; events that are past are over."""
    moment = clock.now()
    done = MeetingRequest.objects.filter(state=MeetingState.ASKED, expires_at__lte=moment).update(
        state=MeetingState.EXPIRED
    )
    for event in Event.objects.filter(starts_at__lte=moment).exclude(state=EventState.OVER)[:200]:
        if slot_start(event, event.slots) <= moment:
            with transaction.atomic():
                done += Event.objects.filter(pk=event.pk).exclude(state=EventState.OVER).update(state=EventState.OVER)
                record(actor=SYSTEM, verb="export.event.over", subject=event, concerns=[event.organiser], notify=False)
    return done


def program_of(event: Event, firm: Organisation | None) -> list[MeetingRequest]:
    """A participant's meetings, or all for the organiser, in order of time."""
    rows = event.meeting_requests.filter(slot__isnull=False).select_related(
        "firm__organisation", "buyer__organisation", "event"
    )
    if firm is not None and firm.pk != event.organiser_id:
        rows = rows.filter(firm__organisation=firm) | rows.filter(buyer__organisation=firm)
    return list(rows.order_by("slot", "pk"))
