"""Mentoring on the exchange: matching with reasons, hard refusals, plans, talks and their rules, rounds, feeds."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from export.choices import SessionState
from export.links import session_token
from export.models import MentoringSession, MentorshipDetails, RoundPlace, SessionFault
from export.services import rounds, sessions
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.matchmaking import services
from portal.matchmaking.models import Engagement, Match
from portal.notify.models import InboxItem
from tests.export.conftest import make_mentorship, make_offer, open_request
from tests.moments import pass_time
from tests.people import Cast, organisation, person

pytestmark = pytest.mark.django_db(transaction=True)


def propose(cast: Cast, engagement: Engagement, hours: float = 72) -> MentoringSession:
    return sessions.session_propose(
        actor=cast.owner.actor,
        engagement=engagement,
        topic="Price list",
        starts_at=clock.now() + timedelta(hours=hours),
    )


def test_request_reaches_mentors_who_fit_with_reasons(cast: Cast) -> None:
    make_offer(cast.mentor)
    match = Match.objects.get(request=open_request(cast.owner))
    assert match.organisation == cast.mentor.organisation
    assert match.score == 80  # 40 topics + 10 market + 10 language + 10 stage + 10 hours
    assert {row["fact"] for row in match.reasons} >= {"export.topics", "export.language"}
    assert match.released_at is not None


@pytest.mark.parametrize("change", [{"is_away": True}, {"languages": ["fr"]}, {"statement_signed_on": None}])
def test_hard_rule_keeps_the_request_away(cast: Cast, change: dict) -> None:
    make_offer(cast.mentor, **change)
    assert not Match.objects.filter(request=open_request(cast.owner), released_at__isnull=False).exists()


def test_firm_on_the_never_list_is_not_proposed(cast: Cast) -> None:
    make_offer(cast.mentor).never.add(cast.owner.organisation)
    assert not Match.objects.filter(request=open_request(cast.owner), released_at__isnull=False).exists()


def test_plan_without_its_parts_is_refused_by_field(cast: Cast) -> None:
    make_offer(cast.mentor)
    plan = services.response_start(actor=cast.mentor.actor, request=open_request(cast.owner))
    with pytest.raises(DomainError) as refusal:
        services.response_submit(actor=cast.mentor.actor, response=plan)
    assert "offer" in refusal.value.messages


def test_accepted_plan_makes_the_mentorship(cast: Cast) -> None:
    engagement = make_mentorship(cast)
    details = MentorshipDetails.objects.get(engagement=engagement)
    assert (details.months, details.hours_a_month, details.offer.user) == (3, 2, cast.mentor.user)


def test_talk_is_proposed_answered_from_the_mail_and_logged_by_both(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    engagement = make_mentorship(cast)
    talk = propose(cast, engagement)
    item = InboxItem.objects.get(code="ExportSessionProposedForOtherSide")
    assert item.user == cast.mentor.user
    with translation.override("en"):
        url = reverse("export:session-answer", args=[session_token(talk, cast.mentor.user.pk)])
    assert client.get(url).status_code == 200
    talk.refresh_from_db()
    assert talk.state == SessionState.PROPOSED, "GET never acts"
    assert client.post(url, {"answer": "accept"}).status_code == 200
    talk.refresh_from_db()
    assert talk.state == SessionState.ACCEPTED
    pass_time(monkeypatch, hours=73)
    sessions.session_log(
        actor=cast.mentor.actor, session=talk, advice="Quote CIP", next_steps="Owner: price list by Friday"
    )
    talk.refresh_from_db()
    assert not talk.is_confirmed
    sessions.session_confirm(actor=cast.owner.actor, session=talk)
    talk.refresh_from_db()
    assert talk.is_confirmed
    assert sessions.held_minutes(cast.mentor.organisation) == 60


def test_link_of_the_wrong_person_or_a_forged_one_shows_nothing(cast: Cast, client: Client) -> None:
    talk = propose(cast, make_mentorship(cast))
    for token in (session_token(talk, cast.stranger.user.pk), session_token(talk, cast.mentor.user.pk)[:-2] + "xx"):
        answer = client.post(f"/en/export/sessions/answer/{token}/", {"answer": "accept"})
        assert answer.status_code == 404
    talk.refresh_from_db()
    assert talk.state == SessionState.PROPOSED


def test_proposer_cannot_answer_and_stranger_sees_404(cast: Cast, client: Client) -> None:
    engagement = make_mentorship(cast)
    talk = propose(cast, engagement)
    with pytest.raises(NotAllowedError):
        sessions.session_answer(actor=cast.owner.actor, session=talk, accept=True)
    client.force_login(cast.stranger.user, backend="portal.identity.backends.AuthenticationBackend")
    assert client.get(f"/en/export/mentorships/{engagement.public_id}/").status_code == 404


def test_unanswered_proposal_lapses_after_48_hours(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = propose(cast, make_mentorship(cast))
    pass_time(monkeypatch, hours=48, seconds=1)
    with pytest.raises(ConflictError):
        sessions.session_answer(actor=cast.mentor.actor, session=talk, accept=True)
    assert sessions.expire_sessions() == 1
    assert sessions.expire_sessions() == 0


@pytest.mark.parametrize(("hours_before", "faults"), [(4, 0), (2, 1)])
def test_late_cancel_is_a_fault(cast: Cast, monkeypatch: pytest.MonkeyPatch, hours_before: int, faults: int) -> None:
    talk = propose(cast, make_mentorship(cast), hours=24)
    sessions.session_answer(actor=cast.mentor.actor, session=talk, accept=True)
    pass_time(monkeypatch, hours=24 - hours_before)
    sessions.session_cancel(actor=cast.mentor.actor, session=talk, reason="Ill")
    assert SessionFault.objects.filter(organisation=cast.mentor.organisation).count() == faults


def test_no_show_after_ten_minutes_pauses_at_four_and_an_appeal_lifts_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    engagement = make_mentorship(cast)
    for _n in range(4):
        talk = propose(cast, engagement, hours=5)
        sessions.session_answer(actor=cast.mentor.actor, session=talk, accept=True)
        pass_time(monkeypatch, hours=5, minutes=5)
        with pytest.raises(DomainError):
            sessions.session_no_show(actor=cast.owner.actor, session=talk)
        pass_time(monkeypatch, minutes=5)
        sessions.session_no_show(actor=cast.owner.actor, session=talk)
    assert sessions.standing_of(cast.mentor.organisation).state == "paused"
    starts = clock.now() + timedelta(hours=5)
    with pytest.raises(DomainError):
        sessions.session_propose(actor=cast.mentor.actor, engagement=engagement, topic="x", starts_at=starts)
    fault = SessionFault.objects.first()
    sessions.fault_appeal(actor=cast.mentor.actor, fault=fault, text="I was in the other call room")
    with pytest.raises(NotAllowedError):
        sessions.fault_decide(actor=cast.owner.actor, fault=fault, uphold=True, text="x")
    sessions.fault_decide(actor=cast.authority.actor, fault=fault, uphold=True, text="Proof seen")
    assert sessions.standing_of(cast.mentor.organisation).state == "warned"


def test_round_is_stable_overridden_with_reason_and_approved(cast: Cast) -> None:
    first = make_offer(cast.mentor, capacity=1)
    second = make_offer(person("two@mnc2.example", organisation("Delta MNC", "mentor")), capacity=1, topics=["pricing"])
    one, two = open_request(cast.owner), open_request(cast.stranger, topics=["pricing"])
    with pytest.raises(NotAllowedError):
        rounds.round_run(actor=cast.owner.actor, name="Spring")
    row = rounds.round_run(actor=cast.adviser.actor, name="Spring")
    placed = dict(row.places.values_list("request_id", "offer_id"))
    assert placed == {one.pk: first.pk, two.pk: second.pk}
    place = RoundPlace.objects.get(round=row, request=two)
    with pytest.raises(DomainError):
        rounds.round_override(actor=cast.adviser.actor, place=place, offer=first, reason=" ")
    pairs = rounds.round_override(actor=cast.adviser.actor, place=place, offer=first, reason="Same building")
    assert (one.public_id, second.public_id) in pairs, "the pair it destabilises is named"
    assert rounds.round_approve(actor=cast.adviser.actor, row=row) >= 0
    with pytest.raises(ConflictError):
        rounds.round_approve(actor=cast.adviser.actor, row=row)


def test_private_feed_needs_its_secret_and_holds_agreed_talks(cast: Cast, client: Client) -> None:
    talk = propose(cast, make_mentorship(cast))
    sessions.session_answer(actor=cast.mentor.actor, session=talk, accept=True)
    offer = cast.mentor.user.mentor_offers.get()
    answer = client.get(f"/en/export/mentors/feed/{offer.feed_token}.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert b"Price list" in answer.content
    assert b"RRULE" in answer.content
    assert client.get("/en/export/mentors/feed/nothing.ics").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_pages_of_every_side_open(cast: Cast, client: Client, language: str) -> None:
    engagement = make_mentorship(cast)
    propose(cast, engagement)
    pages = [
        (
            cast.owner,
            ["", "readiness/", "markets/", "markets/?q=dates", "mentors/", f"mentorships/{engagement.public_id}/"],
        ),
        (
            cast.mentor,
            ["mentors/company/", "mentors/mine/", "mentors/mine/week/", f"mentorships/{engagement.public_id}/"],
        ),
        (cast.adviser, ["rounds/", "mentors/"]),
        (cast.authority, ["appeals/"]),
    ]
    for who, paths in pages:
        client.force_login(who.user, backend="portal.identity.backends.AuthenticationBackend")
        for path in paths:
            assert client.get(f"/{language}/export/{path}").status_code == 200, path


def test_week_grid_takes_hours_and_survives_nonsense(cast: Cast, client: Client) -> None:
    offer = make_offer(cast.mentor)
    client.force_login(cast.mentor.user, backend="portal.identity.backends.AuthenticationBackend")
    client.post("/en/export/mentors/mine/week/", {"slot": ["0-9", "6-21", "-5", "²-3", "x", "9-9"]})
    assert offer.slots.count() == 4, "an hour that does not exist refuses the whole week"
    client.post("/en/export/mentors/mine/week/", {"slot": ["0-9", "6-21", "-5", "²-3", "x"]})
    assert set(offer.slots.values_list("weekday", "hour")) == {(0, 9), (6, 21)}
    assert client.post("/en/export/mentors/company/", {"monthly_hours": "²"}).status_code == 302


def test_the_result_asks_about_earlier_exports_and_keeps_the_answer(cast: Cast, client: Client) -> None:
    """After the record of UK export wins; a loan's result asks nothing of the kind."""
    engagement = make_mentorship(cast)
    client.force_login(cast.owner.user)
    page = f"/en/engagements/{engagement.public_id}/report/"
    assert b"When did you last export before this?" in client.get(page).content
    client.post(page, {"happened": "yes", "without_help": "0", "more_last_export": "2_5", "more_plans": "forged"})
    assert engagement.outcomes.count() == 0  # an answer that was not offered is refused
    client.post(page, {"happened": "yes", "without_help": "0", "more_last_export": "2_5", "more_plans": "yes"})
    assert engagement.outcomes.get().more == {"last_export": "2_5", "plans": "yes"}
