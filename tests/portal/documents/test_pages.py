"""The vault and the download."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.documents import services
from portal.documents.models import Document, DocumentGrant, DocumentVersion, DocumentView
from portal.journal.models import JournalEntry
from tests.people import Cast, Person, client_of
from tests.portal.documents.test_checks import PDF


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.MFA_REQUIRED_FOR = []


def upload(name: str = "Balance sheet.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def status(person: Person, address: str) -> int:
    """The answer's status, its file closed."""
    answer = client_of(person).get(address)
    b"".join(answer.streaming_content if answer.streaming else [])  # reading to the end closes the file
    return answer.status_code


@pytest.fixture
def document(cast: Cast) -> Document:
    return services.document_upload(actor=cast.owner.actor, upload=upload(), title="Balance 2025")


def address(document: Document, number: int = 1) -> str:
    return f"/en/documents/{document.versions.get(number=number).public_id}/"


def test_upload_through_the_page(cast: Cast) -> None:
    answer = client_of(cast.owner).post(
        "/en/documents/", {"file": upload("ميزانية.pdf"), "title": "", "kind": "statement"}
    )
    document = Document.objects.get()
    assert answer.url == f"/en/documents/file/{document.public_id}/"
    assert (document.title, document.kind, document.owner) == ("ميزانية.pdf", "statement", cast.owner.organisation)


def test_a_refused_file_says_why_and_keeps_the_title(cast: Cast) -> None:
    page = client_of(cast.owner).post("/en/documents/", {"file": upload("x.svg", b"<svg/>"), "title": "My paper"})
    text = page.content.decode()
    assert "Error:" in text
    assert "the content must match the name" in text
    assert 'value="My paper"' in text
    assert not Document.objects.exists()


def test_viewer_cannot_upload(cast: Cast) -> None:
    assert client_of(cast.colleague).post("/en/documents/", {"file": upload()}).status_code == 403
    assert not Document.objects.exists()


def test_download_is_an_attachment_that_no_browser_runs(cast: Cast, document: Document) -> None:
    answer = client_of(cast.owner).get(address(document))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_strangers_get_404_and_leave_no_trace(cast: Cast, document: Document) -> None:
    for person in (cast.stranger, cast.lender, cast.newcomer, cast.authority):
        assert status(person, address(document)) == 404
        assert status(person, f"/en/documents/file/{document.public_id}/") == 404
    assert not DocumentView.objects.exists()


def test_visitors_are_sent_to_sign_in(cast: Cast, document: Document) -> None:
    answer = Client().get(address(document))
    assert answer.status_code == 302
    assert "/account/login/" in answer.url


def test_sharing_reading_and_revoking(cast: Cast, document: Document) -> None:
    owner = client_of(cast.owner)
    detail = f"/en/documents/file/{document.public_id}/"
    assert "Dune Bank" in owner.get(detail, {"to": "dune"}).content.decode()
    owner.post(f"{detail}share/", {"organisation": cast.lender.organisation.public_id})
    assert status(cast.lender, address(document)) == 200
    seen = owner.get(detail).content.decode()
    assert seen.count("Dune Bank") >= 2  # among those who may, and among those who did
    assert (
        JournalEntry.objects.filter(verb="document.viewed", concerns__organisation=cast.owner.organisation).count() == 1
    )
    owner.post(f"{detail}revoke/", {"organisation": cast.lender.organisation.public_id})
    assert status(cast.lender, address(document)) == 404


def test_small_firms_are_never_listed_nor_shared_with(cast: Cast, document: Document) -> None:
    owner, detail = client_of(cast.owner), f"/en/documents/file/{document.public_id}/"
    assert "Cedar Works" not in owner.get(detail, {"to": "cedar"}).content.decode()
    answer = owner.post(f"{detail}share/", {"organisation": cast.stranger.organisation.public_id})
    assert answer.status_code == 404
    assert not DocumentGrant.objects.exists()


def test_readers_open_only_the_newest_version(cast: Cast, document: Document) -> None:
    services.document_grant(actor=cast.owner.actor, document=document, organisation=cast.lender.organisation)
    page = client_of(cast.owner).post(f"/en/documents/file/{document.public_id}/", {"file": upload("new.pdf")})
    assert page.status_code == 302
    assert status(cast.lender, address(document, 1)) == 403
    assert status(cast.lender, address(document, 2)) == 200
    assert status(cast.owner, address(document, 1)) == 200


def test_removed_papers_are_gone_for_everybody(cast: Cast, document: Document) -> None:
    services.document_grant(actor=cast.owner.actor, document=document, organisation=cast.lender.organisation)
    owner, to = client_of(cast.owner), f"/en/documents/file/{document.public_id}/remove/"
    assert owner.get(to).status_code == 200
    assert Document.objects.get().deleted_at is None  # asking changes nothing
    owner.post(to)
    for person in (cast.owner, cast.lender):
        assert status(person, address(document)) == 404


def test_a_file_lost_from_disk_is_not_found_and_not_logged_as_read(
    cast: Cast, document: Document, tmp_path: Path
) -> None:
    (tmp_path / DocumentVersion.objects.get().path).unlink()
    assert status(cast.owner, address(document)) == 404
    assert not DocumentView.objects.exists()


@pytest.mark.parametrize("verb", ["share", "revoke"])
def test_actions_are_post_only(cast: Cast, document: Document, verb: str) -> None:
    assert client_of(cast.owner).get(f"/en/documents/file/{document.public_id}/{verb}/").status_code == 405


def test_the_list_costs_the_same_for_one_and_twenty(
    cast: Cast, document: Document, django_assert_max_num_queries
) -> None:
    for number in range(19):
        services.document_upload(actor=cast.owner.actor, upload=upload(), title=f"Paper {number}")
    client = client_of(cast.owner)
    client.get("/en/")  # content types, session
    with django_assert_max_num_queries(16):
        page = client.get("/en/documents/")
    assert page.content.decode().count("<li>") >= 20
