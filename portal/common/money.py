"""Money is a Decimal with a currency: checks, rounding, minor units (ISO 4217)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.numbers import get_currency_precision

CURRENCIES = ("SAR", "CNY", "USD", "EUR", "AED", "INR", "JPY", "KRW", "GBP", "EGP", "BHD", "KWD", "OMR", "QAR")
MAX_AMOUNT = Decimal("999999999999.99")


@cache
def minor_units(currency: str) -> int:
    """Digits after the point of ``currency`` (JPY 0, SAR 2, KWD 3); CLDR's table through Babel."""
    return get_currency_precision(currency)


def quantise(amount: Decimal, currency: str) -> Decimal:
    """``amount`` rounded half up to the currency's minor unit."""
    return amount.quantize(Decimal(1).scaleb(-minor_units(currency)), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; adding two currencies is an error."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)
