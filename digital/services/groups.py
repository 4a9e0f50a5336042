"""Buying together: several firms behind one request, the price split by users, each with its own contract and grant.

The firm that opened the group chooses the bid for all. From then on every other member may take up its share: a
request of its own, open to the chosen provider alone. The provider confirms the share (one click, the terms are its
own), the member accepts it as any other bid: so both sides confirm before a contract exists, and each contract has its
own milestones, proof of use, grant and outcome.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digital.models import Assessment, BuyerGroup, GrantApplication, GroupMember, ProposalMilestone, ProposalTerms
from digital.schemes.catalogue import Scheme
from digital.schemes.grant import Cost
from digital.services.common import require_editor
from digital.services.deadlines import CONFIRM_TIME, TAKE_UP_TIME, stage
from digital.services.grants import COUNTED, Quote, connected, note_contract, quote
from digital.services.money import scheme_of
from digital.services.projects import start_project
from digital.services.shares import BidLine, lines_by_member, price_of, split
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.matchmaking.models import Award, Request, Response
from portal.matchmaking.pillars import Candidate
from portal.matchmaking.services import (
    request_create,
    request_open,
    request_section_done,
    request_submit,
    response_start,
    response_submit,
)
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.models import Organisation

UNDECIDED = ("draft", "returned", "submitted", "open")
LIVE = ("submitted", "shortlisted", "accepted")
VALID_DAYS = 45  # days a confirmed share can be accepted: time for the grant application
CARRIED = ("category", "problem", "result", "must_have", "currency", "starts_on", "months", "languages", "question_1",
           "question_2", "question_3", "scheme")  # fmt: skip


@transaction.atomic
def group_open(
    *, actor: Actor, request: Request, note: str, users: int, join_until: date, language: str = "en"
) -> BuyerGroup:
    """Open the own, not yet decided request for others to join."""
    organisation = require_editor(actor)
    if request.organisation_id != organisation.pk:
        raise DomainError(_("This request belongs to another firm."))
    if request.state not in UNDECIDED:
        raise DomainError(_("This request can no longer be joined."))
    if join_until < clock.today():
        raise DomainError(fields={"join_until": _("Choose a day that has not passed.")})
    if BuyerGroup.objects.filter(request=request).exists():
        raise ConflictError(_("This request has a group already."))
    if GroupMember.objects.filter(share_request=request).exists():
        raise DomainError(_("This request is itself a share of a joint purchase."))
    group = BuyerGroup.objects.create(
        request=request, note=note, language=language, join_until=join_until, opened_at=clock.now(),
        next_check_at=clock.moment_on(join_until - timedelta(days=2)),
    )  # fmt: skip
    GroupMember.objects.create(group=group, organisation=organisation, users=users, joined_at=clock.now())
    record(actor=actor, verb="digital.group.opened", subject=group, notify=False)
    return group


@transaction.atomic
def group_join(*, actor: Actor, group: BuyerGroup, users: int) -> GroupMember:
    """Join with so many users, until the day named and while the request is undecided."""
    organisation = require_editor(actor)
    if clock.today() > group.join_until or group.request.state not in UNDECIDED:
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
    record(actor=actor, verb="digital.group.joined", subject=group, concerns=[group.request.organisation])
    return member


@transaction.atomic
def group_leave(*, actor: Actor, group: BuyerGroup) -> None:
    """Leave before the request is decided; the firm that opened the group stays."""
    organisation = require_editor(actor)
    if organisation.pk == group.request.organisation_id:
        raise DomainError(_("The firm that opened the group cannot leave it."))
    if group.request.state not in UNDECIDED:
        raise ConflictError(_("The request has been decided."))
    GroupMember.objects.filter(group=group, organisation=organisation).delete()
    record(actor=actor, verb="digital.group.left", subject=group, concerns=[group.request.organisation], notify=False)


def follow_award(award: Award) -> None:
    """In the award's transaction: the project of the firm that accepted, and the word to its group."""
    start_project(award)
    note_contract(award)
    group = BuyerGroup.objects.filter(request=award.request_id).first()
    if group is None or group.members.count() < 2:
        return
    BuyerGroup.objects.filter(pk=group.pk).update(
        chosen=award.response, chosen_at=clock.now(), **stage(clock.now() + TAKE_UP_TIME / 2)
    )  # fmt: skip
    others = [member.organisation for member in group.members.select_related("organisation")]
    record(actor=SYSTEM, verb="digital.group.chosen", subject=group, concerns=[*others, award.response.organisation])


