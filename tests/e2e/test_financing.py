"""Financing as two people do it in the browser: the owner asks, the bank offers, the owner compares, signs and accepts.

Both sign in with the buttons of the demo people. The owner closes the request early, so no time has to pass. The Arabic
journey runs without JavaScript: every step must work as plain HTML.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from lending.models import FacilityDetails, FinancingDetails, Mandate, OfferTerms
from lending.services import mandate_move, mandate_save
from portal.common import clock
from portal.matchmaking.models import Award, Request, Response
from portal.matchmaking.services import response_start
from portal.web import demo
from tests.e2e.conftest import sign_in
from tests.e2e.walk import enter
from tests.lending.test_offer_journey import ask as ask_directly
from tests.people import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def send(page: Any, **values: str) -> None:
    """Fill the page's form and press its first button."""
    for name, value in values.items():
        field = page.locator(f"main form [name={name}]").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("main form.form button[type=submit], main form.form button:not([type])").first.click()


def ask(page: Any, base: str, language: str) -> Request:
    """Create, fill and publish a request of SAR 250,000 over 36 months."""
    page.goto(f"{base}/{language}/requests/new/")
    page.locator("form:has(input[value=lending]) button").click()
    page.wait_for_url("**/tasks/")
    tasks = page.url
    page.goto(tasks + "need/")
    send(page, title="A second oven", summary="We bake for forty shops and turn orders away.")
    page.goto(tasks + "money/")
    send(page, kind="loan", amount="250,000", currency="SAR", months="36")
    page.goto(tasks + "purpose/")
    send(page, purpose=FinancingDetails._meta.get_field("purpose").choices[0][0])
    page.goto(tasks + "security/")
    page.check('[name=security][value="equipment"]')
    send(page)
    page.goto(tasks + "figures/")
    send(page, revenue="4,200,000", statement_months="24")
    page.goto(tasks + "check/")
    page.check("[name=consent]")
    send(page, open_days="10")
    page.wait_for_url("**/published/")
    return Request.objects.get(state="open")


def offer(page: Any, base: str, language: str, thing: Request) -> Response:
    """The bank finds the request in its inbox, prices it and sends the offer."""
    page.goto(f"{base}/{language}/inbox/")
    page.locator(f'main a[href$="/inbox/{thing.public_id}/"]').first.click()
    page.locator('form[action$="/respond/"] button').click()
    page.wait_for_url("**/edit/")
    until = (clock.today() + timedelta(days=40)).isoformat()
    for name, value in {"product": "reducing", "frequency": "monthly", "early_rule": "none"}.items():
        page.select_option(f"[name={name}]", value)
    for name, value in {"amount": "250,000", "months": "36", "rate": "9", "valid_until": until}.items():
        page.fill(f"[name={name}]", value)
    page.locator("h1").click()  # leaves the last field, as reading the figures does
    page.wait_for_timeout(400)  # a change is asked about after 300 ms
    page.wait_for_selector("[aria-busy=true]", state="detached")  # the fields renewed after it stand still
    page.click("button[name=action][value=send]")
    page.wait_for_url(lambda url: not url.endswith("/edit/"))
    return Response.objects.get(request=thing, state="submitted")


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_from_the_request_to_the_booked_loan(
    page_for: Any, live_server: Any, settings: Any, language: str, tmp_path: Any
) -> None:
    settings.MFA_REQUIRED_FOR, settings.MEDIA_ROOT = [], tmp_path
    cast, base = demo.build(), live_server.url
    actor = cast.actor("lender")
    mandate = mandate_save(actor=actor, mandate=Mandate(name="Loans", kinds=["loan"], currency="SAR"))
    mandate_move(actor=actor, mandate=mandate, state="active")
    owner, bank = (page_for(width=width, javascript=language != "ar") for width in (390, 1280))
    enter(owner, base, language, "owner")
    enter(bank, base, language, "lender")
    thing = ask(owner, base, language)
    made = offer(bank, base, language, thing)

    owner.goto(f"{base}/{language}/requests/{thing.public_id}/compare/")
    assert "9.38" not in owner.inner_text("main"), "an offer is sealed until the request closes"
    owner.goto(f"{base}/{language}/requests/{thing.public_id}/")
    owner.locator('form[action$="/close/"] button').click()
    owner.goto(f"{base}/{language}/requests/{thing.public_id}/compare/")
    shown = OfferTerms.objects.get(response=made)
    assert f"{shown.effective_apr:.2f}%" in owner.inner_text(".offer")
    owner.locator(f'a[href$="/offers/{made.public_id}/key-facts/"]').first.click()
    owner.check("[name=read]")
    owner.locator('form[action$="/key-facts/sign/"] button').click()
    owner.locator(f'a[href$="/accept/{made.public_id}/"]').first.click()
    owner.check("[name=agree]")
    send(owner, rationale="The lowest real rate", password=demo.PASSWORD)
    owner.wait_for_url(f"**/requests/{thing.public_id}/")
    owner.locator('main a[href*="/engagements/"]').first.click()
    owner.wait_for_url("**/engagements/**")
    assert owner.evaluate("document.documentElement.scrollWidth") <= 390
    assert Award.objects.get().response == made
    booked = FacilityDetails.objects.get().schedule
    assert booked == shown.schedule
    assert sum(Decimal(row["principal"]) for row in booked) == 250_000
    assert [fault for fault in (*owner.faults, *bank.faults) if "favicon" not in fault] == []


def test_typing_on_while_a_slow_line_renews_the_fields_loses_nothing(
    page_for: Any, live_server: Any, settings: Any
) -> None:
    """The product's fields arrive late; what was typed meanwhile stays, and the figures are those of it."""
    settings.MFA_REQUIRED_FOR = []
    cast, page = build(), page_for()
    draft = response_start(actor=cast.lender.actor, request=ask_directly(cast))
    sign_in(page, live_server.url, cast.lender.user.email)
    page.goto(f"{live_server.url}/en/responses/{draft.public_id}/edit/")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    line = {"offline": False, "latency": 800, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    network.send("Network.emulateNetworkConditions", line)
    page.select_option("[name=product]", "equal_principal")
    page.fill("[name=amount]", "240,000")
    page.select_option("[name=early_rule]", "percent_of_balance")
    page.fill("[name=months]", "24")
    page.fill("[name=rate]", "9")
    page.wait_for_selector("[name=early_value]")
    page.locator("#offer-panel .headline", has_text="9.38").wait_for()
    assert [page.input_value(f"[name={name}]") for name in ("amount", "months", "rate")] == ["240,000", "24", "9"]
    assert page.evaluate("document.activeElement.name") == "rate"
    assert page.faults == []
