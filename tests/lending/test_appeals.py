"""Appeals and passing on: who is told, by mail, in which language; the clock; the second person."""

from datetime import timedelta

import pytest

from lending import appeals
from lending.models import Appeal
from portal.common import clock, formatting
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.models import JournalEntry
from portal.matchmaking import services
from portal.matchmaking.models import Match, Request
from portal.notify.models import InboxItem, OutboxMail
from portal.notify.services import dispatch, render
from tests.lending.test_offer_journey import ask, mandate
from tests.people import Cast, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def told(verb: str) -> dict[str, OutboxMail]:
    """Rendered mails of the last entry with ``verb``, by address."""
    entry = JournalEntry.objects.filter(verb=verb).latest("pk")
    dispatch(entry)
    found = {}
    for mail in OutboxMail.objects.filter(entry=entry):
        render(mail)
        found[mail.address] = mail
    return found


def refused(cast: Cast) -> tuple[Request, Match]:
    mandate(cast.lender)
    request = ask(cast)
    match = Match.objects.get(request=request, organisation=cast.lender.organisation)
    return request, services.match_decline(actor=cast.lender.actor, match=match, codes=["4"], text="Too thin.")


def raised(cast: Cast) -> Appeal:
    _request, match = refused(cast)
    return appeals.appeal_raise(actor=cast.owner.actor, match=match, text="Two contracts were signed since.")


def test_the_lender_is_told_of_an_appeal_and_nobody_else(cast: Cast) -> None:
    appeal = raised(cast)
    mails = told("appeal.raised")
    assert set(mails) == {"lender@dune.example", "approver@dune.example"}
    mail = mails["approver@dune.example"]
    assert "Second oven" in mail.subject
    assert formatting.date_text(appeal.due_on, formatting.Medium.PLAIN) in mail.body_text
    assert f"/en/financing/appeals/{appeal.public_id}/" in mail.body_text
    assert InboxItem.objects.filter(entry__verb="appeal.raised").count() == 2


@pytest.mark.parametrize(("language", "word"), [("en", "appeal"), ("zh-hans", "申诉"), ("ar", "تظلّم")])
def test_the_firm_reads_the_answer_in_its_language(cast: Cast, language: str, word: str) -> None:
    appeal = raised(cast)
    cast.owner.user.language = language
    cast.owner.user.save(update_fields=["language"])
    appeals.appeal_answer(actor=cast.approver.actor, appeal=appeal, overturned=True, answer="We look again.")
    mails = told("appeal.answered")
    assert set(mails) == {"owner@noor.example"}
    mail = mails["owner@noor.example"]
    assert word in mail.subject
    assert "Dune Bank" in mail.body_text
    assert f"/{language}/financing/requests/{appeal.request.public_id}/repairs/" in mail.body_text


def test_who_refused_does_not_judge_the_appeal(cast: Cast) -> None:
    appeal = raised(cast)
    assert appeal.refused_by == cast.lender.user
    with pytest.raises(DomainError):
        appeals.appeal_answer(actor=cast.lender.actor, appeal=appeal, overturned=False, answer="Still no.")
    with pytest.raises(NotAllowedError):
        appeals.appeal_answer(actor=cast.rival.actor, appeal=appeal, overturned=True, answer="Yes.")
    appeals.appeal_answer(actor=cast.approver.actor, appeal=appeal, overturned=True, answer="We look again.")
    assert Match.objects.get(request=appeal.request, organisation=cast.lender.organisation).declined_at is None
    with pytest.raises(ConflictError):
        appeals.appeal_answer(actor=cast.approver.actor, appeal=appeal, overturned=False, answer="No.")


def test_a_lender_with_one_person_may_still_answer(cast: Cast) -> None:
    mandate(cast.rival)
    request = ask(cast)
    match = Match.objects.get(request=request, organisation=cast.rival.organisation)
    services.match_decline(actor=cast.rival.actor, match=match, codes=["5"])
    match.refresh_from_db()
    appeal = appeals.appeal_raise(actor=cast.owner.actor, match=match, text="We offer the van as security.")
    appeals.appeal_answer(actor=cast.rival.actor, appeal=appeal, overturned=False, answer="The van is too old.")
    assert Appeal.objects.get(pk=appeal.pk).overturned is False


def test_the_clock_reminds_once_and_tells_both_sides_once_when_late(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeal = raised(cast)
    assert appeals.run_clock() == 0
    today = clock.today()
    monkeypatch.setattr(clock, "today", lambda: appeal.due_on)
    assert (appeals.run_clock(), appeals.run_clock()) == (1, 0)
    assert set(told("appeal.due_soon")) == {"lender@dune.example", "approver@dune.example"}
    monkeypatch.setattr(clock, "today", lambda: appeal.due_on + timedelta(days=1))
    assert (appeals.run_clock(), appeals.run_clock()) == (1, 0)
    assert set(told("appeal.late")) == {"lender@dune.example", "approver@dune.example", "owner@noor.example"}
    monkeypatch.setattr(clock, "today", lambda: today)


def test_an_answered_appeal_is_never_late(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    appeal = raised(cast)
    appeals.appeal_answer(actor=cast.approver.actor, appeal=appeal, overturned=False, answer="The refusal stands.")
    monkeypatch.setattr(clock, "today", lambda: appeal.due_on + timedelta(days=9))
    assert appeals.run_clock() == 0


def test_passing_on_tells_the_next_lenders_and_is_journalled_as_the_firm_s_own_act(cast: Cast) -> None:
    mandate(cast.lender)
    mandate(cast.rival)
    request = ask(cast)
    Match.objects.filter(request=request, organisation=cast.rival.organisation).update(
        released_at=None, notified_at=None
    )
    assert appeals.forward(actor=cast.owner.actor, request=request) == 1
    assert set(told("request.matched")) == {"rival@palm.example"}
    entry = JournalEntry.objects.get(verb="request.forwarded")
    assert (entry.user, entry.payload) == (cast.owner.user, {"lenders": 1})
    assert told("request.forwarded") == {}  # nobody else at the firm may act; the one who clicked knows
    assert appeals.forward(actor=cast.owner.actor, request=request) == 0
    with pytest.raises(NotAllowedError):
        appeals.forward(actor=cast.rival.actor, request=request)
