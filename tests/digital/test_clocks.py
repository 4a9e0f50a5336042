"""Every limit of the pillar: reminded before, escalated after, never without an owner, never told twice."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from digital import clocks
from digital.models import BuyerGroup, GrantApplication, IntegritySignal
from digital.schemes.grant import Cost
from digital.services import community, grants, groups, integrity
from portal.common import clock
from portal.journal.models import JournalEntry
from portal.notify.models import InboxItem
from portal.notify.services import dispatch
from portal.privacy.erasure import holds_of
from tests.digital.test_groups import chosen, joint, take
from tests.digital.world import bid, need, provider
from tests.moments import pass_time
from tests.people import Cast, Person, person

pytestmark = pytest.mark.django_db
D = Decimal
Travel = Callable[..., None]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """``travel(days=3)`` moves the server's clock on; everything then due is served, twice, as two workers would."""

    def on(**delta: float) -> None:
        pass_time(monkeypatch, **delta)
        clocks.run()
        clocks.run()

    return on


def verbs(prefix: str) -> list[str]:
    found = JournalEntry.objects.filter(verb__startswith=prefix).order_by("pk").values_list("verb", flat=True)
    return [verb.removeprefix(prefix) for verb in found]


def told(who: Person) -> set[str]:
    """Notification codes in a person's inbox after every entry was dispatched."""
    for entry in JournalEntry.objects.filter(verb__startswith="digital."):
        if not InboxItem.objects.filter(entry=entry).exists():
            dispatch(entry)
    return set(InboxItem.objects.filter(user=who.user).values_list("code", flat=True))


def applied(cast: Cast) -> GrantApplication:
    row = grants.application_create(
        actor=cast.owner.actor, code="solution-grant", title="Stock", costs=[Cost("software", D(40000))]
    )
    return grants.application_submit(actor=cast.owner.actor, application=row)


def test_a_running_grant_holds_the_last_person_of_the_firm_until_it_is_paid(cast: Cast) -> None:
    firm = cast.stranger.organisation
    row = grants.application_create(
        actor=cast.stranger.actor, code="solution-grant", title="Stock by scanner", costs=[Cost("software", D(40000))]
    )
    assert holds_of(cast.stranger.user) == [], "a draft holds nobody"
    row = grants.application_submit(actor=cast.stranger.actor, application=row)
    assert row.decision_due_on is not None
    for state in ("submitted", "approved", "claimed"):
        GrantApplication.objects.filter(pk=row.pk).update(state=state)
        (reason,) = holds_of(cast.stranger.user)
        assert "Stock by scanner" in str(reason), state
    second = person("second@cedar.example", firm)
    assert holds_of(cast.stranger.user) == [], "a colleague can answer for it"
    second.user.memberships.update(state="left")
    for state in ("paid", "refused", "lapsed", "withdrawn"):
        GrantApplication.objects.filter(pk=row.pk).update(state=state)
        assert holds_of(cast.stranger.user) == [], state


def days_to(row: GrantApplication, name: str) -> int:
    return (getattr(row, name) - clock.today()).days


def test_an_unsent_application_is_mentioned_once(cast: Cast, travel: Travel) -> None:
    grants.application_create(
        actor=cast.owner.actor, code="solution-grant", title="Stock", costs=[Cost("software", D(40000))]
    )
    travel(days=13)
    assert verbs("digital.grant.") == ["drafted"]
    travel(days=2)
    travel(days=30)
    assert verbs("digital.grant.") == ["drafted", "draft_waits"]
    assert "GrantDraftWaitsForFirm" in told(cast.owner)


def test_the_authoritys_legal_time_is_reminded_and_escalated_every_week(cast: Cast, travel: Travel) -> None:
    row = applied(cast)
    travel(days=days_to(row, "decision_due_on") - 7)
    assert verbs("digital.grant.")[2:] == []
    travel(days=2)
    assert verbs("digital.grant.")[2:] == ["decision_due"]
    travel(days=7)
    assert verbs("digital.grant.")[2:] == ["decision_due", "decision_late"]
    travel(days=8)
    assert verbs("digital.grant.")[3:] == ["decision_late", "decision_late"]
    assert told(cast.authority) >= {"GrantDecisionDueForOffices", "GrantDecisionLateForOffices"}
    told(cast.owner)
    assert InboxItem.objects.filter(user=cast.owner.user, code="GrantDecisionLateForFirm").count() == 1
    row.refresh_from_db()
    grants.application_decide(actor=cast.authority.actor, application=row, approve=True)
    row.refresh_from_db()
    assert (row.reminded_at, row.escalated_at) == (None, None)


def test_an_unclaimed_grant_is_reminded_twice_lapses_and_frees_its_cap(cast: Cast, travel: Travel) -> None:
    row = applied(cast)
    grants.application_decide(actor=cast.authority.actor, application=row, approve=True)
    row.refresh_from_db()
    travel(days=days_to(row, "claim_by") - 29)
    travel(days=10)
    assert verbs("digital.grant.")[3:] == ["claim_due"]
    travel(days=13)
    assert verbs("digital.grant.")[3:] == ["claim_due", "claim_due"]
    travel(days=10)
    assert verbs("digital.grant.")[3:] == ["claim_due", "claim_due", "lapsed"]
    row.refresh_from_db()
    assert row.state == "lapsed"
    assert row.state not in grants.COUNTED
    assert {"GrantClaimDueForFirm", "GrantLapsedForFirm"} <= told(cast.owner)


