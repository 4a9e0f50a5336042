"""Equity is ownership, never a rate: what the investor holds, what the founders keep, what an exit leaves each of
them.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lending.pricing.errors import PriceError

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Stake:
    """Per cents of the firm after the money is in; ``post_money`` in the offer's currency."""

    post_money: Decimal
    investor: Decimal
    owners_before: Decimal
    owners_after: Decimal
    option_pool: Decimal

    @property
    def dilution(self) -> Decimal:
        """Percentage points the present owners give up."""
        return self.owners_before - self.owners_after


def _points(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def stake(
    *, amount: Decimal, pre_money: Decimal, owners_before: Decimal = Decimal(100), option_pool: Decimal = Decimal(0)
) -> Stake:
    """Ownership after an investment of ``amount`` at a ``pre_money`` value.

    ``option_pool`` is the share (per cent) kept for staff after the round, carved out of the present owners, as usual.
    Raises ``PriceError`` when the figures leave the owners with nothing.
    """
    if amount <= 0 or pre_money <= 0:
        raise PriceError("pre_money", "not_positive")
    post = amount + pre_money
    investor = amount / post * 100
    if not 0 <= option_pool < 100 - investor or not 0 < owners_before <= 100:
        raise PriceError("option_pool", "owners_left_with_nothing")
    after = owners_before * (100 - investor - option_pool) / 100
    return Stake(post, _points(investor), _points(owners_before), _points(after), _points(option_pool))


def exit_share(stake_held: Decimal, value: Decimal, preference: Decimal = Decimal(0)) -> tuple[Decimal, Decimal]:
    """What (investor, others) get when the firm is sold for ``value``: the larger of the preference and the share."""
    investor = min(value, max(preference, value * stake_held / 100))
    return _points(investor), _points(value - investor)
