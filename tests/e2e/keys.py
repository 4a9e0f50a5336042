"""A person who uses only the keyboard, and one whose effort is counted."""

from typing import Any

FOCUS = "selector => document.activeElement.matches(selector)"
WHERE = "() => document.activeElement.outerHTML.slice(0, 120)"
FARTHEST = 90  # Tab presses after which a control counts as out of reach


class Keys:
    """Presses keys and nothing else; every control is found with Tab, in the order of the page, after the skip link."""

    def __init__(self, page: Any):
        self.page, self.pressed = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.pressed += 1

    def skip(self) -> None:
        """From the top of a fresh page into its main part, by the skip link (a redirect may have led there already)."""
        if self.page.url.endswith("#main"):
            return
        self.press("Tab")
        assert self.page.evaluate(FOCUS, "a.skip"), self.page.evaluate(WHERE)
        self.press("Enter")

    def reach(self, selector: str) -> None:
        """Tab until the focus is on ``selector``."""
        for _ in range(FARTHEST):
            if self.page.evaluate(FOCUS, selector):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never reaches {selector} on {self.page.url}")

    def type(self, name: str, text: str) -> None:
        """Replace what a field holds."""
        self.reach(f"[name={name}]")
        self.press("Control+a")
        self.page.keyboard.type(text)

    def date(self, name: str, iso: str) -> None:
        """Type a day into the parts of the browser's own date field (English: month, day, year)."""
        self.reach(f"[name={name}]")
        year, month, day = iso.split("-")
        self.page.keyboard.type(f"{month}{day}{year}")

    def choose(self, name: str, value: str) -> None:
        """Arrow through a select to the option with ``value``."""
        self.reach(f"select[name={name}]")
        find = "([name, value]) => { const s = document.querySelector(`select[name=${name}]`);" \
               " return [...s.options].findIndex(o => o.value === value) - s.selectedIndex; }"  # fmt: skip
        steps = self.page.evaluate(find, [name, value])
        self.press("ArrowDown" if steps > 0 else "ArrowUp", abs(steps))

    def tick(self, selector: str) -> None:
        self.reach(selector)
        self.press("Space")

    def follow(self, selector: str) -> None:
        """Press a link or button and wait for the page it leads to."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.press("Enter")


class Effort:
    """Counts what a journey costs: inputs filled or chosen, clicks, pages shown."""

    def __init__(self, page: Any):
        self.page, self.inputs, self.clicks, self.pages = page, 0, 0, 0

    def open(self, address: str) -> None:
        """Arrive from outside: a mail or a bookmark."""
        self.page.goto(address)
        self.pages += 1

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            field = self.page.locator(f"[name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
                self.page.wait_for_load_state("networkidle")
            else:
                field.fill(value)
            self.inputs += 1

    def tick(self, *selectors: str) -> None:
        for selector in selectors:
            self.page.check(selector)
            self.inputs += 1

    def click(self, selector: str) -> None:
        """One click that leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.clicks += 1
        self.pages += 1