def own_member(actor: Actor, group: BuyerGroup) -> GroupMember:
    """The acting firm's place in the group, for a change; raises NotAllowedError for anybody else."""
    member = group.members.filter(organisation=require_editor(actor)).first()
    if member is None:
        raise NotAllowedError(_("Your firm is not in this group."))
    if member.organisation_id == group.request.organisation_id:
        raise DomainError(_("Your own contract was made when you accepted the bid."))
    if group.chosen_id is None:
        raise ConflictError(_("No bid has been chosen yet."))
    return member


@transaction.atomic
def share_take(*, actor: Actor, group: BuyerGroup) -> Request:
    """Take up the own share: a request in the member's name for the chosen provider alone, nothing typed again.

    It is opened without a second look: the authority looked at the joint request, whose words it carries.
    """
    member = own_member(actor, group)
    if member.share_request is not None:
        return member.share_request
    if member.passed_at is not None:
        raise ConflictError(_("You have let your share pass."))
    source = group.request.transformation
    details: dict[str, Any] = {name: getattr(source, name) for name in CARRIED}
    details |= {"users": member.users, "assessment": _latest(member.organisation)}
    made = request_create(
        actor=actor, pillar="digital", title=group.request.title, summary=group.request.summary,
        language=group.request.language, details=details,
    )  # fmt: skip
    taken = GroupMember.objects.filter(pk=member.pk, share_request__isnull=True, passed_at__isnull=True)
    if taken.update(share_request=made) != 1:
        raise ConflictError(_("A colleague was faster. Please look at the present state."))
    for code in ("need", "solution", "budget"):
        request_section_done(actor=actor, request=made, code=code)
    request_submit(actor=actor, request=made, open_days=VALID_DAYS)
    request_open(actor=SYSTEM, request=made)
    BuyerGroup.objects.filter(pk=group.pk).update(next_check_at=clock.now() + CONFIRM_TIME)
    record(actor=actor, verb="digital.group.share_taken", subject=group, concerns=[_provider(group)])
    return made


def _latest(organisation: Organisation) -> Assessment | None:
    return Assessment.objects.filter(organisation=organisation, finished_at__isnull=False).order_by("-pk").first()


def _provider(group: BuyerGroup) -> Organisation:
    if group.chosen is None:
        raise ConflictError(_("No bid has been chosen yet."))
    return group.chosen.organisation


@transaction.atomic
def share_pass(*, actor: Actor, group: BuyerGroup) -> None:
    """Let the own share pass. The others keep their shares: a price per user does not change when one stays out."""
    member = own_member(actor, group)
    passed = GroupMember.objects.filter(pk=member.pk, share_request__isnull=True, passed_at__isnull=True)
    if passed.update(passed_at=clock.now()) != 1:
        raise ConflictError(_("You have decided about your share already."))
    record(actor=actor, verb="digital.group.share_passed", subject=group, concerns=[_provider(group)], notify=False)


@transaction.atomic
def share_confirm(*, actor: Actor, member: GroupMember) -> Response:
    """The chosen provider confirms a member's share: its own bid, each line cut to the member's part."""
    organisation, group = require_editor(actor), member.group
    if _provider(group).pk != organisation.pk:
        raise NotAllowedError(_("Only the chosen provider may confirm shares."))
    if member.share_request is None:
        raise ConflictError(_("This firm has not taken up its share."))
    if member.share_request.responses.filter(state__in=LIVE).exists():
        raise ConflictError(_("This share has been confirmed already."))
    draft = response_start(actor=actor, request=member.share_request)
    _fill(draft, group, member)
    return response_submit(actor=actor, response=Response.objects.get(pk=draft.pk))


