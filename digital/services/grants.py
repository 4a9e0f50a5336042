"""Grant applications: amounts computed, dates guarded, the legal clock counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from digital.choices import ApplicationState
from digital.models import (
    ClaimEvidence,
    ConnectedFirm,
    GrantApplication,
    GrantCost,
    GrantEvent,
    ProposalTerms,
    TransformationDetails,
)
from digital.schemes.catalogue import Forfeit, Scheme, forfeits, labels, scheme, versions
from digital.schemes.grant import Cost, Grant, calculate, eligible_part
from digital.services.common import require_authority, require_editor
from digital.services.deadlines import BEFORE_CLAIM, BEFORE_LIMIT, DRAFT_TIME, end_of, stage
from digital.services.projects import proven_months
from portal.common import clock, workdays
from portal.common.errors import ConflictError, DomainError
from portal.documents.models import Document
from portal.documents.services import document_share
from portal.journal.services import record
from portal.matchmaking.models import Award, Engagement, Request, Response
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation
from portal.vetting.services import authorities

COUNTED = (ApplicationState.SUBMITTED, ApplicationState.APPROVED, ApplicationState.CLAIMED, ApplicationState.PAID)


def connected(organisation: Organisation) -> set[int]:
    """Keys of all firms connected with ``organisation``, directly or through others, without itself."""
    pairs = list(ConnectedFirm.objects.values_list("one_id", "other_id"))
    found, edge = {organisation.pk}, {organisation.pk}
    while edge:
        edge = {b if a in edge else a for a, b in pairs if (a in edge) != (b in edge)} - found
        found |= edge
    return found - {organisation.pk}


@dataclass(frozen=True, slots=True)
class Quote:
    """What a scheme would pay an applicant for these costs, and which lines it leaves out."""

    scheme: Scheme
    grant: Grant
    kept: tuple[Cost, ...]
    left_out: tuple[Cost, ...]

    @property
    def net(self) -> Decimal:
        """Price − grant."""
        return sum((c.amount for c in (*self.kept, *self.left_out)), Decimal(0)) - self.grant.amount


def _used(found: Scheme, day: date, firms: set[int], *, apart_from: int | None) -> Decimal:
    first, last = found.window_of(day)
    rows = GrantApplication.objects.filter(
        scheme=found.code, organisation__in=firms, state__in=COUNTED, applied_on__range=(first, last)
    )
    if apart_from is not None:
        rows = rows.exclude(pk=apart_from)
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def quote(
    *, organisation: Organisation, found: Scheme, costs: Sequence[Cost], day: date,
    other_aid: Decimal = Decimal(0), apart_from: int | None = None, group_extra: Decimal = Decimal(0),
) -> Quote:  # fmt: skip
    """The grant for ``costs``: own window used, connected firms' use counted against the group cap.

    The group's use contains the applicant's own: the cap is for all of them together. ``group_extra``: what connected
    firms take in the same joint purchase.
    """
    kept, left_out = eligible_part(costs, found.excluded)
    eligible = sum((cost.amount for cost in kept), Decimal(0))
    group = connected(organisation)
    limits = found.limits(
        used_in_window=_used(found, day, {organisation.pk}, apart_from=apart_from),
        group_used=_used(found, day, group | {organisation.pk}, apart_from=apart_from) + group_extra,
        other_aid=other_aid,
        eligible=eligible,
    )
    return Quote(found, calculate(limits, [cost.amount for cost in kept]), tuple(kept), tuple(left_out))


def version_of(application: GrantApplication) -> Scheme:
    """The scheme's version the application was made under."""
    return next(s for s in versions() if s.code == application.scheme and s.version == application.version)


@transaction.atomic
def application_create(
    *, actor: Actor, code: str, title: str, costs: Sequence[Cost], other_aid: Decimal = Decimal(0),
    request: Request | None = None,
) -> GrantApplication:  # fmt: skip
    """A draft application under the version in force today."""
    organisation = require_editor(actor)
    found = scheme(code, clock.today())
    if found is None:
        raise DomainError(fields={"scheme": _("This scheme is not open today.")})
    if not costs or any(cost.amount <= 0 for cost in costs):
        raise DomainError(fields={"costs": _("Enter at least one cost above zero.")})
    if request is not None and request.organisation_id != organisation.pk:
        raise DomainError(fields={"request": _("This request belongs to another firm.")})
    application = GrantApplication.objects.create(
        organisation=organisation, scheme=found.code, version=found.version, title=title.strip()[:160] or str(found.title),
        currency=found.currency, other_aid=other_aid, request=request, next_check_at=clock.now() + DRAFT_TIME,
    )  # fmt: skip
    GrantCost.objects.bulk_create(GrantCost(application=application, kind=c.kind, amount=c.amount) for c in costs)
    refresh(application)
    record(actor=actor, verb="digital.grant.drafted", subject=application, notify=False)
    return application


