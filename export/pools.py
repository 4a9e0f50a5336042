"""Splitting the cost of a shared shipment or facility so that nobody pays more than alone.

Pure; amounts are Decimals of one currency, rounded to its minor unit, and the shares add up to the total exactly.
Rules: ``equal``, ``weight`` (chargeable weight: the larger of actual and volume weight), ``use`` (hours or days).
A share above a member's own cost alone is cut to that cost and the rest is spread over the others by the same rule,
until it holds for all; where the pool costs more than all of them alone together it is no pool, and is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from portal.common.money import minor_units

RULES = ("equal", "weight", "use")
VOLUME_KG_PER_M3 = Decimal(167)  # the air-freight convention, 6,000 cm³ to the kilogram


class NoSavingError(ValueError):
    """The pool costs more than its members would pay alone."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member's load and what it would pay alone."""

    code: str
    alone: Decimal
    weight_kg: Decimal = Decimal(0)
    volume_m3: Decimal = Decimal(0)
    use: Decimal = Decimal(0)

    @property
    def chargeable_kg(self) -> Decimal:
        return max(self.weight_kg, self.volume_m3 * VOLUME_KG_PER_M3)


def basis_of(member: Member, rule: str) -> Decimal:
    """The member's measure under ``rule``. Raises ValueError for an unknown rule."""
    if rule not in RULES:
        raise ValueError(rule)
    return {"equal": Decimal(1), "weight": member.chargeable_kg, "use": member.use}[rule]


def split(total: Decimal, members: Sequence[Member], *, rule: str, currency: str) -> dict[str, Decimal]:
    """Each member's share of ``total``.

    Raises ValueError for no members, a negative amount, a member listed twice or one without any measure under the
    rule; NoSavingError when the pool costs more than everybody alone.
    """
    basis = {member.code: basis_of(member, rule) for member in members}
    _check(total, members, basis)
    if total > sum(member.alone for member in members):
        raise NoSavingError
    caps = {member.code: member.alone for member in members}
    exact = _fill(total, basis, caps)
    return _rounded(total, exact, caps, minor_units(currency))


def _check(total: Decimal, members: Sequence[Member], basis: Mapping[str, Decimal]) -> None:
    if not members or len(basis) != len(members):
        raise ValueError("members")
    if total < 0 or any(member.alone < 0 for member in members):
        raise ValueError("amounts")
    if any(value <= 0 for value in basis.values()):
        raise ValueError("basis")


def _fill(total: Decimal, basis: Mapping[str, Decimal], caps: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Proportional shares, those above their cap cut to it and the rest spread again."""
    shares: dict[str, Decimal] = {}
    left, open_codes = total, sorted(basis)
    while open_codes:
        weight = sum(basis[code] for code in open_codes)
        over = [code for code in open_codes if left * basis[code] > caps[code] * weight]
        if not over:
            shares |= {code: left * basis[code] / weight for code in open_codes}
            break
        for code in over:
            shares[code] = caps[code]
            left -= caps[code]
        open_codes = [code for code in open_codes if code not in over]
    return shares


def _rounded(
    total: Decimal, exact: Mapping[str, Decimal], caps: Mapping[str, Decimal], digits: int
) -> dict[str, Decimal]:
    """Shares in minor units: rounded down, then the missing units to the largest remainders that have room."""
    unit = Decimal(1).scaleb(-digits)
    shares = {code: value.quantize(unit, rounding=ROUND_DOWN) for code, value in exact.items()}
    missing = total.quantize(unit) - sum(shares.values())
    order = sorted(exact, key=lambda code: (shares[code] - exact[code], code))
    while missing > 0:
        for code in order:
            if missing > 0 and shares[code] + unit <= caps[code]:
                shares[code] += unit
                missing -= unit
        if all(shares[code] + unit > caps[code] for code in order):
            break
    return shares
