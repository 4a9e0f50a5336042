"""Nothing typed is lost (UX-27): the browser dies, the person comes back. Saved within five seconds, with the time (UX-28)."""

from typing import Any

import pytest

from lending.demo import OVEN, published
from lending.models import Mandate
from lending.services import mandate_move, mandate_save
from portal.matchmaking import services
from portal.matchmaking.models import Request
from portal.web import demo
from tests.e2e.checks import lost
from tests.e2e.test_pages import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WITHIN = 5_000  # ms of the page's own clock after the last key


@pytest.fixture
def market(transactional_db: None, settings: Any, tmp_path: Any) -> demo.Cast:
    settings.MFA_REQUIRED_FOR, settings.MEDIA_ROOT = [], tmp_path
    cast = demo.build()
    actor = cast.actor("lender")
    mandate = mandate_save(actor=actor, mandate=Mandate(name="Loans", kinds=["loan"], currency="SAR"))
    mandate_move(actor=actor, mandate=mandate, state="active")
    return cast


def opened(page_for: Any, base: str, user: Any, address: str) -> Any:
    """The page in a browser of its own, whose clock the test moves."""
    page = page_for()
    enter(page, base, user)
    page.clock.install()
    page.goto(address)
    return page


def type_and_die(page: Any, values: dict[str, str], told: str = "Saved at") -> None:
    """Type, let five seconds pass, read the line that tells of the save, close the browser."""
    for name, value in values.items():
        field = page.locator(f"[name={name}]").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.clock.run_for(WITHIN)
    page.locator("[data-save-state]", has_text=told).wait_for()
    page.context.close()


def test_every_part_of_a_request_survives_the_browsers_death(
    market: demo.Cast, page_for: Any, live_server: Any
) -> None:
    draft = services.request_create(actor=market.actor("owner"), pillar="lending")
    parts = {
        "need": {"title": "A second oven", "summary": "We bake for forty shops"},
        "money": {"kind": "loan", "amount": "250,00x", "currency": "SAR", "months": "thirty"},
        "figures": {"revenue": "4.2.", "statement_months": "24"},
    }
    for code, values in parts.items():
        address = f"{live_server.url}/en/requests/{draft.public_id}/tasks/{code}/"
        type_and_die(opened(page_for, live_server.url, market.users["owner"], address), values)
        again = opened(page_for, live_server.url, market.users["owner"], address)
        assert lost(again, values) == [], code
    assert Request.objects.get().sections_done == [], "half-typed parts are not done"


def test_a_half_written_offer_survives_the_browsers_death(market: demo.Cast, page_for: Any, live_server: Any) -> None:
    need = type(OVEN)(OVEN.person, OVEN.language, OVEN.title, OVEN.summary, OVEN.details, days_ago=0)
    draft = services.response_start(actor=market.actor("lender"), request=published(market, need))
    address = f"{live_server.url}/en/responses/{draft.public_id}/edit/"
    values = {"amount": "240,000", "months": "24", "rate": "8.9.", "message": "Dear firm,"}
    type_and_die(opened(page_for, live_server.url, market.users["lender"], address), values)
    again = opened(page_for, live_server.url, market.users["lender"], address)
    assert lost(again, values) == []


def test_what_was_never_saved_is_named(market: demo.Cast, page_for: Any, live_server: Any) -> None:
    """The planted fault: the line is cut. The page says so, and the check names what is gone."""
    draft = services.request_create(actor=market.actor("owner"), pillar="lending")
    address = f"{live_server.url}/en/requests/{draft.public_id}/tasks/need/"
    page = opened(page_for, live_server.url, market.users["owner"], address)
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('cut')); }")
    values = {"title": "A second oven"}
    type_and_die(page, values, "Not saved since")
    again = opened(page_for, live_server.url, market.users["owner"], address)
    assert lost(again, values) == ["title: 'A second oven' became ''"]