def refresh(application: GrantApplication) -> Quote:
    """Recompute eligible cost, grant and the limit that binds."""
    costs = [Cost(row.kind, row.amount) for row in application.costs.all()]
    found = quote(
        organisation=application.organisation, found=version_of(application), costs=costs,
        day=application.applied_on or clock.today(), other_aid=application.other_aid, apart_from=application.pk,
    )  # fmt: skip
    values = {"eligible": found.grant.eligible, "amount": found.grant.amount, "binding": found.grant.binding}
    GrantApplication.objects.filter(pk=application.pk).update(**values)
    application.refresh_from_db()
    return found


def forfeited(application: GrantApplication) -> list[Forfeit]:
    """The recorded events that came before the application and void the grant."""
    events = [(row.kind, row.happened_on) for row in application.events.all()]
    return forfeits(version_of(application), events, application.applied_on)


@transaction.atomic
def application_submit(*, actor: Actor, application: GrantApplication) -> GrantApplication:
    """Send: today becomes the application's day; nothing forbidden may lie before it."""
    require_editor(actor)
    found = version_of(application)
    today = clock.today()
    early = forfeits(found, [(e.kind, e.happened_on) for e in application.events.all()], today)
    if early:
        raise DomainError(_("The grant is lost: %(event)s lies before the application.") % {
            "event": labels("events")[early[0].event]})  # fmt: skip
    due = workdays.add(today, found.decision_working_days, workdays.calendar_for(application.organisation.country))
    changed = GrantApplication.objects.filter(pk=application.pk, state=ApplicationState.DRAFT).update(
        state=ApplicationState.SUBMITTED, applied_on=today, decision_due_on=due, **stage(end_of(due) - BEFORE_LIMIT)
    )  # fmt: skip
    if changed != 1:
        raise ConflictError(_("This application has been sent already."))
    application.refresh_from_db()
    refresh(application)
    record(actor=actor, verb="digital.grant.applied", subject=application, payload={"amount": str(application.amount)})
    return application


@transaction.atomic
def event_record(
    *, actor: Actor, application: GrantApplication, kind: str, happened_on: date,
    amount: Decimal | None = None, knows_forfeit: bool = False,
) -> GrantEvent:  # fmt: skip
    """Record a contract, deposit, payment or delivery. One that lies before the application voids the grant: it is
    refused until the person has seen the warning and ticked that she knows (``knows_forfeit``)."""
    require_editor(actor)
    if kind not in labels("events"):
        raise DomainError(fields={"kind": _("Choose from the list.")})
    if happened_on > clock.today():
        raise DomainError(fields={"happened_on": _("This day has not come yet.")})
    early = forfeits(version_of(application), [(kind, happened_on)], application.applied_on)
    if early and not knows_forfeit:
        raise DomainError(
            fields={"knows_forfeit": _("Careful: recorded before the application, this makes you lose the grant. "
                                       "Apply first, or tick that you know.")}
        )  # fmt: skip
    event = GrantEvent.objects.create(
        application=application, kind=kind, happened_on=happened_on, amount=amount, is_warned=bool(early),
        recorded_by=actor.person, recorded_at=clock.now(),
    )  # fmt: skip
    record(actor=actor, verb="digital.grant.event", subject=application, payload={"kind": kind}, notify=False)
    return event


def note_contract(award: Award) -> None:
    """In the award's transaction: accepting is the contract, so its day stands in the application without being typed."""
    amount = ProposalTerms.objects.values_list("price", flat=True).get(response=award.response_id)
    for application in GrantApplication.objects.filter(request=award.request_id, state__in=COUNTED):
        GrantEvent.objects.create(
            application=application, kind="contract", happened_on=clock.today(), amount=amount,
            recorded_by=award.awarded_by, recorded_at=clock.now(),
        )  # fmt: skip


@transaction.atomic
def application_decide(
    *, actor: Actor, application: GrantApplication, approve: bool, reason: str = ""
) -> GrantApplication:
    """The authority approves or refuses; a refusal has its reason, a forfeited application cannot be approved."""
    require_authority(actor)
    today = clock.today()
    found = version_of(application)
    if not approve and not reason.strip():
        raise DomainError(fields={"reason": _("Say why, so that the firm can mend it.")})
    if approve and forfeited(application):
        raise DomainError(_("Something was signed or paid before the application, which this scheme forbids."))
    values = {"state": ApplicationState.APPROVED if approve else ApplicationState.REFUSED, "decided_on": today,
              "decision_reason": reason.strip(), **stage(None)}  # fmt: skip
    if approve:
        last = today + timedelta(days=found.claim_days)
        values |= {"claim_by": last, **stage(end_of(last) - BEFORE_CLAIM)}
    _move(application, ApplicationState.SUBMITTED, **values)
    record(actor=actor, verb="digital.grant.decided", subject=application, concerns=[application.organisation],
           payload={"approved": approve})  # fmt: skip
    return application


