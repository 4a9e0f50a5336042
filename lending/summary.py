"""Headline facts of a financing request for lists and files."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.common import formatting
from portal.common.choices import choice_word
from portal.matchmaking.models import Request


def summary_of(request: Request) -> Sequence[tuple[Any, Any]]:
    """Amount, term, kind, purpose; unset ones are left out."""
    details = request.financing
    values = (
        formatting.money(details.amount, details.currency) if details.amount is not None else "",
        formatting.months(details.months) if details.months else "",
        choice_word(details, "kind") if details.kind else "",
        choice_word(details, "purpose") if details.purpose else "",
    )
    return [(label, value) for label, value in zip(labels(get_language()), values, strict=True) if value]


@cache
def labels(_language: str | None) -> tuple[str, ...]:
    """What the facts are called in the active language; every row of a list asks for it."""
    return _("Amount"), _("Term"), _("Kind"), _("Purpose")
