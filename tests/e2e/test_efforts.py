"""How little it takes: the effort bars of the design as counts, and the financing journey by keyboard alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from lending.models import Mandate, OfferTerms
from lending.services import mandate_move, mandate_save
from portal.common import clock
from portal.matchmaking.models import InboxSearch, Match, Request, Response
from portal.web import demo
from tests.access.world import published
from tests.e2e.keys import Effort, Keys
from tests.people import build as build_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVE = "main button[name=next]"


@pytest.fixture
def market(transactional_db: None, settings: Any, tmp_path: Any) -> demo.Cast:
    """The demo's people and one bank with a mandate for loans."""
    settings.MFA_REQUIRED_FOR, settings.MEDIA_ROOT = [], tmp_path
    cast = demo.build()
    actor = cast.actor("lender")
    mandate_move(
        actor=actor, mandate=mandate_save(actor=actor, mandate=Mandate(name="Loans", kinds=["loan"], currency="SAR")),
        state="active",
    )  # fmt: skip
    return cast


def enter(page: Any, base: str, key: str) -> None:
    """Sign in with the button of a demo person; not counted, a returning person is signed in."""
    page.goto(f"{base}/en/account/login/")
    page.locator(f'form:has(input[value="{key}@demo.qantara.example"]) button').click()
    page.wait_for_url("**/dashboard/**")


def test_signing_up_and_the_first_request(market: demo.Cast, page_for: Any, live_server: Any) -> None:
    """At most 16 inputs on at most 9 pages with something to fill in, from nothing to a published request."""
    page = page_for(width=390)
    page.set_default_timeout(40_000)  # the first page of a fresh server, on a machine that may be busy
    effort = Effort(page)
    effort.open(f"{live_server.url}/en/account/signup/")
    effort.fill(email="new@bakery.example", name="Sara Newcomer", password1="a-long-and-new-password")
    effort.tick("[name=consent_terms]")
    effort.click("main form button[type=submit], main form button:not([type])")
    link = re.search(r"https?://\S+/confirm-email/\S+", mail.outbox[-1].body)
    assert link is not None, mail.outbox[-1].body
    page.goto(re.sub(r"^https?://[^/]+", live_server.url, link.group()))
    if page.locator("main form button").count():
        page.locator("main form button").first.click()
    filled = 1  # sign-up
    if "/account/login/" in page.url:
        page.fill("[name=login]", "new@bakery.example")
        page.fill("[name=password]", "a-long-and-new-password")
        page.press("[name=password]", "Enter")
    page.goto(f"{live_server.url}{reverse('organisations:register')}")
    effort.fill(identifier="1010123456", legal_name="Bakery of Sara")
    effort.click("main form button[type=submit], main form button:not([type])")
    assert page.locator(".error-summary").count() == 0, page.inner_text("main")
    page.goto(f"{live_server.url}{reverse('matchmaking:request-new')}")
    effort.click("form:has(input[value=lending]) button")
    page.locator('main a[href="need/"]').first.click()
    for values, ticks in (
        ({"title": "A second oven"}, ()),
        ({"kind": "loan", "amount": "250,000", "months": "36"}, ()),
        ({"purpose": "4"}, ()),
        ({}, ('[name=security][value="equipment"]',)),
        ({"revenue": "1,200,000"}, ()),
    ):
        effort.fill(**values)
        effort.tick(*ticks)
        effort.click(SAVE)
        filled += 1
    assert page.url.endswith("/check/")
    effort.tick("[name=consent]")
    effort.click("main form.form button")
    filled += 3  # organisation, kind of request, check and publish
    assert Request.objects.get().state == "open"
    assert effort.inputs <= 16, effort.inputs
    assert filled <= 9, filled


def test_a_lender_offers_by_template_and_the_owner_accepts(market: demo.Cast, page_for: Any, live_server: Any) -> None:
    """Inbox to offer: at most 9 inputs and 4 clicks. Mail to acceptance: 3 clicks and one confirmation."""
    thing = lending_request(market)
    bank, owner = page_for(), page_for(width=390)
    enter(bank, live_server.url, "lender")
    effort = Effort(bank)
    effort.open(f"{live_server.url}{reverse('matchmaking:inbox')}")
    effort.click(f'main table a[href$="/inbox/{thing.public_id}/"]')
    effort.click('form[action$="/respond/"] button')
    until = (clock.today() + timedelta(days=40)).isoformat()
    effort.fill(product="reducing", rate="9", valid_until=until)
    effort.click("button[name=action][value=send]")
    assert effort.inputs <= 9, effort.inputs
    assert effort.clicks <= 4, effort.clicks
    made = Response.objects.get(request=thing, state="submitted")
    Request.objects.filter(pk=thing.pk).update(closes_at=clock.now(), opened_at=clock.now() - timedelta(days=9))
    enter(owner, live_server.url, "owner")
    effort = Effort(owner)
    effort.open(f"{live_server.url}{reverse('matchmaking:compare', args=[thing.public_id])}")
    if owner.locator(f'a[href$="/offers/{made.public_id}/key-facts/"]').count():
        effort.click(f'a[href$="/offers/{made.public_id}/key-facts/"]')  # the signed key facts are the confirmation
        owner.check("[name=read]")
        owner.locator('form[action$="/key-facts/sign/"] button').click()
    effort.click(f'a[href$="/accept/{made.public_id}/"]')
    owner.fill("[name=rationale]", "The lowest real rate")
    owner.check("[name=agree]")
    owner.fill("[name=password]", demo.PASSWORD)
    effort.click("main form.form button")
    assert Response.objects.get(pk=made.pk).state == "accepted"
    assert effort.clicks <= 3, effort.clicks


