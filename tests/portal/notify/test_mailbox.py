"""The mailbox of the demonstration."""

from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from portal.common import clock
from portal.notify.models import OutboxMail


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def send(subject: str, text: str, to: str, **headers: str) -> None:
    message = mail.EmailMultiAlternatives(subject, text, "no-reply@qantara.example", [to], headers=headers)
    message.attach_alternative(f"<p>{text}</p>", "text/html")
    message.send()


def sent_row(subject: str, message_id: str) -> OutboxMail:
    return OutboxMail.objects.create(
        code="X", category="account", address="a@example.com", subject=subject, body_text="text", state="sent",
        body_html="<h1>Hello</h1>", sent_at=clock.now(), next_try_at=clock.now(), message_id=message_id,
    )  # fmt: skip


def keys(client: Client) -> list[str]:
    return [item.key for item in client.get("/en/mailbox/").context["page"]]


def test_file_mails_and_outbox_rows_are_listed_once(client: Client, db, folder: Path) -> None:
    send("From the file", "x", "a@example.com")
    send("A notification", "x", "a@example.com", **{"Message-ID": "<1@qantara>"})
    sent_row("A notification", "<1@qantara>")
    page = client.get("/en/mailbox/").content.decode()
    assert page.count("A notification") == 1
    assert "From the file" in page


def test_text_is_escaped_and_links_work(client: Client, db, folder: Path) -> None:
    send("طلب جديد", "<script>alert(1)</script> http://127.0.0.1/en/x/", "b@example.com")
    page = client.get(f"/en/mailbox/{keys(client)[0]}/").content.decode()
    assert "<script>alert" not in page
    assert 'href="http://127.0.0.1/en/x/"' in page


def test_html_part_runs_nothing(client: Client, db, folder: Path) -> None:
    row = sent_row("S", "<2@qantara>")
    answer = client.get(f"/en/mailbox/o{row.pk}/html/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src 'none'" in policy
    assert "allow-scripts" not in policy


def test_filter_by_address(client: Client, db, folder: Path) -> None:
    send("To A", "x", "a@example.com")
    send("To B", "x", "b@example.com")
    page = client.get("/en/mailbox/", {"to": "A@Example"}).content.decode()
    assert "To A" in page
    assert "To B" not in page


@pytest.mark.parametrize("query", [{}, {"page": "x"}, {"page": "99"}, {"to": "\0'"}])
def test_empty_or_odd_questions_are_answered(client: Client, db, folder: Path, query: dict[str, str]) -> None:
    assert client.get("/ar/mailbox/", query).status_code == 200


@pytest.mark.parametrize("key", ["o999", "f1", "..-etc", "x"])
def test_unknown_mails_are_not_found(client: Client, db, folder: Path, key: str) -> None:
    assert client.get(f"/en/mailbox/{key}/").status_code == 404


def test_never_without_the_setting(client: Client, db, folder: Path, settings) -> None:
    row = sent_row("S", "<3@qantara>")
    settings.SHOW_MAILBOX = False
    for address in ("/en/mailbox/", f"/en/mailbox/o{row.pk}/", f"/en/mailbox/o{row.pk}/html/"):
        assert client.get(address).status_code == 404
