"""Markdown to safe HTML: markdown-it-py without raw HTML, then nh3; headings below the page's own; terms explained."""

import re
from collections.abc import Mapping
from functools import cache
from html import escape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from portal.briefs.data import read

TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "a",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "code",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
HEADING = re.compile(r"<(/?)h([1-6])>")
FIGURE = re.compile(r"\[\[figure:([a-z0-9_.]{1,60})(\|frozen)?\]\]")


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables; raw HTML is shown as text."""
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")


def to_html(text: str) -> SafeString:
    """``text`` as sanitised HTML. Headings become h3 and below; links get rel=noopener; scripts never survive."""
    html = parser().render(text)
    html = HEADING.sub(lambda m: f"<{m[1]}h{min(6, int(m[2]) + 2)}>", html)
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)  # noqa: S308 (sanitised in the line above)


def figure_names(text: str) -> dict[str, bool]:
    """The figures inserted in ``text``: name → whether it is frozen."""
    return {match[1]: bool(match[2]) for match in FIGURE.finditer(text)}


def with_figures(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each ``[[figure:name]]`` replaced by its value; an unknown name becomes an en dash."""
    return FIGURE.sub(lambda match: values.get(match[1], "–"), text)


def terms_in(text: str, language: str) -> list[tuple[str, str, str]]:
    """Glossary terms used in ``text``: (code, term, explanation), in order of first use."""
    folded = text.lower()
    found = []
    for term in read("glossary")["terms"]:
        word, meaning = term[language]
        at = folded.find(word.lower())
        if at >= 0:
            found.append((at, term["code"], word, meaning))
    return [(code, word, meaning) for _at, code, word, meaning in sorted(found)]


def link_terms(html: str, terms: list[tuple[str, str, str]], seen: set[str]) -> SafeString:
    """``html`` (already sanitised) with the first use of each term linked to its explanation below the brief."""
    for code, word, _meaning in terms:
        if code in seen:
            continue
        pieces = re.split(r"(<a\b.*?</a>|<[^>]+>)", html, flags=re.DOTALL)
        for index in range(0, len(pieces), 2):
            linked, count = re.subn(
                re.escape(escape(word)),
                lambda m, c=code: f'<a class="term" href="#term-{c}">{m[0]}</a>',
                pieces[index],
                count=1,
                flags=re.IGNORECASE,
            )
            if count:
                pieces[index] = linked
                seen.add(code)
                html = "".join(pieces)
                break
    return mark_safe(html)  # noqa: S308 (input was sanitised; only our own links were added)
