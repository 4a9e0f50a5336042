"""Reading the templates as text, for the house tests."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
CODE = ("portal", "lending", "digital", "export")
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*type="application/(?:ld\+)?json")|<style\b|\sstyle=|\son[a-z]+\s*=\s*["']|javascript:""",
    re.IGNORECASE,
)
PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|inset)-(?:left|right)(?:-[a-z]+)?\s*:|(?:left|right)\s*:|"
    r"(?:float|clear|text-align)\s*:\s*(?:left|right)\b)"
)


def files() -> Iterator[Path]:
    """Every template of pages, those of Django and the pieces of Jinja2."""
    yield from sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".jinja"})


def python() -> Iterator[Path]:
    """Every module of the portal and its pillars, without migrations."""
    for folder in CODE:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def inline_faults(text: str) -> list[str]:
    """Inline scripts, styles and event attributes in ``text``."""
    return [match.group(0) for match in INLINE.finditer(re.sub(r"\{#.*?#\}", "", text))]


def physical_faults(css: str) -> list[str]:
    """Declarations that know left from right."""
    return PHYSICAL.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))


def bare_words(text: str) -> list[str]:
    """Words a reader sees that do not pass through translation."""
    text = re.sub(r"\{%\s*(blocktranslate|blocktrans|trans)\b.*?%\}.*?\{%\s*end\1\s*%\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(script|style|code|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r'<(\w+)[^>]*\blang="en"[^>]*>[^<]*</\1>', " ", text)
    text = re.sub(r"<!--.*?-->|<[^>]*>|&\w+;", " ", text, flags=re.DOTALL)
    return [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in NAMES]


NAMES = {"Qantara", "CSV", "JSON", "English", "العربية", "中文"}
PRINTED = (
    "digital/report.html",
    "export/pdf/",
    "lending/pdf/",
    "admin/",
    "emails/",
)  # turned into PDF or mail, never served as a page
