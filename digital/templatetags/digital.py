"""Words for codes in the pillar's fragments."""

from typing import Any

from django import template

from digital.instruments.gaps import labels
from digital.models import BuyerGroup, ProposalTerms
from digital.schemes.catalogue import versions
from digital.services.shares import group_of, own_lines, price_of
from portal.matchmaking.models import Request, Response

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


@register.simple_tag
def joint_share(response: Response) -> dict[str, Any] | None:
    """The own share of a joint purchase and how many other firms take part; None for a firm that buys alone."""
    group = group_of(response)
    if group is None:
        return None
    return {
        "price": price_of(own_lines(response)),
        "currency": response.proposal.currency,  # type: ignore[attr-defined]
        "others": group.members.count() - 1,
    }


@register.simple_tag
def joint_purchase(request: Request) -> dict[str, int] | None:
    """Firms and users behind a joint request, for its bidders; None when one firm asks."""
    group = BuyerGroup.objects.filter(request=request).prefetch_related("members").first()
    members = list(group.members.all()) if group else []
    return {"firms": len(members), "users": sum(row.users for row in members)} if len(members) > 1 else None
