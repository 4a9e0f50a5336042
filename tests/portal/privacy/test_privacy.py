"""Personal data: copies, access log, erasure with holds, retention."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from portal.common import clock
from portal.common.errors import DomainError
from portal.documents.models import DocumentVersion
from portal.documents.services import document_grant, document_open, document_upload
from portal.identity.models import User
from portal.journal.chain import seal
from portal.journal.models import JournalEntry
from portal.matchmaking import services
from portal.matchmaking.models import Award, Request
from portal.notify.models import InboxItem, OutboxMail
from portal.organisations.models import Membership
from portal.privacy import erasure, retention
from portal.privacy.models import DataCopy
from portal.privacy.periods import PERIODS
from tests.people import PASSWORD, Cast, client_of, person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_copy_holds_ones_own_data_and_nothing_of_others(cast: Cast) -> None:
    document_upload(actor=cast.owner.actor, upload=SimpleUploadedFile("plan.txt", b"our plan"))
    document_upload(actor=cast.stranger.actor, upload=SimpleUploadedFile("secret.txt", b"their secret"))
    services.request_create(actor=cast.owner.actor, pillar="probe", title="A new oven", details={"amount": 5000})
    client = client_of(cast.owner)
    assert client.post("/en/privacy/copies/").status_code == 302
    copy = DataCopy.objects.get()
    assert copy.state == "ready"
    answer = client.get(f"/en/privacy/copies/{copy.public_id}/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    for close in answer._resource_closers:
        close()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert json.loads(archive.read("data/identity-user.json"))[0]["email"] == cast.owner.user.email
        assert "A new oven" in archive.read("data/matchmaking-request.json").decode()
        assert any(archive.read(name) == b"our plan" for name in archive.namelist())
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"their secret" not in everything
    assert b"Cedar" not in everything
    assert cast.owner.user.password.encode() not in everything
    for other in (cast.colleague, cast.stranger):
        assert client_of(other).get(f"/en/privacy/copies/{copy.public_id}/").status_code == 404


def test_a_copy_expires_with_its_file(cast: Cast, tmp_path: Path) -> None:
    client = client_of(cast.owner)
    client.post("/en/privacy/copies/")
    copy = DataCopy.objects.get()
    with clock.standing_at(clock.now() + timedelta(days=PERIODS.copy_valid_days, seconds=1)):
        assert client.get(f"/en/privacy/copies/{copy.public_id}/").status_code == 302
        assert retention.retain()["copies"] == 1
    assert not list((tmp_path / "copies").iterdir())


def test_who_no_longer_administers_the_firm_cannot_open_a_copy_of_its_data(cast: Cast) -> None:
    document_upload(actor=cast.owner.actor, upload=SimpleUploadedFile("plan.txt", b"our plan"))
    second = person("second@noor.example", cast.owner.organisation)
    client = client_of(second)
    client.post("/en/privacy/copies/")
    copy = DataCopy.objects.get()
    Membership.objects.filter(user=second.user).update(level="viewer")
    answer = client.get(f"/en/privacy/copies/{copy.public_id}/", follow=True)
    assert answer.redirect_chain[-1][0] == "/en/privacy/"
    assert b"no longer its administrator" in answer.content
    Membership.objects.filter(user=second.user).update(level="admin", state="left")
    assert client.get(f"/en/privacy/copies/{copy.public_id}/").status_code == 302


def test_erasure_takes_the_copies_with_it(cast: Cast, tmp_path: Path) -> None:
    client = client_of(cast.newcomer)
    client.post("/en/privacy/copies/")
    assert list((tmp_path / "copies").iterdir())
    client.post("/en/privacy/erasure/", {"answer": "ask", "password": PASSWORD})
    with clock.standing_at(clock.now() + timedelta(days=PERIODS.erasure_pause_days, seconds=1)):
        assert erasure.carry_out_due() == 1
    assert not list((tmp_path / "copies").iterdir())


def test_a_viewers_copy_holds_no_papers_of_the_firm(cast: Cast) -> None:
    document_upload(actor=cast.owner.actor, upload=SimpleUploadedFile("plan.txt", b"our plan"))
    client_of(cast.colleague).post("/en/privacy/copies/")
    with zipfile.ZipFile(retention_path()) as archive:
        assert not [name for name in archive.namelist() if name.startswith("documents/") or "fact" in name]


def retention_path() -> Path:
    from django.conf import settings

    return Path(settings.MEDIA_ROOT) / DataCopy.objects.get().path


def test_the_firm_sees_who_opened_its_paper(cast: Cast) -> None:
    document = document_upload(actor=cast.owner.actor, upload=SimpleUploadedFile("plan.txt", b"our plan"))
    assert cast.lender.organisation is not None
    document_grant(actor=cast.owner.actor, document=document, organisation=cast.lender.organisation)
    document_open(actor=cast.lender.actor, version=DocumentVersion.objects.get())
    for language in ("en", "ar", "zh-hans"):
        page = client_of(cast.owner).get(f"/{language}/privacy/access/").content
        assert b"Dune Bank" in page
    assert b"Dune Bank" not in client_of(cast.stranger).get("/en/privacy/access/").content


def test_the_firm_sees_that_an_authority_opened_its_request_and_its_record(cast: Cast) -> None:
    request = services.request_create(
        actor=cast.owner.actor, pillar="probe", title="Second oven", details={"amount": 1}
    )
    for code in ("need", "amount"):
        services.request_section_done(actor=cast.owner.actor, request=request, code=code)
    services.request_submit(actor=cast.owner.actor, request=request, open_days=10)
    officer, owner = client_of(cast.authority), client_of(cast.owner)
    looks = JournalEntry.objects.filter(verb="request.looked_at")
    assert b"An authority opened" not in owner.get("/en/privacy/access/").content
    for _again in range(2):
        assert officer.get(f"/en/moderation/{request.public_id}/").status_code == 200
    assert looks.count() == 1, "a day's reading is one entry"
    with clock.standing_at(clock.now() + timedelta(days=1)):
        officer.get(f"/en/moderation/{request.public_id}/")
    assert looks.count() == 2
    assert cast.owner.organisation is not None
    officer.get(f"/en/records/{cast.owner.organisation.public_id}/")
    page = owner.get("/en/privacy/access/").content
    assert b'An authority opened your request: <span dir="auto">Second oven</span>' in page
    assert b"An authority opened your organisation&#x27;s record" in page
    assert b"SME Authority" in page
    assert b"An authority opened" not in client_of(cast.stranger).get("/en/privacy/access/").content


def test_erasure_needs_the_password_pauses_and_leaves_no_name(cast: Cast) -> None:
    client = client_of(cast.newcomer)
    email = cast.newcomer.user.email
    client.post("/en/privacy/erasure/", {"answer": "ask", "password": "wrong"})
    assert not cast.newcomer.user.erasures.exists()
    client.post("/en/privacy/erasure/", {"answer": "ask", "password": PASSWORD})
    assert erasure.carry_out_due() == 0
    with clock.standing_at(clock.now() + timedelta(days=PERIODS.erasure_pause_days, seconds=1)):
        assert erasure.carry_out_due() == 1
        assert erasure.carry_out_due() == 0
    user = User.objects.get(pk=cast.newcomer.user.pk)
    assert (user.name, user.is_active, user.has_usable_password()) == ("", False, False)
    assert email not in user.email
    assert not user.emailaddress_set.exists()
    assert client.get("/en/dashboard/").status_code == 302
    again = person(email)  # the address is free again
    assert again.user.pk != user.pk
    while seal():
        pass
    call_command("verify_journal")


def test_erasure_can_be_taken_back(cast: Cast) -> None:
    client = client_of(cast.newcomer)
    client.post("/en/privacy/erasure/", {"answer": "ask", "password": PASSWORD})
    client.post("/en/privacy/erasure/", {"answer": "withdraw"})
    with clock.standing_at(clock.now() + timedelta(days=30)):
        assert erasure.carry_out_due() == 0


def test_the_last_administrator_and_a_running_request_hold_the_account(cast: Cast) -> None:
    with pytest.raises(DomainError, match="administrator"):
        erasure.erasure_ask(actor=cast.owner.actor)
    request = services.request_create(actor=cast.stranger.actor, pillar="probe", title="Saw", details={"amount": 1})
    for code in ("need", "amount"):
        services.request_section_done(actor=cast.stranger.actor, request=request, code=code)
    services.request_submit(actor=cast.stranger.actor, request=request, open_days=10)
    with pytest.raises(DomainError):
        erasure.erasure_ask(actor=cast.stranger.actor)
    page = client_of(cast.stranger).get("/en/privacy/").content
    assert b"erase-password" not in page


def test_what_a_person_signed_stays_under_a_pseudonym(cast: Cast) -> None:
    second = person("second@noor.example", cast.owner.organisation)
    request = services.request_create(actor=second.actor, pillar="probe", title="Saw", details={"amount": 1})
    erasure.erasure_ask(actor=second.actor)
    with clock.standing_at(clock.now() + timedelta(days=8)):
        assert erasure.carry_out_due() == 1
    assert Request.objects.get(pk=request.pk).created_by_id == second.user.pk
    entry = JournalEntry.objects.get(verb="request.created")
    assert entry.user is not None
    assert "second" not in f"{entry.user.email}{entry.user.name}"
    assert not Award.objects.exists()


def test_what_grows_old_goes_and_what_is_young_stays(cast: Cast) -> None:
    draft = services.request_create(actor=cast.owner.actor, pillar="probe", title="Saw", details={"amount": 1})
    services.request_cancel(actor=cast.owner.actor, request=draft, reason="")
    live = services.request_create(actor=cast.owner.actor, pillar="probe", title="Oven", details={"amount": 1})
    for code in ("need", "amount"):
        services.request_section_done(actor=cast.owner.actor, request=live, code=code)
    services.request_submit(actor=cast.owner.actor, request=live, open_days=10)
    InboxItem.objects.update(read_at=clock.now())
    mails = OutboxMail.objects.filter(state="sent").count()
    assert mails
    young = retention.retain()
    assert not any(young[code] for code in ("inbox", "mail_bodies", "drafts"))
    with clock.standing_at(clock.now() + timedelta(days=366)):
        old = retention.retain()
    assert old["mail_bodies"] == mails
    assert old["drafts"] == 1
    assert not InboxItem.objects.exists()
    assert list(Request.objects.values_list("pk", flat=True)) == [live.pk]


def test_every_period_has_its_function_and_its_reason() -> None:
    from portal.privacy import registry

    assert {period.code for period in PERIODS.periods} == set(registry.ageing)
    assert all(period.reason for period in PERIODS.periods)
