"""What every page must satisfy (ux bars), as functions that return the faults in words. Each has its planted fault in
``test_checks.py``: a check that cannot fail is no check."""

import difflib
import gzip
import io
import itertools
import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error
from pypdf import PdfReader

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LANGUAGES = {"en": ("en", "ltr"), "zh-hans": ("zh-Hans", "ltr"), "ar": ("ar", "rtl")}
WEIGHT, REQUESTS, DOCUMENT = 60_000, 8, 25_000
SHIFT = 0.02  # largest share of the window that may move after the first paint
LEAK = re.compile(r"(?:\b[A-Za-z][A-Za-z'’-]+\b[\s,.;:]*){3,}")


def accessibility(page: Any) -> list[str]:
    """UX-01: axe, six tag sets, no violation."""
    found = (
        Axe()
        .run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
        .response["violations"]
    )
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


def language(page: Any, code: str) -> list[str]:
    """UX-04: lang and dir of the page."""
    got = tuple(page.evaluate("[document.documentElement.lang, document.documentElement.dir]"))
    return [] if got == LANGUAGES[code] else [f"lang and dir are {got}"]


VISIBLE_TEXT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, host = node.parentElement;
    if (!host || host.closest('script,style,code,svg,textarea,[lang|="en"],[dir="auto"],bdi,option,time') || !host.checkVisibility()) continue;
    const text = node.textContent.trim();
    if (text) found.push(text);
  }
  return found;
}"""


def foreign_words(page: Any, code: str) -> list[str]:
    """UX-05: in Arabic and Chinese pages no run of three Latin words outside isolated names."""
    if code == "en":
        return []
    return [text[:120] for text in page.evaluate(VISIBLE_TEXT) if LEAK.search(text)]


DIRECTION = """() => [...document.querySelectorAll('bdi[dir=ltr]')].flatMap((node) => {
  const text = node.firstChild;
  if (!text || text.nodeType !== 3 || !node.checkVisibility()) return [];
  const digits = [...text.textContent].map((c, i) => /[0-9]/.test(c) ? i : -1).filter((i) => i >= 0);
  if (digits.length < 2) return [];
  const at = (i) => { const r = document.createRange(); r.setStart(text, i); r.setEnd(text, i + 1); return r.getBoundingClientRect(); };
  const first = at(digits[0]), last = at(digits[digits.length - 1]);
  return first.top === last.top && first.left >= last.left ? [node.textContent] : [];
})"""
PERCENT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, m = /([0-9])\\s*%/.exec(node.textContent);
    if (!m || !node.parentElement.checkVisibility()) continue;
    const at = (i) => { const r = document.createRange(); r.setStart(node, i); r.setEnd(node, i + 1); return r.getBoundingClientRect(); };
    const digit = at(m.index), sign = at(m.index + m[0].length - 1);
    if (digit.top === sign.top && digit.left >= sign.left) found.push(node.textContent.slice(0, 80));
  }
  return found;
}"""


def direction(page: Any) -> list[str]:
    """UX-06: the first digit lies left of the last and of the percent sign, in every language."""
    return [*page.evaluate(DIRECTION), *page.evaluate(PERCENT)]


def reflow(page: Any) -> list[str]:
    """UX-17: no sideways scrolling at 320, 390 and 1280 px."""
    size, faults = page.viewport_size, []
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{wide} px wide at {width}")
    page.set_viewport_size(size)
    return faults


SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }"
CLIPPED = """() => [...document.querySelectorAll('main *')].filter((n) => {
  const s = getComputedStyle(n);
  return n.checkVisibility() && !n.closest('.vh,.table-region,pre,select') && (s.overflowX === 'hidden' || s.overflowY === 'hidden')
    && n.clientHeight > 1 && (n.scrollHeight > n.clientHeight + 2 || n.scrollWidth > n.clientWidth + 2) && n.textContent.trim();
}).map((n) => n.outerHTML.slice(0, 120))"""


def text_spacing(page: Any) -> list[str]:
    """UX-18: the spacing of WCAG 1.4.12 clips nothing and makes no sideways scrolling."""
    page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets.push(s); }", SPACING
    )
    faults = page.evaluate(CLIPPED)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("sideways scroll")
    page.evaluate("document.adoptedStyleSheets.pop()")
    return faults


