"""The journey of a request through the exchange, on the probe pillar."""

import pytest

from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal import chain
from portal.journal.models import JournalEntry
from portal.matchmaking import clock as exchange_clock
from portal.matchmaking import services
from portal.matchmaking.models import Award, Match, OutcomeLink, Request, Response
from portal.matchmaking.services.outcomes import link_token
from portal.notify.models import InboxItem, OutboxMail
from tests.moments import pass_time
from tests.people import Cast
from tests.probe.models import ProbeTerms

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    from tests.people import build

    return build()


def published(cast: Cast, days: int = 10) -> Request:
    actor = cast.owner.actor
    request = services.request_create(actor=actor, pillar="probe", title="A new oven", details={"amount": 5000})
    for code in ("need", "amount"):
        services.request_section_done(actor=actor, request=request, code=code)
    services.request_submit(actor=actor, request=request, open_days=days)
    return Request.objects.get(pk=request.pk)


def answered(person: object, request: Request, price: int) -> Response:
    draft = services.response_start(actor=person.actor, request=request)
    ProbeTerms.objects.filter(response=draft).update(price=price)
    return services.response_submit(actor=person.actor, response=draft)


def test_publishing_matches_and_tells_only_those_who_fit(cast: Cast) -> None:
    request = published(cast)
    assert request.state == "open"
    assert request.reference.startswith("QP-")
    released = Match.objects.filter(request=request, released_at__isnull=False)
    assert {m.organisation.legal_name for m in released} == {"Dune Bank", "Palm Finance"}
    told = set(InboxItem.objects.filter(code="RequestMatchedForResponders").values_list("user__email", flat=True))
    assert told == {"lender@dune.example", "approver@dune.example", "rival@palm.example"}
    assert OutboxMail.objects.filter(code="RequestMatchedForResponders", state="sent").count() == 3


def test_publishing_needs_every_required_part(cast: Cast) -> None:
    request = services.request_create(actor=cast.owner.actor, pillar="probe")
    with pytest.raises(DomainError):
        services.request_submit(actor=cast.owner.actor, request=request)


def test_viewer_may_not_write(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        services.request_create(actor=cast.colleague.actor, pillar="probe")


def test_sealed_offers_are_unreadable_until_the_deadline(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    request = published(cast)
    offer = answered(cast.lender, request, 77)
    visible = Response.objects.visible_to
    assert offer not in visible(cast.owner.actor)
    assert offer not in visible(cast.rival.actor)
    assert offer in visible(cast.lender.actor)
    with pytest.raises(ConflictError):
        services.award_make(actor=cast.owner.actor, response=offer, rationale="x", checked_identity_by="password")
    pass_time(monkeypatch, days=11)
    assert offer in visible(cast.owner.actor)
    assert offer not in visible(cast.rival.actor)


def test_late_answers_are_refused_by_the_servers_clock(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    request = published(cast)
    draft = services.response_start(actor=cast.lender.actor, request=request)
    pass_time(monkeypatch, days=10, seconds=1)
    with pytest.raises(ConflictError):
        services.response_submit(actor=cast.lender.actor, response=draft)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_revision_replaces_the_live_answer(cast: Cast) -> None:
    request = published(cast)
    first = answered(cast.lender, request, 100)
    second = answered(cast.lender, request, 90)
    first.refresh_from_db()
    assert (first.state, second.state, second.revision) == ("superseded", "submitted", 2)


def test_whole_journey(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    request = published(cast)
    winner = answered(cast.lender, request, 100)
    loser = answered(cast.rival, request, 120)
    pass_time(monkeypatch, days=10, minutes=1)
    exchange_clock.run()
    request.refresh_from_db()
    assert request.state == "closed"
    award = services.award_make(
        actor=cast.owner.actor, response=winner, rationale="Cheapest", checked_identity_by="password"
    )
    loser.refresh_from_db()
    assert (loser.state, loser.reason_code) == ("declined", "other_chosen")
    assert InboxItem.objects.filter(code="ResponseDeclinedForResponder", user=cast.rival.user).count() == 1
    engagement = services.engagement_start(actor=cast.lender.actor, engagement=award.engagement)
    services.engagement_complete(actor=cast.owner.actor, engagement=engagement)
    request.refresh_from_db()
    assert request.state == "completed"
    links = OutcomeLink.objects.filter(engagement=engagement)
    assert links.count() == 2
    answers = {"happened": True, "value": 5000, "currency": "SAR", "without_help": "20"}
    for link in links:
        services.outcome_from_link(token=link_token(link), answers=answers)
    with pytest.raises(ConflictError):
        services.outcome_from_link(token=link_token(links[0]), answers=answers)
    services.rating_give(actor=cast.owner.actor, engagement=engagement, stars=5)
    assert not JournalEntry.objects.filter(dispatched_at__isnull=True).exists()
    assert chain.seal() > 0
    assert chain.verify()[1] is None


def test_second_award_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    request = published(cast)
    one, two = answered(cast.lender, request, 100), answered(cast.rival, request, 90)
    pass_time(monkeypatch, days=11)
    services.award_make(actor=cast.owner.actor, response=one, rationale="a", checked_identity_by="code")
    with pytest.raises(ConflictError):
        services.award_make(actor=cast.owner.actor, response=two, rationale="b", checked_identity_by="code")
    assert Award.objects.count() == 1


def test_nobody_answered_ends_without_result(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    request = published(cast)
    pass_time(monkeypatch, days=10, minutes=1)
    exchange_clock.run()
    request.refresh_from_db()
    assert request.state == "unsuccessful"
    again = services.request_repost(actor=cast.owner.actor, request=request)
    assert (again.state, again.previous, again.title) == ("draft", request, "A new oven")


def test_cancelling_ends_every_answer(cast: Cast) -> None:
    request = published(cast)
    offer = answered(cast.lender, request, 10)
    services.request_cancel(actor=cast.owner.actor, request=request, reason="Found money elsewhere")
    offer.refresh_from_db()
    assert (offer.state, offer.reason_code) == ("lapsed", "request_cancelled")


def test_questions_hide_who_asked(cast: Cast) -> None:
    request = published(cast)
    question = services.question_ask(actor=cast.lender.actor, request=request, text="Which oven?")
    asked = InboxItem.objects.get(code="QuestionAskedForOwner")
    assert "Dune" not in str(asked.params)
    services.question_answer(actor=cast.owner.actor, question=question, text="Gas")
    told = set(InboxItem.objects.filter(code="QuestionAnsweredForResponders").values_list("user__email", flat=True))
    assert "rival@palm.example" in told


def test_threads_are_closed_to_rivals(cast: Cast) -> None:
    request = published(cast)
    thread = services.thread_open(actor=cast.lender.actor, request=request, responder=cast.lender.organisation)
    services.message_send(actor=cast.lender.actor, thread=thread, text="Hello")
    assert InboxItem.objects.filter(code="MessageForOtherSide", user=cast.owner.user).count() == 1
    with pytest.raises(NotAllowedError):
        services.message_send(actor=cast.rival.actor, thread=thread, text="I am not here")


def test_altered_journal_is_named(cast: Cast) -> None:
    published(cast)
    chain.seal()
    entry = JournalEntry.objects.filter(sequence=2).get()
    JournalEntry.objects.filter(pk=entry.pk).update(verb="something.else")
    fault = chain.verify()[1]
    assert fault is not None
    assert fault.sequence == 2
