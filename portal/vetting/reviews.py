"""Reviewing applications: taking a case, verdicts, asking for more, deciding, suspending, appeals."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityState
from portal.organisations.models import Capability
from portal.vetting.choices import QUEUE_STATES, AppealState, CaseState, Verdict
from portal.vetting.criteria import criteria_sets
from portal.vetting.models import Appeal, VettingAnswer, VettingCase
from portal.vetting.policies import can_decide_appeal, can_decide_case, can_review, is_own
from portal.vetting.services import days_used


def _require_reviewer(actor: Actor, case: VettingCase) -> None:
    if not can_review(actor):
        raise NotAllowedError(_("Only an officer of an authority can review applications."))
    if is_own(actor, case):
        raise NotAllowedError(_("An authority cannot review its own application."))


def _require_holder(actor: Actor, case: VettingCase) -> None:
    _require_reviewer(actor, case)
    if not can_decide_case(actor, case):
        raise NotAllowedError(_("Take this application first; another officer may be working on it."))


@transaction.atomic
def case_take(*, actor: Actor, case: VettingCase, seen_officer_id: int | None = None) -> VettingCase:
    """Lock the case for the actor. Taking it over from a colleague needs the colleague's id as it was seen.

    Raises ``ConflictError`` when somebody else took it meanwhile.
    """
    _require_reviewer(actor, case)
    free = VettingCase.objects.filter(pk=case.pk, state__in=QUEUE_STATES, officer_id=seen_officer_id)
    if not free.update(state=CaseState.IN_REVIEW, officer=actor.user, taken_at=clock.now(), no_conflict_at=None):
        raise ConflictError(_("Another officer took this application a moment ago."))
    case.refresh_from_db()
    verb = "vetting.taken_over" if seen_officer_id else "vetting.taken"
    record(actor=actor, verb=verb, subject=case, concerns=[case.capability.organisation], notify=False)
    return case


@transaction.atomic
def case_release(*, actor: Actor, case: VettingCase) -> None:
    """Give the case back to the queue, for example because of a conflict of interest."""
    _require_holder(actor, case)
    held = VettingCase.objects.filter(pk=case.pk, state=CaseState.IN_REVIEW, officer=actor.user)
    if not held.update(state=CaseState.SUBMITTED, officer=None, taken_at=None, no_conflict_at=None):
        raise ConflictError(_("This application is not with you any more."))
    record(actor=actor, verb="vetting.released", subject=case, notify=False)


@transaction.atomic
def verdict_save(*, actor: Actor, answer: VettingAnswer, verdict: str, question: str = "") -> None:
    """Say whether one criterion is met. A verdict that is not “met” needs words the applicant can act on."""
    _require_holder(actor, answer.case)
    if verdict in (Verdict.UNCLEAR, Verdict.NOT_MET) and not question.strip():
        raise DomainError(fields={f"question_{answer.criterion}": [_("Write what is missing or why it is not met.")]})
    changed = VettingAnswer.objects.filter(
        pk=answer.pk, case__state=CaseState.IN_REVIEW, case__officer=actor.user
    ).update(verdict=verdict, question=question.strip(), updated_at=clock.now())
    if not changed:
        raise ConflictError(_("This application is not with you any more."))


@transaction.atomic
def case_return(*, actor: Actor, case: VettingCase, note: str = "") -> VettingCase:
    """Ask the applicant for more; the authority's clock stands still until the answer."""
    _require_holder(actor, case)
    if not case.answers.filter(verdict=Verdict.UNCLEAR).exists():
        raise DomainError(_("Mark at least one criterion “needs more” and write what you need."))
    changed = VettingCase.objects.filter(pk=case.pk, state=CaseState.IN_REVIEW, officer=actor.user).update(
        state=CaseState.RETURNED, days_used=days_used(case), clock_started_on=None, note=note.strip()
    )
    if not changed:
        raise ConflictError(_("This application is not with you any more."))
    case.refresh_from_db()
    _record(actor, "vetting.returned", case)
    return case


def letter_of(case: VettingCase, *, approve: bool, note: str) -> str:
    """The decision letter in the applicant's language, as it would be sent."""
    criteria = criteria_sets()[case.capability.kind]
    with translation.override(case.language):
        answers = {answer.criterion: answer for answer in case.answers.all()}
        rows: list[dict[str, Any]] = [
            {"text": item.text(case.language), "answer": answers[item.code]}
            for item in criteria.criteria
            if item.code in answers
        ]
        context = {
            "case": case,
            "organisation": case.capability.organisation,
            "kind": case.capability.get_kind_display(),
            "approve": approve,
            "note": note,
            "rows": rows,
            "failed": [row for row in rows if row["answer"].verdict == Verdict.NOT_MET],
            "expires_on": expiry_after(clock.today(), criteria.valid_months),
            "appeal_days": criteria.appeal_days,
            "today": clock.today(),
        }
        return render_to_string("emails/vetting/letter.txt", context).strip()


