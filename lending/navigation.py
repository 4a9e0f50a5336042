"""Navigation entries and state words of financing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lending.choices import MandateState
from portal.common import states
from portal.common.navigation import Item, register

TONES = {"draft": "neutral", "active": "ok", "paused": "warn", "retired": "neutral"}


def is_lender(actor: Any) -> bool:
    return bool(actor and actor.is_signed_in and actor.holds("lender"))


def register_all() -> None:
    """Called once when the app starts."""
    states.STATES["mandate"] = {state.value: (state.label, TONES[state.value]) for state in MandateState}
    register(Item("lending-mandates", _("Mandates"), "lending:mandates", shown=is_lender, order=30))
    register(
        Item(
            "lending-shelf",
            _("Financing products"),
            "lending:shelf",
            shown=lambda actor: True,
            section="footer-money",
            order=20,
        )
    )
    register(
        Item(
            "lending-calculator",
            _("Loan calculator"),
            "lending:calculator",
            shown=lambda actor: True,
            section="footer-money",
            order=21,
        )
    )
