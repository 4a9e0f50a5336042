"""Half-typed values are kept word for word and stand in the form again (ux bar UX-27)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lending.demo import OVEN, published
from lending.models import Mandate, OfferTerms
from lending.services import mandate_move, mandate_save
from portal.common import clock
from portal.matchmaking import services
from portal.matchmaking.models import Request, Response
from portal.web import demo

pytestmark = pytest.mark.django_db
AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def market(settings: Any) -> demo.Cast:
    settings.MFA_REQUIRED_FOR = []
    cast = demo.build()
    actor = cast.actor("lender")
    mandate_move(
        actor=actor, mandate=mandate_save(actor=actor, mandate=Mandate(name="Loans", kinds=["loan"])), state="active"
    )
    return cast


def client_of(market: demo.Cast, person: str) -> Client:
    client = Client()
    client.force_login(market.users[person])
    return client


@pytest.fixture
def part(market: demo.Cast) -> str:
    draft = services.request_create(actor=market.actor("owner"), pillar="lending")
    return f"/en/requests/{draft.public_id}/tasks/money/"


def test_an_amount_that_is_no_number_comes_back_as_typed(market: demo.Cast, part: str) -> None:
    client = client_of(market, "owner")
    typed = {"kind": "loan", "amount": "250,00x", "currency": "SAR", "months": "36"}
    assert client.post(part, typed, headers=AUTOSAVE).json()["saved"] == ["kind", "currency", "months", "needed_on"]
    page = client_of(market, "owner").get(part)  # a new sign-in, perhaps on another machine
    assert 'value="250,00x"' in page.text
    assert "Error:" not in page.text
    assert Request.objects.get().typed == {"money": {"amount": "250,00x"}}


def test_saving_the_part_throws_the_half_typed_away(market: demo.Cast, part: str) -> None:
    client = client_of(market, "owner")
    typed = {"kind": "loan", "amount": "x", "currency": "SAR", "months": "36"}
    assert client.post(part, typed).status_code == 200  # refused, yet kept, also without script
    assert Request.objects.get().typed == {"money": {"amount": "x"}}
    assert client.post(part, typed | {"amount": "250,000"}).status_code == 302
    assert Request.objects.get().typed is None
    assert 'value="250,000"' in client.get(part).text


def test_what_is_kept_is_bounded_and_escaped(market: demo.Cast, part: str) -> None:
    client = client_of(market, "owner")
    client.post(part, {"amount": '"><b>' + "9" * 50_000, "unknown": "x" * 50}, headers=AUTOSAVE)
    kept = Request.objects.get().typed["money"]
    assert len(kept["amount"]) == 4_000
    assert "unknown" not in kept
    assert '"><b>' not in client.get(part).text


def test_the_offer_editor_gives_back_what_is_no_rate_yet(market: demo.Cast) -> None:
    thing = published(
        market, type(OVEN)(OVEN.person, OVEN.language, OVEN.title, OVEN.summary, OVEN.details, days_ago=0)
    )
    draft = services.response_start(actor=market.actor("lender"), request=thing)
    client, address = client_of(market, "lender"), f"/en/responses/{draft.public_id}/edit/"
    until = (clock.today() + timedelta(days=30)).isoformat()
    client.post(
        address, {"product": "reducing", "currency": "SAR", "months": "24", "rate": "8.9.", "valid_until": until},
        headers=AUTOSAVE,
    )  # fmt: skip
    assert 'value="8.9."' in client.get(address).text
    assert OfferTerms.objects.get(response=draft).months == 24
    assert Response.objects.get(pk=draft.pk).typed == {"terms": {"rate": "8.9."}}
