"""Visitors without an account can neither bury an address in mails nor decide a figure by answering without end."""

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from portal.briefs.models import ClarityAnswer, SavedSearch
from portal.notify.models import OutboxMail
from portal.settings import base

pytestmark = pytest.mark.django_db
LIMITS = override_settings(ACCOUNT_RATE_LIMITS=base.ACCOUNT_RATE_LIMITS)


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@LIMITS
def test_nobody_can_bury_an_address_in_mails_to_confirm(client: Client) -> None:
    for number in range(8):
        visitor = Client(REMOTE_ADDR=f"198.51.100.{number}")  # from as many places as one likes
        data = {"email": "victim@mail.example", "frequency": "weekly"}
        assert visitor.post("/en/briefs/searches/save/", data).status_code in (200, 302)
    assert OutboxMail.objects.count() == 3
    assert SavedSearch.objects.count() == 1


@LIMITS
def test_one_visitor_cannot_mail_many_addresses(client: Client) -> None:
    for number in range(14):
        client.post("/en/briefs/searches/save/", {"email": f"n{number}@mail.example", "frequency": "weekly"})
    assert OutboxMail.objects.count() == 10


@LIMITS
def test_one_visitor_cannot_decide_what_is_clear(client: Client, published) -> None:
    for _number in range(25):
        client.post(f"/en/briefs/{published.public_id}/clarity/", {"is_clear": "no", "remark": ""})
    assert ClarityAnswer.objects.count() == 20
