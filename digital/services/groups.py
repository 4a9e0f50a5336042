"""Buying together: several firms behind one request, the price split by users, each firm's own grant cap applied."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digital.models import BuyerGroup, GroupMember
from digital.money import costs_of, scheme_of
from digital.schemes.grant import CENT, Cost
from digital.services.common import require_editor
from digital.services.grants import Quote, connected, quote
from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.journal.services import record
from portal.matchmaking.models import Request, Response
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation


@transaction.atomic
def group_open(*, actor: Actor, request: Request, note: str, users: int, join_until: date) -> BuyerGroup:
    """Open the own, not yet decided request for others to join."""
    organisation = require_editor(actor)
    if request.organisation_id != organisation.pk:
        raise DomainError(_("This request belongs to another firm."))
    if request.state not in ("draft", "returned", "submitted", "open"):
        raise DomainError(_("This request can no longer be joined."))
    if join_until < clock.today():
        raise DomainError(fields={"join_until": _("Choose a day that has not passed.")})
    if BuyerGroup.objects.filter(request=request).exists():
        raise ConflictError(_("This request has a group already."))
    group = BuyerGroup.objects.create(request=request, note=note, join_until=join_until, opened_at=clock.now())
    GroupMember.objects.create(group=group, organisation=organisation, users=users, joined_at=clock.now())
    record(actor=actor, verb="digital.group.opened", subject=group, notify=False)
    return group


@transaction.atomic
def group_join(*, actor: Actor, group: BuyerGroup, users: int) -> GroupMember:
    """Join with so many users, until the day named and while the request is undecided."""
    organisation = require_editor(actor)
    if clock.today() > group.join_until or group.request.state not in ("draft", "returned", "submitted", "open"):
        raise ConflictError(_("This group can no longer be joined."))
    if users < 1:
        raise DomainError(fields={"users": _("Enter how many people will use it.")})
    try:
        with transaction.atomic():
            member = GroupMember.objects.create(
                group=group, organisation=organisation, users=users, joined_at=clock.now()
            )
    except IntegrityError as error:
        raise ConflictError(_("Your firm is in this group already.")) from error
    record(actor=actor, verb="digital.group.joined", subject=group, concerns=[group.request.organisation], notify=False)
    return member


@transaction.atomic
def group_leave(*, actor: Actor, group: BuyerGroup) -> None:
    """Leave before the request is decided; the firm that opened the group stays."""
    organisation = require_editor(actor)
    if organisation.pk == group.request.organisation_id:
        raise DomainError(_("The firm that opened the group cannot leave it."))
    if group.request.state not in ("draft", "returned", "submitted", "open"):
        raise ConflictError(_("The request has been decided."))
    GroupMember.objects.filter(group=group, organisation=organisation).delete()
    record(actor=actor, verb="digital.group.left", subject=group, concerns=[group.request.organisation], notify=False)


def split(amount: Decimal, weights: list[int]) -> list[Decimal]:
    """``amount`` by weights, to the cent; cents left over go to the first ones, so that the parts add up."""
    total = sum(weights)
    parts = [(amount * weight / total).quantize(CENT, rounding=ROUND_DOWN) for weight in weights]
    for place in range(int((amount - sum(parts)) / CENT)):
        parts[place] += CENT
    return parts


@dataclass(frozen=True, slots=True)
class Portion:
    """One member's contract of a joint purchase."""

    organisation: Organisation
    users: int
    price: Decimal
    quote: Quote | None

    @property
    def net(self) -> Decimal:
        return self.price - (self.quote.grant.amount if self.quote else Decimal(0))


def portions(group: BuyerGroup, response: Response) -> list[Portion]:
    """Each member's share of a bid after its own grant; connected members share one group cap, first come first."""
    members = list(group.members.select_related("organisation"))
    costs, found = costs_of(response), scheme_of(response)
    columns = [split(cost.amount, [m.users for m in members]) for cost in costs]
    granted: dict[int, Decimal] = {}
    rows = []
    for place, member in enumerate(members):
        own = [Cost(cost.kind, column[place]) for cost, column in zip(costs, columns, strict=True)]
        result = None
        if found is not None and own:
            kin = connected(member.organisation)
            taken = sum((amount for key, amount in granted.items() if key in kin), Decimal(0))
            result = quote(
                organisation=member.organisation, found=found, costs=own, day=clock.today(), group_extra=taken
            )
            granted[member.organisation_id] = result.grant.amount
        rows.append(Portion(member.organisation, member.users, sum((c.amount for c in own), Decimal(0)), result))
    return rows
