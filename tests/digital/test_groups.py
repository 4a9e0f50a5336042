"""Buying together: shares, each firm's own contract and grant, caps across connected firms, both sides confirm."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from digital.models import BuyerGroup, ConnectedFirm, GrantApplication, ProjectDetails, ProposalTerms
from digital.services import grants, groups
from digital.services.money import costs_of, net_of
from digital.services.shares import own_lines, price_of, split
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.matchmaking import registry
from portal.matchmaking import services as exchange
from portal.matchmaking.models import Engagement, Match, Request, Response
from portal.organisations.models import Organisation
from tests.digital.world import award, bid, know, need, provider
from tests.people import Cast, Person

pytestmark = pytest.mark.django_db
D = Decimal


def connect(one: Organisation, other: Organisation) -> None:
    low, high = sorted([one, other], key=lambda firm: firm.pk)
    ConnectedFirm.objects.create(one=low, other=high, reason="same owners", stated_at=clock.now())


def open_group(cast: Cast, request: Request, users: int = 3) -> BuyerGroup:
    day = clock.today() + timedelta(days=1)
    return groups.group_open(actor=cast.owner.actor, request=request, note="Together", users=users, join_until=day)


def joint(cast: Cast, price: int, delivery: int = 0, **details: Any) -> tuple[BuyerGroup, Response, Person]:
    """The owner with three users and a second firm with one behind one request, and a bid on it."""
    who = provider("Good Code", "good@code.example")
    made = need(cast, **details)
    group = open_group(cast, made)
    groups.group_join(actor=cast.stranger.actor, group=group, users=1)
    return group, bid(who, made, price, delivery=delivery, fee=400), who


def chosen(cast: Cast, price: int = 80000) -> tuple[BuyerGroup, Response, Person]:
    """The same, chosen by the owner after its own grant application."""
    group, sent, who = joint(cast, price)
    own = grants.application_create(
        actor=cast.owner.actor, code="solution-grant", title="", costs=costs_of(sent), request=group.request
    )
    grants.application_submit(actor=cast.owner.actor, application=own)
    award(cast, sent)
    group.refresh_from_db()
    return group, Response.objects.get(pk=sent.pk), who


def take(cast: Cast, group: BuyerGroup) -> Request:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return groups.share_take(actor=cast.stranger.actor, group=group)


def confirm(group: BuyerGroup, who: Person) -> Response:
    member = group.members.get(share_request__isnull=False)
    return groups.share_confirm(actor=who.actor, member=member)


def sign(cast: Cast, sent: Response) -> Engagement:
    return exchange.award_make(
        actor=cast.stranger.actor, response=sent, rationale="Our share", checked_identity_by="password"
    ).engagement


@pytest.mark.parametrize(("amount", "weights"), [("100.01", [3, 1]), ("0.01", [1, 1, 1]), ("99999.99", [7, 11, 13])])
def test_parts_add_up_to_the_cent(amount: str, weights: list[int]) -> None:
    assert sum(split(D(amount), weights)) == D(amount)


def test_shares_follow_the_users_and_add_up(cast: Cast) -> None:
    group, sent, _who = joint(cast, 100001)
    rows = groups.portions(group, sent)
    assert sum(row.price for row in rows) == D(100001)
    assert [row.member.users for row in rows] == [3, 1]
    assert rows[0].quote.grant.amount == D("37500.37")


def test_the_firm_that_asks_sees_its_own_share_and_its_own_grant(cast: Cast) -> None:
    _group, sent, _who = joint(cast, 80000)
    assert price_of(own_lines(sent)) == D(60000)
    assert net_of(sent).net == D(30000)
    values = {column.code: column.value(sent) for column in registry.get("digital").columns}
    assert (values["share"].amount, values["price"].amount, values["net"].amount) == (D(60000), D(80000), D(30000))


def test_a_firm_that_buys_alone_pays_all_of_it(cast: Cast) -> None:
    made = need(cast)
    open_group(cast, made)
    sent = bid(provider("A", "a@code.example"), made, 42000)
    assert price_of(own_lines(sent)) == D(42000)
    values = {column.code: column.value(sent) for column in registry.get("digital").columns}
    assert values["share"] is None


def test_members_that_are_not_connected_each_have_their_caps(cast: Cast) -> None:
    group, sent, _who = joint(cast, 400000)
    assert [row.quote.grant.amount for row in groups.portions(group, sent)] == [D("90000.00"), D("50000.00")]


def test_connected_members_share_the_group_cap(cast: Cast) -> None:
    connect(cast.owner.organisation, cast.stranger.organisation)
    group, sent, _who = joint(cast, 400000)
    rows = groups.portions(group, sent)
    assert [row.quote.grant.amount for row in rows] == [D("90000.00"), D("0.00")]
    assert rows[1].quote.grant.binding == "group_cap"


def test_a_connected_members_real_application_is_capped_and_counted_once(cast: Cast) -> None:
    connect(cast.owner.organisation, cast.stranger.organisation)
    group, sent, who = chosen(cast, 200000)  # the owner's share of 150,000 earns 75,000 of the group's 90,000
    take(cast, group)
    confirmed = confirm(group, who)
    assert [row.quote.grant.amount for row in groups.portions(group, sent)] == [D(75000), D(15000)]
    made = grants.application_create(
        actor=cast.stranger.actor, code="solution-grant", title="", costs=costs_of(confirmed), request=confirmed.request
    )
    made = grants.application_submit(actor=cast.stranger.actor, application=made)
    assert (made.amount, made.binding) == (D(15000), "group_cap")
    assert sum(GrantApplication.objects.values_list("amount", flat=True)) == D(90000)
    assert [row.quote.grant.amount for row in groups.portions(group, sent)] == [D(75000), D(15000)]


def test_every_firm_gets_its_own_contract_with_its_own_lines(cast: Cast) -> None:
    know(cast.stranger.organisation, "employees", "4")
    group, sent, who = chosen(cast)
    opener = Engagement.objects.get()
    assert ProjectDetails.objects.get(engagement=opener).price == D(60000)
    request = take(cast, group)
    assert request.state == "open"
    assert request.transformation.users == 1
    assert request.transformation.problem == group.request.transformation.problem
    assert [match.organisation for match in Match.objects.filter(request=request)] == [who.organisation]
    confirmed = confirm(group, who)
    grants.grant_give_up(actor=cast.stranger.actor, request=request)
    mine = sign(cast, Response.objects.get(pk=confirmed.pk))
    assert (mine.owner, mine.responder) == (cast.stranger.organisation, who.organisation)
    details = ProjectDetails.objects.get(engagement=mine)
    assert (details.price, details.size_class) == (D(20000), "micro")
    whole = [row.amount for row in sent.proposal.milestones.all()]
    parts = [list(row.milestones.values_list("amount", flat=True)) for row in (opener, mine)]
    assert [a + b for a, b in zip(*parts, strict=True)] == whole
    assert [row.stage for row in groups.portions(group, sent)] == ["contract", "contract"]
    assert ProposalTerms.objects.get(response=confirmed).yearly_fee == D(100)


def test_both_sides_must_confirm_a_share(cast: Cast) -> None:
    group, _sent, who = chosen(cast)
    rival = provider("Rival Code", "rival@code.example")
    member = group.members.get(organisation=cast.stranger.organisation)
    with pytest.raises(ConflictError):
        groups.share_confirm(actor=who.actor, member=member)  # not taken up
    request = take(cast, group)
    member.refresh_from_db()
    with pytest.raises(NotAllowedError):
        groups.share_confirm(actor=rival.actor, member=member)
    assert take(cast, group) == request  # a second click makes no second request
    confirm(group, who)
    with pytest.raises(ConflictError):
        confirm(group, who)
    assert not request.awards.exists()  # the member's signature is still missing
    confirmed = Response.objects.get(request=request)
    with pytest.raises(DomainError):
        sign(cast, confirmed)  # its own grant application comes first, as for any other bid


def test_a_share_can_be_let_pass_and_the_others_prices_stay(cast: Cast) -> None:
    group, sent, _who = chosen(cast)
    groups.share_pass(actor=cast.stranger.actor, group=group)
    rows = groups.portions(group, sent)
    assert [(row.price, row.stage) for row in rows] == [(D(60000), "contract"), (D(20000), "passed")]
    with pytest.raises(ConflictError):
        groups.share_take(actor=cast.stranger.actor, group=group)


def test_only_members_decide_about_shares(cast: Cast) -> None:
    group, _sent, _who = chosen(cast)
    for actor in (cast.mentor.actor, cast.provider.actor):
        with pytest.raises(NotAllowedError):
            groups.share_take(actor=actor, group=group)
    with pytest.raises(DomainError):
        groups.share_take(actor=cast.owner.actor, group=group)


def test_nothing_can_be_taken_up_before_a_bid_is_chosen(cast: Cast) -> None:
    group, _sent, _who = joint(cast, 80000)
    with pytest.raises(ConflictError):
        groups.share_take(actor=cast.stranger.actor, group=group)


def test_a_group_is_joined_once_and_only_in_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    group = groups.group_open(actor=cast.owner.actor, request=need(cast), note="x", users=1, join_until=clock.today())
    groups.group_join(actor=cast.stranger.actor, group=group, users=2)
    with pytest.raises(ConflictError):
        groups.group_join(actor=cast.stranger.actor, group=group, users=2)
    with pytest.raises(DomainError):
        groups.group_leave(actor=cast.owner.actor, group=group)
    later = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: later)
    with pytest.raises(ConflictError):
        groups.group_join(actor=cast.mentor.actor, group=group, users=2)


def page(who: Person, name: str, *args: str) -> str:
    client = Client()
    client.force_login(who.user)
    return client.get(reverse(f"digital:{name}", args=args)).content.decode()


def test_nobody_reads_another_members_grant(cast: Cast) -> None:
    group, _sent, who = chosen(cast, 77700)
    mine = page(cast.stranger, "group", group.public_id)
    assert "19,425" in mine  # its own quarter of the price
    assert "58,275" not in mine
    theirs = page(who, "group", group.public_id)
    assert "19,425" in theirs
    assert "9,712" not in theirs  # a grant is between the firm and the authority
    assert "19,425" not in page(cast.mentor, "group", group.public_id)


def test_the_whole_way_by_the_browsers_posts(cast: Cast) -> None:
    group, _sent, who = chosen(cast)
    member, seller = Client(), Client()
    member.force_login(cast.stranger.user)
    seller.force_login(who.user)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert member.post(reverse("digital:group-act", args=[group.public_id, "take"])).status_code == 302
    assert seller.post(reverse("digital:group-confirm", args=[group.public_id])).status_code == 302
    assert member.post(reverse("digital:group-confirm", args=[group.public_id])).status_code == 404
    assert Response.objects.filter(organisation=who.organisation, state="submitted").count() == 1
    assert "joint purchase" in page(who, "groups") or "Yours" in page(who, "groups")
