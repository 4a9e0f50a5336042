"""The mailbox of the demonstration: every mail the portal sent, readable by everybody. Never in production."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from portal.common import clock
from portal.common.http import page_of
from portal.notify.models import MailState, OutboxMail

NEWEST = 300  # of each kind
SEPARATOR = b"-" * 79
MAY = ("allow-popups", "allow-top-navigation-by-user-activation")
BARE_POLICY = {
    "default-src": [NONE],
    "script-src": [NONE],
    "form-action": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": [*MAY],
}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as the mailbox shows it."""

    key: str
    at: datetime
    to: str
    subject: str
    language: str
    text: str
    html: str


def require_demo() -> None:
    """404 wherever mails really leave."""
    if not settings.SHOW_MAILBOX:
        raise Http404


def from_outbox(row: OutboxMail) -> Mail:
    at = row.sent_at or row.created_at
    return Mail(f"o{row.pk}", at, row.address, row.subject, row.language, row.body_text, row.body_html)


def outbox() -> list[Mail]:
    """Mails of notifications that went out."""
    rows = OutboxMail.objects.filter(state=MailState.SENT).exclude(subject="").order_by("-sent_at", "-pk")
    return [from_outbox(row) for row in rows[:NEWEST]]


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body(preferencelist=(kind,))
    return str(found.get_content()) if found is not None else ""


def moment_of(message: EmailMessage) -> datetime:
    """When it was sent; "-0000" in the header means UTC and is read as a naive moment."""
    if not message["Date"]:
        return clock.now()
    at = parsedate_to_datetime(str(message["Date"]))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def on_disk() -> Iterator[Mail]:
    """Mails written to files (sign-up, password reset): those that are no notification's."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not folder or not Path(folder).is_dir():
        return
    files = sorted(Path(folder).glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)[:NEWEST]
    messages: list[tuple[str, EmailMessage]] = []
    for path in files:
        for number, raw in enumerate(path.read_bytes().split(SEPARATOR)):
            if raw.strip():
                message = email.message_from_bytes(raw.lstrip(), policy=email.policy.default)
                assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy gives
                messages.append((f"f{path.stem}-{number}", message))
    names = [str(message["Message-ID"]).strip() for _key, message in messages]
    known = set(OutboxMail.objects.filter(message_id__in=names).values_list("message_id", flat=True))
    for (key, message), name in zip(messages, names, strict=True):
        if name not in known:
            at = moment_of(message)
            yield Mail(
                key, at, str(message["To"]), str(message["Subject"]), "", part(message, "plain"), part(message, "html")
            )


def find(key: str) -> Mail:
    """The mail of ``key``; 404 when there is none."""
    if key.startswith("o") and key[1:].isdigit():
        row = OutboxMail.objects.filter(pk=key[1:], state=MailState.SENT).first()
        if row is not None:
            return from_outbox(row)
    for mail in on_disk():
        if mail.key == key:
            return mail
    raise Http404


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """All mails, newest first; ``?to=`` keeps those to an address."""
    require_demo()
    mails = sorted([*outbox(), *on_disk()], key=lambda mail: mail.at, reverse=True)
    to = request.GET.get("to", "").strip().replace("\0", "")[:200]
    found = [mail for mail in mails if to.lower() in mail.to.lower()] if to else mails
    return render(request, "notify/mailbox.html", {"page": page_of(request, found), "to": to})


@login_not_required
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: as it looks, and as plain text."""
    require_demo()
    return render(request, "notify/mail.html", {"mail": find(key)})


@login_not_required
@xframe_options_sameorigin
@csp_replace(BARE_POLICY)  # type: ignore[arg-type]  # its types know no view with a key
def html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part for the frame: no script, no outside request, no form, its own origin."""
    require_demo()
    return HttpResponse(f'<base target="_top">{find(key).html}')
