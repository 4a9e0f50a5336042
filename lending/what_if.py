"""What a guarantee would change, before anything is sent: fee by grade, yearly rate with and without, mandates
that open.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lending.facts import facts_of, with_guarantee
from lending.mandate_rules import KIND
from lending.pricing import guarantee_fees
from lending.pricing.errors import PriceError
from lending.pricing.guarantee_fees import GuaranteeFee
from lending.pricing.money import quantise
from lending.pricing.quote import Quote, price
from lending.pricing.terms import Fee, Product
from portal.criteria.matching import match_kind
from portal.matchmaking.models import Request


@dataclass(frozen=True, slots=True)
class WhatIf:
    """``fee`` in the request's currency at the scheme's rates; two quotes of the same loan."""

    fee: GuaranteeFee
    without: Quote
    with_guarantee: Quote

    @property
    def saved(self) -> Decimal:
        """Total cost less with the guarantee (negative: it costs more)."""
        return self.without.total_cost - self.with_guarantee.total_cost


def fee_of(data: dict[str, Any], currency: str) -> GuaranteeFee:
    """The scheme's fee for the amount as it stands: its percentages, applied in the request's own currency."""
    amount, months, grade = data["amount"], data["months"], (data.get("grade") or "").strip().upper()
    if data["scheme"] == "busan":
        found = guarantee_fees.busan(amount=max(amount, Decimal(30_000_000)), months=months, grade=grade or None)
        fee = quantise(amount * found.rate / 100 * months / 12, currency)
        return GuaranteeFee("busan", currency, found.rate, fee, found.cover, found.source, found.as_of)
    if data["scheme"] == "sba_7a":
        found = guarantee_fees.sba_7a(amount=amount, months=months)
        return GuaranteeFee("sba_7a", currency, found.rate, found.fee, found.cover, found.source, found.as_of)
    if grade and not grade.isdecimal():
        raise PriceError("grade", "grade_range")
    return guarantee_fees.japan(amount=amount, months=months, grade=int(grade) if grade else None, currency=currency)


def run(data: dict[str, Any], currency: str) -> WhatIf | PriceError:
    """The what-if for cleaned form ``data``; the refusal itself when the engine has no answer."""
    try:
        fee = fee_of(data, currency)
        amount, months = data["amount"], data["months"]
        with_rate = data.get("rate_with") if data.get("rate_with") is not None else data["rate"]
        without = price(Product("reducing", currency, amount, data["rate"], months))
        covered = price(
            Product(
                "reducing", currency, amount, with_rate, months, fees=(Fee(fee.fee, "withheld", payee="guarantor"),)
            )
        )
    except PriceError as error:
        return error
    return WhatIf(fee, without, covered)


def mandates_opened(request: Request) -> dict[str, Any]:
    """How many mandates fit without and with a guarantee; counts only, no names (nothing has been asked of anybody)."""
    facts = facts_of(request)
    before, after = (match_kind(KIND, with_guarantee(facts, wished), 1).count for wished in (False, True))
    return {"before": before, "after": after, "more": after - before}
