"""How much a benefit gives for a cost: fixed, or a share with a floor and a cap. Money in the brief's currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.common.money import quantise

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Terms:
    """The published terms of an amount. ``rate`` in per cent (0–100)."""

    kind: str
    currency: str
    fixed: Decimal | None = None
    rate: Decimal | None = None
    cap: Decimal | None = None
    floor: Decimal | None = None

    @classmethod
    def of(cls, terms: Mapping[str, Any]) -> "Terms":
        """From a version's terms (decimals as text)."""

        def number(name: str) -> Decimal | None:
            return Decimal(str(terms[name])) if terms.get(name) not in (None, "") else None

        return cls(
            kind=str(terms.get("amount_kind", "none")),
            currency=str(terms.get("currency", "SAR")),
            fixed=number("amount_fixed"),
            rate=number("amount_rate"),
            cap=number("amount_cap"),
            floor=number("amount_floor"),
        )


@dataclass(frozen=True, slots=True)
class Worked:
    """The benefit, what the firm pays itself, and which rule decided: fixed, rate, cap, below_floor, none, needs_cost."""

    amount: Decimal | None
    own: Decimal | None
    rule: str


def work_out(terms: Terms, cost: Decimal | None, other_support: Decimal = Decimal(0)) -> Worked:
    """The benefit for ``cost``; with ``other_support`` the sum never exceeds the cost (cumulation)."""
    if terms.kind == "none":
        return Worked(None, cost, "none")
    if terms.kind == "fixed":
        amount = quantise(terms.fixed or Decimal(0), terms.currency)
        return Worked(amount, None if cost is None else max(Decimal(0), cost - amount - other_support), "fixed")
    if cost is None:
        return Worked(None, None, "needs_cost")
    if terms.floor is not None and cost < terms.floor:
        return Worked(Decimal(0), cost - other_support, "below_floor")
    share = cost * (terms.rate or Decimal(0)) / HUNDRED
    rule = "rate"
    if terms.cap is not None and share > terms.cap:
        share, rule = terms.cap, "cap"
    room = max(Decimal(0), cost - other_support)
    if share > room:
        share, rule = room, "cumulation"
    amount = quantise(share, terms.currency)
    return Worked(amount, max(Decimal(0), cost - amount - other_support), rule)
