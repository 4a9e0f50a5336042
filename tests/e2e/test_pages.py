"""Every page of the list satisfies every check, in one variant each (all variants: ``QANTARA_FULL_MATRIX=1``; some pages:
``QANTARA_PAGES=overview,lending:shelf``; a part of a name and a star stand for many: ``QANTARA_PAGES=lending:*``)."""

import fnmatch
import itertools
import os
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.access.matrix import ROWS
from tests.access.world import World
from tests.e2e import checks
from tests.e2e.conftest import sign_in
from tests.e2e.pages import derived, listed
from tests.people import PASSWORD

pytestmark = pytest.mark.browser
LANGUAGES, WIDTHS, THEMES = ("en", "zh-hans", "ar"), (1280, 390), ("light", "dark")
Variant = tuple[str, int, str]
CHOSEN = list(filter(None, os.environ.get("QANTARA_PAGES", "").split(",")))  # names; empty: all
FRAME = "/briefs/embed/"  # shown inside other sites, which have a language switch of their own
IS_FULL = bool(os.environ.get("QANTARA_FULL_MATRIX"))


def variants(number: int) -> list[Variant]:
    """One variant per page, rotating so that all languages, widths and themes are seen; or all twelve."""
    everything = list(itertools.product(LANGUAGES, WIDTHS, THEMES))
    return everything if IS_FULL else [everything[(number * 7) % len(everything)]]


def faults_of(page: Any, address: str, code: str, theme: str) -> dict[str, list[str]] | None:
    """Faults by check; nothing when the address answers with something that is no page."""
    page.faults.clear()
    weighed = checks.weigh(page, address)
    if weighed is None:
        return None
    found = {
        "weight": checks.weight(*weighed),
        "layout shift": checks.layout_shift(page),
        "inline code": checks.inline_code(page),
        "bare lists": checks.bare_lists(page),
        "empty states": checks.empty_states(page),
        "language": checks.language(page, code),
        "headings": checks.headings(page),
        "foreign words": checks.foreign_words(page, code),
        "direction": checks.direction(page),
        "accessibility": checks.accessibility(page),
        "contrast": checks.contrast(page, theme),
        "forced colours": checks.forced_colours(page, theme),
        "targets": checks.targets(page),
        "language links": [] if FRAME in address else checks.switch_languages(page),
        "focus": checks.focus(page),
        "text spacing": checks.text_spacing(page),
        "reflow": checks.reflow(page),
        "console": [fault for fault in page.faults if "favicon" not in fault],
    }
    return {name: faults for name, faults in found.items() if faults}


def enter(page: Any, base: str, user: Any) -> None:
    """Signed in without the sign-in page, which has tests of its own: a session's cookie is enough."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])


def test_every_page(market: World, live_server: Any, page_for: Any) -> None:
    """One market, one server and one browser page per person for all pages: starting them anew would take most of the time."""
    opened: dict[str, Any] = {}
    faults: dict[str, Any] = {}
    titles: dict[str, str] = {}
    for number, entry in enumerate(listed()):
        if CHOSEN and not any(fnmatch.fnmatch(entry.name, word) for word in CHOSEN):
            continue
        if entry.person not in opened:
            opened[entry.person] = page_for()
            if entry.person:
                enter(opened[entry.person], live_server.url, getattr(market.cast, entry.person).user)
        page = opened[entry.person]
        for code, width, theme in variants(number):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            with translation.override(code):
                to = f"{live_server.url}{entry.address(market)}"
            found = faults_of(page, to, code, theme)
            if found is None:
                continue
            title, path = f"{entry.person} {code} {page.title()}", to.partition("?")[0]
            if titles.setdefault(title, path) != path:
                found["title"] = [f"also of {titles[title]}: {title}"]
            if found:
                faults[f"{entry.name} {code} {width} {theme}"] = found
    report = "\n".join(f"{where}: {what}" for where, what in faults.items())
    assert not faults, report


PRINTED = ("matchmaking:compare", "matchmaking:request-home", "request", "briefs:brief")


def test_what_is_printed(world: World, live_server: Any, page_for: Any) -> None:
    """UX-32: what people take to a meeting or a branch."""
    faults = {}
    for entry in listed():
        if entry.name in PRINTED:
            page = page_for()
            if entry.person:
                enter(page, live_server.url, getattr(world.cast, entry.person).user)
            page.goto(f"{live_server.url}{entry.address(world)}")
            found = checks.paper(page)
            if found:
                faults[entry.name] = found
    assert faults == {}


def test_no_page_escapes() -> None:
    """Whatever answers 200 to somebody in the access matrix is in the list."""
    listed_names = {entry.url_name for entry in listed()}
    assert {name for name, row in ROWS.items() if "200" in row.split()} - listed_names == set()
    assert {entry.url_name for entry in derived()} < listed_names


def test_signing_in_and_out_without_script(world: World, live_server: Any, page_for: Any) -> None:
    page = page_for(javascript=False)
    page.goto(f"{live_server.url}/ar/account/login/")
    page.fill("[name=login]", world.cast.owner.user.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    assert "/dashboard/" in page.url
    page.click(".menu summary")
    page.click(".menu form button.plain-button")
    assert page.locator("h1").count() == 1


def test_reading_notifications_without_script(world: World, live_server: Any, page_for: Any) -> None:
    page = page_for(javascript=False)
    sign_in(page, live_server.url, world.cast.owner.user.email)
    page.goto(live_server.url + reverse("notify:index"))
    before = page.locator(".cards > li .tag").count()
    assert before > 0
    page.locator(".cards form button").first.click()
    assert page.locator(".cards > li .tag").count() == before - 1


def test_uploading_a_paper_by_keyboard_and_downloading_it(world: World, live_server: Any, page_for: Any) -> None:
    page = page_for()
    sign_in(page, live_server.url, world.cast.owner.user.email)
    page.goto(live_server.url + reverse("documents:index"))
    page.set_input_files("[name=file]", {"name": "ميزانية.txt", "mimeType": "text/plain", "buffer": "كلمات".encode()})
    page.focus("[name=title]")
    page.keyboard.type("Balance sheet")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Balance sheet')")
    with page.expect_download() as download:
        page.click("text=ميزانية.txt")
    assert download.value.suggested_filename == "ميزانية.txt"


def test_filters_survive_the_back_button_and_a_copied_address(world: World, live_server: Any, page_for: Any) -> None:
    page = page_for()
    sign_in(page, live_server.url, world.cast.owner.user.email)
    page.goto(live_server.url + reverse("journal:index"))
    page.select_option("[name=about]", "document")
    page.click(".filters button")
    page.wait_for_url("**about=document**")
    rows = page.locator("tbody tr").count()
    page.goto(live_server.url + reverse("documents:index"))
    page.go_back()
    assert page.locator("[name=about]").input_value() == "document"
    assert page.locator("tbody tr").count() == rows
