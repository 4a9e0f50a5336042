"""A consent governs the use it names: given, the use begins; withdrawn, it ends with the click."""

from datetime import timedelta

import pytest

from portal.common import clock
from portal.journal.services import record
from portal.matchmaking import matching, services
from portal.matchmaking.models import Match, Request, Response
from portal.notify import registry
from portal.notify import services as notify
from portal.notify.models import InboxItem, OutboxMail
from portal.organisations.consents import agrees
from portal.organisations.models import Consent
from portal.reports.figures import EXACT, Period, requests_opened
from tests.access.world import published_with_paper
from tests.people import Cast, Person, agree, client_of, organisation, person

pytestmark = pytest.mark.django_db(transaction=True)


def say(who: Person, purpose: str, answer: str) -> None:
    assert client_of(who).post(f"/en/consents/{purpose}/", {"answer": answer}).status_code == 302


def answer(who: Person, request: Request) -> None:
    edit = client_of(who).post(f"/en/inbox/{request.public_id}/respond/").headers["Location"]
    valid = (clock.today() + timedelta(days=40)).isoformat()
    client_of(who).post(edit, {"price": "5", "valid_until": valid, "message": "", "action": "send"})
    assert Response.objects.get(request=request, organisation=who.organisation).state == "submitted"


def paper_of(who: Person, request: Request) -> int:
    """What opening the request's paper ends in, link by link."""
    document = request.documents.get().document
    client = client_of(who)
    way = client.post(f"/en/inbox/{request.public_id}/documents/{document.public_id}/", follow=True)
    if way.streaming:
        b"".join(way.streaming_content)  # type: ignore[attr-defined]
    direct = client.get(f"/en/documents/{document.versions.get().public_id}/")
    if direct.streaming:
        b"".join(direct.streaming_content)  # type: ignore[attr-defined]
    assert way.status_code == direct.status_code
    return direct.status_code


def reading(who: Person, request: Request) -> set[int]:
    """Status codes of every way a responder has into a request."""
    client = client_of(who)
    key = request.public_id
    codes = {client.get(path).status_code for path in (f"/en/inbox/{key}/", f"/ar/inbox/{key}/decline/")}
    listed = request.title.encode() in b"".join(
        client.get(path).content
        for path in ("/en/inbox/", "/en/inbox/?format=csv", f"/en/search/?q={request.title.split()[0]}")
    )
    return codes | {paper_of(who, request)} | {200 if listed else 404}


def test_publishing_gives_the_consent_it_names_and_is_recorded_once(cast: Cast) -> None:
    assert cast.owner.organisation is not None
    assert not agrees(cast.owner.organisation, "matching")
    published_with_paper(cast.owner)
    published_with_paper(cast.owner, "Second oven for bread")
    assert agrees(cast.owner.organisation, "matching")
    assert Consent.objects.filter(organisation=cast.owner.organisation, purpose="matching").count() == 1


def test_withdrawing_stops_reading_at_once_for_all_who_have_not_answered(cast: Cast) -> None:
    request = published_with_paper(cast.owner)
    answer(cast.rival, request)
    draft = services.response_start(actor=cast.lender.actor, request=request)
    assert reading(cast.lender, request) == {200}
    assert paper_of(cast.rival, request) == 200
    say(cast.owner, "matching", "withdraw")
    assert reading(cast.lender, request) == {404}
    assert Response.objects.get(pk=draft.pk).state == "lapsed"
    page = client_of(cast.lender).get(f"/en/responses/{draft.public_id}/").content
    assert b"no longer shows this request" in page
    assert reading(cast.rival, request) == {200}  # who has answered keeps what the answer is about
    assert (
        b"Nobody new is shown this request" in client_of(cast.owner).get(f"/en/requests/{request.public_id}/").content
    )


def test_without_consent_nothing_is_matched_released_or_nearly_shown(cast: Cast) -> None:
    request = published_with_paper(cast.owner)
    assert Match.objects.near(cast.misser.organisation).count() == 1
    say(cast.owner, "matching", "withdraw")
    late = person("late@late.example", organisation("Late Bank", "lender"))
    assert matching.match_run(request) == 0
    assert matching.release_batch(request) == 0
    with clock.standing_at(clock.now() + timedelta(days=3)):
        matching.widen(request, clock.now())
    assert not Match.objects.near(cast.misser.organisation).exists()
    assert not Match.objects.filter(organisation=late.organisation).exists()
    assert not Match.objects.filter(request=request, released_at__isnull=False).exists()


def test_agreeing_again_finds_readers_again_and_lets_them_open_the_papers(cast: Cast) -> None:
    request = published_with_paper(cast.owner)
    assert paper_of(cast.lender, request) == 200
    say(cast.owner, "matching", "withdraw")
    say(cast.owner, "matching", "give")
    assert reading(cast.lender, request) == {200}


def test_requests_of_other_firms_are_untouched(cast: Cast) -> None:
    published_with_paper(cast.owner)
    theirs = published_with_paper(cast.stranger, "Crane for beams")
    say(cast.owner, "matching", "withdraw")
    assert reading(cast.lender, theirs) == {200}


def test_a_viewer_cannot_withdraw_for_the_firm(cast: Cast) -> None:
    request = published_with_paper(cast.owner)
    say(cast.colleague, "matching", "withdraw")
    assert reading(cast.lender, request) == {200}


def test_news_is_mailed_with_consent_only_and_waiting_mails_are_dropped(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = next(item for item in registry.everyone() if item.code == "BriefPublishedForFitting")
    assert {item.code for item in registry.everyone() if item.consent} == {
        "BriefPublishedForFitting", "BriefPublishedForMissingOne", "BriefPublishedForUnknown",
    }  # fmt: skip
    people = [registry.Told(who.user.pk, None, {"title": "Vouchers"}, "/") for who in (cast.owner, cast.stranger)]
    entry = record(actor=cast.authority.actor, verb="note", subject=cast.authority.user, notify=False)
    agree(cast.owner, "news")
    assert notify._store(kind, entry, people)
    assert InboxItem.objects.filter(code=kind.code).count() == 2
    assert list(OutboxMail.objects.filter(code=kind.code).values_list("user", flat=True)) == [cast.owner.user.pk]
    say(cast.owner, "news", "withdraw")
    assert not OutboxMail.objects.filter(code=kind.code).exists()


def test_public_figures_count_only_firms_that_agreed(cast: Cast) -> None:
    firms = [person(f"f{n}@firm.example", organisation(f"Firm {n}", "borrower")) for n in range(12)]
    for who in firms:
        published_with_paper(who)
        agree(who, "statistics")
    published_with_paper(cast.owner)  # has not agreed
    assert requests_opened(Period.now()) == 12
    say(firms[0], "statistics", "withdraw")
    assert requests_opened(Period.now()) == 11
    token = EXACT.set(True)
    try:
        assert requests_opened(Period.now()) == 13  # the authority's own work
    finally:
        EXACT.reset(token)
