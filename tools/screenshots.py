"""``./run screenshots``: the README's pictures, made from a fresh demo market in one go.

    python -m tools.screenshots [FOLDER] [--base http://127.0.0.1:8000] [--only TEXT]

Without ``--base`` a portal of its own is started with an empty folder for data and stopped afterwards. The pictures are WebP
files in docs/images; what they show is the journey of a financing request, walked as its people walk it.
"""

import argparse
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Error, sync_playwright

from tests.chromium import FLAGS, program

ROOT = Path(__file__).resolve().parent.parent
WIDE, PHONE = (1280, 900), (390, 844)  # px
QUALITY = 78  # of 100, WebP
LIMIT = 1_500_000  # bytes of all pictures together
READY_WITHIN = 240  # seconds, for a first start on a busy machine


ANSWERS = {"founded_on": "2019", "employees": "18", "revenue": "4200000", "amount": "250000"}  # of the fit check


@dataclass(frozen=True)
class Picture:
    """``walk`` leads a signed-in browser page (or a visitor's, "") to what is shown; ``height`` in px, 0: the window's."""

    name: str
    person: str
    walk: Callable[[Any, str], None]
    size: tuple[int, int] = WIDE
    height: int = 0


def to(path: str) -> Callable[[Any, str], None]:
    """Straight to an address."""
    return lambda page, base: page.goto(base + path)


def fit_check(page: Any, base: str) -> None:
    """Six questions answered as a small bakery would."""
    page.goto(f"{base}/en/fit-check/")
    page.click("main .button")
    for _ in range(8):
        code = page.url.rstrip("/").rpartition("/")[2]
        if code in ANSWERS:
            page.locator("main form input:not([type=hidden])").first.fill(ANSWERS[code])
        elif page.locator("main form select").count():
            page.locator("main form select").first.select_option(index=3)
        elif page.locator("main form input[type=radio]").count():
            page.locator("main form input[type=radio]").first.check()
        else:
            return
        page.locator("main form button.button").first.click()
        page.wait_for_load_state()


def task_list(page: Any, base: str) -> None:
    """A new financing request, just begun."""
    page.goto(f"{base}/en/requests/new/")
    page.locator("main form button.button").first.click()
    page.wait_for_load_state()


def compare(language: str) -> Callable[[Any, str], None]:
    """The offers on the request that waits for its owner's decision."""

    def walk(page: Any, base: str) -> None:
        page.goto(f"{base}/en/dashboard/")
        path = page.locator('main a[href$="/compare/"]').first.get_attribute("href")
        page.goto(base + path.replace("/en/", f"/{language}/", 1))

    return walk


def offer_editor(page: Any, base: str) -> None:
    """An answer just begun, on the request that fits and closes next."""
    page.goto(f"{base}/en/inbox/")
    page.locator("main tbody th a").first.click()
    page.locator('aside form[action$="/respond/"] button').first.click()
    page.wait_for_load_state()
    page.fill("[name=rate]", "8.9")
    page.get_by_role("button", name="Recalculate").first.click()
    page.wait_for_load_state("networkidle")


def first_brief(language: str) -> Callable[[Any, str], None]:
    """A published brief."""

    def walk(page: Any, base: str) -> None:
        page.goto(f"{base}/{language}/briefs/?q=")
        page.locator("main article a, main .card a, main h3 a").first.click()
        page.wait_for_load_state()

    return walk


PICTURES = (
    Picture("home", "", to("/en/"), height=1000),
    Picture("fit-check", "", fit_check),
    Picture("task-list", "owner", task_list, height=1000),
    Picture("compare-en", "owner", compare("en"), height=1250),
    Picture("compare-ar", "owner", compare("ar"), height=1250),
    Picture("compare-zh", "owner", compare("zh-hans"), height=1250),
    Picture("compare-phone", "owner", compare("ar"), PHONE, height=1700),
    Picture("offer-editor", "lender", offer_editor, height=1250),
    Picture("overview", "owner", to("/en/dashboard/")),
    Picture("figures", "admin", to("/en/reports/"), height=1100),
    Picture("brief", "", first_brief("en"), height=1100),
    Picture("brief-phone", "", first_brief("zh-hans"), PHONE, height=1500),
)


def sign_in(page: Any, base: str, person: str) -> None:
    page.goto(f"{base}/en/account/login/")
    page.locator(f'form:has(input[value="{person}@demo.qantara.example"]) button').click()
    page.wait_for_url("**/dashboard/**")


def photograph(browser: Any, base: str, pictures: list[Picture], folder: Path) -> int:
    """Takes every picture; the bytes they need together."""
    contexts: dict[str, Any] = {}
    total = 0
    for picture in pictures:
        if picture.person not in contexts:
            contexts[picture.person] = browser.new_context(color_scheme="light", timezone_id="Asia/Riyadh")
            if picture.person:
                sign_in(contexts[picture.person].new_page(), base, picture.person)
        page = contexts[picture.person].new_page()
        width, height = picture.size
        page.set_viewport_size({"width": width, "height": height})
        picture.walk(page, base)
        page.wait_for_load_state("networkidle")
        page.evaluate("scrollTo(0, 0)")
        image = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
        image = image.crop((0, 0, image.width, min(picture.height or height, image.height)))
        file = folder / f"{picture.name}.webp"
        image.save(file, "WEBP", quality=QUALITY, method=6)
        total += file.stat().st_size
        page.close()
    return total


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(base: str, portal: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and portal.poll() is None:
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    sys.exit("the portal did not start; try ./run and give its address with --base")


@contextmanager
def fresh_portal() -> Iterator[str]:
    """A portal with a new demo market, gone afterwards; its address."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "QANTARA_DATA": folder, "PORT": str(port), "SITE_URL": base}
        portal = subprocess.Popen([sys.executable, "-m", "tools.launch"], cwd=ROOT, env=environment)
        try:
            wait_until_ready(base, portal)
            yield base
        finally:
            portal.send_signal(signal.SIGINT)
            portal.wait(60)


def take(base: str, pictures: list[Picture], folder: Path) -> int:
    found = program()
    if found is None:
        sys.exit("Chromium was not found; ./run test installs it when root")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        try:
            return photograph(browser, base, pictures, folder)
        except Error as error:
            sys.exit(f"{base} cannot be photographed: {error}")
        finally:
            browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--base", default="", help="a demo that runs already")
    parser.add_argument("--only", default="", help="only pictures whose name holds this text")
    options = parser.parse_args()
    pictures = [picture for picture in PICTURES if options.only in picture.name]
    if options.base:
        total = take(options.base.rstrip("/"), pictures, options.folder)
    else:
        with fresh_portal() as base:
            total = take(base, pictures, options.folder)
    print(f"{len(pictures)} pictures in {options.folder}, {total:,} bytes")
    sys.exit(total > LIMIT)


if __name__ == "__main__":
    main()
