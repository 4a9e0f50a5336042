"""Bids and projects: the rules of a bid, what follows an award, proof of use."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from digital.models import ProjectDetails, ProposalMilestone, ProposalTerms, TransformationDetails, UsageMonth
from digital.models.projects import MILESTONES
from digital.schemes.catalogue import labels
from digital.services.common import require_editor, size_class
from digital.services.shares import own_lines, price_of
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.common.months import add_months
from portal.journal.services import record
from portal.matchmaking.models import Award, Engagement, Milestone, Response
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation


def check_proposal(actor: Actor, response: Response) -> None:
    """A bid needs scope, price, months and milestones that add up to the price, and an answer to every question."""
    terms = ProposalTerms.objects.get(response=response)
    need = TransformationDetails.objects.get(request=response.request_id)
    faults: dict[str, Any] = {}
    if not terms.scope.strip():
        faults["scope"] = _("Say what you will deliver.")
    if terms.price is None:
        faults["price"] = _("Enter the total price.")
    if terms.months is None:
        faults["months"] = _("Enter after how many months it works.")
    total = terms.milestones.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    if terms.price is not None and total != terms.price:
        faults["price"] = _("The milestones add up to %(total)s and not to the price.") % {"total": f"{total:,.2f}"}
    for number, _question in enumerate(need.questions, start=1):
        if not getattr(terms, f"answer_{number}").strip():
            faults[f"answer_{number}"] = _("The firm asks every bidder this. Please answer.")
    if faults:
        raise DomainError(fields=faults)


def fill_from_package(draft: Response) -> None:
    """A first draft on a need that names one of the bidder's own packages: scope, price lines, fee and months as listed.

    A package with more price lines than a bid has milestones gives its words and figures, and the lines stay open.
    """
    need = TransformationDetails.objects.select_related("package").get(request=draft.request_id)
    package = need.package
    if package is None or package.organisation_id != draft.organisation_id:
        return
    ProposalTerms.objects.filter(response=draft).update(
        scope=package.scope[:4000], not_included=package.excluded[:2000], price=package.list_price,
        currency=package.currency, yearly_fee=package.yearly_fee, months=package.months, package=package,
    )  # fmt: skip
    lines = list(package.lines.order_by("pk"))
    if len(lines) > MILESTONES:
        return
    terms = ProposalTerms.objects.get(response=draft)
    ProposalMilestone.objects.bulk_create(
        ProposalMilestone(
            terms=terms, position=number, title=str(labels("cost_kinds")[line.kind]), amount=line.amount,
            month=package.months * (number - 1) // max(len(lines) - 1, 1), kind=line.kind,
        )
        for number, line in enumerate(lines, start=1)
    )  # fmt: skip


def copy_terms(old: Response, new: Response) -> None:
    """Prefill a revision with the earlier bid, milestones included."""
    source = ProposalTerms.objects.get(response=old)
    skipped = {"response", "milestones"}
    values = {f.attname: getattr(source, f.attname) for f in source._meta.concrete_fields if f.name not in skipped}
    ProposalTerms.objects.filter(response=new).update(**values)
    target = ProposalTerms.objects.get(response=new)
    target.milestones.all().delete()
    ProposalMilestone.objects.bulk_create(
        ProposalMilestone(
            terms=target, position=row.position, title=row.title, month=row.month, amount=row.amount, kind=row.kind
        )
        for row in source.milestones.all()
    )


def start_project(award: Award) -> None:
    """In the award's transaction: the bid's milestones become the project's, both sides confirm each.

    In a joint purchase these are the accepting firm's own shares; the other members' contracts follow one by one.
    """
    terms = ProposalTerms.objects.get(response=award.response_id)
    lines = own_lines(terms.response)
    need = TransformationDetails.objects.get(request=award.request_id)
    first = max(need.starts_on or clock.today(), clock.today())
    engagement = award.engagement
    ProjectDetails.objects.create(
        engagement=engagement,
        price=price_of(lines),
        currency=terms.currency,
        category=need.category,
        size_class=size_class(engagement.owner),
        before=need.assessment,
    )
    Milestone.objects.bulk_create(
        Milestone(
            engagement=engagement, position=row.position, title=row.title, amount=row.amount, currency=terms.currency,
            due_on=add_months(first, row.month),
        )
        for row in lines
    )  # fmt: skip


def require_side(actor: Actor, engagement: Engagement) -> Organisation:
    organisation = require_editor(actor)
    if organisation.pk not in (engagement.owner_id, engagement.responder_id):
        raise NotAllowedError(_("Only the two sides of the project may do this."))
    return organisation


@transaction.atomic
def usage_state(*, actor: Actor, engagement: Engagement, month: date, active_users: int, records: int) -> UsageMonth:
    """One side states a month's use; a month that has not ended yet cannot be stated."""
    side = require_side(actor, engagement)
    first = month.replace(day=1)
    if add_months(first, 1) > clock.today():
        raise DomainError(fields={"month": _("Choose a month that has ended.")})
    started = clock.day_of(engagement.started_at or engagement.award.awarded_at).replace(day=1)
    if first < started:
        raise DomainError(fields={"month": _("This month lies before the start of the project.")})
    try:
        with transaction.atomic():
            row = UsageMonth.objects.create(
                engagement=engagement, month=first, active_users=active_users, records=records,
                stated_by=side, stated_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise DomainError(fields={"month": _("This month has been stated already.")}) from error
    other = engagement.responder if actor.organisation == engagement.owner else engagement.owner
    record(
        actor=actor, verb="digital.usage.stated", subject=engagement, concerns=[other], payload={"month": str(first)}
    )
    return row


@transaction.atomic
def usage_confirm(*, actor: Actor, usage: UsageMonth) -> None:
    """The other side confirms a stated month."""
    require_side(actor, usage.engagement)
    if actor.organisation is not None and usage.stated_by_id == actor.organisation.pk:
        raise NotAllowedError(_("The other side must confirm this."))
    changed = UsageMonth.objects.filter(pk=usage.pk, confirmed_at__isnull=True).update(
        confirmed_at=clock.now(), confirmed_by=actor.user
    )
    if changed != 1:
        raise ConflictError(_("This month has been confirmed already."))
    record(
        actor=actor, verb="digital.usage.confirmed", subject=usage.engagement, concerns=[usage.stated_by], notify=False
    )


def proven_months(engagement: Engagement) -> int:
    """Months of use both sides stand behind, with somebody really working in the system."""
    return engagement.usage.filter(confirmed_at__isnull=False, active_users__gt=0, records__gt=0).count()


def month_of(day: date) -> date:
    """The first day of the month before ``day``'s: the last one that has ended."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
