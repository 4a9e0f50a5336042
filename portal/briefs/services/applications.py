"""Applying for a benefit, deciding and paying within the legal limits, counted in working days."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.briefs import calculator, conditions, policies, states
from portal.briefs.choices import ApplicationState, BriefState, Delivery, Fit
from portal.briefs.models import Application, ApplicationFile, ApplicationMessage, Brief
from portal.briefs.services.briefs import new_reference
from portal.common import clock, moves, workdays
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.documents.models import Document
from portal.documents.services import document_grant
from portal.journal.services import record
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.models import Organisation

REMIND_BEFORE = 3  # working days before a limit


def refuse() -> NotAllowedError:
    return NotAllowedError(_("You may not do this with this application."))


def check_open(brief: Brief) -> None:
    """The benefit must be published, of a kind one can ask for, and within its dates (server's clock)."""
    if brief.current_version is None or brief.state in (BriefState.WITHDRAWN, BriefState.SUPERSEDED):
        raise ConflictError(_("This brief is no longer in force."))
    if brief.delivery == Delivery.INFORMATION:
        raise DomainError(_("This brief informs only; there is nothing to apply for."))
    today = clock.today()
    if brief.starts_on and today < brief.starts_on:
        raise DomainError(_("Applications are not open yet."))
    if brief.ends_on and today > brief.ends_on:
        raise DomainError(_("The last day to apply has passed."))


def fit_of(brief: Brief, firm: Organisation) -> tuple[Fit, list[dict[str, Any]]]:
    """The published conditions applied to one firm today."""
    document = brief.current_version.content.get("conditions") if brief.current_version else {}
    facts = conditions.facts_of([firm], clock.today())[firm.pk]
    return conditions.judge(conditions.criterion_of(document or {}), facts)


@transaction.atomic
def application_start(
    *, actor: Actor, brief: Brief, client: Organisation | None = None, language: str = "en"
) -> Application:
    """Begin an application for the actor's firm, or for ``client`` when the actor is an adviser. One live per firm."""
    if not policies.can_apply(actor):
        raise refuse()
    if client is not None and not policies.clients_of(actor).filter(pk=client.pk).exists():
        raise NotAllowedError(_("This firm has not let you apply for it."))
    check_open(brief)
    firm = client or actor.organisation
    version = brief.current_version
    assert firm is not None and actor.user is not None and version is not None  # noqa: S101, PT018 (policy above)
    fit, findings = fit_of(brief, firm)
    try:
        with transaction.atomic():
            application = Application.objects.create(
                reference=new_reference("AP"),
                brief=brief,
                version=version,
                organisation=firm,
                through=actor.organisation if client else None,
                applied_by=actor.user,
                language=language,
                is_confirmation=brief.delivery == Delivery.CONFIRMATION,
                currency=brief.currency,
                fit=fit,
                findings=findings,
            )
    except IntegrityError:
        raise ConflictError(_("Your firm has an application for this already.")) from None
    record(actor=actor, verb="application.started", subject=application, concerns=[firm], notify=False)
    return application


@transaction.atomic
def application_save(*, actor: Actor, application: Application, cost: Decimal | None, statement: str) -> None:
    """Save the draft's own answers; everything the portal knows already is never asked again."""
    if not policies.can_act_on_application(actor, application):
        raise refuse()
    if cost is not None and not 0 < cost < Decimal("1e12"):
        raise DomainError(fields={"cost": _("Enter an amount above zero.")})
    changed = Application.objects.filter(pk=application.pk, state=ApplicationState.DRAFT).update(
        cost=cost, statement=statement.strip()[:3000], updated_at=clock.now()
    )
    if not changed:
        raise ConflictError(_("This application has been sent already."))
    application.cost, application.statement = cost, statement.strip()[:3000]


@transaction.atomic
def application_attach(*, actor: Actor, application: Application, document: Document) -> None:
    """Hand in a document of the firm's vault (kept once, reused); the office gets the right to read it."""
    if not policies.can_act_on_application(actor, application) or document.owner_id != getattr(
        actor.organisation, "pk", 0
    ):
        raise refuse()
    ApplicationFile.objects.get_or_create(application=application, document=document)
    document_grant(actor=actor, document=document, organisation=application.brief.issuer)


@transaction.atomic
def application_submit(*, actor: Actor, application: Application) -> None:
    """Send it: the clock starts. A firm that misses a condition may still send, knowing it; the amount is worked out."""
    if not policies.can_act_on_application(actor, application):
        raise refuse()
    brief = application.brief
    check_open(brief)
    if brief.amount_kind == "rate" and not application.cost and not application.is_confirmation:
        raise DomainError(fields={"cost": _("Enter what your project costs.")})
    fit, findings = fit_of(brief, application.organisation)
    worked = calculator.work_out(calculator.Terms.of(application.version.content["terms"]), application.cost)
    due = workdays.add(clock.today(), brief.decision_days, brief.country) if brief.decision_days else None
    moves.apply(
        application,
        states.APPLICATION["submit"],
        fit=fit,
        findings=findings,
        amount=worked.amount,
        decision_due_on=due,
    )
    record(actor=actor, verb="application.submitted", subject=application, concerns=sides(application))


def sides(application: Application) -> list[Organisation | None]:
    """Everybody an application concerns."""
    return [application.organisation, application.through, application.brief.issuer]


@transaction.atomic
def benefit_confirm(*, actor: Actor, brief: Brief, language: str = "en") -> Application:
    """No-application benefit: the told firm only confirms. It must meet all conditions; the payment clock starts now."""
    if brief.delivery != Delivery.CONFIRMATION:
        raise DomainError(_("This benefit must be applied for."))
    application = application_start(actor=actor, brief=brief, language=language)
    if application.fit != Fit.MEETS:
        raise DomainError(_("We cannot see yet that your firm meets all conditions. Complete your profile first."))
    moment = clock.now()
    moves.apply(application, states.APPLICATION["submit"], amount=brief.amount_fixed, decision_due_on=None)
    due = workdays.add(clock.today(), brief.payment_days or 0, brief.country)
    moves.apply(
        application,
        states.APPLICATION["approve"],
        payment_due_on=due,
        decided_at=moment,
        decision=str(_("Approved on confirmation: all conditions are met by facts the portal holds.")),
    )
    record(actor=actor, verb="application.confirmed", subject=application, concerns=sides(application))
    return application


@transaction.atomic
def application_ask(*, actor: Actor, application: Application, question: str) -> None:
    """The office asks; the decision clock stands still until the firm answers."""
    if not policies.can_decide_application(actor, application):
        raise refuse()
    message_keep(application, actor, question, is_official=True)
    moves.apply(application, states.APPLICATION["ask"])
    record(actor=actor, verb="application.question_asked", subject=application, concerns=sides(application))


@transaction.atomic
def application_answer(*, actor: Actor, application: Application, answer: str) -> None:
    """The firm answers; the decision limit moves by the working days the question waited."""
    if not policies.can_act_on_application(actor, application):
        raise refuse()
    message_keep(application, actor, answer, is_official=False)
    due = application.decision_due_on
    if due is not None and application.asked_at is not None:
        country = application.brief.country
        waited = max(0, workdays.between(clock.day_of(application.asked_at), clock.today(), country))
        due = workdays.add(due, waited, country) if waited else due
    moves.apply(application, states.APPLICATION["answer"], decision_due_on=due, reminded_at=None, overdue_at=None)
    record(actor=actor, verb="application.question_answered", subject=application, concerns=sides(application))


def message_keep(application: Application, actor: Actor, body: str, *, is_official: bool) -> None:
    """Keep one message; empty ones are refused."""
    if not body.strip():
        raise DomainError(fields={"body": _("Write something.")})
    ApplicationMessage.objects.create(
        application=application, user=actor.user, is_official=is_official, body=body.strip()[:3000]
    )


@transaction.atomic
def application_decide(
    *, actor: Actor, application: Application, is_approved: bool, reasons: str, amount: Decimal | None = None
) -> None:
    """Approve (the payment clock starts) or reject with reasons."""
    if not policies.can_decide_application(actor, application):
        raise refuse()
    if not reasons.strip():
        raise DomainError(fields={"reasons": _("Give the reasons; the firm will read them.")})
    if actor.user is not None and application.decided_by_id == actor.user.pk:
        raise NotAllowedError(_("You took the decision appealed against; a second person must decide."))
    brief = application.brief
    if not is_approved:
        moves.apply(application, states.APPLICATION["reject"], decision=reasons.strip()[:3000], decided_by=actor.user)
        record(actor=actor, verb="application.rejected", subject=application, concerns=sides(application))
        return
    final = amount if amount is not None else application.amount
    if final is None or final <= 0:
        raise DomainError(fields={"amount": _("Enter an amount above zero.")})
    if brief.amount_cap and final > brief.amount_cap:
        raise DomainError(fields={"amount": _("This is above the published cap.")})
    due = workdays.add(clock.today(), brief.payment_days, brief.country) if brief.payment_days else None
    moves.apply(
        application,
        states.APPLICATION["approve"],
        decision=reasons.strip()[:3000],
        decided_by=actor.user,
        amount=final,
        payment_due_on=due,
        reminded_at=None,
        overdue_at=None,
    )
    record(actor=actor, verb="application.approved", subject=application, concerns=sides(application))


@transaction.atomic
def application_reopen(*, actor: Actor, application: Application) -> bool:
    """An appeal was upheld: the office decides anew, in the full time, and not the person who refused.

    The refusal and its reasons stay in the correspondence. False, and nothing changes, when the firm has applied again
    in the meantime: one live application per firm.
    """
    again = Application.objects.filter(brief=application.brief_id, organisation=application.organisation_id)
    if again.exclude(state__in=[ApplicationState.REJECTED, ApplicationState.WITHDRAWN]).exists():
        return False
    brief = application.brief
    ApplicationMessage.objects.create(
        application=application, user=application.decided_by, is_official=True, body=application.decision
    )
    moves.apply(
        application,
        states.APPLICATION["reopen"],
        decision="",
        decided_at=None,
        decision_due_on=workdays.add(clock.today(), brief.decision_days, brief.country)
        if brief.decision_days
        else None,
        reminded_at=None,
        overdue_at=None,
    )
    record(actor=actor, verb="application.reopened", subject=application, concerns=sides(application))
    return True


@transaction.atomic
def application_pay(*, actor: Actor, application: Application, reference: str) -> None:
    """Record the payment; by the constraint it has an amount."""
    if not policies.can_decide_application(actor, application):
        raise refuse()
    if not reference.strip():
        raise DomainError(fields={"reference": _("Enter the payment's reference.")})
    moves.apply(application, states.APPLICATION["pay"], payment_reference=reference.strip()[:60])
    record(actor=actor, verb="application.paid", subject=application, concerns=sides(application))


@transaction.atomic
def application_withdraw(*, actor: Actor, application: Application) -> None:
    """The firm takes it back before a decision."""
    if not policies.can_act_on_application(actor, application):
        raise refuse()
    moves.apply(application, states.APPLICATION["withdraw"])
    record(actor=actor, verb="application.withdrawn", subject=application, concerns=sides(application))


def run_clock() -> int:
    """Remind the office before a limit and mark what is over it; each once per limit. Returns how many were marked."""
    today = clock.today()
    live = Application.objects.select_related("brief__issuer", "organisation", "through").filter(
        Q(state=ApplicationState.SUBMITTED, decision_due_on__lte=today + timedelta(days=10))
        | Q(state=ApplicationState.APPROVED, payment_due_on__lte=today + timedelta(days=10))
    )
    done = 0
    for application in live.filter(Q(reminded_at__isnull=True) | Q(overdue_at__isnull=True)):
        due = (
            application.decision_due_on
            if application.state == ApplicationState.SUBMITTED
            else application.payment_due_on
        )
        left = workdays.between(today, due, application.brief.country) if due else REMIND_BEFORE + 1
        if left < 0 and application.overdue_at is None:
            done += note(application, "overdue_at", "application.overdue")
        elif 0 <= left <= REMIND_BEFORE and application.reminded_at is None:
            done += note(application, "reminded_at", "application.due_soon")
    return done


@transaction.atomic
def note(application: Application, column: str, verb: str) -> int:
    """Stamp ``column`` once and journal ``verb``."""
    if not Application.objects.filter(pk=application.pk, **{f"{column}__isnull": True}).update(**{column: clock.now()}):
        return 0
    record(actor=SYSTEM, verb=verb, subject=application, concerns=sides(application))
    return 1
