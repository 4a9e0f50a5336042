"""A mail server that is away stops nobody from signing up, resetting a password or inviting: the mail waits and goes once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from portal.common import clock
from portal.notify.models import OutboxMail
from portal.notify.services import send_due
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A mail server that refuses every connection until the test gives it back."""

    def refuse(*_arguments: Any) -> int:
        raise ConnectionRefusedError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        yield patch


def back(away: Any) -> int:
    """The mail server is there again and the next sweep comes: how many mails went out."""
    away.undo()
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        return send_due()


def test_a_password_can_be_reset_once_the_server_is_back(cast: Cast, away: Any) -> None:
    answer = Client().post("/en/account/password/reset/", {"email": cast.owner.user.email})
    assert answer.status_code == 302
    unknown = Client().post("/en/account/password/reset/", {"email": "nobody@none.example"})
    assert unknown.headers["Location"] == answer.headers["Location"]  # nor does an outage tell who has an account
    assert not mail.outbox
    assert back(away) == 2
    assert send_due() == 0
    message = next(m for m in mail.outbox if m.to == [cast.owner.user.email])
    link = re.search(r"https?://[^/\s]+(/\S*reset/key/\S+)", message.body)
    assert link is not None
    assert b"password1" in Client().get(link[1], follow=True).content
    row = OutboxMail.objects.get(address=cast.owner.user.email)
    assert (row.state, row.body_text, row.body_html) == ("sent", "", "")  # the link is not kept


def test_signing_up_goes_on_and_the_confirmation_follows(away: Any) -> None:
    page = Client().get("/ar/account/signup/").content.decode()
    ticks = dict.fromkeys(re.findall(r'name="(consent_\w+)"', page), "on")
    data = {"email": "fresh@none.example", "password1": "a-long-demo-password", "name": "Somebody", **ticks}
    assert Client().post("/ar/account/signup/", data).status_code == 302
    assert back(away) == 1
    assert mail.outbox[-1].to == ["fresh@none.example"]


def test_an_invitation_is_not_lost(cast: Cast, away: Any, django_capture_on_commit_callbacks: Any) -> None:
    client = Client()
    client.force_login(cast.owner.user)
    with django_capture_on_commit_callbacks(execute=True):
        data = {"email": "new@noor.example", "level": "editor", "language": "zh-hans"}
        assert client.post("/en/organisation/members/", data).status_code == 302
    assert not mail.outbox
    assert back(away) == 1
    (message,) = [m for m in mail.outbox if m.to == ["new@noor.example"]]
    assert "/join/" in message.body
    assert len(message.alternatives) == 1
