"""Tags of financing pages (a builtin library): words of codes, vocabulary, signed statements, stored schedules."""

from typing import Any

from django import template

from lending import choices, offers
from lending.key_facts import fee_row
from lending.models import KeyFacts
from lending.words import vocabulary
from portal.criteria.codes import get as code_list
from portal.matchmaking.models import Response

register = template.Library()
LISTS = {
    "security": dict(choices.Security.choices),
    "kind": dict(choices.Kind.choices),
    "purpose": dict(choices.Purpose.choices),
    "product": dict(choices.Product.choices),
}
CODE_LISTS = {"sector": "isic", "region": "region"}


@register.simple_tag
def financing_words(name: str, codes: Any) -> str:
    """The words of ``codes``, one after the other in the reader's list style."""
    known = LISTS.get(name, {})
    label = code_list(CODE_LISTS[name]).label if name in CODE_LISTS else lambda code: known.get(code, code)
    return " · ".join(str(label(code)) for code in codes or [])


@register.simple_tag
def financing_vocabulary(product: str) -> dict[str, str]:
    """The contract's own words for the figures."""
    return vocabulary(product or "")


@register.simple_tag
def financing_signed(response: Response) -> KeyFacts | None:
    """The signature on the offer's key facts statement."""
    return KeyFacts.objects.filter(response=response).first()


@register.simple_tag
def financing_fees(fees: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stored charges with the words of their moments and payees."""
    return [fee_row(fee) for fee in fees]


@register.simple_tag
def financing_rows(schedule: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A stored schedule as rows for a table."""
    return offers.stored_rows(schedule)
