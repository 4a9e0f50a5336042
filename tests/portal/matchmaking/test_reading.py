"""Kept queries of the lists: the same rows as the querysets they come from, and as many queries for many rows as for few."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.common import clock
from portal.documents.services import document_grant, document_upload
from portal.matchmaking import reading, services
from portal.matchmaking.filters import INBOX_TABS, InboxFilter, tab_rows
from portal.matchmaking.models import Match, Request, RequestDocument, Response, Thread
from tests.access.world import answered, published
from tests.people import Cast, build, client_of
from tests.portal.matchmaking.test_pages import url

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = ("", "closes", "-closes", "fit", "-fit", "arrived", "-arrived")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def talk(cast: Cast, request: Request) -> None:
    thread = services.thread_open(actor=cast.lender.actor, request=request, responder=cast.lender.organisation)
    services.message_send(actor=cast.lender.actor, thread=thread, text="When would the money be needed?")


def test_every_stage_in_every_order_is_that_of_the_queryset(cast: Cast) -> None:
    things = [published(cast, f"Oven {n}") for n in range(5)]
    match = Match.objects.get(organisation=cast.lender.organisation, request=things[0])
    services.match_assign(actor=cast.lender.actor, match=match, user=cast.lender.user)
    services.match_watch(actor=cast.lender.actor, match=match)
    answered(cast.lender, things[1], 9)
    key, person = cast.lender.organisation.pk, cast.lender.user.pk
    seen = 0
    for tab, _label in INBOX_TABS:
        for order in ORDERS:
            rows = tab_rows(reading.released_to(key), tab, cast.lender.user)
            wanted = list(reading.in_order(InboxFilter(QueryDict(f"sort={order}"), queryset=rows).qs, tab))
            mine = {"person": person} if tab == "mine" else {}
            found = reading.inbox(tab, order).objects(organisation=key, **mine)
            assert found == wanted, (tab, order)
            assert [row.request.organisation.region for row in found] == [
                row.request.organisation.region for row in wanted
            ]
            seen += len(found)
    assert seen > 4 * len(ORDERS)


def test_another_organisation_gets_its_own_rows_from_the_same_kept_query(cast: Cast) -> None:
    thing = published(cast, "Oven")
    talk(cast, thing)
    for person in (cast.lender, cast.rival, cast.owner, cast.stranger):
        key = person.organisation.pk
        assert set(reading.inbox("new", "").objects(organisation=key)) == set(
            Match.objects.filter(organisation=key).new()
        )
        assert set(reading.THREADS.objects(person=person.user.pk, organisation=key)) == set(
            Thread.objects.visible_to(person.actor)
        )
        assert set(reading.REQUESTS.objects(organisation=key)) == set(Request.objects.owned_by(person.actor))
        assert set(reading.answers_to(key, [thing.pk])) == set(Response.objects.filter(organisation=key))


def answered_and_asked(cast: Cast, number: int) -> None:
    thing = published(cast, f"Oven {number}")
    answered(cast.lender, thing, 9)
    talk(cast, thing)


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("lender", "inbox"), ("lender", "inbox?pillar=lending"), ("lender", "inbox?tab=answered"), ("lender", "threads"),
        ("lender", "responses"), ("owner", "threads"), ("owner", "requests"),
    ],
)  # fmt: skip
def test_a_list_asks_no_more_for_many_rows_than_for_two(cast: Cast, who: str, path: str) -> None:
    name, _sign, query = path.partition("?")
    client, address = client_of(getattr(cast, who)), f"{url(name)}?{query}"
    for n in range(2):
        published(cast, f"Unanswered {n}")
        answered_and_asked(cast, n)
    few = queries(client, address)
    for n in range(2, 6):
        published(cast, f"Unanswered {n}")
        answered_and_asked(cast, n)
    assert queries(client, address) == few


def test_papers_close_with_the_answers_for_those_who_have_not_answered(cast: Cast) -> None:
    thing = published(cast, "Oven")
    upload = SimpleUploadedFile("a.txt", b"Only for those who answer")
    paper = document_upload(actor=cast.owner.actor, upload=upload, title="Accounts")
    RequestDocument.objects.create(request=thing, document=paper)
    answered(cast.lender, thing, 9)
    lender, rival = client_of(cast.lender), client_of(cast.rival)
    address = url("inbox-document", thing.public_id, paper.public_id)
    files = {who: client.post(address).url for who, client in (("rival", rival), ("lender", lender))}
    assert file_of(rival, files["rival"]) == file_of(lender, files["lender"]) == b"Only for those who answer"
    owners = client_of(cast.owner).get(reverse("documents:detail", args=[paper.public_id])).content
    assert b"Closed with your request" not in owners
    assert b"Who opened it through a request may read it while the request is open" in owners
    Request.objects.filter(pk=thing.pk).update(state="unsuccessful", ended_at=clock.now(), next_check_at=None)
    assert "/documents/" in lender.post(address).url
    assert "/documents/" not in rival.post(address).url
    page = rival.get(url("inbox-detail", thing.public_id))
    assert address not in page.content.decode()
    assert "the papers are closed" in page.content.decode()
    assert rival.get(files["rival"]).status_code == 404, "its own address is closed too"
    assert file_of(lender, files["lender"]) == b"Only for those who answer"
    owners = client_of(cast.owner).get(reverse("documents:detail", args=[paper.public_id])).content
    assert owners.count(b"Closed with your request") == 1


def file_of(client: Client, address: str) -> bytes:
    answer = client.get(address)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    answer.close()
    return content


def test_a_paper_lasts_as_long_as_any_way_to_it(cast: Cast) -> None:
    """Past the closing moment, also before the clock has come by; another request, more time and the owner's hand open it."""
    paper = document_upload(actor=cast.owner.actor, upload=SimpleUploadedFile("a.txt", b"Accounts"), title="Accounts")
    things = [published(cast, "Oven"), published(cast, "Freezer")]
    for thing in things:
        RequestDocument.objects.create(request=thing, document=paper)
    rival = client_of(cast.rival)
    address = rival.post(url("inbox-document", things[0].public_id, paper.public_id)).url
    Request.objects.update(opened_at=clock.now() - timedelta(days=9))
    Request.objects.filter(pk=things[0].pk).update(closes_at=clock.now() - timedelta(seconds=1))
    assert file_of(rival, address) == b"Accounts", "the other request has the same paper"
    RequestDocument.objects.filter(request=things[1]).delete()
    assert rival.get(address).status_code == 404
    Request.objects.filter(pk=things[0].pk).update(closes_at=clock.now() + timedelta(days=1))
    assert file_of(rival, address) == b"Accounts"
    Request.objects.filter(pk=things[0].pk).update(closes_at=clock.now() - timedelta(seconds=1))
    document_grant(actor=cast.owner.actor, document=paper, organisation=cast.rival.organisation)
    assert file_of(rival, address) == b"Accounts", "shared by the owner's hand"
