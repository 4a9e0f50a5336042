"""Country codes of trade data: ISO alpha-3 from alpha-2, numeric and older codes; names and languages through Babel."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale
from babel.languages import get_official_languages
from django.utils.translation import get_language

DATA = Path(__file__).resolve().parent / "data" / "countries.json"


@cache
def _table() -> dict[str, Any]:
    return json.loads(DATA.read_text(encoding="utf-8"))


@cache
def known() -> frozenset[str]:
    """Every alpha-3 code that the portal accepts."""
    return frozenset(country.alpha_3 for country in pycountry.countries) | frozenset(_table()["extra"])


@cache
def from_numeric(number: str) -> str | None:
    """Alpha-3 of a numeric code as BACI and Comtrade use it (leading zeros optional), or None."""
    plain = number.strip().lstrip("0")
    if plain in _table()["numeric"]:
        return _table()["numeric"][plain]
    found = pycountry.countries.get(numeric=plain.zfill(3))
    return found.alpha_3 if found else None


@cache
def from_any(code: str) -> str | None:
    """Alpha-3 of an alpha-3 (present or older), alpha-2 or numeric code, or None when nobody knows it."""
    text = code.strip().upper()
    if text.isdigit():
        return from_numeric(text)
    if len(text) == 2:
        found = pycountry.countries.get(alpha_2=text)
        return found.alpha_3 if found else None
    text = _table()["older"].get(text, text)
    return text if text in known() else None


@cache
def alpha_2(code: str) -> str:
    """Alpha-2 of an alpha-3 code ("" when there is none)."""
    found = pycountry.countries.get(alpha_3=code)
    return found.alpha_2 if found else {"XKX": "XK"}.get(code, "")


def name_of(code: str, language: str | None = None) -> str:
    """The country's name in the reader's language (alpha-3 or alpha-2 in, the code itself when unknown)."""
    short = alpha_2(code) if len(code) == 3 else code
    return _names(_locale_code(language or get_language() or "en")).get(short, code)


def _locale_code(language: str) -> str:
    return {"zh-hans": "zh_Hans", "zh-cn": "zh_Hans"}.get(language.lower(), language.split("-", maxsplit=1)[0])


@cache
def _names(locale: str) -> dict[str, str]:
    return dict(Locale.parse(locale).territories)


@cache
def by_region(language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """(region, (alpha-3, name) of its countries by name): the sub-regions of M49 in the order of the data."""
    document = json.loads((DATA.parent / "regions.json").read_text(encoding="utf-8"))
    names = _names(_locale_code(language))
    long = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    found = []
    for region, codes in document["regions"].items():
        rows = [(long[code], names.get(code, code)) for code in codes.split()]
        found.append((names[region], tuple(sorted(rows, key=lambda row: row[1]))))
    return tuple(found)


@cache
def languages_of(code: str) -> tuple[str, ...]:
    """Official languages (ISO 639 codes without script) of an alpha-3 country."""
    found = get_official_languages(alpha_2(code), regional=False, de_facto=True)
    return tuple(dict.fromkeys(language.split("_")[0] for language in found))
