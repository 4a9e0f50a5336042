"""The pillar's journey through its services: T0 → plan → need → bids → award, grant, bridge → use → T1 credited."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from digital.models import Assessment, GrantEvent, ProjectDetails, ProposalTerms
from digital.schemes.grant import Cost
from digital.services import assessments, bridge, grants, plans, projects, providers
from digital.services.money import assumptions_of, net_of, stack_of
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.matchmaking import registry
from portal.matchmaking import services as exchange
from portal.matchmaking.models import Match, Milestone
from tests.digital.answers import full, middling
from tests.digital.world import assess, award, bid, need, provider
from tests.moments import pass_time
from tests.people import Cast

pytestmark = pytest.mark.django_db
D = Decimal


def test_answers_are_kept_one_by_one_and_a_bad_one_loses_no_other(cast: Cast) -> None:
    made = assessments.assessment_start(actor=cast.owner.actor)
    faults = assessments.answers_save(
        actor=cast.owner.actor, assessment=made, values={"security": ["backup"], "digital_spend": "140", "network": []}
    )
    assert list(faults) == ["digital_spend"]
    assert set(made.answers.values_list("code", flat=True)) == {"security", "network"}
    assert assessments.assessment_start(actor=cast.owner.actor) == made


def test_finishing_needs_half_of_the_answers_and_freezes(cast: Cast) -> None:
    made = assessments.assessment_start(actor=cast.owner.actor)
    with pytest.raises(DomainError):
        assessments.assessment_finish(actor=cast.owner.actor, assessment=made)
    done = assess(cast.owner)
    with pytest.raises(ConflictError):
        assessments.answers_save(actor=cast.owner.actor, assessment=done, values={"security": []})


def test_a_viewer_may_not_start_and_a_stranger_sees_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        assessments.assessment_start(actor=cast.colleague.actor)
    done = assess(cast.owner)
    assert done not in Assessment.objects.visible_to(cast.stranger.actor)
    assert done not in Assessment.objects.visible_to(cast.adviser.actor)
    plans.adviser_grant(actor=cast.owner.actor, adviser=cast.adviser.organisation)
    assert done in Assessment.objects.visible_to(cast.adviser.actor)


def test_an_adviser_looks_and_answers_nothing_for_the_firm(cast: Cast) -> None:
    """It follows the firm, so it sees the assessment; answering, finishing and the firm's plan stay the firm's."""
    plans.adviser_grant(actor=cast.owner.actor, adviser=cast.adviser.organisation)
    made = assessments.assessment_start(actor=cast.owner.actor)
    assert made in Assessment.objects.visible_to(cast.adviser.actor)
    for actor in (cast.adviser.actor, cast.colleague.actor):
        with pytest.raises(NotAllowedError):
            assessments.answers_save(actor=actor, assessment=made, values={"security": ["backup"]})
        with pytest.raises(NotAllowedError):
            assessments.goals_save(actor=actor, assessment=made, horizon="1y", goals=[])
        with pytest.raises(NotAllowedError):
            assessments.assessment_finish(actor=actor, assessment=made)
        with pytest.raises(NotAllowedError):
            plans.plan_fill(actor=actor, assessment=made, codes=["stock"])
    made.refresh_from_db()
    assert made.finished_at is None
    assert not made.answers.exists()


def test_the_second_assessment_carries_answers_and_shows_the_change(cast: Cast) -> None:
    assess(cast.owner)
    second = assessments.assessment_start(actor=cast.owner.actor)
    assert second.moment == "T1"
    assert second.answers.filter(is_carried=True).count() == 24
    assessments.answers_save(actor=cast.owner.actor, assessment=second, values={"security": full()["security"]})
    assessments.assessment_finish(actor=cast.owner.actor, assessment=second)
    changed = {row.code: row.delta for _result, rows in assessments.deltas(second) for row in rows}
    assert changed["data"] > 0
    assert changed["green"] == 0
    assert changed["foundation"] > 0  # the same fact moves the other instrument


def test_plan_states_need_a_reason_when_blocked_and_leave_a_trail(cast: Cast) -> None:
    done = assess(cast.owner)
    assert plans.plan_of_gaps(actor=cast.owner.actor, assessment=done) == 3
    assert plans.plan_of_gaps(actor=cast.owner.actor, assessment=done) == 0
    item = cast.owner.organisation.plan_items.first()
    with pytest.raises(DomainError):
        plans.plan_note(actor=cast.owner.actor, item=item, state="blocked")
    plans.plan_note(actor=cast.owner.actor, item=item, state="blocked", text="No staff")
    with pytest.raises(NotAllowedError):
        plans.plan_note(actor=cast.adviser.actor, item=item, text="Try the chamber")
    plans.adviser_grant(actor=cast.owner.actor, adviser=cast.adviser.organisation)
    plans.plan_note(actor=cast.adviser.actor, item=item, state="in_progress", text="Try the chamber")
    assert [note.state for note in item.notes.all()] == ["blocked", "in_progress"]


def test_a_step_becomes_a_need_without_retyping(cast: Cast) -> None:
    done = assess(cast.owner)
    plans.plan_fill(actor=cast.owner.actor, assessment=done, codes=["stock"])
    item = cast.owner.organisation.plan_items.get(step="stock")
    made = plans.need_from_step(actor=cast.owner.actor, item=item)
    assert made.transformation.category == "inventory"
    assert made.transformation.assessment == done
    assert made.transformation.scheme == "solution-grant"
    item.refresh_from_db()
    assert plans.need_from_step(actor=cast.owner.actor, item=item) == made


def test_matching_is_by_category_budget_and_vetting(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    good = provider("Good Code", "good@code.example")
    provider("Dear Code", "dear@code.example", project_from=D(500000))
    other = provider("Other Code", "other@code.example")
    providers.profile_save(actor=other.actor, values={}, tags={"category": ["design"]})
    expired = provider("Old Code", "old@code.example")
    expired.organisation.capabilities.update(expires_on=clock.today() - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        made = need(cast)
    released = Match.objects.filter(request=made, released_at__isnull=False)
    assert [match.organisation for match in released] == [good.organisation]
    assert Match.objects.get(request=made, organisation__legal_name="Dear Code").misses == 1
    assert not Match.objects.filter(request=made, organisation=expired.organisation).exists()


def test_a_bid_must_add_up_and_answer_the_question(cast: Cast) -> None:
    who = provider("Good Code", "good@code.example")
    made = need(cast)
    draft = exchange.response_start(actor=who.actor, request=made)
    ProposalTerms.objects.filter(response=draft).update(scope="x", price=D(100), months=1)
    with pytest.raises(DomainError) as caught:
        exchange.response_submit(actor=who.actor, response=draft)
    assert set(caught.value.messages) == {"price", "answer_1"}


def test_comparison_knows_the_price_after_grant_and_the_gap(cast: Cast) -> None:
    who = provider("Good Code", "good@code.example")
    sent = bid(who, need(cast), 42000, fee=1000)
    quote = net_of(sent)
    assert quote.grant.amount == D("20000.00")  # half of 40,000: delivery is left out
    assert quote.net == D("22000.00")
    values = {column.code: column.value(sent) for column in registry.get("digital").columns}
    assert values["net"].amount == D("22000.00")
    assert values["cost3"].amount == D(44000)
    assert values["gap"].amount == stack_of(sent).gap_without_bridge > 0


def test_whole_loop_credits_the_change_to_the_project(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = assess(cast.owner)
    who, rival, third = (provider(f"Code {n}", f"p{n}@code.example") for n in range(3))
    made = need(cast, assessment=before)
    best = bid(who, made, 42000)
    bid(rival, made, 50000)
    bid(third, made, 48000)
    application = grants.application_create(
        actor=cast.owner.actor, code="solution-grant", title="", costs=[Cost("software", D(40000))], request=made
    )
    grants.application_submit(actor=cast.owner.actor, application=application)
    engagement = award(cast, best).engagement
    details = ProjectDetails.objects.get(engagement=engagement)
    assert (details.before, details.price) == (before, D(42000))
    assert Milestone.objects.filter(engagement=engagement).count() == 3
    grants.application_decide(actor=cast.authority.actor, application=application, approve=True)
    engagement = exchange.engagement_start(actor=who.actor, engagement=engagement)
    pass_time(monkeypatch, days=70)
    month = projects.month_of(clock.today())
    usage = projects.usage_state(actor=who.actor, engagement=engagement, month=month, active_users=4, records=900)
    with pytest.raises(NotAllowedError):
        projects.usage_confirm(actor=who.actor, usage=usage)
    assert grants.missing_for_claim(application)[-1] == "use"
    projects.usage_confirm(actor=cast.owner.actor, usage=usage)
    assert "use" not in grants.missing_for_claim(application)
    after = assess(
        cast.owner, {**middling(), "scenes": {**middling()["scenes"], "warehouse": 3}}, engagement=engagement
    )
    assert assessments.credited(engagement) == after
    Assessment.objects.filter(pk=after.pk).update(engagement=None)
    assert assessments.credited(engagement) is None


def test_bridge_request_carries_the_figures(cast: Cast) -> None:
    who = provider("Good Code", "good@code.example")
    sent = bid(who, need(cast), 42000)
    if not bridge.can_finance():
        with pytest.raises(DomainError):
            bridge.bridge_request(actor=cast.owner.actor, response=sent, given=assumptions_of(sent))
        return
    made = bridge.bridge_request(actor=cast.owner.actor, response=sent, given=assumptions_of(sent))
    assert made.pillar == "lending"
    assert made.organisation == cast.owner.organisation
    assert registry.get("lending").details(made).amount == stack_of(sent).bridge


def test_stranger_cannot_make_a_bridge_of_anothers_bid(cast: Cast) -> None:
    who = provider("Good Code", "good@code.example")
    sent = bid(who, need(cast), 42000)
    with pytest.raises(NotAllowedError):
        bridge.bridge_request(actor=cast.stranger.actor, response=sent, given=assumptions_of(sent))


def drafted(cast: Cast, amount: int = 40000, owner: object = None) -> object:
    return grants.application_create(
        actor=(owner or cast.owner).actor, code="solution-grant", title="Stock", costs=[Cost("software", D(amount))]
    )


def test_a_deposit_before_the_application_needs_a_visible_warning(cast: Cast) -> None:
    row = drafted(cast)
    today = clock.today()
    with pytest.raises(DomainError) as caught:
        grants.event_record(actor=cast.owner.actor, application=row, kind="deposit", happened_on=today)
    assert "knows_forfeit" in caught.value.messages
    assert not GrantEvent.objects.exists()
    early = today - timedelta(days=1)
    grants.event_record(actor=cast.owner.actor, application=row, kind="deposit", happened_on=early, knows_forfeit=True)
    assert [f.event for f in grants.forfeited(row)] == ["deposit"]
    with pytest.raises(DomainError):
        grants.application_submit(actor=cast.owner.actor, application=row)


def test_after_the_application_a_deposit_is_fine(cast: Cast) -> None:
    row = grants.application_submit(actor=cast.owner.actor, application=drafted(cast))
    event = grants.event_record(actor=cast.owner.actor, application=row, kind="deposit", happened_on=clock.today())
    assert not event.is_warned
    assert grants.forfeited(row) == []


def test_caps_count_the_window_and_connected_firms(cast: Cast) -> None:
    from digital.models import ConnectedFirm

    one, other = sorted([cast.owner.organisation, cast.stranger.organisation], key=lambda firm: firm.pk)
    ConnectedFirm.objects.create(one=one, other=other, reason="same owners", stated_at=clock.now())
    first = grants.application_submit(actor=cast.owner.actor, application=drafted(cast, 150000))
    assert first.amount == D(75000)
    second = grants.application_submit(actor=cast.stranger.actor, application=drafted(cast, 150000, cast.stranger))
    assert (second.amount, second.binding) == (D(15000), "group_cap")


def test_the_legal_clock_counts_saudi_working_days(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 1))  # a Sunday
    row = grants.application_submit(actor=cast.owner.actor, application=drafted(cast))
    assert row.decision_due_on == date(2026, 12, 13)  # 30 working days, Friday and Saturday off


def test_only_the_authority_decides_and_a_refusal_has_a_reason(cast: Cast) -> None:
    row = grants.application_submit(actor=cast.owner.actor, application=drafted(cast))
    with pytest.raises(NotAllowedError):
        grants.application_decide(actor=cast.owner.actor, application=row, approve=True)
    with pytest.raises(DomainError):
        grants.application_decide(actor=cast.authority.actor, application=row, approve=False)
    grants.application_decide(actor=cast.authority.actor, application=row, approve=True)
    with pytest.raises(ConflictError):
        grants.application_decide(actor=cast.authority.actor, application=row, approve=True)
    with pytest.raises(DomainError):
        grants.claim_submit(actor=cast.owner.actor, application=row)
