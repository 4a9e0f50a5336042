"""The journal as people read it, and staff mode."""

import csv
import io
from datetime import timedelta

import pytest

from portal.common import clock
from portal.journal.models import JournalEntry
from portal.journal.services import record
from tests.moments import pass_time
from tests.people import Cast, Person, client_of


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.MFA_REQUIRED_FOR = []


def happened(person: Person, verb: str, *concerns: object, title: str = "") -> JournalEntry:
    subject = person.organisation or person.user
    return record(
        actor=person.actor, verb=verb, subject=subject, concerns=concerns, payload={"title": title}, notify=False
    )


def text(person: Person, address: str = "/en/journal/", **query: str) -> str:
    return client_of(person).get(address, query).content.decode()


def test_only_what_concerns_my_organisation(cast: Cast) -> None:
    happened(cast.owner, "request.created", title="My oven")
    happened(cast.stranger, "request.created", title="Their crane")
    assert "My oven" in text(cast.owner)
    assert "Their crane" not in text(cast.owner)


def test_another_organisation_is_named_only_where_the_verb_allows_it(cast: Cast) -> None:
    happened(cast.lender, "question.asked", cast.owner.organisation)
    page = text(cast.owner)
    assert "Another organisation" in page
    assert "Dune Bank" not in page
    happened(cast.lender, "document.viewed", cast.owner.organisation)
    page = text(cast.owner)
    assert "Dune Bank" in page
    assert cast.lender.user.name not in page  # its people never


def test_filters_live_in_the_address(cast: Cast) -> None:
    happened(cast.owner, "request.created", title="My oven")
    happened(cast.owner, "document.uploaded", title="My paper")
    assert "My paper" not in text(cast.owner, about="request")
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert "My oven" not in text(cast.owner, since=tomorrow)
    assert "My oven" in text(cast.owner, until=tomorrow)
    assert "Error:" not in text(cast.owner)


@pytest.mark.parametrize(
    "query", [{"since": "x"}, {"about": "zz"}, {"since": "2026-02-02", "until": "2026-01-01"}, {"page": "-3"}]
)
def test_odd_filters_answer(cast: Cast, query: dict[str, str]) -> None:
    assert client_of(cast.owner).get("/en/journal/", query).status_code == 200


def test_download_holds_no_formula(cast: Cast) -> None:
    cast.owner.user.name = "=HYPERLINK(1)"
    cast.owner.user.save()
    happened(cast.owner, "request.created")
    answer = client_of(cast.owner).get("/en/journal/", {"format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][3] == "'=HYPERLINK(1)"
    assert answer["Content-Disposition"] == 'attachment; filename="journal.csv"'


def test_everything_needs_staff_mode(cast: Cast) -> None:
    happened(cast.stranger, "request.created", title="Their crane")
    client = client_of(cast.authority)
    assert client.get("/en/journal/all/").url == "/en/journal/staff/"
    client.post("/en/journal/staff/", {"reason": "Complaint 2026-17 about a delay", "minutes": "15"})
    page = client.get("/en/journal/all/").content.decode()
    assert "Their crane" in page
    started = JournalEntry.objects.get(verb="staff.mode_started")
    assert started.payload["reason"] == "Complaint 2026-17 about a delay"
    assert JournalEntry.objects.get(verb="staff.journal_read").is_staff_mode


def test_staff_mode_ends_by_itself(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(cast.authority)
    client.post("/en/journal/staff/", {"reason": "Complaint 2026-17 about a delay", "minutes": "15"})
    pass_time(monkeypatch, minutes=15, seconds=1)
    assert client.get("/en/journal/all/").status_code == 302


def test_staff_mode_ends_by_hand(cast: Cast) -> None:
    client = client_of(cast.authority)
    client.post("/en/journal/staff/", {"reason": "Complaint 2026-17 about a delay", "minutes": "30"})
    client.post("/en/journal/staff/stop/")
    assert client.get("/en/journal/all/").status_code == 302
    assert JournalEntry.objects.filter(verb="staff.mode_stopped").count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {"reason": "because", "minutes": "15"},
        {"reason": "", "minutes": "15"},
        {"reason": "A good long reason", "minutes": "600"},
    ],
)
def test_staff_mode_needs_a_reason_and_a_short_time(cast: Cast, data: dict[str, str]) -> None:
    page = client_of(cast.authority).post("/en/journal/staff/", data)
    assert page.status_code == 200
    assert "Error:" in page.content.decode()
    assert not JournalEntry.objects.filter(verb="staff.mode_started").exists()


def test_nobody_else_enters_staff_mode(cast: Cast) -> None:
    for person in (cast.owner, cast.lender, cast.newcomer):
        client = client_of(person)
        assert client.get("/en/journal/all/").status_code == 403
        assert (
            client.post("/en/journal/staff/", {"reason": "I am curious about it", "minutes": "15"}).status_code == 403
        )
    assert not JournalEntry.objects.filter(verb__startswith="staff.").exists()


def test_a_forged_session_value_of_somebody_else_opens_nothing(cast: Cast) -> None:
    client = client_of(cast.owner)
    session = client.session
    session["staff_mode_until"] = (clock.now() + timedelta(hours=1)).isoformat()
    session.save()
    assert client.get("/en/journal/all/").status_code == 403


def test_queries_do_not_grow_with_the_entries(cast: Cast, django_assert_max_num_queries) -> None:
    for _ in range(40):
        happened(cast.owner, "request.created")
    client = client_of(cast.owner)
    with django_assert_max_num_queries(20):
        client.get("/en/journal/")
