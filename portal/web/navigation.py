"""What the header and footer show to whom: draws the registry of ``portal.common.navigation``."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import get_language

from portal.common.navigation import Item, items, register

__all__ = ["Entry", "Item", "entries", "language_links", "register"]

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


def entries(request: HttpRequest, section: str) -> list[Entry]:
    """The links of ``section`` for this person, ready to draw."""
    actor = getattr(request, "actor", None)
    found = shown_to(actor, section)
    if section == "main":
        found = found[:MAIN_LIMIT]
    elif section == "account":
        found = [*shown_to(actor, "main")[MAIN_LIMIT:], *found]
    current = max((url for _item, url in found if request.path.startswith(url)), key=len, default="")
    home = reverse("web:home")
    return [
        Entry(
            code=item.code,
            label=str(item.label),
            url=url,
            count=item.count(actor) if item.count else 0,
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
