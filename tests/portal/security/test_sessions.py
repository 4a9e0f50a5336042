"""Sessions and private pages: how long they last, what caches keep, which doors there are, what the log tells."""

import json
import logging
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from portal.common.logs import JsonFormatter
from portal.journal.models import JournalEntry
from portal.organisations.api_tokens import api_token_create
from portal.settings import base
from tests.people import PASSWORD, Cast, Person, person

pytestmark = pytest.mark.django_db
LOGIN = "/en/account/login/"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


def sign_in(who: Person) -> Client:
    client = Client()
    assert client.post(LOGIN, {"login": who.user.email, "password": PASSWORD}).status_code == 302
    return client


def back_after(client: Client, **columns: timedelta) -> int:
    """The status of a page when the session's times lie that far back and nobody has noted it lately."""
    UserSession.objects.update(**{name: timezone.now() - span for name, span in columns.items()})
    cache.clear()
    with override_settings():  # a fresh middleware remembers nothing
        client.handler._middleware_chain = None  # type: ignore[attr-defined]
        return client.get("/en/dashboard/").status_code


def test_a_session_left_alone_ends(cast: Cast) -> None:
    client = sign_in(cast.owner)
    assert back_after(client, last_seen_at=timedelta(hours=2)) == 200
    assert back_after(client, last_seen_at=timedelta(seconds=base.SESSION_IDLE_SECONDS + 1)) == 302
    assert not Session.objects.exists()  # on the server, not only in this browser
    assert client.get("/en/dashboard/").status_code == 302


def test_a_busy_session_ends_half_a_day_after_sign_in(cast: Cast) -> None:
    client = sign_in(cast.owner)
    assert back_after(client, created_at=timedelta(hours=11)) == 200
    assert back_after(client, created_at=timedelta(hours=12, seconds=1)) == 302


@pytest.mark.parametrize("path", ["/en/dashboard/", "/ar/privacy/", "/en/documents/", "/en/inbox/?format=csv", "/en/"])
def test_no_cache_keeps_what_a_signed_in_person_got(cast: Cast, path: str) -> None:
    answer = sign_in(cast.owner).get(path)
    assert "no-store" in answer.headers["Cache-Control"]


def test_no_cache_keeps_what_a_program_got(cast: Cast) -> None:
    _token, secret = api_token_create(actor=cast.owner.actor, name="books")
    answer = Client().get("/api/v1/organisation/", headers={"Authorization": f"Bearer {secret}"})
    assert "no-store" in answer.headers["Cache-Control"]


def test_public_pages_may_be_kept() -> None:
    assert "no-store" not in Client().get("/en/").headers.get("Cache-Control", "")


def test_signing_out_empties_the_browsers_cache(cast: Cast) -> None:
    client = sign_in(cast.owner)
    assert client.post("/en/account/logout/").headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/en/").headers


@pytest.fixture
def operator(db: None) -> Person:
    someone = person("operator@portal.example")
    someone.user.is_staff = someone.user.is_superuser = True
    someone.user.save()
    return someone


def with_second_factor(who: Person) -> None:
    Authenticator.objects.create(user=who.user, type=Authenticator.Type.TOTP, data={"secret": "x"})


def test_the_admin_has_no_door_of_its_own(operator: Person) -> None:
    """Django's own form asks for no second factor and counts no failures; it must not be there."""
    with_second_factor(operator)
    client = Client()
    answer = client.post("/en/admin/login/", {"username": operator.user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert answer.headers["Location"].startswith(LOGIN)
    client.post(LOGIN, {"login": operator.user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session  # the second factor is asked first


@override_settings(MFA_REQUIRED_FOR=base.MFA_REQUIRED_FOR)
def test_operators_need_a_second_factor(operator: Person) -> None:
    client = Client()
    client.force_login(operator.user)
    assert client.get("/en/admin/").headers["Location"] == reverse("mfa_index")
    with_second_factor(operator)
    assert client.get("/en/admin/").status_code == 200


def test_what_an_operator_opens_is_shown_to_the_firm(cast: Cast, operator: Person) -> None:
    client = Client()
    client.force_login(operator.user)
    assert cast.owner.organisation is not None
    assert client.get(f"/en/admin/organisations/organisation/{cast.owner.organisation.pk}/change/").status_code == 200
    assert client.get("/en/admin/organisations/membership/").status_code == 200
    assert client.get("/en/admin/identity/user/").status_code == 200
    entries = JournalEntry.objects.filter(verb="staff.record_read")
    assert entries.count() == 3
    assert all(entry.is_staff_mode for entry in entries)
    assert entries.filter(concerns__organisation=cast.owner.organisation).count() == 2
    page = sign_in(cast.owner).get("/en/privacy/access/").content
    assert page.count(b"Staff looked at your data") == 2


def test_every_admin_page_is_watched_and_reads_only() -> None:
    from django.contrib import admin

    from portal.organisations.admin import ReadOnlyAdmin, WatchedAdmin

    ours = [kind for model, kind in admin.site._registry.items() if model.__module__.startswith("portal")]
    assert len(ours) > 8
    assert all(isinstance(kind, WatchedAdmin) for kind in ours)
    writing = [kind.model.__name__ for kind in ours if not isinstance(kind, ReadOnlyAdmin)]
    assert writing == ["User"]
    sealed = {"Response", "Request", "Match", "Document", "JournalEntry", "OutboxMail"}
    assert not sealed & {model.__name__ for model in admin.site._registry}


def test_mail_addresses_change_only_after_the_password_again(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.owner.user)
    answer = client.post("/en/account/email/", {"action_add": "", "email": "thief@evil.example"})
    assert "reauthenticate" in answer.headers["Location"]
    assert not cast.owner.user.emailaddress_set.filter(email="thief@evil.example").exists()


@override_settings(ACCOUNT_RATE_LIMITS=base.ACCOUNT_RATE_LIMITS)
def test_an_open_session_cannot_try_passwords_at_the_erasure(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.newcomer.user)
    for number in range(10):
        client.post("/en/privacy/erasure/", {"answer": "ask", "password": f"wrong-{number}"})
    client.post("/en/privacy/erasure/", {"answer": "ask", "password": PASSWORD})
    assert not cast.newcomer.user.erasures.exists()


@override_settings(ACCOUNT_RATE_LIMITS=base.ACCOUNT_RATE_LIMITS)
def test_the_log_tells_who_signed_in_failed_and_was_refused(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "portal.security")
    client = sign_in(cast.owner)
    for _number in range(6):
        Client().post(LOGIN, {"login": cast.stranger.user.email, "password": "wrong-secret-4711"})
    Client().post(LOGIN, {"login": "typed-password-4711", "password": "x"})
    client.get("/en/journal/all/")
    client.post("/en/account/logout/")
    lines = [json.loads(JsonFormatter().format(row)) for row in caplog.records if row.name == "portal.security"]
    told = [(line["message"], line.get("user", "")) for line in lines]
    assert ("signed in", cast.owner.user.public_id) in told
    assert told.count(("sign-in failed", cast.stranger.user.public_id)) == 5
    assert ("sign-in locked", "") in told
    assert ("refused", cast.owner.user.public_id) in told
    assert ("signed out", cast.owner.user.public_id) in told
    assert all("address" in line for line in lines if line["message"].startswith("sign-in"))
    assert "4711" not in json.dumps(lines)
    assert "@" not in json.dumps(lines)
