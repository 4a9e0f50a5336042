"""People walking through the portal in a browser, as the journeys of the tests need them."""

import os
from pathlib import Path
from typing import Any

from tests.e2e.conftest import sign_in

SHOTS = os.environ.get("QANTARA_SHOTS", "")  # a folder; empty: no pictures


def enter(page: Any, base: str, language: str, key: str) -> None:
    """Sign in with the button of a demo person."""
    page.goto(f"{base}/{language}/account/login/")
    page.locator(f'form:has(input[value="{key}@demo.qantara.example"]) button').click()
    page.wait_for_url("**/dashboard/**")


class Walk:
    """One person's browser page in one language. It keeps a picture of each step when asked, and never scrolls sideways."""

    def __init__(self, page: Any, base: str, language: str, who: str, email: str = ""):
        """``who`` is one of the demo people, who sign in with their button, or a name for the owner of ``email``."""
        self.page, self.base, self.language, self.who, self.count = page, f"{base}/{language}", language, who, 0
        sign_in(page, base, email) if email else enter(page, base, language, who)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.base}/{path}")

    def seen(self, name: str) -> None:
        """The page is in its language and direction, fits its width, and is kept as a picture."""
        html = self.page.locator("html")
        assert html.get_attribute("lang") == ("zh-Hans" if self.language == "zh-hans" else self.language)
        assert html.get_attribute("dir") == ("rtl" if self.language == "ar" else "ltr")
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, name
        self.count += 1
        if SHOTS:
            file = Path(SHOTS) / f"{self.language}-{width}-{self.who}-{self.count:02}-{name}.png"
            self.page.screenshot(path=str(file), full_page=True)

    def send(self, **values: str) -> None:
        """Fill fields of the page's form and press its first button."""
        for name, value in values.items():
            field = self.page.locator(f"main form.form [name={name}]").first
            field.select_option(value) if field.evaluate("field => field.tagName") == "SELECT" else field.fill(value)
        self.page.locator("main form.form button[type=submit]").first.click()
        self.page.wait_for_load_state()

    def press(self, ending: str) -> None:
        """Press the button of the first form that posts to an address ending in ``ending``."""
        self.page.locator(f'main form[action$="{ending}"] button').first.click()
        self.page.wait_for_load_state()

    def follow(self, ending: str) -> None:
        """Follow the first link to an address ending in ``ending``."""
        self.page.locator(f'main a[href$="{ending}"]').first.click()
        self.page.wait_for_load_state()