def _fill(draft: Response, group: BuyerGroup, member: GroupMember) -> None:
    """The terms of the chosen bid with the member's part of every amount."""
    bid, members = group.chosen, list(group.members.all())
    source = ProposalTerms.objects.get(response=bid)
    place = [row.pk for row in members].index(member.pk)
    weights = [row.users for row in members]
    lines = lines_by_member(source.response, members)[place]
    same = (
        "scope",
        "not_included",
        "currency",
        "months",
        "support",
        "team",
        "answer_1",
        "answer_2",
        "answer_3",
        "package_id",
    )
    values = {name: getattr(source, name) for name in same}
    for name in ("yearly_fee", "internal_cost"):
        values[name] = split(getattr(source, name), weights)[place]
    ProposalTerms.objects.filter(response=draft).update(price=price_of(lines), **values)
    terms = ProposalTerms.objects.get(response=draft)
    terms.milestones.all().delete()
    ProposalMilestone.objects.bulk_create(
        ProposalMilestone(
            terms=terms, position=row.position, title=row.title, month=row.month, amount=row.amount, kind=row.kind
        )
        for row in lines
    )
    Response.objects.filter(pk=draft.pk).update(
        message=source.response.message, language=source.response.language,
        valid_until=clock.today() + timedelta(days=VALID_DAYS),
    )  # fmt: skip


def share_candidates(request: Request) -> list[Candidate] | None:
    """The chosen provider alone when ``request`` is a member's share; None for every other request."""
    member = GroupMember.objects.filter(share_request=request).select_related("group__chosen__organisation").first()
    if member is None or member.group.chosen is None:
        return None
    reason = {"fact": "digital.joint", "outcome": "meets", "held": "", "needed": ""}
    return [Candidate(organisation_id=member.group.chosen.organisation_id, score=Decimal(100), reasons=[reason])]


@dataclass(frozen=True, slots=True)
class Portion:
    """One member's contract of a joint purchase: its share of a bid, its grant, and how far the contract is.

    ``stage``: offered, taken, confirmed, contract or passed once a bid is chosen; empty before.
    """

    member: GroupMember
    price: Decimal
    quote: Quote | None
    stage: str = ""

    @property
    def net(self) -> Decimal:
        return self.price - (self.quote.grant.amount if self.quote else Decimal(0))


def stage_of(member: GroupMember, group: BuyerGroup) -> str:
    """How far the member's contract is."""
    if group.chosen_id is None:
        return ""
    if member.passed_at is not None:
        return "passed"
    if member.organisation_id == group.request.organisation_id:
        return "contract"
    if member.share_request is None:
        return "offered"
    if member.share_request.awards.exists():
        return "contract"
    return "confirmed" if member.share_request.responses.filter(state__in=LIVE).exists() else "taken"


def portions(group: BuyerGroup, response: Response) -> list[Portion]:
    """Each member's share of a bid after its own grant.

    Connected members share one group cap, first come first: a grant already applied for counts as the scheme counts it,
    one still to come is set aside for the member in the order of joining.
    """
    members = list(group.members.select_related("organisation", "share_request"))
    found = scheme_of(response)
    planned: dict[int, Decimal] = {}
    rows = []
    for member, lines in zip(members, lines_by_member(response, members), strict=True):
        result = None
        if found is not None and lines:
            result = _share_quote(group, member, lines, found, planned)
        rows.append(Portion(member, price_of(lines), result, stage_of(member, group)))
    return rows


def _share_quote(
    group: BuyerGroup, member: GroupMember, lines: list[BidLine], found: Scheme, planned: dict[int, Decimal]
) -> Quote:
    own = group.request if member.organisation_id == group.request.organisation_id else member.share_request
    sent = GrantApplication.objects.filter(organisation=member.organisation, request=own, state__in=COUNTED).first()
    kin = connected(member.organisation)
    result = quote(
        organisation=member.organisation, found=found, costs=[Cost(row.kind, row.amount) for row in lines if row.amount],
        day=clock.today(), apart_from=sent.pk if sent and own else None,
        group_extra=sum((amount for key, amount in planned.items() if key in kin), Decimal(0)),
    )  # fmt: skip
    if not (sent and own) and member.passed_at is None:
        planned[member.organisation_id] = result.grant.amount
    return result