def expiry_after(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise ValueError(day)  # pragma: no cover - every month has 28 days


def _check_decision(case: VettingCase, *, approve: bool) -> None:
    verdicts = set(case.answers.values_list("verdict", flat=True))
    if verdicts & {Verdict.OPEN, Verdict.UNCLEAR}:
        raise DomainError(_("Give a verdict on every criterion before deciding, or ask for more."))
    if approve and Verdict.NOT_MET in verdicts:
        raise DomainError(_("A criterion is not met, so the application cannot be approved."))
    if not approve and Verdict.NOT_MET not in verdicts:
        raise DomainError(_("Every criterion is met, so the application cannot be rejected."))


@transaction.atomic
def case_decide(*, actor: Actor, case: VettingCase, approve: bool, note: str, no_conflict: bool) -> VettingCase:
    """Decide. The capability follows in the same transaction, and the letter is kept as it was sent.

    Raises ``DomainError`` without the declaration or with open verdicts, ``ConflictError`` when the case moved.
    """
    _require_holder(actor, case)
    if not no_conflict:
        raise DomainError(fields={"no_conflict": [_("Confirm that you have no conflict of interest.")]})
    _check_decision(case, approve=approve)
    now = clock.now()
    changed = VettingCase.objects.filter(pk=case.pk, state=CaseState.IN_REVIEW, officer=actor.user).update(
        state=CaseState.APPROVED if approve else CaseState.REJECTED,
        days_used=days_used(case),
        clock_started_on=None,
        decided_by=actor.user,
        decided_at=now,
        no_conflict_at=now,
        note=note.strip(),
        letter=letter_of(case, approve=approve, note=note.strip()),
    )
    if not changed:
        raise ConflictError(_("This application is not with you any more."))
    case.refresh_from_db()
    if approve:
        approve_capability(case.capability)
    else:
        Capability.objects.filter(pk=case.capability_id).update(state=CapabilityState.REJECTED)
    _record(actor, "vetting.approved" if approve else "vetting.rejected", case)
    return case


def approve_capability(capability: Capability) -> None:
    """Put the capability in force for the published number of months."""
    months = criteria_sets()[capability.kind].valid_months
    Capability.objects.filter(pk=capability.pk).update(
        state=CapabilityState.APPROVED,
        approved_at=clock.now(),
        expires_on=expiry_after(clock.today(), months),
        reminded_days=None,
        suspended_reason="",
    )


@transaction.atomic
def appeal_decide(*, actor: Actor, appeal: Appeal, overturn: bool, answer: str) -> Appeal:
    """A second officer confirms or changes a rejection. A changed one puts the capability in force."""
    if not can_decide_appeal(actor, appeal):
        raise NotAllowedError(_("An appeal is decided by an officer who did not make the first decision."))
    if not answer.strip():
        raise DomainError(fields={"answer": [_("Write the reasons of your decision.")]})
    state = AppealState.OVERTURNED if overturn else AppealState.UPHELD
    changed = (
        Appeal.objects.filter(pk=appeal.pk, state=AppealState.FILED)
        .exclude(first_decided_by=actor.user)
        .update(state=state, decided_by=actor.user, decided_at=clock.now(), answer=answer.strip())
    )
    if not changed:
        raise ConflictError(_("This appeal has been decided already."))
    appeal.refresh_from_db()
    if overturn:
        approve_capability(appeal.case.capability)
    record(
        actor=actor,
        verb="vetting.appeal_decided",
        subject=appeal,
        concerns=[appeal.case.capability.organisation],
        payload={"overturned": overturn, "kind": appeal.case.capability.kind},
    )
    return appeal


@transaction.atomic
def capability_suspend(*, actor: Actor, capability: Capability, reason: str) -> None:
    """Stop a capability at once; the reason is told to the organisation."""
    if not can_review(actor) or (actor.organisation and actor.organisation.pk == capability.organisation_id):
        raise NotAllowedError(_("Only an officer of another authority can suspend a capability."))
    if not reason.strip():
        raise DomainError(fields={"reason": [_("Write the reason; the organisation will read it.")]})
    changed = Capability.objects.filter(pk=capability.pk, state=CapabilityState.APPROVED).update(
        state=CapabilityState.SUSPENDED, suspended_reason=reason.strip()
    )
    if not changed:
        raise ConflictError(_("Only a capability in force can be suspended."))
    _record_capability(actor, "capability.suspended", capability, {"reason": reason.strip()})


@transaction.atomic
def capability_restore(*, actor: Actor, capability: Capability) -> None:
    """End a suspension; an expiry date that has passed meanwhile still holds."""
    if not can_review(actor) or (actor.organisation and actor.organisation.pk == capability.organisation_id):
        raise NotAllowedError(_("Only an officer of another authority can end a suspension."))
    changed = Capability.objects.filter(pk=capability.pk, state=CapabilityState.SUSPENDED).update(
        state=CapabilityState.APPROVED, suspended_reason="", approved_at=F("approved_at")
    )
    if not changed:
        raise ConflictError(_("This capability is not suspended."))
    _record_capability(actor, "capability.restored", capability, {})


def _record(actor: Actor, verb: str, case: VettingCase) -> None:
    payload = {"kind": case.capability.kind, "renewal": case.is_renewal, "days_used": case.days_used}
    record(actor=actor, verb=verb, subject=case, concerns=[case.capability.organisation], payload=payload)


def _record_capability(actor: Actor, verb: str, capability: Capability, payload: dict[str, Any]) -> None:
    payload = {"kind": capability.kind, **payload}
    record(actor=actor, verb=verb, subject=capability, concerns=[capability.organisation], payload=payload)
