"""UX-24 and UX-25: what a swap leaves on the page is what its address shows, and the address brings the filters back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from portal.matchmaking.services import response_start
from tests.access.world import World
from tests.e2e import checks
from tests.e2e.test_pages import enter
from tests.lending.test_offer_journey import ask
from tests.people import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SETTLED = "() => { window.settled = new Promise((done) => document.addEventListener('htmx:afterSettle', () => done(1), {once: true})) }"


def swap(page: Any, act: Callable[[], Any]) -> None:
    """Do ``act`` and wait until what it asked for stands on the page."""
    page.evaluate(SETTLED)
    act()
    page.evaluate("() => window.settled")


def come_to_rest(page: Any) -> None:
    """Wait until no answer is under way or about to be asked for (a change is sent after 300 ms)."""
    for _twice in range(2):
        page.wait_for_timeout(800)
        page.wait_for_selector(".htmx-request", state="detached")


def comes_back(page: Any, elsewhere: str, other: Any) -> None:
    """UX-25: the back button, and the address opened by ``other`` people, show the same text and the same filters."""
    here, shown = page.url, page.evaluate(checks.SHOWN, "main")
    page.goto(elsewhere)
    page.go_back()
    assert page.evaluate(checks.SHOWN, "main") == shown
    other.goto(here)
    assert other.evaluate(checks.SHOWN, "main") == shown


def test_lists_and_results(market: World, live_server: Any, page_for: Any) -> None:
    base, public, other = live_server.url, page_for(), page_for()
    finder = base + reverse("briefs:finder")
    public.goto(finder)
    everything = public.evaluate(checks.SHOWN, "main")
    swap(public, lambda: public.check("[name=open]"))
    assert "open=1" in public.url
    assert checks.unlike_fresh_load(public) == []
    comes_back(public, base + reverse("briefs:programmes"), other)
    public.goto(finder)
    swap(public, lambda: public.locator(".facet input").first.check())
    assert checks.unlike_fresh_load(public) == []
    public.go_back()
    public.wait_for_function("() => !location.search && !document.querySelector('.facet input:checked')")
    assert public.evaluate(checks.SHOWN, "main") == everything

    rival, colleague = page_for(), page_for()
    for page in (rival, colleague):
        enter(page, base, market.cast.rival.user)
    rival.goto(base + reverse("matchmaking:inbox"))
    rows = rival.locator("tbody tr").count()
    rival.fill("[name=q]", "oven")
    with rival.expect_navigation():
        rival.locator(".filters button").click()
    assert 0 < rival.locator("tbody tr").count() < rows
    assert checks.unlike_fresh_load(rival) == []
    comes_back(rival, base + reverse("notify:index"), colleague)
    faults = [fault for page in (public, other, rival, colleague) for fault in page.faults if "favicon" not in fault]
    assert faults == []


def test_the_offer_panel(page_for: Any, live_server: Any, settings: Any) -> None:
    """The figures that follow the typing are those of the saved offer, as are the fields of the chosen product."""
    settings.MFA_REQUIRED_FOR = []
    cast, page = build(), page_for()
    draft = response_start(actor=cast.lender.actor, request=ask(cast))
    enter(page, live_server.url, cast.lender.user)
    page.goto(f"{live_server.url}/en/responses/{draft.public_id}/edit/")
    swap(page, lambda: page.select_option("[name=product]", "equal_principal"))
    for name, value in {"amount": "240,000", "months": "24"}.items():
        page.fill(f"[name={name}]", value)
    page.fill("[name=rate]", "9")
    page.press("[name=rate]", "Tab")
    page.locator("#offer-panel .headline", has_text="9.38").wait_for()
    come_to_rest(page)
    address = page.url
    typed = [page.evaluate(checks.SHOWN, part) for part in ("#terms-live", "#offer-panel")]
    with page.expect_navigation():
        page.click("button[name=action][value=save]")
    page.goto(address)
    assert [page.evaluate(checks.SHOWN, part) for part in ("#terms-live", "#offer-panel")] == typed
    assert page.faults == []
