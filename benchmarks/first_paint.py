"""First and largest paint of a running portal on slow lines (ux bars UX-13 to UX-15), medians on a quiet machine.

    ./run                                   in another window
    python -m benchmarks first_paint [--base http://127.0.0.1:8000] [--tries 5] [--path en/ --path ar/briefs/]

Lines as the bars name them: 400 ms and 400 kbit/s, 150 ms and 1.6 Mbit/s, each with a processor four times slower, cache
off. Milliseconds; the bars fail at 2,500 and 1,800, and when the largest paint comes 300 after the first.
"""

import argparse
import statistics
import sys
import urllib.error
import urllib.request
from typing import Any

from tests.chromium import FLAGS, program

LINES = {"400 kbit/s": (400, 400_000, 2500), "1.6 Mbit/s": (150, 1_600_000, 1800)}  # delay ms, bit/s, limit ms
LARGEST_AFTER = 300  # ms
PATHS = ("en/", "ar/", "zh-hans/briefs/", "en/financing/products/")
PAINTS = """() => new Promise((done) => {
  let largest = 0;
  new PerformanceObserver((list) => { for (const e of list.getEntries()) largest = e.startTime; })
    .observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => done([performance.getEntriesByName('first-contentful-paint')[0].startTime, largest]), 50);
})"""


def paints(browser: Any, address: str, delay: int, rate: int) -> tuple[float, float]:
    """(first, largest) contentful paint of one first visit, ms."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line = {"offline": False, "latency": delay, "downloadThroughput": rate / 8, "uploadThroughput": rate / 8}
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="load")
    first, largest = page.evaluate(PAINTS)
    context.close()
    return first, largest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument("--path", action="append")
    options = parser.parse_args()
    try:
        urllib.request.urlopen(options.base, timeout=20)
    except (urllib.error.URLError, OSError):
        print(f"not measured: nothing answers at {options.base} (start ./run, or name it with --base)")
        return
    from playwright.sync_api import sync_playwright

    slow = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=list(FLAGS))
        for path in options.path or PATHS:
            for name, (delay, rate, limit) in LINES.items():
                found = [paints(browser, f"{options.base}/{path}", delay, rate) for _ in range(options.tries)]
                first = statistics.median(f for f, _ in found)
                after = statistics.median(max(0.0, last - f) for f, last in found)
                slow |= first > limit or after > LARGEST_AFTER
                print(f"/{path:<28}{name:>12}{first:>8.0f} first{after:>7.0f} later   limit {limit}")
        browser.close()
    sys.exit(slow)


if __name__ == "__main__":
    main()
