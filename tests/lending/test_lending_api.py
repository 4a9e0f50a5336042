"""Requests, mandates and offers over the API: same rules and the same seal as the pages."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from lending.models import FinancingDetails
from portal.common import clock
from portal.journal.models import JournalEntry
from portal.matchmaking import services
from portal.matchmaking.models import Request, Response
from tests.moments import pass_time
from tests.people import Cast, Person, build

pytestmark = pytest.mark.django_db(transaction=True)
DETAILS = {
    "kind": "loan",
    "amount": "300000",
    "currency": "SAR",
    "months": 24,
    "purpose": "4",
    "security": ["equipment"],
}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def client(person: Person) -> Client:
    found = Client()
    found.force_login(person.user)
    return found


def send(person: Person, path: str, body: Any, method: str = "post") -> Any:
    return getattr(client(person), method)(f"/api/v1/lending/{path}", body, content_type="application/json")


def test_journey_over_the_api(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = send(
        cast.lender, "mandates", {"name": "Loans", "kinds": ["loan"], "amount_max": "1000000", "regions": ["SA"]}
    )
    assert made.status_code == 201, made.json()
    public_id = made.json()["public_id"]
    assert send(cast.lender, f"mandates/{public_id}/active", {}).json()["state"] == "active"
    draft = send(cast.owner, "requests", {"title": "A second oven", "details": DETAILS})
    assert draft.status_code == 201, draft.json()
    request = draft.json()["public_id"]
    assert send(cast.owner, f"requests/{request}/publish", {"open_days": 10}).json()["state"] == "open"
    seen = client(cast.lender).get("/api/v1/lending/requests").json()["results"]
    assert [row["public_id"] for row in seen] == [request]
    assert "Noor" not in str(seen)
    assert client(cast.rival).get("/api/v1/lending/requests").json()["results"] == []
    for path in ("", f"/{request}"):
        assert client(cast.authority).get(f"/api/v1/lending/requests{path}").status_code == 200
    look = JournalEntry.objects.get(verb="request.looked_at")
    assert (look.subject_key, look.organisation) == (request, cast.authority.organisation)
    assert look.concerns.filter(organisation=cast.owner.organisation).exists()
    body = {
        "terms": {"product": "reducing", "amount": "300000", "currency": "SAR", "months": 24, "rate": "9"},
        "valid_until": (clock.today() + timedelta(days=40)).isoformat(),
        "send": True,
    }
    offer = send(cast.lender, f"requests/{request}/offers", body)
    assert offer.status_code == 201, offer.json()
    assert offer.json()["terms"]["effective_apr"].startswith("9.38")
    assert client(cast.owner).get("/api/v1/lending/offers").json()["results"] == []
    assert client(cast.rival).get("/api/v1/lending/offers").json()["results"] == []
    pass_time(monkeypatch, days=11)
    assert len(client(cast.owner).get("/api/v1/lending/offers").json()["results"]) == 1
    assert client(cast.rival).get("/api/v1/lending/offers").json()["results"] == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("requests", {"title": "x", "details": {**DETAILS, "amount": "-5"}}, "details.amount"),
        ("requests", {"title": "x", "details": {**DETAILS, "colour": "red"}}, "colour"),
        ("requests", {"title": "x", "details": DETAILS, "state": "open"}, "state"),
        ("mandates", {"name": "x", "amount_min": "9", "amount_max": "1"}, "amount_max"),
        ("mandates", {"name": "x", "state": "active"}, "state"),
    ],
)
def test_nonsense_is_refused_by_field(cast: Cast, path: str, body: dict[str, Any], field: str) -> None:
    person = cast.owner if path == "requests" else cast.lender
    answer = send(person, path, body)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Request.objects.exists()


def test_only_vetted_lenders_write_mandates_and_only_their_own(cast: Cast) -> None:
    assert send(cast.owner, "mandates", {"name": "x"}).status_code == 403
    made = send(cast.lender, "mandates", {"name": "Loans"}).json()
    assert send(cast.rival, f"mandates/{made['public_id']}/active", {}).status_code == 404
    assert client(cast.rival).get(f"/api/v1/lending/mandates/{made['public_id']}").status_code == 404


def test_strangers_cannot_offer(cast: Cast) -> None:
    request = services.request_create(actor=cast.owner.actor, pillar="lending", title="x", details={"amount": 5})
    body = {"terms": {}, "valid_until": "2030-01-01"}
    assert send(cast.rival, f"requests/{request.public_id}/offers", body).status_code == 404
    assert not Response.objects.exists()


# --- import -----------------------------------------------------------------------------------------------------------


def run(cast: Cast, file: Path, *options: str) -> None:
    call_command("import_requests", str(file), "--user", cast.owner.user.email, *options, verbosity=0)


def test_import_writes_all_or_nothing(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "requests.csv"
    file.write_text("title,amount,months,kind\nOven,1000,12,loan\nVan,-5,12,loan\nShop,2000,x,loan\n", encoding="utf-8")
    with pytest.raises(CommandError):
        run(cast, file)
    said = capsys.readouterr().out
    assert "line 3: amount" in said
    assert "line 4: months" in said
    assert not Request.objects.exists()
    run(cast, file, "--dry-run")
    assert not Request.objects.exists()
    run(cast, file, "--skip-errors", "--publish", "10")
    assert Request.objects.get().state == "open"
    assert FinancingDetails.objects.get().amount == 1000


def test_import_refuses_what_it_has_already(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "requests.csv"
    file.write_text("reference,title,amount,months\nA1,Oven,1000,12\n", encoding="utf-8")
    run(cast, file)
    with pytest.raises(CommandError):
        run(cast, file)
    assert Request.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00bad", b"title,amount,months\n"])
def test_import_refuses_files_of_the_wrong_shape(cast: Cast, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "requests.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        run(cast, file)
