"""Applying for a capability: answers, evidence, submission, withdrawal, appeal. Reviewing is in ``reviews``."""

from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common import clock, workdays
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.documents.models import Document, DocumentGrant
from portal.documents.services import document_grant
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityState
from portal.organisations.models import Capability, Organisation
from portal.vetting.choices import OPEN_STATES, QUEUE_STATES, CaseState, Verdict
from portal.vetting.criteria import criteria_sets
from portal.vetting.models import Appeal, VettingAnswer, VettingCase, VettingEvidence
from portal.vetting.policies import can_edit_case

RENEWABLE = (CapabilityState.APPROVED, CapabilityState.EXPIRED)
STARTABLE = (CapabilityState.DRAFT, CapabilityState.REJECTED, *RENEWABLE)
EDITABLE = (CaseState.DRAFT, CaseState.RETURNED)


def days_used(case: VettingCase) -> int:
    """Working days the authority has used so far; the applicant's own time does not count."""
    if case.state in QUEUE_STATES and case.clock_started_on:
        return case.days_used + workdays.between(case.clock_started_on, clock.today(), settings.HOME_COUNTRY)
    return case.days_used


def due_on(case: VettingCase) -> date | None:
    """The last working day on which the decision is in time; None while the applicant has the case."""
    if case.state not in QUEUE_STATES or case.clock_started_on is None:
        return None
    return workdays.add(case.clock_started_on, max(case.days_allowed - case.days_used, 0), settings.HOME_COUNTRY)


def _require_editor(actor: Actor, case: VettingCase) -> None:
    if not can_edit_case(actor, case):
        raise NotAllowedError(_("Only a member of the applicant who may edit can do this."))


@transaction.atomic
def case_start(*, actor: Actor, capability: Capability) -> VettingCase:
    """Begin (or continue) the application for ``capability`` with one empty answer per published criterion."""
    if not actor.may_edit or actor.organisation is None or capability.organisation_id != actor.organisation.pk:
        raise NotAllowedError(_("Only a member of the applicant who may edit can do this."))
    running = VettingCase.objects.filter(capability=capability, state__in=OPEN_STATES).first()
    if running is not None:
        return running
    if capability.state not in STARTABLE or capability.kind not in criteria_sets():
        raise DomainError(_("This capability cannot be applied for at the moment."))
    criteria = criteria_sets()[capability.kind]
    try:
        with transaction.atomic():
            case = VettingCase.objects.create(
                capability=capability,
                is_renewal=capability.state in RENEWABLE,
                criteria_version=criteria.version,
                days_allowed=criteria.days_allowed,
                language=get_language() or "en",
                created_by=actor.person,
            )
    except IntegrityError:  # a colleague began in the same moment
        return VettingCase.objects.get(capability=capability, state__in=OPEN_STATES)
    VettingAnswer.objects.bulk_create(
        [VettingAnswer(case=case, criterion=criterion.code) for criterion in criteria.criteria]
    )
    record(actor=actor, verb="vetting.started", subject=case, payload={"kind": capability.kind}, notify=False)
    return case


@transaction.atomic
def answer_save(*, actor: Actor, answer: VettingAnswer, is_met: bool | None, text: str, link: str) -> VettingAnswer:
    """Keep an answer while the applicant has the case. An answer changed after a return is looked at again."""
    case = answer.case
    _require_editor(actor, case)
    changes = {"is_met": is_met, "text": text.strip(), "link": link.strip()}
    if case.state == CaseState.RETURNED and any(getattr(answer, name) != value for name, value in changes.items()):
        changes["verdict"] = Verdict.OPEN
    changed = VettingAnswer.objects.filter(pk=answer.pk, case__state__in=EDITABLE).update(
        **changes, updated_at=clock.now()
    )
    if not changed:
        raise ConflictError(_("The application was sent meanwhile and cannot be changed now."))
    answer.refresh_from_db()
    return answer


@transaction.atomic
def evidence_add(*, actor: Actor, answer: VettingAnswer, document: Document) -> VettingEvidence:
    """Show a document of the own vault as evidence."""
    case = answer.case
    _require_editor(actor, case)
    if document.owner_id != case.capability.organisation_id or document.deleted_at is not None:
        raise DomainError(fields={"file": [_("This document is not in your vault.")]})
    if case.state not in EDITABLE:
        raise ConflictError(_("The application was sent meanwhile and cannot be changed now."))
    evidence, _created = VettingEvidence.objects.get_or_create(
        answer=answer, document=document, defaults={"added_at": clock.now()}
    )
    if case.state == CaseState.RETURNED:
        VettingAnswer.objects.filter(pk=answer.pk).update(verdict=Verdict.OPEN)
    return evidence


