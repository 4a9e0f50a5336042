"""Every check finds its planted fault and passes the page without it."""

from typing import Any

import pytest

from tests.e2e import checks

pytestmark = pytest.mark.browser
GOOD = """<!doctype html><html lang="ar" dir="rtl"><head><title>صفحة</title><meta name="viewport" content="width=device-width">
<style>:focus-visible{outline:3px solid #000} a.b,button{display:inline-block;min-height:44px;min-width:44px}</style></head>
<body><main><h1>عنوان</h1><h2>قسم</h2><p>النسبة <bdi dir="ltr">9.3%</bdi> والهاتف <bdi dir="ltr">+966 11 555</bdi></p>
<button>حفظ</button> <a class="b" href="#x">رابط</a></main></body></html>"""


def load(page: Any, old: str = "", new: str = "") -> Any:
    page.set_content(GOOD.replace(old, new) if old else GOOD)
    return page


@pytest.mark.parametrize(
    ("name", "arguments", "old", "new"),
    [
        ("accessibility", (), "<button>حفظ</button>", "<button></button>"),
        ("language", ("ar",), 'dir="rtl"', 'dir="ltr"'),
        ("foreign_words", ("ar",), "قسم", "These words were forgotten"),
        ("direction", (), '<bdi dir="ltr">9.3%</bdi>', '<span style="unicode-bidi:bidi-override;direction:rtl">9.3%</span>'),
        ("direction", (), '<bdi dir="ltr">+966 11 555</bdi>', '<bdi dir="ltr" style="unicode-bidi:bidi-override;direction:rtl">966 11 555</bdi>'),
        ("reflow", (), "<h2>قسم</h2>", '<h2>قسم</h2><div style="width:700px">x</div>'),
        ("text_spacing", (), "<h2>قسم</h2>", '<h2>قسم</h2><p style="height:1.2em;line-height:1;overflow:hidden;width:4em">كلمات كثيرة جدا هنا</p>'),
        ("targets", (), "<button>حفظ</button>", '<button style="min-height:9px;height:9px;padding:0;font-size:6px">حفظ</button>'),
        ("keyboard", (), "<button>حفظ</button>", '<button style="outline:0;box-shadow:none">حفظ</button>'),
        ("keyboard", (), "<button>حفظ</button>", '<button style="position:fixed;top:0;left:0">حفظ</button><div style="position:fixed;inset:0;background:#fff">.</div>'),
        ("focus", (), "<button>حفظ</button>", '<button style="outline:0;box-shadow:none">حفظ</button>'),
        ("focus", (), "<button>حفظ</button>", '<button style="position:fixed;top:0;left:0">حفظ</button><div style="position:fixed;inset:0;background:#fff">.</div>'),
        ("contrast", (), "<h2>قسم</h2>", '<h2>قسم</h2><p style="color:#999;background:#fff">كلمات</p>'),
        ("bare_lists", (), "<h2>قسم</h2>", "<h2>قسم</h2><table><tbody></tbody></table>"),
        ("empty_states", (), "<h2>قسم</h2>", '<h2>قسم</h2><div class="empty"><h3>لا شيء</h3></div>'),
        ("forced_colours", (), "<button>حفظ</button>", '<button style="outline:0">حفظ</button>'),
        ("forced_colours", (), "<h2>قسم</h2>", '<h2>قسم</h2><span class="tag" style="padding:9px"></span>'),
        ("forced_colours", (), "<h2>قسم</h2>", '<h2>قسم</h2><nav><a aria-current="page" href="#a">هنا</a><a href="#b">هناك</a></nav>'),
        ("forced_colours", (), "<h2>قسم</h2>", "<style>@keyframes k{to{opacity:.5}} h2{animation:k 9s infinite}</style><h2>قسم</h2>"),
        ("paper", (), "<h2>قسم</h2>", '<h2>قسم</h2><a class="button" href="#a">زر</a>'),
        ("paper", (), "<h2>قسم</h2>", "<h2>قسم</h2>" + '<p style="break-after:page">كلمات</p>' * 2),
        ("headings", (), "<h2>قسم</h2>", "<h3>قسم</h3>"),
        ("headings", (), "<h2>قسم</h2>", "<h1>قسم</h1>"),
    ],
)  # fmt: skip
def test_planted_fault_is_found(page_for, name: str, arguments: tuple, old: str, new: str) -> None:
    page, check = page_for(), getattr(checks, name)
    assert check(load(page), *arguments) == []
    assert check(load(page, old, new), *arguments) != []


def test_heavy_pages_are_named() -> None:
    assert checks.weight(checks.WEIGHT, checks.REQUESTS) == []
    assert checks.weight(checks.WEIGHT + 1, 1)
    assert checks.weight(1, checks.REQUESTS + 1)
    assert checks.weight(1, 1, checks.DOCUMENT + 1)


def test_language_links_that_lose_the_query_are_named(page_for, live_server, db) -> None:
    page = page_for()
    page.goto(f"{live_server.url}/en/about/cookies/?a=1&b=2")
    assert checks.switch_languages(page) == []
    page.evaluate("document.querySelector('.languages a').href = '/ar/about/cookies/'")
    assert checks.switch_languages(page)


def test_console_errors_are_collected(page_for, live_server, db) -> None:
    page = page_for()
    page.goto(f"{live_server.url}/en/about/cookies/")
    assert page.faults == []
    page.evaluate("console.error('planted')")
    page.evaluate("fetch('/en/no-such-page/')")
    page.wait_for_timeout(200)
    assert any("planted" in fault for fault in page.faults)
    assert any("404" in fault for fault in page.faults)


def test_moving_parts_and_inline_code_are_named(page_for, live_server, db) -> None:
    page = page_for()
    page.goto(f"{live_server.url}/en/about/cookies/")
    assert checks.layout_shift(page) == [] == checks.inline_code(page)
    page.evaluate("document.querySelector('main').before(document.createElement('div'))")
    page.evaluate("document.querySelector('main').previousElementSibling.style.height = '400px'")
    page.wait_for_timeout(100)
    assert checks.layout_shift(page)
    assert checks.inline_code(page)


def test_what_a_fresh_load_does_not_show_is_named(page_for, live_server, db) -> None:
    page = page_for()
    page.goto(f"{live_server.url}/en/briefs/?open=1")
    assert checks.unlike_fresh_load(page) == []
    page.evaluate("document.querySelector('[name=open]').checked = false")
    assert checks.unlike_fresh_load(page)
    page.reload()
    page.evaluate("document.querySelector('#found').textContent = '7 briefs'")
    assert checks.unlike_fresh_load(page)
