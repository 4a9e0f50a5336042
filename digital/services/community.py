"""Pilots that may fail in public."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digital.choices import Gate, GateDecision, PilotState
from digital.models import Challenge, Pilot, PilotGate
from digital.services.common import require_editor
from digital.services.deadlines import GATE_TIME, WEEK, end_of, stage
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation

PUBLISH_DAYS = 30


@transaction.atomic
def pilot_start(*, actor: Actor, values: Mapping[str, Any], challenge: Challenge | None = None) -> Pilot:
    """A pilot with a hypothesis that can fail: threshold and value today must differ.

    ``challenge``: the own, won challenge it follows: its winner is the partner, and the prototype gate is passed.
    """
    organisation = require_editor(actor)
    if values["threshold"] == values["baseline"]:
        raise DomainError(fields={"threshold": _("Success must differ from today's value, or the pilot cannot fail.")})
    if values.get("partner") == organisation:
        raise DomainError(fields={"partner": _("The partner is another firm than yours.")})
    followed = {} if challenge is None else _following(organisation, challenge)
    pilot = Pilot.objects.create(
        organisation=organisation, next_check_at=clock.now() + GATE_TIME, **{**values, **followed}
    )
    if challenge is not None and challenge.winner is not None:
        reason = challenge.winner.prototype_reason or str(_("The prototype passed in the challenge."))
        PilotGate.objects.create(
            pilot=pilot, gate=Gate.PROTOTYPE, decision=GateDecision.GO, reason=reason, decided_at=clock.now()
        )
    concerns = [pilot.partner] if pilot.partner else []
    record(actor=actor, verb="digital.pilot.started", subject=pilot, concerns=concerns, notify=bool(concerns))
    return pilot


def _following(organisation: Organisation, challenge: Challenge) -> dict[str, Any]:
    """What a pilot takes over from the challenge it follows; raises DomainError when nobody has won it."""
    if challenge.organisation_id != organisation.pk:
        raise NotAllowedError(_("Only the firm that set the challenge may do this."))
    if challenge.winner is None:
        raise DomainError(_("A pilot can follow a challenge only with a winner whose prototype works."))
    # The winner agreed when it entered and showed its prototype.
    return {"challenge": challenge, "partner": challenge.winner.organisation, "partner_agreed_at": clock.now()}


def next_gate(pilot: Pilot) -> str:
    """The next gate to decide; empty when all are passed or one said stop."""
    done = {row.gate: row.decision for row in pilot.gates.all()}
    if pilot.state != PilotState.RUNNING or GateDecision.STOP in done.values():
        return ""
    return next((gate for gate in Gate.values if gate not in done), "")


def may_contract(pilot: Pilot) -> bool:
    """A contract is allowed only once the prototype gate said go."""
    return pilot.gates.filter(gate=Gate.PROTOTYPE).exclude(decision=GateDecision.STOP).exists()


def _require_owner(actor: Actor, pilot: Pilot) -> None:
    if require_editor(actor).pk != pilot.organisation_id:
        raise NotAllowedError(_("Only the firm that runs the pilot may do this."))


@transaction.atomic
def gate_decide(*, actor: Actor, pilot: Pilot, gate: str, decision: str, reason: str) -> PilotGate:
    """Decide the next gate with a reason; stop ends the pilot and starts the time to publish."""
    _require_owner(actor, pilot)
    if gate != next_gate(pilot):
        raise ConflictError(_("The gates are decided one after the other."))
    if decision not in GateDecision.values or not reason.strip():
        raise DomainError(fields={"reason": _("Choose a decision and say why.")})
    row = PilotGate.objects.create(
        pilot=pilot, gate=gate, decision=decision, reason=reason.strip(), decided_at=clock.now()
    )
    if decision == GateDecision.STOP:
        _end(pilot, PilotState.STOPPED)
    else:
        Pilot.objects.filter(pk=pilot.pk).update(**stage(clock.now() + GATE_TIME))
    record(
        actor=actor,
        verb="digital.pilot.gate",
        subject=pilot,
        payload={"gate": gate, "decision": decision},
        notify=False,
    )
    return row


def _end(pilot: Pilot, state: str, **values: Any) -> None:
    today = clock.today()
    last = today + timedelta(days=PUBLISH_DAYS)
    again = None if values.get("lesson") else end_of(last) - WEEK
    Pilot.objects.filter(pk=pilot.pk).update(state=state, ended_on=today, publish_by=last, **stage(again), **values)
    pilot.refresh_from_db()


@transaction.atomic
def pilot_result(*, actor: Actor, pilot: Pilot, result: Decimal | None, lesson: str) -> Pilot:
    """Publish value and lesson. The state follows from the figures, not from a wish; a missed threshold stays listed."""
    _require_owner(actor, pilot)
    if pilot.lesson:
        raise ConflictError(_("The result has been published and stays as it is."))
    if not lesson.strip():
        raise DomainError(fields={"lesson": _("Write what others can learn from it.")})
    if pilot.state == PilotState.STOPPED:
        Pilot.objects.filter(pk=pilot.pk).update(result=result, lesson=lesson.strip(), **stage(None))
        pilot.refresh_from_db()
    else:
        if result is None:
            raise DomainError(fields={"result": _("Enter the measured value.")})
        up = pilot.threshold > pilot.baseline
        reached = result >= pilot.threshold if up else result <= pilot.threshold
        _end(pilot, PilotState.REACHED if reached else PilotState.MISSED, result=result, lesson=lesson.strip())
    record(actor=actor, verb="digital.pilot.published", subject=pilot, payload={"state": pilot.state}, notify=False)
    return pilot
