"""UX-24 and UX-25: what a swap leaves on the page is what its address shows, and the address brings the filters back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from portal.common import clock
from portal.matchmaking.models import Response
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


def ready_to_send(page: Any, base: str, cast: Any) -> Any:
    """A complete offer in the editor, at rest; its button "Send"."""
    draft = response_start(actor=cast.lender.actor, request=ask(cast))
    enter(page, base, cast.lender.user)
    page.goto(f"{base}/en/responses/{draft.public_id}/edit/")
    until = (clock.today() + timedelta(days=40)).isoformat()
    for name, value in {"amount": "240,000", "months": "24", "rate": "9", "valid_until": until}.items():
        page.fill(f"[name={name}]", value)
    page.locator("h1").click()
    come_to_rest(page)
    return page.locator("button[name=action][value=send]")


def press(page: Any, button: Any) -> None:
    """The mouse goes down in the middle of the button and stays down."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


def held_back(page: Any) -> list[Any]:
    """Answers that renew the fields wait in this list until the test lets them go."""
    waiting: list[Any] = []
    page.route("**/*part=form*", lambda route: waiting.append(route))  # Playwright takes no bound method
    return waiting


def choose_and_press(page: Any, button: Any, waiting: list[Any]) -> None:
    """A choice asks for other fields; their answer arrives while the mouse is down on the button."""
    page.select_option("[name=rate_kind]", "floating")
    while not waiting:
        page.wait_for_timeout(50)
    press(page, button)
    waiting.pop().continue_()
    come_to_rest(page)


@pytest.fixture
def offered(page_for: Any, live_server: Any, settings: Any) -> tuple[Any, Any]:
    settings.MFA_REQUIRED_FOR = []
    page = page_for()
    return page, ready_to_send(page, live_server.url, build())


def test_a_press_on_send_counts_though_it_renews_the_fields(offered: tuple[Any, Any]) -> None:
    """Leaving the last field asks for other fields; they may not push the button away before the click."""
    page, send = offered
    page.locator("[name=claimed_apr]").press_sequentially("9.4")  # not left yet: the press on the button does it
    press(page, send)
    come_to_rest(page)
    page.mouse.up()
    page.wait_for_url(lambda url: not url.endswith("/edit/"))
    assert Response.objects.get().state == "submitted"
    assert page.faults == []


def test_a_press_on_send_counts_though_an_answer_was_under_way(offered: tuple[Any, Any]) -> None:
    page, send = offered
    choose_and_press(page, send, held_back(page))
    page.mouse.up()
    page.wait_for_url(lambda url: not url.endswith("/edit/"))
    assert page.faults == []


def test_a_press_given_up_lets_the_fields_be_renewed(offered: tuple[Any, Any]) -> None:
    """The pointer leaves the button before it goes up: nothing is sent, and the fields are those of the choice."""
    page, send = offered
    page.locator("[name=claimed_apr]").press_sequentially("12")
    press(page, send)
    page.mouse.move(5, 5)
    page.mouse.up()
    page.wait_for_selector("[name=claim_explanation]")
    assert page.url.endswith("/edit/")
    choose_and_press(page, send, held_back(page))
    page.unroute("**/*part=form*")
    page.mouse.move(5, 5)
    page.mouse.up()
    page.wait_for_selector("[name=index_name]")
    assert page.faults == []