TARGETS = """() => [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')].filter((n) => {
  if (!n.checkVisibility({visibilityProperty: true}) || n.disabled || n.closest('.vh,.skip')) return false;
  if (n.tagName === 'A' && getComputedStyle(n).display === 'inline') return false;  // links in sentences are exempt (2.5.8)
  const label = n.labels && n.labels[0] && n.labels[0].contains(n) ? n.labels[0] : n, r = label.getBoundingClientRect();
  return r.width > 0 && (r.width < 23.5 || r.height < 23.5);
}).map((n) => n.outerHTML.slice(0, 120))"""


def targets(page: Any) -> list[str]:
    """UX-20: whatever is pressed is at least 24 px each way."""
    return page.evaluate(TARGETS)


STOP = """() => {
  const n = document.activeElement;
  if (!n || n === document.body) return null;
  const r = n.getBoundingClientRect(), x = Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1), y = r.top + Math.min(r.height / 2, 12);
  const top = document.elementFromPoint(x, y), own = top && (n.contains(top) || top.contains(n) || (n.labels && [...n.labels].some((l) => l.contains(top))));
  const s = getComputedStyle(n), seen = s.outlineStyle !== 'none' || s.boxShadow !== 'none' || ['INPUT', 'SELECT', 'TEXTAREA'].includes(n.tagName);
  n.dataset.stop = n.dataset.stop || String(Math.random());
  n.dataset.stops = 1 + Number(n.dataset.stops || 0);  // a date field has a stop per part and one for its calendar
  const parts = n.tagName === 'INPUT' && /^(date|time|month|week|datetime-local)$/.test(n.type) ? 7 : 1;
  return {id: n.dataset.stop, stuck: Number(n.dataset.stops) > parts, html: n.outerHTML.slice(0, 110), ok: Boolean(own), seen, on: r.bottom > 0 && r.top < innerHeight};
}"""