def _move(application: GrantApplication, source: str, **values: object) -> None:
    if GrantApplication.objects.filter(pk=application.pk, state=source).update(**values) != 1:
        raise ConflictError(_("This application has moved on. Please look at its present state."))
    application.refresh_from_db()


@transaction.atomic
def evidence_add(*, actor: Actor, application: GrantApplication, kind: str, document: Document) -> ClaimEvidence:
    """Attach an own document as one of the scheme's papers; a newer one replaces it."""
    organisation = require_editor(actor)
    if kind not in version_of(application).evidence:
        raise DomainError(fields={"kind": _("This scheme does not ask for that paper.")})
    if document.owner_id != organisation.pk:
        raise DomainError(fields={"document": _("Choose one of your own documents.")})
    row, _made = ClaimEvidence.objects.update_or_create(
        application=application, kind=kind, defaults={"document": document}
    )
    if application.state == ApplicationState.CLAIMED:
        _show_papers(application)
    return row


def _show_papers(application: GrantApplication) -> None:
    """A claimed grant's papers can be read by the authorities that pay it, and by nobody else."""
    for row in application.evidence.select_related("document"):
        for body in authorities():
            if body.pk != application.organisation_id:
                document_share(document=row.document, organisation=body)


def engagement_of(application: GrantApplication) -> Engagement | None:
    """The project the grant pays for."""
    if application.request_id is None:
        return None
    return Engagement.objects.filter(award__request=application.request_id).first()


def missing_for_claim(application: GrantApplication) -> list[str]:
    """What is still missing for the claim: codes of papers, plus ``use`` when too few months of use are proven.

    A bid accepted on the portal is the signed quotation: nobody uploads what stands here already.
    """
    found = version_of(application)
    have = set(application.evidence.values_list("kind", flat=True))
    engagement = engagement_of(application)
    if engagement is not None:
        have.add("quotation")
    months = proven_months(engagement) if engagement else 0
    wanted = [kind for kind in found.evidence if kind != "usage" and kind not in have]
    return [*wanted, "use"] if months < found.usage_months and "usage" not in have else wanted


@transaction.atomic
def claim_submit(*, actor: Actor, application: GrantApplication) -> GrantApplication:
    """Claim the money: every paper and proof of use, within the time. The clock of the payment starts."""
    require_editor(actor)
    found, today = version_of(application), clock.today()
    if application.claim_by is not None and today > application.claim_by:
        raise DomainError(_("The time to claim has passed."))
    missing = missing_for_claim(application)
    if missing:
        names = [str(labels("evidence")["usage" if kind == "use" else kind]) for kind in missing]
        raise DomainError(_("Still missing: %(papers)s") % {"papers": "; ".join(names)})
    due = workdays.add(today, found.payment_working_days, workdays.calendar_for(application.organisation.country))
    _move(
        application, ApplicationState.APPROVED, state=ApplicationState.CLAIMED, claimed_on=today, payment_due_on=due,
        **stage(end_of(due) - BEFORE_LIMIT),
    )  # fmt: skip
    _show_papers(application)
    record(actor=actor, verb="digital.grant.claimed", subject=application)
    return application


@transaction.atomic
def claim_pay(*, actor: Actor, application: GrantApplication) -> GrantApplication:
    """The authority notes the payment."""
    require_authority(actor)
    _move(application, ApplicationState.CLAIMED, state=ApplicationState.PAID, paid_on=clock.today(), **stage(None))
    record(actor=actor, verb="digital.grant.paid", subject=application, concerns=[application.organisation])
    return application


def group_members(organisation: Organisation) -> list[Organisation]:
    """The connected firms, for display."""
    return list(Organisation.objects.filter(Q(pk__in=connected(organisation))).order_by("legal_name"))


def check_contract(actor: Actor, response: Response) -> None:
    """Accepting a bid is a contract: locked until the application is sent when the named scheme forbids an earlier one."""
    need = TransformationDetails.objects.get(request=response.request_id)
    found = scheme(need.scheme, clock.today()) if need.scheme else None
    if found is None or "contract" not in found.forbidden_before_application:
        return
    sent = GrantApplication.objects.filter(request=response.request_id, scheme=found.code, state__in=COUNTED)
    if not sent.exists():
        raise DomainError(
            _("Send the grant application first: accepting before it makes you lose the grant. You find it on the "
              "money page of this proposal, where you can also give the grant up.")
        )  # fmt: skip


@transaction.atomic
def grant_give_up(*, actor: Actor, request: Request) -> None:
    """The firm goes on without the grant it named; unsent and open applications for it are withdrawn."""
    organisation = require_editor(actor)
    if request.organisation_id != organisation.pk:
        raise DomainError(_("This request belongs to another firm."))
    TransformationDetails.objects.filter(request=request).update(scheme="")
    GrantApplication.objects.filter(
        request=request, state__in=(ApplicationState.DRAFT, ApplicationState.SUBMITTED)
    ).update(state=ApplicationState.WITHDRAWN, **stage(None))
    record(actor=actor, verb="digital.grant.given_up", subject=request, notify=False)
