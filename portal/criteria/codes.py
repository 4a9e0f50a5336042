"""Code lists and their hierarchies: a rule on a broad code covers every narrower code below it.

Hierarchies are trees found by prefix (ISIC classes below divisions, HS lines below chapters, districts below regions)
or
by data (ISIC divisions below sections, countries below market groups). Pillars add flat lists with :func:`register`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Label = str | Promise
DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "zh-hans", "ar")


@cache
def data(name: str) -> dict[str, Any]:
    """A data file of this package (source, version and date of force are inside it)."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def in_language(names: list[str]) -> str:
    """The name in the active language out of [English, Chinese, Arabic]."""
    language = (get_language() or "en").lower()
    position = LANGUAGES.index(language) if language in LANGUAGES else 0
    return names[position]


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes with a parent per code.

    ``parent(code)`` is the next broader code or None; ``label(code)`` its name in the active language; ``top`` the
    codes offered in forms, broad ones first; ``example`` a narrower code than those, where there are any.
    """

    name: str
    is_valid: Callable[[str], bool]
    parent: Callable[[str], str | None]
    label: Callable[[str], str]
    top: Callable[[], tuple[str, ...]]
    example: str = ""
    _closures: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """``code`` and every broader code that covers it, narrow first."""
        known = self._closures.get(code)
        if known is None:
            chain = [code]
            while (above := self.parent(chain[-1])) is not None:
                chain.append(above)
            known = tuple(chain)
            if len(self._closures) < 50_000:  # bounded: codes come from outside
                self._closures[code] = known
        return known

    def closure(self, codes: Iterable[str]) -> frozenset[str]:
        """Every code that covers at least one of ``codes``."""
        return frozenset(above for code in codes for above in self.ancestors(code))


_lists: dict[str, CodeList] = {}


def get(name: str) -> CodeList:
    """The registered list; KeyError when unknown."""
    return _lists[name]


def names() -> tuple[str, ...]:
    return tuple(_lists)


def add(code_list: CodeList) -> CodeList:
    """Register a list with its own hierarchy. Registering a name again replaces it (same codes expected)."""
    _lists[code_list.name] = code_list
    return code_list


def register(name: str, labels: Mapping[str, Label], parents: Mapping[str, str] | None = None) -> CodeList:
    """Register a list given by its codes and translatable labels; ``parents`` maps a code to the broader one."""
    above = dict(parents or {})
    if cycle := _cycle(above):
        raise ValueError(f"code list {name}: {cycle} is its own ancestor")
    return add(
        CodeList(
            name=name,
            is_valid=labels.__contains__,
            parent=above.get,
            label=lambda code: str(labels.get(code, code)),
            top=lambda: tuple(labels),
        )
    )


def _cycle(parents: Mapping[str, str]) -> str | None:
    for start in parents:
        seen, code = {start}, parents.get(start)
        while code is not None:
            if code in seen:
                return start
            seen.add(code)
            code = parents.get(code)
    return None


# --- ISIC Rev. 4 --------------------


@cache
def _section_of() -> dict[str, str]:
    return {
        f"{number:02d}": section
        for section, (first, last) in data("isic4.json")["sections"].items()
        for number in range(int(first), int(last) + 1)
    }


def _isic_valid(code: str) -> bool:
    if len(code) == 1:
        return code in data("isic4.json")["sections"]
    return 2 <= len(code) <= 4 and code.isascii() and code.isdigit() and code[:2] in data("isic4.json")["names"]


def _isic_parent(code: str) -> str | None:
    if len(code) > 2:
        return code[:-1]
    return _section_of().get(code)


def _isic_label(code: str) -> str:
    listed = data("isic4.json")["names"]
    if code in listed:
        return in_language(listed[code])
    name = listed.get(code[:2])
    return f"{in_language(name)} ({code})" if name else code


def _isic_top() -> tuple[str, ...]:
    listed = data("isic4.json")
    sections = _section_of()
    found: list[str] = []
    for section in listed["sections"]:
        found += [section, *(code for code in listed["names"] if sections.get(code) == section)]
    return tuple(found)


# --- ISO 3166-2 regions, below them districts; ISO 3166-1 markets --------------------


def _region_valid(code: str) -> bool:
    country, *rest = code.split("-")
    if len(code) > 20 or pycountry.countries.get(alpha_2=country) is None:  # type: ignore[no-untyped-call]
        return False
    if not rest:
        return True
    region = f"{country}-{rest[0]}"
    known = region in data("regions.json")["names"] or pycountry.subdivisions.get(code=region) is not None  # type: ignore[no-untyped-call]
    return known and all(part and part.isascii() and part.isalnum() for part in rest[1:])


def _region_parent(code: str) -> str | None:
    return code.rpartition("-")[0] or None


@cache
def _territories(language: str) -> Mapping[str, str]:
    return Locale.parse({"zh-hans": "zh_Hans", "ar": "ar"}.get(language, "en")).territories


def country_name(code: str) -> str:
    """The country's name in the active language (CLDR), or the code."""
    return _territories((get_language() or "en").lower()).get(code, code)


