"""Complaints and appeals: who may, the second person, the clock, messages kept, published figures."""

from datetime import timedelta

import pytest

from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.complaints import services
from portal.complaints.models import Complaint
from portal.privacy.erasure import holds_of
from tests.people import person

pytestmark = pytest.mark.django_db
STORY = "The lender promised an answer within a week and never wrote."


def make(cast, **more):
    given = {
        "kind": "complaint",
        "subject": "lender",
        "title": "No answer",
        "story": STORY,
        "against": cast.lender.organisation,
    }
    return services.complaint_make(actor=cast.owner.actor, **{**given, **more})


def test_from_story_to_decision_with_messages_kept(cast):
    row, officer = make(cast), cast.authority.actor
    services.complaint_take(actor=officer, complaint=row)
    services.complaint_write(actor=officer, complaint=row, body="Please explain.")
    assert row.state == "hearing"
    services.complaint_write(actor=cast.lender.actor, complaint=row, body="We were late.")
    assert row.state == "taken"
    services.complaint_decide(
        actor=officer,
        complaint=row,
        outcome="upheld",
        decision="The lender was late; it must answer now.",
        is_public=True,
    )
    assert [m.body for m in row.messages.all()] == ["Please explain.", "We were late."]
    with pytest.raises(NotAllowedError):
        services.complaint_write(actor=cast.owner.actor, complaint=row, body="More")


def test_the_other_side_sees_it_only_after_an_officer_took_it(cast):
    row = make(cast)
    assert not services.visible_to(cast.lender.actor).filter(pk=row.pk).exists()
    services.complaint_take(actor=cast.authority.actor, complaint=row)
    assert services.visible_to(cast.lender.actor).filter(pk=row.pk).exists()
    assert not services.visible_to(cast.stranger.actor).filter(pk=row.pk).exists()


def test_an_appeal_is_decided_by_a_second_person(cast):
    row, officer = make(cast), cast.authority.actor
    services.complaint_take(actor=officer, complaint=row)
    services.complaint_decide(
        actor=officer, complaint=row, outcome="rejected", decision="There was no promise in writing.", is_public=False
    )
    appeal = make(cast, kind="appeal", appeal_of=row)
    with pytest.raises(NotAllowedError):
        services.complaint_take(actor=officer, complaint=appeal)
    second = person("second@gov.example", cast.authority.organisation)
    services.complaint_take(actor=second.actor, complaint=appeal)
    assert appeal.officer == second.user


def test_an_open_complaint_holds_the_account_until_its_end_or_a_colleague(cast):
    """Nobody is erased from a case in which nobody else could be heard: not the complainant, nor the one complained about."""
    alone = services.complaint_make(
        actor=cast.newcomer.actor, kind="complaint", subject="portal", title="Wrong name", story=STORY
    )
    about = make(cast, against=cast.stranger.organisation)
    assert [alone.reference in reason for reason in holds_of(cast.newcomer.user)] == [True]
    assert holds_of(cast.stranger.user) == [], "not before an officer has taken it: nobody told them"
    services.complaint_take(actor=cast.authority.actor, complaint=about)
    assert [about.reference in reason for reason in holds_of(cast.stranger.user)] == [True]
    assert [about.reference in str(reason) for reason in holds_of(cast.owner.user)] == [False, True]
    person("second@noor.example", cast.owner.organisation)
    assert holds_of(cast.owner.user) == [], "a colleague can carry it on"
    services.complaint_withdraw(actor=cast.newcomer.actor, complaint=alone)
    services.complaint_decide(
        actor=cast.authority.actor,
        complaint=about,
        outcome="rejected",
        decision="Nothing of it is so.",
        is_public=False,
    )
    assert holds_of(cast.newcomer.user) == holds_of(cast.stranger.user) == []


def test_two_officers_cannot_take_the_same_case(cast):
    row = make(cast)
    same = Complaint.objects.get(pk=row.pk)
    services.complaint_take(actor=cast.authority.actor, complaint=row)
    second = person("second@gov.example", cast.authority.organisation)
    with pytest.raises(ConflictError):
        services.complaint_take(actor=second.actor, complaint=same)


def test_the_clock_reminds_and_escalates_once(cast, monkeypatch):
    row = make(cast)
    assert services.run_clock() == 0
    for moment, expected in ((row.due_on - timedelta(days=1), 1), (row.due_on + timedelta(days=4), 1)):
        now = clock.now().replace(year=moment.year, month=moment.month, day=moment.day)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        assert services.run_clock() == expected
        assert services.run_clock() == 0


def test_bad_input_is_refused_by_field(cast):
    for given, field in (({"story": "Bad"}, "story"), ({"subject": "x"}, "subject")):
        with pytest.raises(DomainError) as caught:
            make(cast, **given)
        assert field in caught.value.messages


def test_statistics_hide_small_counts(cast):
    make(cast)
    figures = services.statistics()
    assert figures["received"] == 1
    assert all(value in (None, 0) for value in figures["subjects"].cells.values())


def test_pages_answer_by_person(client, cast):
    row = make(cast)
    assert client.get("/en/complaints/").status_code == 200
    for someone, code in ((cast.owner, 200), (cast.authority, 200), (cast.stranger, 404)):
        client.force_login(someone.user)
        assert client.get(f"/ar/complaints/{row.public_id}/").status_code == code
