"""Races on PostgreSQL: two hundred tries each, one winner every time, nothing lost, nothing by halves."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.journal.models import JournalEntry
from portal.matchmaking import matching, registry, services
from portal.matchmaking.management.commands.check_consistency import faults
from portal.matchmaking.mirror import mirror
from portal.matchmaking.models import Award, Engagement, Match, Request, Response
from portal.notify import services as notify
from portal.notify.models import InboxItem, OutboxMail
from portal.organisations.consents import MATCHING, agrees
from tests.people import Cast, agree, build, organisation, person
from tests.probe.models import ProbeDetails, ProbeTerms
from tests.servers import run_concurrently

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
TRIES = 200


@pytest.fixture
def cast(servers: None, transactional_db: None) -> Cast:
    return build()


def open_request(cast: Cast, **changes: Any) -> Request:
    """An open, matched request made directly: the race is what is tested, not the way to it."""
    moment = clock.now()
    columns = {"closes_at": moment + timedelta(days=5), **changes}
    request = Request.objects.create(
        pillar="probe",
        organisation=cast.owner.organisation,
        created_by=cast.owner.user,
        state="open",
        title="Race",
        submitted_at=moment - timedelta(days=1),
        opened_at=moment - timedelta(days=1),
        **columns,
    )
    ProbeDetails.objects.create(request=request, amount=1)
    if not agrees(request.organisation, MATCHING):
        agree(cast.owner, MATCHING)
    for answerer in (cast.lender, cast.rival):
        Match.objects.create(
            request=request,
            organisation=answerer.organisation,
            found_at=moment,
            released_at=moment,
            pillar=request.pillar,
        )
    mirror(request)
    return request


def offer(person: Any, request: Request, state: str = "submitted") -> Response:
    response = Response.objects.create(
        request=request,
        organisation=person.organisation,
        created_by=person.user,
        state=state,
        submitted_at=clock.now() if state != "draft" else None,
    )
    ProbeTerms.objects.create(response=response, price=1)
    return response


def closed(cast: Cast) -> Request:
    request = open_request(cast)
    Request.objects.filter(pk=request.pk).update(state="closed", closed_at=clock.now())
    request.refresh_from_db()
    mirror(request)
    return request


def race(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment; what each returned or raised."""

    def guarded(call: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            try:
                return call()
            except DomainError as error:
                return error

        return run

    return run_concurrently([guarded(call) for call in calls])


def award(cast: Cast, response: Response) -> Callable[[], Any]:
    actor = cast.owner.actor
    return lambda: services.award_make(
        actor=actor, response=Response.objects.get(pk=response.pk), rationale="r", checked_identity_by="password"
    )


def test_two_awards_one_winner(cast: Cast) -> None:
    for _try in range(TRIES):
        request = closed(cast)
        one, two = offer(cast.lender, request), offer(cast.rival, request)
        results = race(award(cast, one), award(cast, two))
        assert Award.objects.filter(request=request).count() == 1
        assert sum(isinstance(result, ConflictError) for result in results) == 1
        states = sorted(Response.objects.filter(request=request).values_list("state", flat=True))
        assert states == ["accepted", "declined"]
        assert Engagement.objects.filter(award__request=request).count() == 1
    assert not list(faults())


def test_accept_while_withdrawing(cast: Cast) -> None:
    lender = cast.lender.actor
    for _try in range(TRIES):
        request = closed(cast)
        response = offer(cast.lender, request)

        def withdraw(key: int = response.pk) -> Any:
            return services.response_withdraw(actor=lender, response=Response.objects.get(pk=key), reason="x")

        race(award(cast, response), withdraw)
        response.refresh_from_db()
        request.refresh_from_db()
        won = Award.objects.filter(response=response).exists()
        assert (response.state, request.state) == (("accepted", "awarded") if won else ("withdrawn", "closed"))
    assert not list(faults())


def test_submit_at_the_closing_instant(cast: Cast) -> None:
    lender = cast.lender.actor
    for number in range(TRIES):
        request = open_request(cast, closes_at=clock.now() + timedelta(milliseconds=10 + number % 40))
        draft = offer(cast.lender, request, state="draft")

        def submit(key: int = draft.pk) -> Any:
            return services.response_submit(actor=lender, response=Response.objects.get(pk=key))

        def close(key: int = request.pk) -> Any:
            return services.request_close(actor=cast.owner.actor, request=Request.objects.get(pk=key))

        results = race(submit, close)
        draft.refresh_from_db()
        request.refresh_from_db()
        assert request.state == "closed", results
        assert draft.state in ("submitted", "lapsed")
        if draft.state == "submitted":
            assert draft.submitted_at <= request.closes_at
    assert not list(faults())


def test_two_people_start_one_draft(cast: Cast) -> None:
    first, second = cast.lender.actor, cast.approver.actor
    for _try in range(TRIES // 4):
        request = open_request(cast)
        race(
            partial(services.response_start, actor=first, request=request),
            partial(services.response_start, actor=second, request=request),
        )
        assert Response.objects.filter(request=request, state="draft").count() == 1
        assert ProbeTerms.objects.filter(response__request=request).count() == 1


def test_cancel_while_submitting_leaves_no_live_answer(cast: Cast) -> None:
    lender, owner = cast.lender.actor, cast.owner.actor
    for _try in range(TRIES):
        request = open_request(cast)
        draft = offer(cast.lender, request, state="draft")
        race(
            lambda key=draft.pk: services.response_submit(actor=lender, response=Response.objects.get(pk=key)),
            lambda key=request.pk: services.request_cancel(
                actor=owner, request=Request.objects.get(pk=key), reason="no longer"
            ),
        )
        request.refresh_from_db()
        draft.refresh_from_db()
        assert request.state == "cancelled"
        assert draft.state in ("lapsed", "draft")
    assert not list(faults())


def test_two_workers_match_and_tell_one_request_at_once(cast: Cast) -> None:
    """The bulk writers: no match, inbox row or mail twice, one batch, whoever comes second."""
    for number in range(30):
        people = [person(f"r{number}-{n}@race.example", organisation(f"Race {number}-{n}", "lender")) for n in range(4)]
        request = open_request(cast)
        Match.objects.filter(request=request).delete()

        def match(key: int = request.pk) -> int:
            return matching.match_run(Request.objects.select_related("organisation").get(pk=key))

        results = race(match, match)
        assert results[0] == results[1] >= len(people)
        rows = Match.objects.filter(request=request)
        assert rows.count() == rows.values("organisation").distinct().count()
        batch = registry.get("probe").policy.batch_size
        assert rows.filter(released_at__isnull=False).count() == min(batch, results[0])
        (entry,) = JournalEntry.objects.filter(verb="request.matched", subject_key=request.public_id)
        race(partial(notify.dispatch, entry), partial(notify.dispatch, entry))
        for model in (InboxItem, OutboxMail):
            told = model.objects.filter(entry=entry)
            assert told.count() == told.values("user").distinct().count() > 0
