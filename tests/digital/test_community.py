"""Planted frauds, pilots that fail in public, quotas, the register."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from digital.models import IntegritySignal, ProposalTerms, ReferenceCustomer, UsageMonth
from digital.services import community, grants, integrity, providers
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.matchmaking import services as exchange
from portal.organisations.models import Organisation
from tests.digital.world import award, bid, know, need, provider
from tests.people import Cast, person

pytestmark = pytest.mark.django_db
D = Decimal


def kinds() -> set[str]:
    integrity.scan_all()
    return set(IntegritySignal.objects.values_list("kind", flat=True))


def test_honest_bids_raise_nothing(cast: Cast) -> None:
    made = need(cast)
    bid(provider("A", "a@code.example"), made, 42000)
    other = bid(provider("B", "b@code.example"), made, 45500)
    ProposalTerms.objects.filter(response=other).update(scope="A warehouse portal with mobile counting and reports")
    assert kinds() == set()


def test_planted_price_at_the_cap_is_found_and_changes_nothing(cast: Cast) -> None:
    sent = bid(provider("A", "a@code.example"), need(cast), 182000)  # 180,000 eligible × 50 % = the cap
    assert kinds() == {"price_cap"}
    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert integrity.scan_all() == 0  # found once
    assert "182000" in integrity.explain(IntegritySignal.objects.get())


def test_planted_twin_quotes_are_found_on_both(cast: Cast) -> None:
    made = need(cast)
    bid(provider("A", "a@code.example"), made, 42000)
    bid(provider("B", "b@code.example"), made, 42000)
    assert kinds() == {"twin_quotes"}
    assert IntegritySignal.objects.count() == 2


@pytest.mark.parametrize(
    ("code", "kind"),
    [("bank_account", "shared_account"), ("address", "shared_address"), ("director", "shared_director")],
)
def test_planted_shared_facts_are_found(cast: Cast, code: str, kind: str) -> None:
    who = provider("A", "a@code.example")
    know(cast.owner.organisation, code, "SA03 8000 0000 6080 1016 7519")
    know(who.organisation, code, "sa0380000000608010167519")
    bid(who, need(cast), 42000)
    assert kinds() == {kind}
    assert IntegritySignal.objects.get().subject == who.organisation


def test_planted_shared_phone_between_two_bidders_is_found_on_both(cast: Cast) -> None:
    one, other = provider("A", "a@code.example"), provider("B", "b@code.example")
    Organisation.objects.filter(pk=one.organisation.pk).update(phone="+966 11 555 0100")
    Organisation.objects.filter(pk=other.organisation.pk).update(phone="00966-11-555-0100".replace("00966", "+966"))
    made = need(cast)
    bid(one, made, 42000)
    ProposalTerms.objects.filter(response=bid(other, made, 47000)).update(scope="Another offer")
    assert kinds() == {"shared_phone"}
    assert IntegritySignal.objects.count() == 2


def test_planted_vendor_of_one_buyer_is_found(cast: Cast) -> None:
    who = provider("A", "a@code.example")
    for price in (30000, 31000, 32500):
        award(cast, bid(who, need(cast, scheme=""), price))
    assert "one_buyer" in kinds()


def test_planted_empty_usage_is_found_and_real_use_clears_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    who = provider("A", "a@code.example")
    engagement = award(cast, bid(who, need(cast, scheme=""), 30000)).engagement
    exchange.engagement_start(actor=who.actor, engagement=engagement)
    moment = clock.now() + timedelta(days=61)
    monkeypatch.setattr(clock, "now", lambda: moment)
    UsageMonth.objects.create(
        engagement=engagement, month=date(2026, 12, 1), active_users=2, records=50, stated_by=who.organisation,
        stated_at=moment, confirmed_at=moment,
    )  # fmt: skip
    assert kinds() == set()
    UsageMonth.objects.update(records=0)
    assert kinds() == {"empty_usage"}


def test_a_signal_is_explained_and_decided_with_reasons(cast: Cast) -> None:
    who = provider("A", "a@code.example")
    bid(who, need(cast), 182000)
    integrity.scan_all()
    signal = IntegritySignal.objects.get()
    assert signal not in IntegritySignal.objects.visible_to(cast.owner.actor)
    with pytest.raises(NotAllowedError):
        integrity.signal_answer(actor=cast.owner.actor, signal=signal, text="x")
    integrity.signal_answer(actor=who.actor, signal=signal, text="A round figure by chance")
    with pytest.raises(DomainError):
        integrity.signal_decide(actor=cast.authority.actor, signal=signal, upheld=False, text=" ")
    integrity.signal_decide(actor=cast.authority.actor, signal=signal, upheld=False, text="Plausible")
    signal.refresh_from_db()
    assert signal.state == "dismissed"
    with pytest.raises(ConflictError):
        integrity.signal_appeal(actor=who.actor, signal=signal, text="I insist")  # nothing to appeal against


def test_an_appeal_goes_to_a_second_officer_and_only_once(cast: Cast) -> None:
    who = provider("A", "a@code.example")
    second = person("second@authority.example", cast.authority.organisation)
    bid(who, need(cast), 182000)
    integrity.scan_all()
    signal = IntegritySignal.objects.get()
    integrity.signal_decide(actor=cast.authority.actor, signal=signal, upheld=True, text="Too round")
    signal.refresh_from_db()
    integrity.signal_appeal(actor=who.actor, signal=signal, text="See our price list of 2024")
    signal.refresh_from_db()
    assert signal.state == "appealed"
    with pytest.raises(NotAllowedError):
        integrity.signal_decide(actor=cast.authority.actor, signal=signal, upheld=True, text="I stay with it")
    integrity.signal_decide(actor=second.actor, signal=signal, upheld=True, text="The list shows another price")
    signal.refresh_from_db()
    with pytest.raises(ConflictError):
        integrity.signal_appeal(actor=who.actor, signal=signal, text="Again")


def test_accepting_is_locked_until_the_application_is_sent(cast: Cast) -> None:
    who = provider("A", "a@code.example")
    made = need(cast)
    sent = bid(who, made, 42000)
    with pytest.raises(DomainError):
        award(cast, sent)
    grants.grant_give_up(actor=cast.owner.actor, request=made)
    assert award(cast, sent).response == sent


def pilot(cast: Cast, **values: object) -> object:
    base = {"title": "Sensors", "hypothesis": "Less waste", "metric": "Waste", "baseline": D(12), "threshold": D(8)}
    return community.pilot_start(actor=cast.owner.actor, values={**base, **values})


def test_a_pilot_can_fail_and_stays_listed(cast: Cast) -> None:
    row = pilot(cast)
    assert not community.may_contract(row)
    with pytest.raises(ConflictError):
        community.gate_decide(actor=cast.owner.actor, pilot=row, gate="site", decision="go", reason="x")
    community.gate_decide(actor=cast.owner.actor, pilot=row, gate="prototype", decision="go", reason="It runs")
    assert community.may_contract(row)
    community.pilot_result(actor=cast.owner.actor, pilot=row, result=D(9), lesson="Sensors drift in heat")
    assert row.state == "missed"
    assert row.publish_by == clock.today() + timedelta(days=30)
    with pytest.raises(ConflictError):
        community.pilot_result(actor=cast.owner.actor, pilot=row, result=D(7), lesson="Better story")


def test_a_pilot_that_cannot_fail_is_refused(cast: Cast) -> None:
    with pytest.raises(DomainError):
        pilot(cast, threshold=D(12))


def test_stop_at_a_gate_ends_the_pilot(cast: Cast) -> None:
    row = pilot(cast)
    community.gate_decide(actor=cast.owner.actor, pilot=row, gate="prototype", decision="stop", reason="Too dear")
    assert (row.state, community.next_gate(row), community.may_contract(row)) == ("stopped", "", False)


def test_a_reference_link_works_once_and_counts_only_when_answered(cast: Cast) -> None:
    who = cast.provider
    row = providers.reference_ask(actor=who.actor, firm="Oasis Dates", email="o@oasis.example", language="ar")
    with pytest.raises(DomainError):
        providers.reference_ask(actor=who.actor, firm="Oasis", email="O@oasis.example", language="ar")
    token = providers.reference_token(row)
    assert providers.reference_find(token) == row
    assert providers.reference_find(token + "x") is None
    good = {"is_independent": True, "months_used": 8, "still_uses": True, "satisfied": True, "gain_percent": 20}
    providers.reference_answer(row=row, values=good)
    assert providers.reference_find(token) is None
    with pytest.raises(ConflictError):
        providers.reference_answer(row=row, values=good)
    held = {line["code"]: line["held"] for line in providers.criteria_standing(who.organisation)}
    assert held == {"customers": 1, "satisfied": 1, "gains": 1, "negative": 0}
    assert ReferenceCustomer.objects.get().months_used == 8


def test_an_expired_vetting_takes_the_provider_off_the_list_by_itself(cast: Cast) -> None:
    who = provider("A", "a@code.example")
    assert providers.search(category="inventory").count() == 1
    who.organisation.capabilities.update(expires_on=clock.today() - timedelta(days=1))
    assert providers.search(category="inventory").count() == 0


def test_a_packages_price_is_the_sum_of_its_lines(cast: Cast) -> None:
    values = {"title": "Start", "category": "erp", "scope": "x", "months": 1}
    made = providers.package_save(
        actor=cast.provider.actor, values=values, lines={"software": D(800), "training": D(200), "delivery": None}
    )
    assert made.list_price == D(1000)
    with pytest.raises(DomainError):
        providers.package_save(actor=cast.provider.actor, values=values, lines={})