def lending_request(market: demo.Cast) -> Request:
    """The owner's open request for a loan, matched."""
    from lending.demo import OVEN
    from lending.demo import published as publish

    need = type(OVEN)(OVEN.person, OVEN.language, OVEN.title, OVEN.summary, OVEN.details, days_ago=0)
    return publish(market, need)


def test_declining_ten_and_saving_a_search(
    page_for: Any, live_server: Any, transactional_db: None, settings: Any
) -> None:
    """Ten refusals with a reason: at most 6 clicks. A saved search with its alert: 3 inputs."""
    settings.MFA_REQUIRED_FOR = []
    cast = build_cast()
    for number in range(10):
        published(cast, f"Oven {number}")
    from tests.e2e.conftest import sign_in

    page = page_for()
    sign_in(page, live_server.url, cast.rival.user.email)
    effort = Effort(page)
    effort.open(f"{live_server.url}/en/inbox/")
    effort.click('main a[href*="all=1"]')
    effort.click('button[formaction$="/bulk/decline/"]')
    page.check('[name=probe-codes][value="1"]')
    effort.click("main form.form button")
    assert Match.objects.filter(organisation=cast.rival.organisation, declined_at__isnull=False).count() == 10
    assert effort.clicks + 1 <= 6
    effort = Effort(page)
    effort.open(f"{live_server.url}/en/inbox/?sector=C")
    effort.click('main a[href*="/searches/new/"]')
    effort.fill(name="Makers")
    effort.tick('[name=frequency][value="weekly"]')
    effort.click("main form.form button")
    assert InboxSearch.objects.get().query == "sector=C"
    assert effort.inputs <= 3


def test_request_and_offer_by_keyboard_alone(market: demo.Cast, page_for: Any, live_server: Any) -> None:
    """No pointer anywhere: signing in, asking, finding the request, pricing and sending."""
    owner, bank = page_for(width=390), page_for()
    keys = Keys(owner)
    keyed_in(keys, live_server.url, "owner")
    keys.follow('a[href$="/requests/"]')
    keys.follow('main a[href$="/requests/new/"]')
    keys.skip()
    keys.follow("form:has(input[value=lending]) button")
    keys.skip()
    keys.follow('main a[href="need/"]')
    keys.type("title", "A second oven")
    keys.follow(SAVE)
    keys.choose("kind", "loan")
    keys.type("amount", "250000")
    keys.type("months", "36")
    keys.follow(SAVE)
    keys.choose("purpose", "4")
    keys.follow(SAVE)
    keys.tick('[name=security][value="equipment"]')
    keys.follow(SAVE)
    keys.type("revenue", "1200000")
    keys.follow(SAVE)
    keys.skip()
    keys.tick("[name=consent]")
    keys.follow("main form.form button")
    thing = Request.objects.get()
    assert thing.state == "open"

    keys = Keys(bank)
    keyed_in(keys, live_server.url, "lender")
    keys.follow('a[href$="/inbox/"]')
    keys.skip()
    keys.follow(f'main table a[href$="/inbox/{thing.public_id}/"]')
    keys.skip()
    keys.follow('form[action$="/respond/"] button')
    keys.skip()
    keys.choose("product", "reducing")
    bank.wait_for_load_state("networkidle")
    keys.type("rate", "9")
    keys.date("valid_until", (clock.today() + timedelta(days=40)).isoformat())
    keys.follow("button[name=action][value=send]")
    assert Response.objects.get().state == "submitted"
    assert OfferTerms.objects.get().rate == 9
    assert [fault for fault in (*owner.faults, *bank.faults) if "favicon" not in fault] == []


def keyed_in(keys: Keys, base: str, person: str) -> None:
    keys.page.goto(f"{base}/en/account/login/")
    keys.type("login", f"{person}@demo.qantara.example")
    keys.type("password", demo.PASSWORD)
    with keys.page.expect_navigation():
        keys.press("Enter")
    assert "/dashboard/" in keys.page.url


def test_a_control_out_of_reach_is_named(page_for: Any) -> None:
    """The planted fault: a button that Tab does not stop at."""
    page = page_for()
    page.set_content("<main><button id=a>A</button><div id=b role=button>B</div></main>")
    Keys(page).reach("#a")
    with pytest.raises(AssertionError, match="never reaches #b"):
        Keys(page).reach("#b")