def _region_label(code: str) -> str:
    listed = data("regions.json")["names"]
    if code in listed:
        return in_language(listed[code])
    if "-" not in code:
        return country_name(code)
    found = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]
    if found is not None:
        return str(found.name)
    parent = _region_parent(code)
    return f"{_region_label(parent)} ({code})" if parent else code


def _region_top() -> tuple[str, ...]:
    return (
        "SA",
        *(c for c in data("regions.json")["names"] if c.startswith("SA")),
        "CN",
        *(c for c in data("regions.json")["names"] if c.startswith("CN")),
    )


@cache
def _group_of() -> dict[str, str]:
    return {m: group for group, entry in data("market_groups.json")["groups"].items() for m in entry["members"]}


def _market_label(code: str) -> str:
    group = data("market_groups.json")["groups"].get(code)
    return in_language(group["names"]) if group else country_name(code)


def _market_valid(code: str) -> bool:
    return code in data("market_groups.json")["groups"] or pycountry.countries.get(alpha_2=code) is not None  # type: ignore[no-untyped-call]


def _market_top() -> tuple[str, ...]:
    countries = sorted((c.alpha_2 for c in pycountry.countries), key=country_name)
    return (*data("market_groups.json")["groups"], *countries)


# --- HS 2022 --------------------


def _hs_valid(code: str) -> bool:
    return len(code) in {2, 4, 6} and code.isascii() and code.isdigit() and "01" <= code[:2] <= "97"


def _hs_parent(code: str) -> str | None:
    return code[:-2] if len(code) > 2 else None


ISIC = add(CodeList("isic", _isic_valid, _isic_parent, _isic_label, _isic_top, "1071"))
REGION = add(CodeList("region", _region_valid, _region_parent, _region_label, _region_top, "SA-01-RUH"))
MARKET = add(CodeList("market", _market_valid, lambda code: _group_of().get(code), _market_label, _market_top))
HS = add(
    CodeList("hs", _hs_valid, _hs_parent, str, lambda: tuple(f"{n:02d}" for n in range(1, 98) if n != 77), "080510")
)

# --- short lists --------------------

SIZE_CLASS = register(
    "size_class", {"micro": _("Micro"), "small": _("Small"), "medium": _("Medium"), "large": _("Large")}
)
CERTIFICATE = register(
    "certificate",
    {
        "iso9001": _("ISO 9001 quality"),
        "iso14001": _("ISO 14001 environment"),
        "iso45001": _("ISO 45001 safety at work"),
        "iso27001": _("ISO 27001 information security"),
        "iso22000": _("ISO 22000 food safety"),
        "haccp": _("HACCP food hygiene"),
        "halal": _("Halal"),
        "gmp": _("Good manufacturing practice"),
        "ce": _("CE marking"),
        "saso": _("SASO conformity"),
        "sfda": _("SFDA registration"),
        "aeo": _("Authorised economic operator"),
        "organic": _("Organic"),
    },
)
PRODUCT = register(
    "financing_product",
    {
        "debt": _("Debt"),
        "term_loan": _("Term loan"),
        "working_capital": _("Working capital loan"),
        "credit_line": _("Credit line"),
        "trade_finance": _("Trade finance"),
        "invoice": _("Invoice financing"),
        "leasing": _("Equipment leasing"),
        "islamic": _("Islamic contract"),
        "murabaha": _("Murabaha"),
        "tawarruq": _("Tawarruq"),
        "ijarah": _("Ijarah"),
        "musharakah": _("Musharakah"),
        "equity": _("Equity"),
        "guarantee": _("Guarantee"),
        "insurance": _("Insurance"),
    },
    parents={
        **dict.fromkeys(("term_loan", "working_capital", "credit_line", "trade_finance", "invoice", "leasing"), "debt"),
        **dict.fromkeys(("murabaha", "tawarruq", "ijarah", "musharakah"), "islamic"),
    },
)
PURPOSE = register(
    "purpose",
    {
        "working_capital": _("Working capital"),
        "equipment": _("Equipment"),
        "vehicles": _("Vehicles"),
        "property": _("Premises"),
        "startup": _("Starting up"),
        "expansion": _("Expansion"),
        "acquisition": _("Buying a business"),
        "refinance": _("Refinancing"),
        "digital": _("Digital transformation"),
        "export": _("Selling abroad"),
        "green": _("Energy and environment"),
        "other": _("Something else"),
    },
)
COLLATERAL = register(
    "collateral",
    {
        "real_estate": _("Real estate"),
        "equipment": _("Machines and equipment"),
        "receivables": _("Receivables"),
        "inventory": _("Stock"),
        "deposit": _("Cash deposit"),
        "guarantee": _("Third-party guarantee"),
        "personal": _("Personal guarantee"),
    },
)
LANGUAGE = register(
    "language",
    {
        "en": _("English"),
        "zh": _("Chinese"),
        "ar": _("Arabic"),
        "fr": _("French"),
        "de": _("German"),
        "es": _("Spanish"),
        "ja": _("Japanese"),
        "hi": _("Hindi"),
    },
)
LEGAL_FORM = register(
    "legal_form",
    {
        "sole": _("Sole proprietorship"),
        "partnership": _("Partnership"),
        "llc": _("Limited liability company"),
        "jsc": _("Joint-stock company"),
        "cooperative": _("Cooperative"),
        "nonprofit": _("Non-profit"),
    },
)
