"""The demo's mailbox: every mail that would have left, readable by whoever tries the demo. Never in production."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

SEPARATOR = b"-" * 79 + b"\n"
NEWEST_FILES = 500
PAGE_SIZE = 20


@dataclass(frozen=True)
class Mail:
    """One message as it was written by Django's file backend."""

    to: str
    subject: str
    sent_at: datetime | None
    text: str


def read_mail(content: bytes) -> Mail:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy gives
    body = message.get_body(preferencelist=("plain",))
    sent_at = parsedate_to_datetime(message["Date"]) if message["Date"] else None
    return Mail(str(message["To"]), str(message["Subject"]), sent_at, body.get_content() if body else "")


def newest_mails(folder: Path) -> list[Mail]:
    """Mails of the newest files, newest first."""
    if not folder.is_dir():
        return []
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[:NEWEST_FILES]
    found = []
    for path in files:
        parts = [part for part in path.read_bytes().split(SEPARATOR) if part.strip()]
        found += [read_mail(part) for part in reversed(parts)]
    return found


@login_not_required
def mailbox(request: HttpRequest) -> HttpResponse:
    """All mails, or those to one address (``?to=``)."""
    if not settings.SHOW_MAILBOX:
        raise Http404
    wanted = request.GET.get("to", "").strip().lower()
    mails = newest_mails(Path(getattr(settings, "EMAIL_FILE_PATH", settings.DATA_DIR / "mail")))
    if wanted:
        mails = [mail for mail in mails if wanted in mail.to.lower()]
    page = Paginator(mails, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "web/mailbox.html", {"page": page, "page_obj": page, "wanted": wanted})
