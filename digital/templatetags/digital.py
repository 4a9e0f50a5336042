"""Words for codes in the pillar's fragments."""

from django import template

from digital.instruments.gaps import labels
from digital.models import ProposalTerms
from digital.schemes.catalogue import versions

register = template.Library()


@register.simple_tag
def digital_category(code: str) -> str:
    """The category's name in the reader's language."""
    return str(labels("categories").get(code, ""))


@register.simple_tag
def digital_scheme(code: str) -> str:
    """The scheme's name in the reader's language."""
    return next((str(row.title) for row in versions() if row.code == code), "")


@register.filter
def digital_answer(terms: ProposalTerms, number: int) -> str:
    """The answer to the firm's ``number``-th question."""
    return str(getattr(terms, f"answer_{number}", ""))
