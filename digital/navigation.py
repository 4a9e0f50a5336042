"""Entries of the navigation, and the words and tones of the pillar's states."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from digital.choices import ApplicationState, ChallengeState, PilotState, PlanState, SignalState
from portal.common import states
from portal.common.navigation import Item, everybody, register, signed_in
from portal.organisations.choices import CapabilityKind


def is_firm(actor: Any) -> bool:
    """A firm that may want to change something: not a provider, lender or authority alone."""
    return bool(actor and actor.organisation and actor.holds(CapabilityKind.BORROWER))


def register_all() -> None:
    """Register entries and states."""
    register_entries()
    register_public_entries()
    words = states.register_choices
    words("plan", PlanState, proposed="info", in_progress="info", blocked="warn", done="ok", already_done="ok")
    words(
        "grant",
        ApplicationState,
        submitted="info",
        approved="ok",
        refused="bad",
        claimed="info",
        paid="ok",
        lapsed="warn",
    )
    words("signal", SignalState, open="warn", explained="info", dismissed="ok", upheld="bad", appealed="warn")
    words("pilot", PilotState, running="info", reached="ok", missed="warn", stopped="warn")
    words("challenge", ChallengeState, open="info", decided="ok")


def register_entries() -> None:
    """The pillar's entries, those of firms first."""
    register(
        Item(
            "digital-assessment",
            pgettext_lazy("navigation", "Digital check"),
            "digital:assessment-home",
            is_firm,
            order=32,
        )
    )
    register(Item("digital-plan", pgettext_lazy("navigation", "My plan"), "digital:plan", is_firm, order=33))
    register(Item("digital-packages", _("Digital packages"), "digital:packages", everybody, order=34))
    register(Item("digital-grants", _("Grants"), "digital:schemes", everybody, order=35))
    register(
        Item(
            "digital-profile", _("Our profile"), "digital:own-profile",
            lambda actor: bool(actor and actor.holds(CapabilityKind.PROVIDER)), order=31,
        )
    )  # fmt: skip
    register(
        Item(
            "digital-followed", _("Firms we advise"), "digital:followed",
            lambda actor: bool(actor and actor.holds(CapabilityKind.ADVISER)), order=31,
        )
    )  # fmt: skip
    register(Item("digital-groups", _("Buy together"), "digital:groups", is_firm, order=36))


PUBLIC: tuple[tuple[str, Any, str, Callable[[Any], bool]], ...] = (
    ("digital-prices", _("What others paid"), "digital:prices", everybody),
    ("digital-challenges", _("Challenges"), "digital:challenges", everybody),
    ("digital-trainings", _("Trainings"), "digital:trainings", everybody),
    ("digital-work", _("Digital work"), "digital:work", signed_in),
    ("digital-pilots", _("Pilots"), "digital:pilots", everybody),
    ("digital-offers", _("Offers of help"), "digital:offers", everybody),
)


def register_public_entries() -> None:
    """What everybody may look at, at the foot of the page; and the questions of officers and providers."""
    for order, (code, label, url_name, shown) in enumerate(PUBLIC, 67):
        register(Item(code, label, url_name, shown, order=order, section="footer-digital"))
    register(
        Item(
            "digital-signals", _("Integrity questions"), "digital:signals",
            lambda actor: bool(actor and (actor.is_authority or actor.holds(CapabilityKind.PROVIDER))), order=60,
        )
    )  # fmt: skip
