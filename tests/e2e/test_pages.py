"""Every page of the list satisfies every check, in one variant each (all variants: ``QANTARA_FULL_MATRIX=1``; some pages:
``QANTARA_PAGES=home,inbox``)."""

import itertools
import os
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from tests.access.world import World
from tests.e2e import checks
from tests.e2e.conftest import sign_in
from tests.e2e.pages import PAGES
from tests.people import PASSWORD

pytestmark = pytest.mark.browser
LANGUAGES, WIDTHS, THEMES = ("en", "zh-hans", "ar"), (1280, 390), ("light", "dark")
Variant = tuple[str, int, str]
CHOSEN = set(filter(None, os.environ.get("QANTARA_PAGES", "").split(",")))  # names; empty: all
IS_FULL = bool(os.environ.get("QANTARA_FULL_MATRIX"))


def variants(number: int) -> list[Variant]:
    """One variant per page, rotating so that all languages, widths and themes are seen; or all twelve."""
    everything = list(itertools.product(LANGUAGES, WIDTHS, THEMES))
    return everything if IS_FULL else [everything[(number * 7) % len(everything)]]


def faults_of(page: Any, address: str, code: str) -> dict[str, list[str]]:
    page.faults.clear()
    size, requests = checks.weigh(page, address)
    found = {
        "weight": checks.weight(size, requests),
        "language": checks.language(page, code),
        "headings": checks.headings(page),
        "foreign words": checks.foreign_words(page, code),
        "direction": checks.direction(page),
        "accessibility": checks.accessibility(page),
        "targets": checks.targets(page),
        "language links": checks.switch_languages(page),
        "keyboard": checks.keyboard(page),
        "text spacing": checks.text_spacing(page),
        "reflow": checks.reflow(page),
        "console": [fault for fault in page.faults if "favicon" not in fault],
    }
    return {name: faults for name, faults in found.items() if faults}


def test_every_page(world: World, live_server: Any, page_for: Any) -> None:
    """One market, one server and one session per person for all pages: starting them anew would take most of the time."""
    opened: dict[tuple[str, int, str], Any] = {}
    faults: dict[str, Any] = {}
    titles: dict[str, str] = {}
    for number, (name, person, address) in enumerate(PAGES):
        if CHOSEN and name not in CHOSEN:
            continue
        for code, width, theme in variants(number):
            key = (person, width, theme)
            if key not in opened:
                opened[key] = page_for(width=width, theme=theme)
                if person:
                    sign_in(opened[key], live_server.url, getattr(world.cast, person).user.email)
            page = opened[key]
            with translation.override(code):
                to = f"{live_server.url}{address(world)}"
            found = faults_of(page, to, code)
            print(name, code, width, theme, found or "fine", flush=True)
            if found:
                faults[f"{name} {code} {width} {theme}"] = found
            title = page.title()
            if titles.setdefault(f"{code} {title}", to.partition("?")[0].replace(f"/{code}/", "/")) != to.partition(
                "?"
            )[0].replace(f"/{code}/", "/"):
                faults.setdefault(f"{name} {code} title", title)
    report = "\n".join(f"{where}: {what}" for where, what in faults.items())
    assert not faults, report


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