@transaction.atomic
def evidence_remove(*, actor: Actor, evidence: VettingEvidence) -> None:
    """Take a document out of the application; it stays in the vault."""
    _require_editor(actor, evidence.answer.case)
    if evidence.answer.case.state not in EDITABLE:
        raise ConflictError(_("The application was sent meanwhile and cannot be changed now."))
    evidence.delete()


def is_answered(answer: VettingAnswer) -> bool:
    """Whether a criterion has a yes or no and, for a yes, words, a link or a file."""
    if answer.is_met is None:
        return False
    return not answer.is_met or bool(answer.text or answer.link or answer.evidence.all())


def missing_answers(case: VettingCase) -> list[str]:
    """Codes of criteria that still need an answer."""
    answers = case.answers.prefetch_related("evidence").order_by("pk")
    return [answer.criterion for answer in answers if not is_answered(answer)]


@transaction.atomic
def case_submit(*, actor: Actor, case: VettingCase) -> VettingCase:
    """Send the application; the authority's clock starts (or goes on). Evidence becomes readable to the authorities.

    Raises ``DomainError`` naming the unanswered criteria, ``ConflictError`` when it was sent already.
    """
    _require_editor(actor, case)
    missing = missing_answers(case)
    if missing:
        raise DomainError(fields={code: [_("Answer this and add evidence.")] for code in missing})
    now = clock.now()
    changed = VettingCase.objects.filter(pk=case.pk, state__in=EDITABLE).update(
        state=CaseState.SUBMITTED,
        submitted_at=case.submitted_at or now,
        clock_started_on=clock.today(),
        officer=None,
        taken_at=None,
        language=get_language() or case.language,
    )
    if not changed:
        raise ConflictError(_("This application was sent already."))
    case.refresh_from_db()
    Capability.objects.filter(
        pk=case.capability_id, state__in=[CapabilityState.DRAFT, CapabilityState.REJECTED, CapabilityState.EXPIRED]
    ).update(state=CapabilityState.SUBMITTED)
    share_evidence(actor, case)
    record(
        actor=actor,
        verb="vetting.submitted",
        subject=case,
        concerns=authorities(),
        payload={"kind": case.capability.kind, "organisation": case.capability.organisation.legal_name},
    )
    return case


def authorities() -> list[Organisation]:
    """Organisations that vet."""
    rows = Capability.objects.in_force().filter(kind="authority").select_related("organisation")
    return [row.organisation for row in rows]


def share_evidence(actor: Actor, case: VettingCase) -> None:
    """Let the authorities read the documents of the application, and nobody else."""
    documents = Document.objects.filter(pk__in=VettingEvidence.objects.filter(answer__case=case).values("document"))
    readers = [body for body in authorities() if body.pk != case.capability.organisation_id]
    for document in documents:
        granted = set(
            DocumentGrant.objects.filter(document=document, revoked_at__isnull=True).values_list(
                "organisation_id", flat=True
            )
        )
        for body in readers:
            if body.pk not in granted:
                document_grant(actor=actor, document=document, organisation=body)


@transaction.atomic
def case_withdraw(*, actor: Actor, case: VettingCase) -> None:
    """Take the application back while it is undecided; the capability returns to where it was."""
    _require_editor(actor, case)
    if not VettingCase.objects.filter(pk=case.pk, state__in=OPEN_STATES).update(state=CaseState.WITHDRAWN):
        raise ConflictError(_("This application has been decided already."))
    Capability.objects.filter(pk=case.capability_id, state=CapabilityState.SUBMITTED).update(
        state=CapabilityState.DRAFT
    )
    record(actor=actor, verb="vetting.withdrawn", subject=case, notify=False)


@transaction.atomic
def appeal_file(*, actor: Actor, case: VettingCase, reason: str) -> Appeal:
    """Ask for a second opinion on a rejection, once, while no newer application runs."""
    _require_editor(actor, case)
    if case.state != CaseState.REJECTED or case.decided_by is None:
        raise DomainError(_("Only a rejection can be appealed."))
    if not reason.strip():
        raise DomainError(fields={"reason": [_("Say why the decision is wrong.")]})
    newer = VettingCase.objects.filter(capability=case.capability, pk__gt=case.pk, state__in=OPEN_STATES)
    if newer.exists():
        raise DomainError(_("A new application is running. Withdraw it first, or wait for its decision."))
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                case=case,
                reason=reason.strip(),
                filed_by=actor.person,
                filed_at=clock.now(),
                days_allowed=criteria_sets()[case.capability.kind].appeal_days,
                first_decided_by=case.decided_by,
            )
    except IntegrityError as error:
        raise ConflictError(_("This decision has been appealed already.")) from error
    record(
        actor=actor,
        verb="vetting.appeal_filed",
        subject=appeal,
        concerns=authorities(),
        payload={"kind": case.capability.kind, "organisation": case.capability.organisation.legal_name},
    )
    return appeal
