"""Headline facts of a financing request for lists and files."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lending.choices import Kind, Purpose
from portal.common import formatting
from portal.matchmaking.models import Request


def summary_of(request: Request) -> Sequence[tuple[Any, Any]]:
    """Amount, term, kind, purpose; unset ones are left out."""
    details = request.financing
    rows = [
        (_("Amount"), formatting.money(details.amount, details.currency) if details.amount is not None else ""),
        (_("Term"), formatting.months(details.months) if details.months else ""),
        (_("Kind"), Kind(details.kind).label if details.kind else ""),
        (_("Purpose"), Purpose(details.purpose).label if details.purpose else ""),
    ]
    return [(label, value) for label, value in rows if value]
