"""The firm's plan: steps with six states, and the trail the firm and its adviser leave."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digital.choices import PlanState
from digital.instruments.gaps import Gap
from digital.models import AdviserLink, Assessment, PlanItem, PlanNote
from digital.roadmaps import Step, steps
from digital.services.assessments import comparison, gap_list
from digital.services.common import require_editor, require_editor_of
from portal.common import clock
from portal.common.errors import DomainError, NotAllowedError
from portal.journal.services import record
from portal.matchmaking.models import Request
from portal.matchmaking.services import request_create
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Organisation

NEXT_STEPS = 3


def steps_for(gaps_found: list[Gap]) -> list[tuple[Gap, Step]]:
    """The three next steps: the step of each of the three largest gaps."""
    return [(gap, steps()[gap.area.step]) for gap in gaps_found[:NEXT_STEPS]]


@transaction.atomic
def plan_fill(*, actor: Actor, assessment: Assessment | None, codes: list[str]) -> int:
    """Put roadmap steps on the firm's plan; steps already there stay as they are. Returns how many were added.

    ``assessment``: the one the steps follow from; None when a firm that has none takes them straight from a roadmap.
    """
    organisation = require_editor(actor) if assessment is None else require_editor_of(actor, assessment.organisation)
    known = steps()
    if not set(codes) <= set(known):
        raise DomainError(_("Choose steps from the roadmap."))
    there = set(PlanItem.objects.filter(organisation=organisation).exclude(step="").values_list("step", flat=True))
    fresh = [code for code in dict.fromkeys(codes) if code not in there]
    start = PlanItem.objects.filter(organisation=organisation).count()
    for number, code in enumerate(fresh, start=start + 1):
        PlanItem.objects.create(organisation=organisation, step=code, position=number, assessment=assessment)
    if fresh:
        subject = assessment or organisation
        record(actor=actor, verb="digital.plan.filled", subject=subject, payload={"steps": fresh}, notify=False)
    return len(fresh)


def plan_step(*, actor: Actor, code: str) -> int:
    """Put one step of a roadmap on the own plan, beside the latest result when there is one."""
    last = Assessment.objects.filter(organisation=require_editor(actor), finished_at__isnull=False).first()
    return plan_fill(actor=actor, assessment=last, codes=[code])


def plan_of_gaps(*, actor: Actor, assessment: Assessment) -> int:
    """Put the three next steps on the plan."""
    found = steps_for(gap_list(assessment, comparison(assessment)))
    return plan_fill(actor=actor, assessment=assessment, codes=[step.code for _gap, step in found])


def require_on_plan(actor: Actor, item: PlanItem) -> Organisation:
    """The firm itself or an adviser that follows it."""
    organisation = require_editor(actor)
    follows = AdviserLink.objects.filter(
        organisation_id=item.organisation_id, adviser=organisation, ended_at__isnull=True
    ).exists()
    if item.organisation_id != organisation.pk and not follows:
        raise NotAllowedError(_("Only the firm and its adviser may write here."))
    return organisation


@transaction.atomic
def plan_note(*, actor: Actor, item: PlanItem, state: str = "", text: str = "") -> PlanNote:
    """Change a step's state, leave a comment, or both. Blocked and refused need a word of why."""
    organisation = require_on_plan(actor, item)
    if state and state not in PlanState.values:
        raise DomainError(fields={"state": _("Choose from the list.")})
    if state == item.state:
        state = ""
    if not state and not text.strip():
        raise DomainError(fields={"text": _("Change the state or write a note.")})
    if state in (PlanState.BLOCKED, PlanState.REFUSED) and not text.strip():
        raise DomainError(fields={"text": _("Say why in a few words, so that your adviser can help.")})
    if state:
        PlanItem.objects.filter(pk=item.pk).update(state=state)
        item.state = state
    note = PlanNote.objects.create(
        item=item, author=actor.person, organisation=organisation, text=text.strip(), state=state, made_at=clock.now()
    )
    concerns = [item.organisation] if organisation.pk != item.organisation_id else []
    record(actor=actor, verb="digital.plan.noted", subject=item, concerns=concerns, payload={"state": state})
    return note


@transaction.atomic
def advice_add(*, actor: Actor, organisation: Organisation, title: str) -> PlanItem:
    """An adviser (or the firm itself) adds a step in own words."""
    if not title.strip():
        raise DomainError(fields={"title": _("Write the step in a few words.")})
    item = PlanItem(organisation=organisation, title=title.strip()[:160])
    require_on_plan(actor, item)
    item.position = PlanItem.objects.filter(organisation=organisation).count() + 1
    item.save()
    record(
        actor=actor, verb="digital.plan.advised", subject=item, concerns=[organisation], payload={"title": item.title}
    )
    return item


@transaction.atomic
def adviser_grant(*, actor: Actor, adviser: Organisation) -> AdviserLink:
    """Let a vetted adviser follow assessments and plan."""
    organisation = require_editor(actor)
    if not adviser.capabilities.filter(kind=CapabilityKind.ADVISER, state=CapabilityState.APPROVED).exists():
        raise DomainError(fields={"adviser": _("Choose an adviser from the list.")})
    link, is_new = AdviserLink.objects.get_or_create(
        organisation=organisation, adviser=adviser, ended_at=None, defaults={"granted_at": clock.now()}
    )
    if is_new:
        record(actor=actor, verb="digital.adviser.granted", subject=link, concerns=[adviser])
    return link


@transaction.atomic
def adviser_end(*, actor: Actor, link: AdviserLink) -> None:
    """Stop an adviser from following."""
    organisation = require_editor(actor)
    if link.organisation_id != organisation.pk:
        raise NotAllowedError(_("Only the firm may end this."))
    AdviserLink.objects.filter(pk=link.pk, ended_at__isnull=True).update(ended_at=clock.now())
    record(actor=actor, verb="digital.adviser.ended", subject=link, concerns=[link.adviser], notify=False)


@transaction.atomic
def need_from_step(*, actor: Actor, item: PlanItem) -> Request:
    """A draft request out of a step of the plan: words, category, scheme and assessment are carried over."""
    organisation = require_editor(actor)
    if item.organisation_id != organisation.pk:
        raise NotAllowedError(_("Only the firm may post a request."))
    if item.request_id is not None and item.request is not None and item.request.is_editable:
        return item.request
    step = steps().get(item.step)
    details: dict[str, object] = {"assessment": item.assessment}
    if step is not None:
        details |= {"category": step.category, "scheme": step.scheme, "months": step.months, "currency": step.currency}
        details["result"] = str(step.effect)
    request = request_create(
        actor=actor, pillar="digital", details=details, title=(str(step.label) if step else item.title)[:120]
    )
    PlanItem.objects.filter(pk=item.pk).update(request=request, state=PlanState.IN_PROGRESS)
    return request