def test_joining_ends_with_a_word_to_the_opener_and_then_to_all(cast: Cast, travel: Travel) -> None:
    group, _sent, _who = joint(cast, 80000)
    BuyerGroup.objects.filter(pk=group.pk).update(next_check_at=clock.now())
    travel(minutes=1)
    assert verbs("digital.group.")[2:] == ["closing"]
    travel(days=3)
    travel(days=1)
    assert verbs("digital.group.")[2:] == ["closing", "complete"]
    assert "GroupClosingForOpener" in told(cast.owner)
    assert "GroupCompleteForMembers" in told(cast.stranger)


def test_a_share_nobody_takes_up_is_reminded_and_passes(cast: Cast, travel: Travel) -> None:
    group, _sent, _who = chosen(cast)
    travel(days=8)
    assert verbs("digital.group.")[3:] == ["share_due"]
    assert {"GroupChosenForMembers", "GroupShareDueForMembers"} <= told(cast.stranger)
    assert "GroupChosenForMembers" not in told(cast.owner)
    travel(days=7)
    assert verbs("digital.group.")[3:] == ["share_due", "share_lapsed"]
    assert group.members.get(organisation=cast.stranger.organisation).passed_at is not None
    assert "GroupShareLapsedForMembers" in told(cast.stranger)
    travel(days=60)
    assert verbs("digital.group.")[3:] == ["share_due", "share_lapsed"]


def test_a_provider_that_does_not_confirm_is_reminded_and_the_officer_told(cast: Cast, travel: Travel) -> None:
    group, _sent, who = chosen(cast)
    take(cast, group)
    travel(days=4)
    assert "GroupConfirmDueForProvider" in told(who)
    travel(days=4)
    assert "GroupConfirmLateForMembers" in told(cast.authority)
    assert "GroupConfirmLateForMembers" in told(cast.stranger)


def test_a_request_that_ends_tells_its_group(cast: Cast, travel: Travel) -> None:
    group, _sent, _who = joint(cast, 80000)
    type(group.request).objects.filter(pk=group.request_id).update(state="cancelled")
    BuyerGroup.objects.filter(pk=group.pk).update(next_check_at=clock.now())
    travel(minutes=1)
    assert verbs("digital.group.")[2:] == ["ended"]


def test_a_silent_pilot_and_a_late_result_have_an_owner(cast: Cast, travel: Travel) -> None:
    values = {"title": "T", "hypothesis": "h", "metric": "m", "baseline": D(1), "threshold": D(2)}
    pilot = community.pilot_start(actor=cast.owner.actor, values=values)
    travel(days=91)
    assert verbs("digital.pilot.") == ["started", "gate_due"]
    community.gate_decide(actor=cast.owner.actor, pilot=pilot, gate="prototype", decision="stop", reason="dear")
    travel(days=24)
    assert verbs("digital.pilot.")[2:] == ["gate", "result_due"]
    travel(days=8)
    assert verbs("digital.pilot.")[4:] == ["result_late"]
    assert told(cast.authority) >= {"PilotResultLateForOffices"}
    pilot.refresh_from_db()
    assert pilot.escalated_at is not None
    community.pilot_result(actor=cast.owner.actor, pilot=pilot, result=None, lesson="Too dear")
    travel(days=60)
    assert verbs("digital.pilot.")[5:] == ["published"]


def test_an_open_question_is_never_forgotten(cast: Cast, travel: Travel) -> None:
    who = provider("A", "a@code.example")
    bid(who, need(cast), 182000)
    integrity.scan_all()
    assert "SignalFoundForFirm" in told(who)
    travel(days=15)
    travel(days=16)
    travel(days=8)
    assert verbs("digital.signal.") == ["found", "answer_due", "decision_late", "decision_late"]
    assert "SignalLateForOffices" in told(cast.authority)
    signal = IntegritySignal.objects.get()
    integrity.signal_decide(actor=cast.authority.actor, signal=signal, upheld=True, text="x")
    travel(days=60)
    assert verbs("digital.signal.")[4:] == ["decided"]


def test_nothing_late_is_without_an_owner(cast: Cast, travel: Travel) -> None:
    applied(cast)
    bid(provider("A", "a@code.example"), need(cast), 182000)
    integrity.scan_all()
    community.pilot_start(
        actor=cast.owner.actor,
        values={"title": "T", "hypothesis": "h", "metric": "m", "baseline": D(1), "threshold": D(2)},
    )
    for _month in range(6):
        travel(days=30)
        assert clocks.ownerless() == 0


def test_a_message_is_in_the_readers_language(cast: Cast, travel: Travel) -> None:
    applied(cast)
    type(cast.authority.user).objects.filter(pk=cast.authority.user.pk).update(language="ar")
    travel(days=60)
    told(cast.authority)
    item = InboxItem.objects.filter(user=cast.authority.user, code="GrantDecisionLateForOffices").first()
    assert any("\u0600" <= letter <= "\u06ff" for letter in item.params["scheme"])


def test_two_workers_serve_a_row_once(cast: Cast) -> None:
    row = applied(cast)
    GrantApplication.objects.filter(pk=row.pk).update(next_check_at=clock.now())
    assert clocks.run() == {"grants": 1}
    assert clocks.run() == {}


def test_groups_words_name_no_rival(cast: Cast) -> None:
    group, _sent, _who = joint(cast, 80000)
    entry = JournalEntry.objects.filter(verb="digital.group.joined", subject_key=group.public_id).latest("pk")
    dispatch(entry)
    item = InboxItem.objects.get(user=cast.owner.user, code="GroupJoinedForOpener")
    assert set(item.params) == {"title"}
    assert groups.stage_of(group.members.first(), group) == ""