def keyboard(page: Any, limit: int = 45) -> list[str]:
    """UX-21: every stop is on screen, not covered and shows its focus; Tab never gets stuck."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    faults, before, seen = [], None, set()
    for _ in range(limit):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stop["id"] in seen and stop["id"] != before):
            return faults
        if stop["id"] == before and stop["stuck"]:
            return [*faults, f"stuck at {stop['html']}"]
        for name, words in (("on", "off screen"), ("ok", "covered"), ("seen", "focus not shown")):
            if not stop[name]:
                faults.append(f"{words}: {stop['html']}")
        before = stop["id"]
        seen.add(before)
    return faults


FOCUS = """() => {
  const stops = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]', faults = [];
  for (const n of document.querySelectorAll(stops)) {
    if (!n.checkVisibility({visibilityProperty: true}) || n.disabled || n.tabIndex < 0) continue;
    n.focus({focusVisible: true});
    if (document.activeElement !== n) continue;
    const s = getComputedStyle(n), html = n.outerHTML.slice(0, 110);
    const r = n.getClientRects()[0] || n.getBoundingClientRect();  // a link over two lines: its first part
    const x = Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1), y = r.top + Math.min(r.height / 2, 12);
    const top = document.elementFromPoint(x, y);
    if (r.bottom <= 0 || r.top >= innerHeight) faults.push('off screen: ' + html);
    else if (!top || !(n.contains(top) || top.contains(n) || (n.labels && [...n.labels].some((l) => l.contains(top))))) faults.push('covered: ' + html);
    if (s.outlineStyle === 'none' && s.boxShadow === 'none' && !['INPUT', 'SELECT', 'TEXTAREA'].includes(n.tagName)) faults.push('focus not shown: ' + html);
  }
  if (document.activeElement) document.activeElement.blur();
  scrollTo(0, 0);
  return faults;
}"""


def focus(page: Any) -> list[str]:
    """UX-21 in one step, without pressing keys: every stop is on screen, not covered and shows its focus."""
    return page.evaluate(FOCUS)


def headings(page: Any) -> list[str]:
    """UX-38: one h1, no level left out."""
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(n => n.checkVisibility()).map(n => +n.tagName[1])"
    )
    faults = [] if levels.count(1) == 1 else [f"{levels.count(1)} h1"]
    return faults + [f"h{a} followed by h{b}" for a, b in itertools.pairwise(levels) if b > a + 1]


def switch_languages(page: Any) -> list[str]:
    """UX-30: the language links keep path and query."""
    path = re.sub(r"^/(en|zh-hans|ar)/", "/", page.evaluate("location.pathname + location.search"))
    links = page.evaluate("[...document.querySelectorAll('.languages a')].map(a => a.pathname + a.search)")
    kept = [re.sub(r"^/(en|zh-hans|ar)/", "/", link) for link in links]
    return [] if len(kept) == 3 and set(kept) == {path} else [f"{path} became {kept}"]


CONTRAST = """() => {
  const pixels = document.createElement('canvas').getContext('2d', {willReadFrequently: true}), known = {}, faults = new Set();
  const rgba = (colour) => known[colour] ??= (() => {
    pixels.clearRect(0, 0, 1, 1); pixels.fillStyle = colour; pixels.fillRect(0, 0, 1, 1);
    return [...pixels.getImageData(0, 0, 1, 1).data];
  })();
  const over = (top, base) => [0, 1, 2].map((i) => top[i] * top[3] / 255 + base[i] * (1 - top[3] / 255)).concat(255);
  const ground = (node) => {
    if (!node) return [255, 255, 255, 255];
    const own = rgba(getComputedStyle(node).backgroundColor);
    return own[3] === 255 ? own : over(own, ground(node.parentElement));
  };
  const light = (c) => c.slice(0, 3).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node || node.closest('svg,script,style,option,.vh,.skip,:disabled') || !node.checkVisibility()) continue;
    const s = getComputedStyle(node), back = ground(node), front = over(rgba(s.color), back);
    const [low, high] = [light(front), light(back)].sort((a, b) => a - b), size = parseFloat(s.fontSize);
    const needed = size >= 24 || (size >= 18.66 && s.fontWeight >= 700) ? 3 : 4.5, ratio = (high + 0.05) / (low + 0.05);
    if (ratio < needed - 0.01) faults.add(ratio.toFixed(2) + ': ' + node.outerHTML.slice(0, 100));
  }
  return [...faults];
}"""


def contrast(page: Any, theme: str = "light") -> list[str]:
    """UX-03: contrast of the text as it is drawn, in light and dark."""
    faults = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        faults += [f"{scheme} {fault}" for fault in page.evaluate(CONTRAST)]
    page.emulate_media(color_scheme=theme)
    return faults


def bare_lists(page: Any) -> list[str]:
    """UX-29: no table or list stands there without a row; a sentence says why there is none and what to do."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main :is(tbody, ul, ol, dl)')].filter((n) => !n.children.length && n.checkVisibility())
        .map((n) => n.outerHTML.slice(0, 100))"""
    )


def inline_code(page: Any) -> list[str]:
    """UX-33: no handler, style or script inside the page, nothing from another host."""
    return page.evaluate(
        """() => [
          ...[...document.querySelectorAll('[onclick],[onchange],[onsubmit],[onload],[style],style,script:not([src]):not([type="application/json"]):not([type="application/ld+json"])')]
            .map((n) => n.outerHTML.slice(0, 100)),
          ...performance.getEntriesByType('resource').map((e) => e.name).filter((name) => new URL(name).host !== location.host && !name.startsWith('data:')),
        ]"""
    )


def layout_shift(page: Any) -> list[str]:
    """UX-15: what has been painted stays where it is (a share of the window, no time)."""
    moved = page.evaluate(
        """() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; })
            .observe({type: 'layout-shift', buffered: true});
          requestAnimationFrame(() => setTimeout(() => done(sum), 0));
        })"""
    )
    return [f"{moved:.3f} of the window moved"] if moved > SHIFT else []


FORCED = """() => {
  const same = (a, b) => ['borderBottomWidth', 'borderBottomStyle', 'fontWeight', 'textDecorationLine'].every((k) => a[k] === b[k]);
  const faults = [...document.querySelectorAll('nav [aria-current]')].filter((n) => n.checkVisibility()).filter((n) => {
    const other = [...n.closest('nav').querySelectorAll('a')].find((a) => !a.hasAttribute('aria-current'));
    return other && same(getComputedStyle(n), getComputedStyle(other));
  }).map((n) => 'not marked: ' + n.outerHTML.slice(0, 100));
  for (const n of [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].slice(0, 40)) {
    if (!n.checkVisibility({visibilityProperty: true}) || n.disabled) continue;
    n.focus({focusVisible: true, preventScroll: true});
    const s = getComputedStyle(n);
    if (document.activeElement === n && (s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2)) faults.push('focus not shown: ' + n.outerHTML.slice(0, 100));
  }
  document.activeElement?.blur();
  document.querySelectorAll('.tag').forEach((n) => { if (n.checkVisibility() && !n.textContent.trim()) faults.push('state without a word: ' + n.outerHTML.slice(0, 100)); });
  const moving = document.getAnimations().filter((a) => a.playState === 'running').length;
  return moving ? [...faults, moving + ' animations'] : faults;
}"""


def forced_colours(page: Any, theme: str = "light") -> list[str]:
    """UX-31: with the system's colours place, focus and states are still marked; with less motion nothing moves."""
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    faults = page.evaluate(FORCED)
    page.emulate_media(forced_colors="none", reduced_motion="no-preference", color_scheme=theme)
    return faults


