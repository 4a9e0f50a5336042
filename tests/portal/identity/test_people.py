"""People: mails in their language, times in their zone."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from portal.identity.middleware import TimeZoneMiddleware
from portal.identity.models import User
from tests import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Choose a new password"), ("zh-hans", "设置新密码"), ("ar", "اختر كلمة مرور جديدة")],
)
def test_a_reset_mail_comes_in_the_persons_language_whatever_the_page(client, language, subject):
    people.person("a@x.example", language=language)
    with translation.override("en"):
        address = reverse("account_reset_password")
    client.post(address, {"email": "a@x.example"})
    assert mail.outbox[0].subject == subject


def test_an_unknown_address_learns_nothing_from_the_page(client):
    people.person("a@x.example")
    with translation.override("en"):
        address = reverse("account_reset_password")
    known = client.post(address, {"email": "a@x.example"})
    unknown = client.post(address, {"email": "b@x.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize(("zone", "shown"), [("Asia/Shanghai", "Asia/Shanghai"), ("Mars/Olympus", "Asia/Riyadh")])
def test_the_zone_of_the_person_holds_for_the_request_only(rf, zone, shown):
    request = rf.get("/")
    request.user = User(email="a@x.example", time_zone=zone)
    seen = []
    TimeZoneMiddleware(lambda _request: seen.append(timezone.get_current_timezone_name()))(request)
    assert seen == [shown]
    assert timezone.get_current_timezone_name() == "Asia/Riyadh"


def test_a_passkey_needs_no_password_page_and_sessions_are_listed(client):
    someone = people.person("a@x.example")
    client.force_login(someone.user)
    with translation.override("en"):
        assert client.get(reverse("usersessions_list")).status_code == 200
        assert client.get(reverse("mfa_index")).status_code == 200


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("account_signup", "Fill in “Your name”"),
        ("account_login", "Fill in “Password”"),
        ("account_reset_password", "Fill in “E-mail”"),
    ],
)
def test_an_empty_form_names_the_field_in_summary_and_beside_it(client, name, message):
    with translation.override("en"):
        page = client.post(reverse(name), {}).text
    assert page.count(message) == 2
    assert "This field is required" not in page
