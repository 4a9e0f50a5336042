"""Where a person goes from the overview: one card per place of work, by what their organisation is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from portal.organisations.actors import Actor
from portal.web.navigation import is_authority, is_firm, responds


@dataclass(frozen=True)
class Shortcut:
    """``shown`` says for whom; ``url_name`` is left out where the app that has it is not installed."""

    shown: Callable[[Any], bool]
    url_name: str
    title: Any
    text: Any


def holding(*kinds: str) -> Callable[[Any], bool]:
    """Acts for an organisation that holds one of the capabilities ``kinds``."""
    return lambda actor: any(actor.holds(kind) for kind in kinds)


PUBLIC = (
    ("web:fit-check", _("Would lenders say yes?"), _("Six questions, no name asked.")),
    ("lending:calculator", _("What does a loan really cost?"), _("Turn a quoted rate into the real yearly rate.")),
    ("briefs:finder", _("Public support"), _("Find the government programme that fits your firm")),
    ("digital:packages", _("Digital packages"), _("Tools for your trade, with price and grant.")),
)
SHORTCUTS = (
    Shortcut(is_firm, "web:fit-check", _("Find money"),
             _("See in two minutes which lenders' rules your firm meets.")),
    Shortcut(is_firm, "digital:assessment-home", _("Go digital"),
             _("Measure how digital your firm is and plan the next step.")),
    Shortcut(is_firm, "export:hub", _("Sell abroad"),
             _("Find out whether, where and with whom to sell.")),
    Shortcut(is_firm, "briefs:mine", _("Public support"),
             _("Programmes whose conditions your firm meets.")),
    Shortcut(holding("lender", "investor"), "lending:mandates", _("Your mandates"),
             _("What you finance, in rules that decide what you see.")),
    Shortcut(holding("lender", "investor"), "lending:shelf", _("Product shelf"),
             _("How small firms see your products beside others.")),
    Shortcut(holding("provider"), "digital:own-profile", _("Your public profile"),
             _("Solutions, sectors and proofs, as small firms see them.")),
    Shortcut(holding("provider"), "digital:packages", _("Digital packages"),
             _("How small firms see your packages beside others.")),
    Shortcut(holding("mentor"), "export:mentor-company", _("Your mentoring"),
             _("Hours promised and given, and the firms you help.")),
    Shortcut(holding("mentor", "buyer"), "export:vouching", _("Vouch for a supplier"),
             _("Say what you know of a supplier; it helps with credit.")),
    Shortcut(responds, "matchmaking:inbox", _("Requests for you"),
             _("Open requests that fit your written rules, with reasons.")),
    Shortcut(holding("adviser"), "digital:followed", _("Firms you advise"),
             _("Plans that firms have opened to you.")),
    Shortcut(is_authority, "reports:dashboard", _("Figures"),
             _("From request to result, unmet demand, missed limits.")),
    Shortcut(is_authority, "briefs:desk", _("Policy briefs"),
             _("Write, review and publish in three languages.")),
    Shortcut(is_authority, "vetting:queue", _("Vetting queue"),
             _("Applications with evidence, oldest first.")),
    Shortcut(is_authority, "complaints:list", _("Complaints and appeals"),
             _("Cases with their limits and decisions.")),
)  # fmt: skip
MOST = 4  # cards in one row of a wide window


def shortcuts(actor: Actor | None) -> list[dict[str, Any]]:
    """Title, text and address of at most ``MOST`` places; without a person, what is open to everybody."""
    shown = [(i.url_name, i.title, i.text) for i in SHORTCUTS if i.shown(actor)] if actor else PUBLIC
    found = []
    for url_name, title, text in shown:
        try:
            found.append({"title": title, "text": text, "url": reverse(url_name)})
        except NoReverseMatch:
            continue
    return found[:MOST]
