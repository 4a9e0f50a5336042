"""A match's copies of its request are right after every change; the inbox needs no more than them."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.common import clock
from portal.common.errors import ConflictError
from portal.matchmaking import matching, mirror, services
from portal.matchmaking.models import Match, Request
from tests.moments import pass_time
from tests.people import Cast
from tests.portal.matchmaking.test_journey import answered, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    from tests.people import build

    return build()


def copies(request: Request) -> set[tuple[Any, ...]]:
    return set(request.matches.values_list("pillar", "region", "closes_at", "is_open"))


def test_new_matches_carry_what_the_inbox_filters_on(cast: Cast) -> None:
    request = published(cast)
    assert copies(request) == {("probe", "SA-01", request.closes_at, True)}


def test_extending_moves_every_copy(cast: Cast) -> None:
    request = published(cast)
    later = request.closes_at + timedelta(days=3)
    services.request_extend(actor=cast.owner.actor, request=request, closes_at=later)
    assert copies(request) == {("probe", "SA-01", later, True)}


@pytest.mark.parametrize("end", ["close", "cancel", "award", "clock"])
def test_every_way_to_end_closes_the_copies(cast: Cast, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    request = published(cast)
    offer = answered(cast.lender, request, 10)
    owner = cast.owner.actor
    if end == "close":
        services.request_close(actor=owner, request=request)
    elif end == "cancel":
        services.request_cancel(actor=owner, request=request, reason="Found elsewhere")
    else:
        pass_time(monkeypatch, days=11)
        from portal.matchmaking import clock as exchange_clock

        exchange_clock.run()
        if end == "award":
            services.award_make(actor=owner, response=offer, rationale="Best", checked_identity_by="password")
    assert {is_open for _p, _r, _c, is_open in copies(request)} == {False}
    assert not list(mirror.differing())


def test_a_matcher_that_comes_late_adds_nothing_to_a_closed_request(cast: Cast) -> None:
    request = published(cast)
    Match.objects.filter(request=request).delete()
    stale = Request.objects.get(pk=request.pk)
    services.request_cancel(actor=cast.owner.actor, request=request, reason="Found elsewhere")
    assert stale.state == "open"
    assert matching.match_run(stale) == 0
    assert not request.matches.exists()


def test_a_firm_that_moved_is_found_in_its_new_region_after_the_next_match(cast: Cast) -> None:
    request = published(cast)
    firm = cast.owner.organisation
    assert firm is not None
    firm.region = "SA-05"
    firm.save()
    matching.match_run(Request.objects.get(pk=request.pk))
    assert {region for _p, region, _c, _o in copies(request)} == {"SA-05"}


@pytest.mark.parametrize("change", [{"is_open": False}, {"closes_at": None}, {"pillar": "other"}])
def test_the_consistency_check_names_a_wrong_copy(cast: Cast, change: dict[str, Any]) -> None:
    request = published(cast)
    match = request.matches.first()
    assert match is not None
    Match.objects.filter(pk=match.pk).update(**change)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_consistency", stdout=out)
    assert match.public_id in out.getvalue()


def test_the_inbox_asks_no_more_for_many_requests_than_for_one(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.lender.user)

    def asked(tab: str) -> int:
        client.get(f"/en/inbox/?tab={tab}")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(f"/en/inbox/?tab={tab}").status_code == 200
        return len(found)

    published(cast)
    one = asked("new")
    for _number in range(4):
        published(cast)
    assert asked("new") == one


def test_the_inbox_shows_the_soonest_to_close_first_and_of_the_ended_the_latest(cast: Cast) -> None:
    late, soon = published(cast, days=20), published(cast, days=3)
    client = Client()
    client.force_login(cast.lender.user)

    def order(tab: str) -> list[str]:
        cards = client.get(f"/en/inbox/?tab={tab}").context["cards"]
        return [card["request"].public_id for card in cards]

    assert order("new") == [soon.public_id, late.public_id]
    for request in (late, soon):
        services.request_cancel(actor=cast.owner.actor, request=request, reason="Found elsewhere")
    assert order("new") == []
    assert order("ended") == [late.public_id, soon.public_id]


def test_a_clock_set_back_opens_nothing_that_was_closed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the closing the request's own row decides, whatever a machine's clock says."""
    request = published(cast)
    draft = services.response_start(actor=cast.lender.actor, request=request)
    services.request_close(actor=cast.owner.actor, request=request)
    pass_time(monkeypatch, days=-5)
    assert clock.now() < request.closes_at
    with pytest.raises(ConflictError):
        services.response_submit(actor=cast.lender.actor, response=draft)


def test_a_clock_set_forward_closes_late_but_serves_every_deadline_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.journal.models import JournalEntry
    from portal.matchmaking import clock as exchange_clock

    request = published(cast)
    pass_time(monkeypatch, days=12)
    exchange_clock.run()
    pass_time(monkeypatch, days=-12)
    exchange_clock.run()
    pass_time(monkeypatch, days=12)
    exchange_clock.run()
    assert JournalEntry.objects.filter(verb="request.closed", subject_key=request.public_id).count() == 1
