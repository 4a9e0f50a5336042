"""Rounding to a currency's minor unit (ISO 4217 digits), half up, and decimals of rates."""

from decimal import ROUND_HALF_UP, Decimal

from portal.common.money import quantise

RATE_DIGITS = Decimal("0.000000000001")

__all__ = ["percent", "quantise"]


def percent(fraction: float) -> Decimal:
    """A fraction as per cent with twelve decimals; rounding for people happens on the page only."""
    value = (
        (Decimal(repr(fraction)) * 100).quantize(RATE_DIGITS, rounding=ROUND_HALF_UP)
        if abs(fraction) < 1e12
        else Decimal(repr(fraction)) * 100
    )
    return abs(value) if value == 0 else value
