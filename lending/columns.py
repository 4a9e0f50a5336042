"""The comparison's lines: what is read off an offer, how it is shown, which way is better."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from lending.models import OfferTerms
from portal.common.choices import choice_word
from portal.common.money import Money
from portal.matchmaking.models import Response
from portal.matchmaking.pillars import Column

COST, CONDITIONS, SPEED = _("Cost"), _("Conditions"), _("Speed")


def terms_of(response: Response) -> OfferTerms:
    """The offer's terms (one join when the list selected them)."""
    found: OfferTerms = response.offer
    return found


def money(name: str) -> Callable[[Response], Money | None]:
    """Reader of an amount column."""

    def read(response: Response) -> Money | None:
        terms = terms_of(response)
        value = getattr(terms, name)
        return Money(value, terms.currency) if value is not None else None

    return read


def plain(name: str) -> Callable[[Response], Any]:
    """Reader of a plain column."""
    return lambda response: getattr(terms_of(response), name)


def label(name: str) -> Callable[[Response], str]:
    """Reader of a choice's words."""
    return lambda response: choice_word(terms_of(response), name)


def percent(name: str) -> Callable[[Response], Decimal | None]:
    """Reader of a rate, to two decimals."""

    def read(response: Response) -> Decimal | None:
        value = getattr(terms_of(response), name)
        return None if value is None else Decimal(value).quantize(Decimal("0.01"))

    return read


def same_amount(responses: Sequence[Response]) -> bool:
    """Sums of money compare only when every offer lends the same (ux §4, fault 1)."""
    return len({terms_of(response).amount for response in responses}) <= 1


def same_rhythm(responses: Sequence[Response]) -> bool:
    """A weekly payment is never "lower" than a monthly one."""
    return same_amount(responses) and len({terms_of(response).frequency for response in responses}) <= 1


COLUMNS = (
    Column("effective_apr", _("Real yearly rate (APR)"), percent("effective_apr"), "percent", "low", COST),
    Column("total_cost", _("Total cost"), money("total_cost"), "money", "low", COST, same_amount),
    Column(
        "largest_instalment", _("Largest instalment"), money("largest_instalment"), "money", "low", COST, same_rhythm
    ),
    Column("cash_in_hand", _("Money you receive"), money("cash_in_hand"), "money", "high", COST, same_amount),
    Column("first_instalment", _("First instalment"), money("first_instalment"), "money", "", COST),
    Column("total_repaid", _("Total you pay back"), money("total_repaid"), "money", "", COST),
    Column("nominal_apr", _("Nominal yearly rate"), percent("nominal_apr"), "percent", "", COST),
    Column("claimed_apr", _("Rate the lender states"), percent("claimed_apr"), "percent", "", COST),
    Column("ownership", _("Share of the firm sold"), percent("ownership"), "percent", "", COST),
    Column("product", _("Kind of contract"), label("product"), "text", "", CONDITIONS),
    Column("amount", _("Amount"), money("amount"), "money", "", CONDITIONS),
    Column("months", _("Term in months"), plain("months"), "number", "", CONDITIONS),
    Column("rate_kind", _("Rate"), label("rate_kind"), "text", "", CONDITIONS),
    Column("grace_months", _("Months before repaying"), plain("grace_months"), "number", "", CONDITIONS),
    Column("security", _("Security asked for"), plain("security"), "text", "", CONDITIONS),
    Column("early_rule", _("Leaving early costs"), label("early_rule"), "text", "", CONDITIONS),
    Column("conditions", _("Other conditions"), plain("conditions"), "text", "", CONDITIONS),
    Column("money_days", _("Working days to the money"), plain("money_days"), "days", "low", SPEED),
    Column("valid_until", _("Valid until"), lambda response: response.valid_until, "date", "", SPEED),
)
