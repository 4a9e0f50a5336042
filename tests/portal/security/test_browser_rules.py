"""What browsers are told, whence a change may come, which fields it may carry, and what an error gives away."""

import logging
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from portal.common.logs import JsonFormatter
from portal.settings import base
from tests.house.test_catalogue import patterns
from tests.people import Cast

pytestmark = pytest.mark.django_db
OWN_RULES = ("embed",)  # the list of briefs, which other sites may show in a frame
PAGES = ["/en/", "/ar/dashboard/", "/en/briefs/", "/api/v1/openapi.json", "/en/nowhere/", "/en/journal/all/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_rules_for_browsers(cast: Cast, path: str) -> None:
    client = Client()
    client.force_login(cast.owner.user)
    head = client.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in head["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == policy["style-src"] == policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in head["Content-Security-Policy"]
    assert head["X-Content-Type-Options"] == "nosniff"
    assert head["Referrer-Policy"] == "same-origin"
    assert head["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in head
    assert head["Content-Type"]


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"X-CSRFToken": "x" * 64}, {"Referer": "https://evil.example/"}]
)
def test_a_change_without_our_token_is_refused(cast: Cast, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True, headers=headers)
    client.force_login(cast.owner.user)
    for path in (
        "/en/privacy/copies/",
        "/en/consents/matching/",
        "/en/account/logout/",
        "/en/theme/",
        "/i18n/setlang/",
    ):
        assert client.post(path, {"answer": "give"}).status_code == 403, path
    api = client.post("/api/v1/lending/mandates", "{}", content_type="application/json")
    assert api.status_code == 403  # a session is no key to the API without the token either


def test_no_page_of_ours_is_excused_from_the_token() -> None:
    excused = {
        name
        for name, pattern in patterns()
        if getattr(pattern.callback, "csrf_exempt", False) and not hasattr(pattern.callback, "cls")
    }
    assert excused == set()


def test_fields_that_a_form_does_not_show_are_not_written(cast: Cast) -> None:
    """Mass assignment: the organisation's own page with columns of the table that nobody offered."""
    firm = cast.owner.organisation
    assert firm is not None
    before = (firm.country, firm.public_id, firm.is_demo, firm.sector)
    client = Client()
    client.force_login(cast.owner.user)
    data = {"legal_name": firm.legal_name, "name_language": "en", "city": "Jeddah"}
    hidden = {"country": "CN", "public_id": "aaaaaaaaaaaa", "is_demo": "on", "sector": "6499", "id": "1"}
    assert client.post("/en/organisation/details/", {**data, **hidden}).status_code == 302
    firm.refresh_from_db()
    assert firm.city == "Jeddah"
    assert (firm.country, firm.public_id, firm.is_demo, firm.sector) == before
    client.post("/en/account/email/", {"is_staff": "on", "is_superuser": "on"})
    cast.owner.user.refresh_from_db()
    assert not cast.owner.user.is_staff


def test_an_unexpected_error_tells_its_number_and_nothing_else(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.privacy import views

    def broken(*_arguments: Any) -> None:
        raise RuntimeError("secret-4711 in /srv/qantara/portal")

    monkeypatch.setattr(views.erasure, "holds_of", broken)
    client = Client(raise_request_exception=False)
    client.force_login(cast.owner.user)
    answer = client.get("/en/privacy/")
    assert answer.status_code == 500
    assert b"4711" not in answer.content
    assert b"Traceback" not in answer.content
    assert answer.headers["X-Request-ID"].encode() in answer.content


def test_a_line_of_the_log_stays_one_line() -> None:
    row = logging.LogRecord("x", logging.INFO, "", 1, 'a\nlevel: critical "forged"\u2028', (), None)
    assert "\n" not in JsonFormatter().format(row)


@pytest.mark.parametrize("password", ["Qantara-2026", "qantara1234", "قنطرة123456", "password-12", "kantara2026!"])
def test_passwords_of_our_own_words_are_refused(settings: Any, password: str) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = base.AUTH_PASSWORD_VALIDATORS
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["qantara and seven camels", "correct horse battery", "x" * 128, "一二三四五六七八九十甲乙", "   spaces kept  "],
)
def test_long_passwords_of_any_letters_pass(password: str) -> None:
    validate_password(password)
