"""Notifications, preferences and webhooks in the browser's hands."""

import pytest

from portal.common import clock
from portal.journal.services import record
from portal.notify.models import InboxItem, Preference, WebhookEndpoint
from tests.people import Cast, Person, client_of


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.MFA_REQUIRED_FOR = []
    settings.WEBHOOK_ALLOW_LOOPBACK = True


def item(person: Person, title: str = "Oven", path: str = "/requests/") -> InboxItem:
    entry = record(actor=person.actor, verb="request.closed", subject=person.user, notify=False)
    return InboxItem.objects.create(
        entry=entry, code="RequestClosedForOwner", category="responses", user=person.user, path=path,
        organisation=person.organisation, params={"title": title}, created_at=clock.now(),
    )  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("en", "Time to compare: Oven"), ("ar", "Oven"), ("zh-hans", "Oven")])
def test_listed_in_the_language_of_the_page(cast: Cast, language: str, words: str) -> None:
    item(cast.owner)
    page = client_of(cast.owner).get(f"/{language}/notifications/").content.decode()
    assert words in page
    assert f'href="/{language}/requests/"' in page


def test_only_my_own(cast: Cast) -> None:
    item(cast.owner, "Secret oven")
    assert "Secret oven" not in client_of(cast.stranger).get("/en/notifications/").content.decode()


def test_looking_does_not_mark_as_read(cast: Cast) -> None:
    row = item(cast.owner)
    client_of(cast.owner).get("/en/notifications/")
    row.refresh_from_db()
    assert row.read_at is None
    assert client_of(cast.owner).get("/en/notifications/read/").status_code == 405


def test_mark_one_and_all(cast: Cast) -> None:
    rows = [item(cast.owner), item(cast.owner)]
    client_of(cast.owner).post("/en/notifications/read/", {"item": rows[0].pk})
    assert InboxItem.objects.filter(read_at__isnull=True).get() == rows[1]
    client_of(cast.owner).post("/en/notifications/read/")
    assert not InboxItem.objects.filter(read_at__isnull=True).exists()


@pytest.mark.parametrize("key", ["x", "-1", "999999", "٣", "1 or 1"])
def test_foreign_or_odd_keys_change_nothing(cast: Cast, key: str) -> None:
    mine = item(cast.owner)
    assert client_of(cast.stranger).post("/en/notifications/read/", {"item": key}).status_code == 404
    assert client_of(cast.stranger).post("/en/notifications/read/", {"item": mine.pk}).status_code == 404
    mine.refresh_from_db()
    assert mine.read_at is None


def test_a_path_never_leads_to_another_site(cast: Cast) -> None:
    row = item(cast.owner, path="//evil.example/")
    answer = client_of(cast.owner).post("/en/notifications/read/", {"item": row.pk, "open": "1"})
    assert answer.url == "/en//evil.example/"  # below our own host
    assert 'href="//evil' not in client_of(cast.owner).get("/en/notifications/").content.decode()


@pytest.mark.parametrize("query", ["?unread=1", "?about=messages", "?about=nonsense", "?page=x"])
def test_filters_answer(cast: Cast, query: str) -> None:
    assert client_of(cast.owner).get(f"/en/notifications/{query}").status_code == 200


def test_preferences_are_kept_and_shown(cast: Cast) -> None:
    client = client_of(cast.owner)
    wishes = dict.fromkeys(("requests", "responses", "messages", "deadlines", "organisation", "briefs"), "now")
    client.post("/en/notifications/preferences/", wishes | {"messages": "daily", "briefs": "off", "account": "off"})
    kept = dict(Preference.objects.filter(user=cast.owner.user).values_list("category", "frequency"))
    assert (kept["messages"], kept["briefs"], kept.get("account")) == ("daily", "off", None)
    page = client.get("/en/notifications/preferences/").content.decode()
    assert page.count("checked") >= 6


def test_a_choice_that_does_not_exist_is_refused(cast: Cast) -> None:
    page = client_of(cast.owner).post("/en/notifications/preferences/", {"messages": "hourly"})
    assert page.status_code == 200
    assert "Error:" in page.content.decode()
    assert not Preference.objects.exists()


def test_webhook_pages(cast: Cast) -> None:
    client = client_of(cast.owner)
    answer = client.post("/en/notifications/webhooks/", {"url": "http://127.0.0.1:9/", "topics": ["request"]})
    endpoint = WebhookEndpoint.objects.get()
    assert answer.url == f"/en/notifications/webhooks/{endpoint.public_id}/"
    assert endpoint.secret in client.get(answer.url).content.decode()
    client.post(f"{answer.url}secret/")
    assert WebhookEndpoint.objects.get().secret != endpoint.secret
    assert client_of(cast.stranger).get(answer.url).status_code == 404
    assert client_of(cast.stranger).post(f"{answer.url}end/").status_code == 404
    assert client_of(cast.colleague).get(answer.url).status_code == 403
    client.post(f"{answer.url}end/")
    assert WebhookEndpoint.objects.get().ended_at is not None


def test_a_private_address_is_refused_beside_its_field(cast: Cast, settings) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = False
    data = {"url": "https://169.254.169.254/latest/meta-data/", "topics": ["request"]}
    page = client_of(cast.owner).post("/en/notifications/webhooks/", data).content.decode()
    assert "private network" in page
    assert not WebhookEndpoint.objects.exists()
