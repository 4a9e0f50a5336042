"""Accounts under attack: lock-out, session fixation, enumeration, one-time links, the second factor."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

from portal.common import clock
from portal.identity.models import User
from portal.settings import base
from tests.people import PASSWORD, Cast, person

pytestmark = pytest.mark.django_db
LOGIN, RESET, SIGNUP = "/en/account/login/", "/en/account/password/reset/", "/en/account/signup/"
LIMITS = override_settings(ACCOUNT_RATE_LIMITS=base.ACCOUNT_RATE_LIMITS)


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"login": email, "password": password}).status_code


def test_signing_in_gives_a_new_session_key_and_ends_the_old_one(cast: Cast) -> None:
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    assert sign_in(client, cast.owner.user.email) == 302
    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_signing_out_ends_the_session_on_the_server(cast: Cast) -> None:
    client = Client()
    sign_in(client, cast.owner.user.email)
    key = client.cookies["sessionid"].value
    assert client.get("/en/account/logout/").status_code == 200  # GET only asks
    assert Session.objects.filter(session_key=key).exists()
    client.post("/en/account/logout/")
    assert not Session.objects.filter(session_key=key).exists()


@LIMITS
def test_five_wrong_passwords_lock_the_account_for_a_while_also_for_the_right_one(cast: Cast) -> None:
    for _number in range(5):
        assert sign_in(Client(), cast.owner.user.email, "wrong") == 200
    client = Client()
    client.post(LOGIN, {"login": cast.owner.user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(other, cast.stranger.user.email) == 302  # nobody else is locked out


@LIMITS
def test_one_visitor_cannot_try_many_accounts(cast: Cast) -> None:
    answers = [sign_in(Client(), f"nobody{number}@mail.example", "wrong") for number in range(12)]
    client = Client()
    client.post(LOGIN, {"login": cast.owner.user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert set(answers) <= {200, 429}


@LIMITS
@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_a_made_up_forwarded_address_does_not_reset_the_counter(cast: Cast) -> None:
    """The proxy's own entry, the last one, counts; what the visitor wrote before it does not."""
    for number in range(12):
        Client(headers={"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"}).post(
            LOGIN, {"login": f"n{number}@mail.example", "password": "wrong"}
        )
    client = Client(headers={"X-Forwarded-For": "192.0.2.1, 203.0.113.7"})
    client.post(LOGIN, {"login": cast.owner.user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def words(content: bytes, email: str) -> str:
    """The page without what differs at every visit: form tokens, request id."""
    text = re.sub(r"\b[A-Za-z0-9]{64}\b|\b[0-9a-f]{16}\b", "", content.decode())
    return text.replace(email, "EMAIL")


@pytest.mark.parametrize("path", [LOGIN, RESET])
def test_pages_answer_the_same_for_an_account_that_exists_and_one_that_does_not(cast: Cast, path: str) -> None:
    known, unknown = "owner@noor.example", "nobody@none.example"
    answers = []
    for email in (known, unknown):
        client = Client()
        data = {"login": email, "password": "wrong"} if path == LOGIN else {"email": email}
        answer = client.post(path, data, follow=True)
        answers.append((answer.status_code, answer.redirect_chain, words(answer.content, email)))
    assert answers[0] == answers[1]


def test_sign_up_does_not_tell_that_an_address_is_taken(cast: Cast) -> None:
    answers = []
    for email in ("owner@noor.example", "fresh@none.example"):
        page = Client().get(SIGNUP).content.decode()
        ticks = dict.fromkeys(re.findall(r'name="(consent_\w+)"', page), "on")
        data = {"email": email, "password1": "a-long-demo-password", "name": "Somebody", **ticks}
        answer = Client().post(SIGNUP, data)
        answers.append((answer.status_code, answer.headers.get("Location")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 302
    assert [message.to for message in mail.outbox] == [["owner@noor.example"], ["fresh@none.example"]]
    assert User.objects.filter(email="owner@noor.example").count() == 1


def reset_link(email: str) -> str:
    Client().post(RESET, {"email": email})
    found = re.search(r"https?://[^/\s]+(/\S*reset/key/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def test_a_reset_link_works_once(cast: Cast) -> None:
    link = reset_link(cast.owner.user.email)
    client = Client()
    form = client.get(link, follow=True)
    path = form.redirect_chain[-1][0]
    new = {"password1": "another-long-password", "password2": "another-long-password"}
    assert client.post(path, new).status_code == 302
    assert sign_in(Client(), cast.owner.user.email, "another-long-password") == 302
    again = Client()
    page = again.get(link, follow=True)
    assert b"password1" not in page.content
    again.post(path, {"password1": "third-long-password", "password2": "third-long-password"})
    assert sign_in(Client(), cast.owner.user.email, "third-long-password") == 200


def test_a_reset_link_expires(cast: Cast) -> None:
    link = reset_link(cast.owner.user.email)
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        assert b"password1" not in Client().get(link, follow=True).content


def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    elsewhere, here = Client(), Client()
    sign_in(elsewhere, cast.owner.user.email)
    sign_in(here, cast.owner.user.email)
    data = {"oldpassword": PASSWORD, "password1": "another-long-password", "password2": "another-long-password"}
    assert here.post("/en/account/password/change/", data).status_code == 302
    assert here.get("/en/dashboard/").status_code == 200
    assert elsewhere.get("/en/dashboard/").status_code == 302


@override_settings(MFA_REQUIRED_FOR=["lender", "authority"])
@pytest.mark.parametrize("path", ["/en/inbox/", "/en/responses/", "/en/organisation/members/", "/en/moderation/"])
def test_lenders_and_officers_reach_nothing_without_a_second_factor(cast: Cast, path: str) -> None:
    for who in (cast.lender, cast.authority):
        client = Client()
        client.force_login(who.user)
        answer = client.get(path)
        assert answer.status_code == 302
        assert "2fa" in answer.headers["Location"] or "mfa" in answer.headers["Location"]


@override_settings(MFA_REQUIRED_FOR=["provider:admin"])
@pytest.mark.parametrize(("level", "status"), [("admin", 302), ("editor", 200)])
def test_administrators_of_providers_need_a_second_factor(cast: Cast, level: str, status: int) -> None:
    assert cast.provider.organisation is not None
    someone = person(f"{level}@code.example", cast.provider.organisation, level)
    client = Client()
    client.force_login(someone.user)
    assert client.get("/en/inbox/").status_code == status


def test_an_unverified_address_cannot_sign_in(db: None) -> None:
    someone = person("late@mail.example")
    someone.user.emailaddress_set.update(verified=False)
    client = Client()
    client.post(LOGIN, {"login": "late@mail.example", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_links_of_mails_carry_the_configured_host_not_the_visitors(cast: Cast) -> None:
    """Host-header poisoning: a reset asked for under a foreign host must not send its victim there."""
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        answer = Client(headers={"Host": "evil.example"}).post(RESET, {"email": cast.owner.user.email})
        assert answer.status_code == 400
    assert not mail.outbox


def test_sessions_end_after_half_a_day(cast: Cast) -> None:
    client = Client()
    sign_in(client, cast.owner.user.email)
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert client.get("/en/dashboard/").status_code == 302
    assert base.SESSION_COOKIE_AGE <= 12 * 3600


def test_an_account_switched_off_is_out_at_once(cast: Cast) -> None:
    client = Client()
    sign_in(client, cast.owner.user.email)
    User.objects.filter(pk=cast.owner.user.pk).update(is_active=False)
    assert client.get("/en/dashboard/").status_code == 302
    again = Client()
    sign_in(again, cast.owner.user.email)
    assert "_auth_user_id" not in again.session


def second_factor(cast: Cast) -> str:
    """A TOTP device of the owner; its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(cast.owner.user, secret)
    return secret


def test_neither_password_nor_a_reset_passes_by_the_second_factor(cast: Cast) -> None:
    second_factor(cast)
    client = Client()
    answer = client.post(LOGIN, {"login": cast.owner.user.email, "password": PASSWORD})
    assert "2fa" in answer.headers["Location"]
    for path in ("/en/dashboard/", "/en/privacy/", "/api/v1/lending/requests"):
        assert client.get(path).status_code in (302, 401, 403)
    link = reset_link(cast.owner.user.email)
    other = Client()
    path = other.get(link, follow=True).redirect_chain[-1][0]
    new = {"password1": "another-long-password", "password2": "another-long-password"}
    other.post(path, new)
    assert "_auth_user_id" not in other.session
    other.post(LOGIN, {"login": cast.owner.user.email, "password": "another-long-password"})
    assert "_auth_user_id" not in other.session


def test_a_code_of_the_app_works_once(cast: Cast) -> None:
    secret = second_factor(cast)
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    statuses = []
    for _number in range(2):
        client = Client()
        client.post(LOGIN, {"login": cast.owner.user.email, "password": PASSWORD})
        client.post("/en/account/2fa/authenticate/", {"code": code})
        statuses.append("_auth_user_id" in client.session)
    assert statuses == [True, False]


@LIMITS
def test_codes_cannot_be_tried_without_end(cast: Cast) -> None:
    second_factor(cast)
    client = Client()
    client.post(LOGIN, {"login": cast.owner.user.email, "password": PASSWORD})
    answers = [client.post("/en/account/2fa/authenticate/", {"code": f"{n:06d}"}) for n in range(12)]
    assert any(answer.status_code == 429 or b"too many" in answer.content.lower() for answer in answers)
