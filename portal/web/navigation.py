"""What the header and footer show to whom: draws the registry of ``portal.common.navigation``."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common.navigation import Item, items, register
from portal.common.pieces import draw
from portal.common.prepared import count_together
from portal.organisations.actors import actor_of_keys

__all__ = ["Entry", "Item", "language_links", "register", "sections"]

LANGUAGE_NAMES = {"ar": "العربية", "en": "English", "zh-hans": "简体中文"}
PREFIX = re.compile(r"^/(?:{})(?=/|$)".format("|".join(code for code, _name in settings.LANGUAGES)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation, ready to draw."""

    code: str
    label: str
    url: str
    count: int
    is_current: bool


FOOTER = (
    ("footer-money", _("Money")),
    ("footer-digital", _("Going digital")),
    ("footer-policy", _("Policies and figures")),
    ("footer", _("About this service")),
)
MAIN_LIMIT = 7  # more tabs than these are no help: the rest moves into the account menu
RESPONDERS = {"lender", "guarantor", "insurer", "investor", "provider", "mentor"}


def is_visitor(actor: Any) -> bool:
    return not (actor and actor.is_signed_in)


def has_firm(actor: Any) -> bool:
    """Acts for an organisation that takes part in the exchange."""
    return bool(actor and actor.organisation and not actor.is_authority)


def is_authority(actor: Any) -> bool:
    return bool(actor and actor.is_authority)


def responds(actor: Any) -> bool:
    """Acts for an organisation that answers requests."""
    return bool(actor and RESPONDERS & set(actor.capabilities))


def is_firm(actor: Any) -> bool:
    """Acts for a firm that asks: every organisation that neither answers nor governs, or that asks as well."""
    return has_firm(actor) and (actor.holds("borrower") or not responds(actor))


def shown_to(actor: Any, section: str) -> list[tuple[Item, str]]:
    """The entries of ``section`` for this person with their addresses; those that do not exist (yet) are left out."""
    language, urlconf = get_language(), get_urlconf()
    found = ((item, address(item.url_name, language, urlconf)) for item in items(section) if item.shown(actor))
    return [(item, url) for item, url in found if url]


@cache
def address(url_name: str, _language: str | None, _urlconf: str | None) -> str:
    """The address of an entry in the active language, "" when it does not exist; every page asks for all of them."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def numbers(actor: Any, found: list[tuple[Item, str]]) -> dict[str, int]:
    """The numbers beside entries by their code; rows are counted together."""
    kept = {item.code: item.count(actor) for item, _url in found if item.count}
    counted = {item.code: item.rows for item, _url in found if item.rows}

    def build(person: int, organisation: int) -> list[QuerySet[Any]]:
        keys = actor_of_keys(person, organisation)
        return [rows(keys) for rows in counted.values()]

    if not counted:
        return kept
    organisation = actor.organisation.pk if actor.organisation else 0
    return kept | dict(
        zip(
            counted, count_together(tuple(counted), build, person=actor.user.pk, organisation=organisation), strict=True
        )
    )


def sections(request: HttpRequest) -> dict[str, list[Entry]]:
    """The links of every section for this person, ready to draw."""
    actor = getattr(request, "actor", None)
    main = shown_to(actor, "main")
    found = {
        "main": main[:MAIN_LIMIT],
        "account": [*main[MAIN_LIMIT:], *shown_to(actor, "account")],
    }
    counts = numbers(actor, [*found["main"], *found["account"]])
    return {section: drawn(request, links, counts) for section, links in found.items()}


def footer(request: HttpRequest) -> SafeString:
    """The links at the foot of every page under their headings; a heading without links is left out."""
    actor = getattr(request, "actor", None)
    found = ((section, tuple((item.code, url) for item, url in shown_to(actor, section))) for section, _name in FOOTER)
    return footer_links(tuple(found), get_language())


@lru_cache(64)
def footer_links(found: tuple[tuple[str, tuple[tuple[str, str], ...]], ...], _language: str | None) -> SafeString:
    """The same, drawn once for all who see the same links (code, address) of each section in one language."""
    headings = dict(FOOTER)
    groups = []
    for section, links in found:
        labels = {item.code: item.label for item in items(section)}
        groups.append((headings[section], [(labels[code], url) for code, url in links]))
    return draw("components/footer_links.jinja", {"groups": [group for group in groups if group[1]]})


def drawn(request: HttpRequest, found: list[tuple[Item, str]], counts: dict[str, int]) -> list[Entry]:
    """Entries with their numbers; the one whose address the page's begins with is marked."""
    current = max((url for _item, url in found if request.path.startswith(url)), key=len, default="")
    home = reverse("web:home")
    return [
        Entry(
            code=item.code,
            label=str(item.label),
            url=url,
            count=counts.get(item.code, 0),
            is_current=url == current and (url != home or request.path == home),
        )
        for item, url in found
    ]


def language_links(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    """The three languages by native name, each leading to the same page with the same query."""
    links = []
    for code, label in LANGUAGE_NAMES.items():
        path = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
        path = PREFIX.sub(f"/{code}", path, count=1) if PREFIX.match(path) else f"/{code}/"
        links.append(
            {
                "code": code,
                "label": label,
                "url": path,
                "dir": "rtl" if code == "ar" else "ltr",
                "current": code == active,
            }
        )
    return links
