"""``./run screenshots``: photographs of a running demo, per person and page, in three languages and two widths.

    python -m tools.screenshots [FOLDER] [--base http://127.0.0.1:8000] [--only TEXT]

Start ./run first. Without FOLDER the pictures go to docs/images. Which pages: SCREENSHOTS of portal/web/demo.py, tuples
of (e-mail or None, path without the language, name); without it the shell and everybody's dashboard.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, sync_playwright

from tests.chromium import FLAGS, program

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "zh-hans", "ar")
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
SHELL: list[tuple[str | None, str, str]] = [(None, "", "home"), (None, "account/login/", "sign-in")]
Page = tuple[str | None, str, str]


def ask_demo() -> tuple[list[Page], dict[str, str]]:
    """Pages to take and passwords by e-mail, from the demo's own lists."""
    program_text = (
        "import importlib.util as u, json;"
        "m = __import__('portal.web.demo', fromlist=['x']) if u.find_spec('portal.web.demo') else None;"
        "pages = [list(p) for p in getattr(m, 'SCREENSHOTS', ())];"
        "people = [dict(p) for p in getattr(m, 'PEOPLE', ())];"
        "print(json.dumps([pages, people]))"
    )
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", program_text]
    environment = {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", **os.environ}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    pages, people = json.loads(done.stdout.strip().splitlines()[-1])
    passwords = {person["email"]: person["password"] for person in people}
    listed = [(page[0], page[1], page[2]) for page in pages]
    return listed or [
        *SHELL,
        *[(email, "dashboard/", f"dashboard-{email.split('@')[0]}") for email in passwords],
    ], passwords


def sign_in(context: Any, base: str, email: str, password: str) -> None:
    page = context.new_page()
    page.goto(f"{base}/en/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_load_state("networkidle")
    if page.locator("input[name=password]").count():
        raise SystemExit(f"{email} could not sign in")
    page.close()


def photograph(browser: Browser, base: str, pages: list[Page], passwords: dict[str, str], folder: Path) -> list[str]:
    """Take every page for its person; the addresses that did not answer with a page."""
    faults = []
    for email in dict.fromkeys(page[0] for page in pages):
        context = browser.new_context()
        if email:
            sign_in(context, base, email, passwords[email])
        for owner, path, name in pages:
            if owner == email:
                faults += take(context, base, path, name, folder)
        context.close()
    return faults


def take(context: Any, base: str, path: str, name: str, folder: Path) -> list[str]:
    faults = []
    page = context.new_page()
    for language in LANGUAGES:
        address = f"{base}/{language}/{path}"
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            answer = page.goto(address, wait_until="networkidle")
            if answer is None or answer.status >= 400:
                faults.append(f"{address}: {answer.status if answer else 'no answer'}")
                continue
            page.screenshot(path=folder / f"{name}.{language}.{size}.png", full_page=True)
    page.close()
    return faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--base", default=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
    parser.add_argument("--only", default="", help="only pages whose name holds this text")
    options = parser.parse_args()
    found = program()
    if found is None:
        sys.exit("Chromium was not found; ./run test installs it when root")
    pages, passwords = ask_demo()
    pages = [page for page in pages if options.only in page[2]]
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        try:
            faults = photograph(browser, options.base.rstrip("/"), pages, passwords, options.folder)
        except Error as error:
            sys.exit(f"{options.base} cannot be photographed (is ./run running?): {error}")
        finally:
            browser.close()
    print("\n".join(faults) if faults else f"{len(pages) * len(LANGUAGES) * len(SIZES)} pictures in {options.folder}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
