"""A brief's texts as readers see them: sections as HTML, figures put in, hard words explained. Page and preview share it."""

from collections.abc import Mapping
from typing import Any

from portal.briefs import figures, markdown
from portal.briefs.fields import FIELDS, LINES, TextField, lines

SKIPPED = ("title", "points", "legal", "question", "choices", "changes")


def read(held: Mapping[str, str], language: str, reference: str, *, has_glossary: bool = True) -> dict[str, Any]:
    """``held``: texts of one language by field. Title (else ``reference``), points, sections, legal text, glossary.

    Headings are in the active language. Without a glossary on the page the hard words lead nowhere and stay plain.
    """
    values = figures.texts() if any(markdown.figure_names(body) for body in held.values()) else {}
    plain = " ".join(body for code, body in held.items() if code != "legal")
    words = markdown.terms_in(plain, language) if has_glossary else []
    seen: set[str] = set()
    shown = [field for field in FIELDS if field.code not in SKIPPED and held.get(field.code)]
    return {
        "title": held.get("title", reference),
        "points": lines(held.get("points", "")),
        "parts": [part(field, held, values, words, seen) for field in shown],
        "legal": markdown.to_html(held.get("legal", "")),
        "glossary": words,
    }


def part(
    field: TextField, held: Mapping[str, str], values: dict[str, str], words: list[Any], seen: set[str]
) -> dict[str, Any]:
    """One section of the page."""
    text = markdown.with_figures(held[field.code], values)
    if field.kind == LINES:
        items = [
            markdown.link_terms(markdown.to_html(item).removeprefix("<p>").removesuffix("</p>\n"), words, seen)
            for item in lines(text)
        ]
        return {"code": field.code, "label": str(field.label), "lines": items}
    return {
        "code": field.code,
        "label": str(field.label),
        "html": markdown.link_terms(markdown.to_html(text), words, seen),
    }
