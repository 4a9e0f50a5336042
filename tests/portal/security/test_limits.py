"""How often people may send what reaches others, programs may calculate; and that accounts cannot be told apart by the work they cause."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from rest_framework.throttling import ScopedRateThrottle

from portal.settings import base
from tests.people import Cast

pytestmark = pytest.mark.django_db
LIMITS = override_settings(ACCOUNT_RATE_LIMITS=base.ACCOUNT_RATE_LIMITS)


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@LIMITS
def test_an_administrator_cannot_invite_without_end(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.owner.user)
    for _number in range(33):
        data = {"email": "victim@mail.example", "level": "editor", "language": "en"}
        client.post("/en/organisation/members/", data)
    assert len([m for m in mail.outbox if m.to == ["victim@mail.example"]]) <= 30


def test_a_made_up_forwarded_address_does_not_open_the_calculators_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"calculators": "3/min"})
    statuses = [
        Client(headers={"X-Forwarded-For": f"198.51.100.{number}"})
        .post("/api/v1/calculators/size-class", "{}", content_type="application/json")
        .status_code
        for number in range(6)
    ]
    assert 429 not in statuses[:3]
    assert statuses[3:] == [429] * 3


@pytest.mark.parametrize("email", ["owner@noor.example", "nobody@none.example"])
def test_signing_in_costs_one_password_hash_whether_the_account_exists_or_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    """The slow part is the same for both, so the answer's time tells nothing."""
    work: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: work.append("hash") or encode(*args))
    Client().post("/en/account/login/", {"login": email, "password": "wrong"})
    assert len(work) == 1
