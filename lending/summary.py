"""Headline facts of a financing request for lists and files."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from portal.common import formatting
from portal.matchmaking.models import Request


def summary_of(request: Request) -> Sequence[tuple[Any, Any]]:
    """Amount, term, kind, purpose; unset ones are left out."""
    details = request.financing
    rows = [
        (_("Amount"), formatting.money(details.amount, details.currency) if details.amount is not None else ""),
        (_("Term"), formatting.months(details.months) if details.months else ""),
        (_("Kind"), details.get_kind_display()),
        (_("Purpose"), details.get_purpose_display()),
    ]
    return [(label, value) for label, value in rows if value]
