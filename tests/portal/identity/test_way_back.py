"""Pages of the sign-in library lead back to where they belong, as every other page does."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import PASSWORD, build, client_of

pytestmark = pytest.mark.django_db
BACK = re.compile(r'<a class="back[^"]*" href="([^"]+)">')


def way_back(client: Client, name: str) -> list[str]:
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    return BACK.findall(answer.content.decode())


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("account_email", "identity:profile"),
        ("account_change_password", "identity:profile"),
        ("usersessions_list", "identity:profile"),
        ("mfa_index", "identity:profile"),
        ("account_reauthenticate", "identity:profile"),
        ("mfa_activate_totp", "mfa_index"),
        ("mfa_list_webauthn", "mfa_index"),
        ("account_logout", "web:dashboard"),
    ],
)
def test_each_page_names_the_one_above(settings: Any, name: str, above: str) -> None:
    settings.MFA_REQUIRED_FOR = []
    assert way_back(fresh(build().owner), name) == [reverse(above)]


def fresh(who: Any) -> Client:
    """Signed in, and the password given again as the library asks for it before anything is changed."""
    client = client_of(who)
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def test_no_way_back_leads_a_person_in_a_circle(settings: Any) -> None:
    """Who must set up a second factor first is sent to that page from everywhere: nothing lies above it."""
    settings.MFA_REQUIRED_FOR = ["lender"]
    client = fresh(build().lender)
    assert way_back(client, "mfa_index") == []
    assert way_back(client, "mfa_activate_totp") == [reverse("mfa_index")]


def test_a_visitor_signs_in_without_a_way_back(client: Client) -> None:
    assert way_back(client, "account_login") == []
