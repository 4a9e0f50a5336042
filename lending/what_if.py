"""What a guarantee would change, before anything is sent: fee by grade, yearly rate with and without, which mandates open."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lending.facts import facts_of, with_guarantee
from lending.mandate_rules import KIND
from lending.models import Mandate
from lending.pricing import guarantee_fees
from lending.pricing.errors import PriceError
from lending.pricing.guarantee_fees import GuaranteeFee
from lending.pricing.money import quantise
from lending.pricing.quote import Quote, price
from lending.pricing.terms import Fee, Product
from lending.shelf import shelf
from portal.criteria.catalogue import Facts
from portal.criteria.evaluate import Outcome
from portal.criteria.matching import explain, opened_by
from portal.criteria.models import CriteriaSet
from portal.matchmaking.models import Request

MOST = 10_000  # mandates compared, best first
SHOWN = 20


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
        with_rate: Decimal = data["rate"] if data.get("rate_with") is None else data["rate_with"]
        without = price(Product("reducing", currency, amount, data["rate"], months))
        covered = price(
            Product(
                "reducing", currency, amount, with_rate, months, fees=(Fee(fee.fee, "withheld", payee="guarantor"),)
            )
        )
    except PriceError as error:
        return error
    return WhatIf(fee, without, covered)


@dataclass(frozen=True, slots=True)
class OpenedMandate:
    """A product on the public shelf that a guarantee would open, and the rules that change, in words."""

    mandate: Mandate
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """Mandates met ``before`` and ``after``; the public ones by name, the others (``unnamed``) only as a number.

    A mandate that is not on the shelf stays its lender's secret: neither its lender nor its rules are shown.
    """

    before: int
    after: int
    named: tuple[OpenedMandate, ...]
    more_named: int
    unnamed: int


def mandates_opened(request: Request) -> Opened:
    """What a guarantee would open for ``request``; nothing is asked of anybody."""
    facts = facts_of(request)
    without, held = (with_guarantee(facts, wished) for wished in (False, True))
    found = opened_by(KIND, without, held, MOST)
    place = {key: n for n, key in enumerate(found.keys)}
    rows = shelf().filter(criteria__in=found.keys).select_related("criteria")
    public = sorted(((one, one.criteria) for one in rows if one.criteria), key=lambda pair: place[pair[1].pk])
    shown = public[:SHOWN]
    named = tuple(OpenedMandate(one, _opening_rules(rules, without, held)) for one, rules in shown)
    return Opened(found.before, found.after, named, len(public) - len(shown), len(found.keys) - len(public))


def _opening_rules(criteria: CriteriaSet, without: Facts, held: Facts) -> tuple[str, ...]:
    """The rules ``held`` meets and ``without`` does not, in the reader's language."""
    before, after = explain(criteria, without), explain(criteria, held)
    failed = {(rule.fact, rule.needed) for rule in before.rules if rule.outcome is not Outcome.MEETS}
    changed = tuple(rule.sentence for rule in after.rules if (rule.fact, rule.needed) in failed)
    # Another group of rules may decide now: then its rules on security are what opened.
    return changed or tuple(rule.sentence for rule in after.rules if rule.fact == "collateral")
