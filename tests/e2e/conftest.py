"""A real server on a file database, a real Chromium, people who sign in through the real page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from tests.access import pillars
from tests.access.world import World, build
from tests.people import PASSWORD
from tests.people import build as build_cast

Opener = Callable[..., Any]
CUT_OFF = ("htmx:afterRequest,", "htmx:sendAbort,")  # a live answer no longer needed: a newer one, or the page was left


def is_fault(message: Any) -> bool:
    """Whether a console message tells of something wrong (a failed request is seen by its answer, or as ``sendError``)."""
    return message.type == "error" and not message.text.startswith(CUT_OFF)


@pytest.fixture
def world(transactional_db: None, settings, tmp_path: Path) -> World:
    """The market of the access matrix."""
    settings.MEDIA_ROOT = tmp_path
    settings.MFA_REQUIRED_FOR = []
    cache.clear()
    return build(build_cast())


@pytest.fixture
def market(world: World) -> World:
    """The same with real things of every pillar, for those who look at every page."""
    world.arguments |= pillars.build(world.cast)
    return world


def sign_in(page: Any, base: str, email: str) -> None:
    """Through the sign-in page, as everybody does."""
    page.goto(f"{base}/en/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/dashboard/**")


@pytest.fixture
def page_for(browser: Any, live_server: Any) -> Iterator[Opener]:
    """``page_for(width=390, theme="dark", javascript=False)``: a page in a context of its own, faults collected."""
    contexts = []

    def make(*, width: int = 1280, theme: str = "light", javascript: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text) if is_fault(message) else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "response",
            lambda answer: page.faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        )
        return page

    yield make
    for context in contexts:
        context.close()
