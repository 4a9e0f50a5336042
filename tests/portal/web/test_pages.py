"""Overview, start page, search, footer pages, navigation."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.common import clock
from portal.matchmaking import services
from portal.matchmaking.models import Request
from portal.organisations.members import membership_request
from portal.web.navigation import MAIN_LIMIT, shown_to
from tests.people import Cast, Person, client_of
from tests.probe.models import ProbeTerms

FOOTER = ("accessibility", "privacy", "cookies", "contact")


def text(person: Person, address: str = "/en/dashboard/", **query: str) -> str:
    return client_of(person).get(address, query).content.decode()


@pytest.fixture
def market(cast: Cast, django_capture_on_commit_callbacks) -> Request:
    """A published request, one answer to it, a draft besides."""
    with django_capture_on_commit_callbacks(execute=True):
        actor = cast.owner.actor
        services.request_create(actor=actor, pillar="probe", title="A second van")
        request = services.request_create(actor=actor, pillar="probe", title="A new oven", details={"amount": 5000})
        for code in ("need", "amount"):
            services.request_section_done(actor=actor, request=request, code=code)
        services.request_submit(actor=actor, request=request, open_days=10)
    with django_capture_on_commit_callbacks(execute=True):
        draft = services.response_start(actor=cast.lender.actor, request=Request.objects.get(pk=request.pk))
        ProbeTerms.objects.filter(response=draft).update(price=1234567)
        services.response_submit(actor=cast.lender.actor, response=draft)
    return Request.objects.get(pk=request.pk)


def test_overview_says_what_to_do_and_who_acts_next(cast: Cast, market: Request) -> None:
    owner = text(cast.owner)
    assert "Finish it and publish" in owner
    assert "Answers are coming in" in owner
    assert "Those who were invited" in owner
    assert "The firm compares and decides" in text(cast.lender)
    rival = text(cast.rival)
    assert "Read: it is new" in rival
    assert "1234567" not in rival  # sealed
    assert "Dune Bank" not in rival


def test_overdue_decision_is_marked(cast: Cast, market: Request) -> None:
    past = clock.now() - timedelta(days=1)
    Request.objects.filter(pk=market.pk).update(state="closed", decide_by=past)
    page = text(cast.owner)
    assert "Compare and decide" in page
    assert "Overdue" in page


def test_strangers_and_newcomers_have_nothing_of_others(cast: Cast, market: Request) -> None:
    assert "A new oven" not in text(cast.stranger)
    assert "You do not act for an organisation yet" in text(cast.newcomer)


def test_who_asked_to_join_a_firm_sees_that_it_was_asked(cast: Cast) -> None:
    assert "asked to join" not in text(cast.newcomer)
    membership_request(actor=cast.newcomer.actor, organisation=cast.owner.organisation, message="I keep the books")
    page = text(cast.newcomer)
    assert "You asked to join a firm" in page
    assert cast.owner.organisation.legal_name in page


@pytest.mark.parametrize("name", ["owner", "lender", "rival", "provider", "mentor", "adviser", "authority", "stranger"])
def test_overview_costs_at_most_twelve_queries(
    cast: Cast, market: Request, name: str, django_assert_max_num_queries
) -> None:
    client = client_of(getattr(cast, name))
    client.get("/en/dashboard/")
    with django_assert_max_num_queries(12):
        assert client.get("/en/dashboard/").status_code == 200


def test_start_page_counts_real_rows_once(cast: Cast, market: Request, django_assert_max_num_queries) -> None:
    cache.clear()
    page = Client().get("/en/").content.decode()
    assert "Open requests" in page
    with django_assert_max_num_queries(0):
        Client().get("/en/")
    cache.clear()


def test_start_page_of_an_empty_exchange_boasts_of_nothing(db: None) -> None:
    cache.clear()
    assert "The exchange today" not in Client().get("/en/").content.decode()
    cache.clear()


@pytest.mark.parametrize("name", FOOTER)
@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_footer_pages_are_public(db: None, name: str, language: str) -> None:
    page = Client().get(f"/{language}/about/{name}/")
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_search_finds_by_words_and_reference(cast: Cast, market: Request) -> None:
    assert f"/en/requests/{market.public_id}/" in text(cast.owner, "/en/search/", q="oven")
    assert f"/en/requests/{market.public_id}/" in text(cast.owner, "/en/search/", q=market.reference)
    assert f"/en/inbox/{market.public_id}/" in text(cast.rival, "/en/search/", q="oven")
    assert "Viewer" in text(cast.owner, "/en/search/", q="viewer@noor")


def test_search_shows_nothing_of_others(cast: Cast, market: Request) -> None:
    for person in (cast.stranger, cast.misser, cast.provider, cast.newcomer):
        page = text(person, "/en/search/", q="oven")
        assert market.public_id not in page
    assert "Nothing was found" in text(cast.lender, "/en/search/", q="owner@noor.example")


@pytest.mark.parametrize("words", ["", "a", "%", "\0'; drop table", "𝔘" * 300, "<script>"])
def test_search_takes_anything(cast: Cast, words: str) -> None:
    answer = client_of(cast.owner).get("/en/search/", {"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("owner", ["dashboard", "requests", "engagements", "threads", "notifications"]),
        ("lender", ["dashboard", "inbox", "responses", "engagements", "threads", "notifications"]),
        ("authority", ["dashboard", "notifications", "vetting-queue", "moderation", "disputes"]),
        ("newcomer", ["dashboard", "notifications"]),
    ],
)
def test_each_person_has_their_own_short_navigation(cast: Cast, name: str, expected: list[str]) -> None:
    codes = [item.code for item, _url in shown_to(getattr(cast, name).actor, "main")]
    assert [code for code in codes if code in expected] == expected
    page = text(getattr(cast, name))
    tabs = page[page.index('class="tabs"') : page.index("</nav>", page.index('class="tabs"'))]
    assert tabs.count("<li>") <= MAIN_LIMIT


def test_counts_beside_navigation(cast: Cast, market: Request) -> None:
    page = text(cast.rival)
    tabs = page[page.index('class="tabs"') : page.index("</nav>", page.index('class="tabs"'))]
    assert 'class="count">1<' in tabs
    client_of(cast.rival).get(f"/en/inbox/{market.public_id}/")
    page = text(cast.rival)
    inbox = page[page.index(reverse("matchmaking:inbox")) :][:200]
    assert 'class="count"' not in inbox
