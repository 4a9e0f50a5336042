"""Export plans and cases of the consortium."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from export import countries, hs
from export.models.cases import Case, CaseEntry, CaseState
from export.models.firm import MarketChoice
from export.models.plan import ExportPlan, PlanSection
from export.services.firm import require_editor, user_of
from export.services.partners import ANSWER_WORKING_DAYS
from portal.common import clock, workdays
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Organisation


@transaction.atomic
def plan_begin(*, actor: Actor, choice: MarketChoice) -> ExportPlan:
    """The plan for a chosen market, made when there is none."""
    firm = require_editor(actor)
    if choice.organisation_id != firm.pk:
        raise NotAllowedError(_("This choice belongs to another firm."))
    if choice.market not in countries.known() or not hs.is_code(choice.hs6):
        raise DomainError(_("This market or product code does not exist."))
    try:
        with transaction.atomic():
            plan, _made = ExportPlan.objects.get_or_create(
                organisation=firm, market=choice.market, hs6=choice.hs6, defaults={"created_by": user_of(actor)}
            )
    except IntegrityError:  # a colleague began at the same moment
        plan = ExportPlan.objects.get(organisation=firm, market=choice.market, hs6=choice.hs6)
    record(actor=actor, verb="export.plan.opened", subject=plan, notify=False)
    return plan


@transaction.atomic
def plan_write(*, actor: Actor, plan: ExportPlan, section: str, text: str) -> None:
    """Keep the text of a section."""
    require_editor(actor)
    if section not in PlanSection.values:
        raise DomainError(fields={"text": _("There is no such section.")})
    fresh = ExportPlan.objects.get(pk=plan.pk)
    fresh.texts = {**fresh.texts, section: text}
    fresh.save(update_fields=["texts", "updated_at"])
    record(actor=actor, verb="export.plan.written", subject=plan, payload={"section": section}, notify=False)


@transaction.atomic
def plan_add(*, actor: Actor, plan: ExportPlan, form: Any) -> None:
    """Add an objective or a risk."""
    require_editor(actor)
    form.instance.plan = plan
    form.save()
    record(actor=actor, verb="export.plan.extended", subject=plan, notify=False)


def progress_of(plan: ExportPlan) -> tuple[int, int]:
    """(answered, all): nine sections, at least one objective, at least one risk."""
    done = sum(1 for section in PlanSection.values if plan.texts.get(section, "").strip())
    return done + int(plan.objectives.exists()) + int(plan.risks.exists()), len(PlanSection.values) + 2


# --- the consortium ---------------------------------------------------------------------------------------------------


def institutions() -> Any:
    """Organisations that answer cases: approved advisers and authorities."""
    return Organisation.objects.filter(
        capabilities__kind__in=(CapabilityKind.ADVISER, CapabilityKind.AUTHORITY),
        capabilities__state=CapabilityState.APPROVED,
    ).distinct()


def cases_of(actor: Actor) -> Any:
    """A firm's own cases; those an institution holds or has held."""
    firm = actor.organisation
    if firm is None:
        return Case.objects.none()
    seen = Q(organisation=firm) | Q(holder=firm) | Q(entries__by=firm) | Q(entries__handed_to=firm)
    return Case.objects.filter(pk__in=Case.objects.filter(seen).values("pk")).select_related("organisation", "holder")


@transaction.atomic
def case_open(*, actor: Actor, form: Any) -> Case:
    """A firm asks; the institution it chooses has five working days."""
    firm = require_editor(actor)
    case: Case = form.instance
    case.organisation, case.created_by = firm, user_of(actor)
    case.due_at = workdays.later(clock.now(), ANSWER_WORKING_DAYS, settings.HOME_COUNTRY)
    saved: Case = form.save()
    record(
        actor=actor, verb="export.case.opened", subject=saved, concerns=[saved.holder], payload={"to": saved.holder_id}
    )
    return saved


def _require_holder(actor: Actor, case: Case) -> Organisation:
    firm = require_editor(actor)
    if case.holder_id != firm.pk:
        raise NotAllowedError(_("The institution that holds the case does this."))
    return firm


@transaction.atomic
def case_answer(*, actor: Actor, case: Case, text: str, state: str, agrees: str = "", disputes: str = "") -> None:
    """An answer or opinion by the holder, with the new state. For conflicting advice: what is agreed and disputed."""
    firm = _require_holder(actor, case)
    if not text.strip() or state not in CaseState.values:
        raise DomainError(fields={"text": _("Write the answer and choose the state.")})
    CaseEntry.objects.create(
        case=case,
        by=firm,
        author=user_of(actor),
        is_opinion=bool(agrees or disputes),
        agrees=agrees[:1000],
        disputes=disputes[:1000],
        text=text,
        at=clock.now(),
    )
    Case.objects.filter(pk=case.pk).update(state=state, due_at=clock.now() + timedelta(days=30))
    record(
        actor=actor,
        verb="export.case.answered",
        subject=case,
        concerns=[case.organisation],
        payload={"to": case.organisation_id},
    )


@transaction.atomic
def case_hand_over(*, actor: Actor, case: Case, to: Organisation, text: str) -> None:
    """Pass a case on with its history and a reason; the clock starts anew for the next holder."""
    firm = _require_holder(actor, case)
    if to.pk == firm.pk or not institutions().filter(pk=to.pk).exists():
        raise DomainError(fields={"to": _("Choose another institution.")})
    if not text.strip():
        raise DomainError(fields={"text": _("Say why you pass it on; everybody on the case reads it.")})
    due = workdays.later(clock.now(), ANSWER_WORKING_DAYS, settings.HOME_COUNTRY)
    if not Case.objects.filter(pk=case.pk, holder=firm).update(holder=to, due_at=due):
        raise ConflictError(_("Somebody else has passed it on meanwhile."))
    CaseEntry.objects.create(case=case, by=firm, author=user_of(actor), handed_to=to, text=text, at=clock.now())
    record(
        actor=actor, verb="export.case.handed", subject=case, concerns=[case.organisation, to], payload={"to": to.pk}
    )


@transaction.atomic
def case_publish(*, actor: Actor, case: Case, text: str) -> None:
    """A public version of a barrier, without the firm, by an authority that holds it."""
    _require_holder(actor, case)
    if not actor.is_authority:
        raise NotAllowedError(_("The authority publishes barriers."))
    if not text.strip() or case.organisation.legal_name.casefold() in text.casefold():
        raise DomainError(fields={"text": _("Write a text without the firm's name.")})
    Case.objects.filter(pk=case.pk).update(is_public=True, public_text=text[:1000])
    record(actor=actor, verb="export.case.published", subject=case, concerns=[case.organisation], notify=False)


@transaction.atomic
def case_close(*, actor: Actor, case: Case, text: str) -> None:
    """The firm records what it did and how it ended."""
    firm = require_editor(actor)
    if case.organisation_id != firm.pk:
        raise NotAllowedError(_("The firm itself records this."))
    if not text.strip():
        raise DomainError(fields={"text": _("Write what you did and how it ended.")})
    Case.objects.filter(pk=case.pk).update(firm_did=text[:1000])
    record(actor=actor, verb="export.case.closed", subject=case, concerns=[case.holder], notify=False)
