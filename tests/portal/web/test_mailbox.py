"""The demo's mailbox page."""

from pathlib import Path

import pytest
from django.core import mail
from django.test import Client


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def send(subject: str, text: str, to: str) -> None:
    message = mail.EmailMultiAlternatives(subject, text, "no-reply@qantara.example", [to])
    message.attach_alternative(f"<p>{text}</p>", "text/html")
    message.send()


def test_mails_are_shown_newest_first_and_escaped(client: Client, db, folder: Path) -> None:
    send("First", "Open http://127.0.0.1/en/x/ now", "a@example.com")
    send("طلب جديد", "<script>alert(1)</script> نص", "b@example.com")
    page = client.get("/en/mailbox/").content.decode()
    assert page.index("طلب جديد") < page.index("First")
    assert "<script>alert" not in page
    assert 'href="http://127.0.0.1/en/x/"' in page


def test_filter_by_address(client: Client, db, folder: Path) -> None:
    send("To A", "x", "a@example.com")
    send("To B", "x", "b@example.com")
    page = client.get("/en/mailbox/", {"to": "A@Example"}).content.decode()
    assert "To A" in page
    assert "To B" not in page


@pytest.mark.parametrize("query", [{}, {"page": "x"}, {"page": "99"}, {"to": "\0'"}])
def test_empty_or_odd_questions_are_answered(client: Client, db, folder: Path, query: dict[str, str]) -> None:
    assert client.get("/ar/mailbox/", query).status_code == 200


def test_never_without_the_setting(client: Client, db, folder: Path, settings) -> None:
    settings.SHOW_MAILBOX = False
    assert client.get("/en/mailbox/").status_code == 404