PRINTED = """() => [...document.querySelectorAll('.masthead,.tabs,.foot,.filters,.button,.skip,.back')]
  .filter((n) => n.checkVisibility()).map((n) => 'printed: ' + n.outerHTML.slice(0, 80))"""


def paper(page: Any, sheets: int = 2) -> list[str]:
    """UX-32: printed on at most ``sheets`` of A4, without tools, tagged and with its language."""
    page.emulate_media(media="print")
    faults = page.evaluate(PRINTED)
    pdf = page.pdf(format="A4", tagged=True)
    page.emulate_media(media="null")
    found = len(PdfReader(io.BytesIO(pdf)).pages)
    if found > sheets:
        faults.append(f"{found} sheets")
    return faults if b"/StructTreeRoot" in pdf and b"/Lang" in pdf else [*faults, "no tags or no language"]


_sizes: dict[str, int] = {}


def _size(page: Any, url: str) -> int:
    """Compressed size of a static file, asked for once."""
    if url not in _sizes or "/static/" not in url:
        _sizes[url] = len(gzip.compress(page.context.request.get(url).body(), 6))
    return _sizes[url]


def weigh(page: Any, address: str) -> tuple[int, int, int] | None:
    """(bytes as a production server sends them, compressed; requests; bytes of the document alone) of a first visit.

    Nothing where the address answers with something that is no page.
    """
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
            return None
        raise
    page.wait_for_load_state("load")
    if "text/html" not in answer.headers.get("content-type", "") or b"<html" not in answer.body()[:400]:
        return None
    files = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    own = {url for url in files if not url.startswith("data:")} - {page.url}
    document = len(gzip.compress(answer.body(), 6))
    return document + sum(_size(page, url) for url in own), 1 + len(own), document


def weight(size: int, requests: int, document: int = 0) -> list[str]:
    """UX-09, UX-10, UX-11."""
    faults = [] if size <= WEIGHT else [f"{size} bytes"]
    if document > DOCUMENT:
        faults.append(f"document of {document} bytes")
    return faults if requests <= REQUESTS else [*faults, f"{requests} requests"]


SHOWN = """(part) => {
  const root = document.querySelector(part), lines = root.innerText.split('\\n').map((line) => line.trim()).filter(Boolean);
  const fields = [...root.querySelectorAll('input:not([type=hidden]),select,textarea')].filter((n) => n.name)
    .map((n) => n.name + ' = ' + (/^(checkbox|radio)$/.test(n.type) ? n.value + (n.checked ? ' on' : ' off') : n.value));
  return [...lines, ...fields];
}"""


def unlike_fresh_load(page: Any, part: str = "main") -> list[str]:
    """UX-24: text and fields of ``part`` after a swap, where they differ from a fresh load of the address then shown."""
    shown, fresh = page.evaluate(SHOWN, part), page.context.new_page()
    fresh.goto(page.url)
    wanted = fresh.evaluate(SHOWN, part)
    fresh.close()
    return [line for line in difflib.ndiff(wanted, shown) if line[0] in "+-"]


def lost(page: Any, values: dict[str, str]) -> list[str]:
    """UX-27: typed values the page does not show any more."""
    shown = {name: page.locator(f"[name={name}]").first.input_value() for name in values}
    return [f"{name}: {value!r} became {shown[name]!r}" for name, value in values.items() if shown[name] != value]


def empty_states(page: Any) -> list[str]:
    """UX-29: where nothing is listed a heading and a sentence say what will be there, or an action leads on."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main .empty')].filter((n) => n.checkVisibility()).filter((n) => {
          const words = [...n.querySelectorAll('p, li')].map((p) => p.textContent.trim()).join(' ');
          return !n.querySelector('h2, h3, h4') || (words.length < 8 && !n.querySelector('a, button'));
        }).map((n) => n.outerHTML.slice(0, 120))"""
    )
