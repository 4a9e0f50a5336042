"""The three catalogues without gettext: extract, see what is missing, fill, compile.

    python -m tools.catalogues sync              add new messages, drop unused ones, fill English with itself
    python -m tools.catalogues missing ar        print untranslated messages of a language as JSON
    python -m tools.catalogues fill ar FILE      take translations from a JSON file made after that pattern
    python -m tools.catalogues compile           write the .mo files
    python -m tools.catalogues check             non-zero exit when anything is missing, fuzzy, stale or inconsistent

JSON: {"message": "translation"}; with a context: {"context|||message": …}; plural: a list of forms
(Chinese 1, Arabic 6: zero one two few many other).
"""

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import polib
from babel.messages.extract import extract
from django.conf import settings
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "zh_Hans", "ar")
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "zh_Hans": "nplurals=1; plural=0;",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;",
}
FORMS = {"en": 2, "zh_Hans": 1, "ar": 6}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
FOLDERS = ("portal", "lending", "digital", "export", "templates")
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sdf]|%[sd]|\{[a-z_0-9]*\}")
SEPARATOR = "|||"
Key = tuple[str | None, str]


def sources() -> Iterator[tuple[Any, str]]:
    """Every file that can hold messages: how babel reads it, its text; Django's templates turned into Python-like text."""
    from django.utils.translation import templatize

    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield "python", path.read_text(encoding="utf-8")
            elif path.suffix == ".jinja":
                yield babel_extract, path.read_text(encoding="utf-8")
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                # Indentation means nothing in a template and everything to the extractor.
                text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
                yield "python", "\n".join(line.lstrip() for line in text.splitlines())


def messages() -> dict[Key, str | None]:
    """All messages in the code: (context, singular) → plural or None."""
    found: dict[Key, str | None] = {}
    for method, text in sources():
        file = io.BytesIO(text.encode())
        for _line, message, _comments, context in extract(method, file, KEYWORDS, options={"trimmed": "true"}):
            if isinstance(message, tuple):
                found[(context, message[0])] = message[1]
            elif message:
                found.setdefault((context, message), None)
    return found


def catalogue_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> polib.POFile:
    path = catalogue_path(language)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=0)
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURALS[language],
    }
    return catalogue


def blank(key: Key, plural: str | None, language: str) -> polib.POEntry:
    context, message = key
    english = language == "en"
    if plural is None:
        return polib.POEntry(msgctxt=context, msgid=message, msgstr=message if english else "")
    forms = {0: message, 1: plural} if english else dict.fromkeys(range(FORMS[language]), "")
    return polib.POEntry(msgctxt=context, msgid=message, msgid_plural=plural, msgstr_plural=forms)


def sync() -> None:
    found = messages()
    for language in LANGUAGES:
        catalogue = load(language)
        kept = {
            (e.msgctxt, e.msgid): e
            for e in catalogue
            if found.get((e.msgctxt, e.msgid), "") == (e.msgid_plural or None)
        }
        entries = [kept.get(key) or blank(key, plural, language) for key, plural in found.items()]
        fresh = polib.POFile(wrapwidth=0)
        fresh.metadata = catalogue.metadata
        fresh.extend(sorted(entries, key=lambda e: (e.msgid, e.msgctxt or "")))
        catalogue_path(language).parent.mkdir(parents=True, exist_ok=True)
        fresh.save(str(catalogue_path(language)))
        print(f"{language}: {len(fresh)} messages, {len(fresh.untranslated_entries())} untranslated")


def name_of(entry: polib.POEntry) -> str:
    return f"{entry.msgctxt}{SEPARATOR}{entry.msgid}" if entry.msgctxt else entry.msgid


def missing(language: str) -> None:
    gaps = {name_of(e): [""] * FORMS[language] if e.msgid_plural else "" for e in load(language).untranslated_entries()}
    print(json.dumps(gaps, ensure_ascii=False, indent=0))


def fill(language: str, path: Path) -> None:
    catalogue = load(language)
    given = json.loads(path.read_text(encoding="utf-8"))
    known = {name_of(entry): entry for entry in catalogue}
    for name, value in given.items():
        entry = known.get(name)
        if entry is None:
            print(f"unknown message ignored: {name[:70]}")
        elif entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate(value))
        else:
            entry.msgstr = value
    catalogue.save(str(catalogue_path(language)))
    print(f"{language}: {len(catalogue.untranslated_entries())} still untranslated")


def compile_all() -> None:
    for language in LANGUAGES:
        path = catalogue_path(language)
        target = path.with_suffix(".mo")
        if path.exists() and (not target.exists() or target.stat().st_mtime < path.stat().st_mtime):
            load(language).save_as_mofile(str(target))


def faults() -> list[str]:
    """Everything wrong with the catalogues, in words."""
    found = messages()
    problems = []
    for language in LANGUAGES:
        catalogue = load(language)
        known = {(e.msgctxt, e.msgid) for e in catalogue}
        problems += [f"{language}: not in the catalogue: {key[1]!r}" for key in found.keys() - known]
        problems += [f"{language}: unused: {key[1]!r}" for key in known - found.keys()]
        for entry in catalogue:
            texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            if not all(texts):
                problems.append(f"{language}: untranslated: {entry.msgid!r}")
            if entry.fuzzy:
                problems.append(f"{language}: fuzzy: {entry.msgid!r}")
            wanted = set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
            held = set(PLACEHOLDER.findall("".join(texts)))
            if (all(texts) and held - wanted) or (not entry.msgid_plural and all(texts) and wanted != held):
                problems.append(f"{language}: placeholders differ: {entry.msgid!r}")
    return problems


def check() -> None:
    problems = faults()
    print("\n".join(problems[:200]))
    print(f"{len(problems)} faults in the catalogues")
    sys.exit(bool(problems))


def main() -> None:
    settings.configure() if not settings.configured else None
    django.setup()
    match sys.argv[1:]:
        case ["sync"]:
            sync()
        case ["missing", language]:
            missing(language)
        case ["fill", language, path]:
            fill(language, Path(path))
        case ["compile"]:
            compile_all()
        case ["check"]:
            check()
        case _:
            print(__doc__)
            sys.exit(2)


if __name__ == "__main__":
    main()
