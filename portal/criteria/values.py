"""Reading values: JSON to typed values, with messages a person understands when they are wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.money import CURRENCIES
from portal.criteria import catalogue, codes
from portal.criteria.catalogue import Fact, FactValue, Kind

MAX_CODES = 2_000
PLACES = 4


class ValueProblem(Exception):
    """A value is wrong; ``path`` is the JSON pointer below the value, ``message`` translatable."""

    def __init__(self, message: str | Promise, path: str = ""):
        super().__init__(message)
        self.message = message
        self.path = path


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers between two ends; None is open-ended, ``*_open`` leaves the end itself out. Dates are day ordinals."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False
    currency: str = ""

    def holds(self, number: Decimal) -> bool:
        """Whether ``number`` (already in this range's currency) lies inside."""
        if self.low is not None and (number < self.low or (self.low_open and number == self.low)):
            return False
        return self.high is None or not (number > self.high or (self.high_open and number == self.high))


def read_decimal(raw: Any, path: str = "") -> Decimal:
    """A finite decimal of at most four places below 10^14, from a string or an integer."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise ValueProblem(_("Enter a number."), path)
    text = str(raw).strip()
    if len(text) > 40:
        raise ValueProblem(_("Enter a number of a sensible size."), path)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueProblem(_("Enter a number."), path) from None
    if not number.is_finite() or abs(number) >= catalogue.BIGGEST:
        raise ValueProblem(_("Enter a number of a sensible size."), path)
    if number != number.quantize(Decimal(1).scaleb(-PLACES)):
        raise ValueProblem(_("Give at most four digits after the point."), path)
    return number


def read_currency(raw: Any, path: str = "") -> str:
    if not isinstance(raw, str) or raw not in CURRENCIES:
        raise ValueProblem(_("Name a known currency by its three letters, such as SAR."), path)
    return raw


def read_money(raw: Any, path: str = "") -> tuple[Decimal, str]:
    """``{"amount": "…", "currency": "SAR"}`` as (amount, currency)."""
    if not isinstance(raw, Mapping) or set(raw) != {"amount", "currency"}:
        raise ValueProblem(_("Give an amount and a currency."), path)
    return read_decimal(raw["amount"], f"{path}/amount"), read_currency(raw["currency"], f"{path}/currency")


def read_date(raw: Any, path: str = "") -> date:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueProblem(_("Enter a date as year-month-day, such as 2026-01-31."), path) from None


def read_codes(raw: Any, list_name: str, path: str = "") -> tuple[str, ...]:
    """A list of different valid codes of the named list."""
    if not isinstance(raw, list | tuple):
        raise ValueProblem(_("Give a list of codes."), path)
    if len(raw) > MAX_CODES:
        raise ValueProblem(_("This list is too long."), path)
    known = codes.get(list_name)
    for position, code in enumerate(raw):
        if not isinstance(code, str) or not known.is_valid(code):
            raise ValueProblem(_("This code is not in the list."), f"{path}/{position}")
    return tuple(dict.fromkeys(raw))


def check_sense(fact: Fact, number: Decimal, path: str = "") -> None:
    """Refuse a held number outside the bounds of sense (a negative staff count, 400 per cent of ownership)."""
    if (fact.low is not None and number < fact.low) or (fact.high is not None and number > fact.high):
        raise ValueProblem(_("This number is outside what is possible here."), path)


def read_fact(fact: Fact, raw: Any) -> FactValue:
    """The JSON form of a fact's value (null is missing) as a FactValue; raises ValueProblem."""
    if raw is None:
        return FactValue(None)
    if fact.kind is Kind.MONEY:
        amount, currency = read_money(raw)
        check_sense(fact, amount, "/amount")
        return FactValue(amount, currency)
    if fact.kind is Kind.NUMBER:
        number = read_decimal(raw)
        check_sense(fact, number)
        return FactValue(number, fact.unit)
    if fact.kind is Kind.DATE:
        return FactValue(read_date(raw))
    if fact.kind is Kind.BOOLEAN:
        if not isinstance(raw, bool):
            raise ValueProblem(_("Answer with true or false."))
        return FactValue(raw)
    chosen = read_codes([raw] if isinstance(raw, str) else raw, fact.code_list)
    if fact.is_single and len(chosen) > 1:
        raise ValueProblem(_("Choose only one."))
    return FactValue(frozenset(chosen))


def write_fact(fact: Fact, held: FactValue) -> Any:
    """The JSON form of a held value; the inverse of :func:`read_fact`."""
    value = held.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return {"amount": plain(value), "currency": held.unit} if fact.kind is Kind.MONEY else plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value)


def plain(number: Decimal) -> str:
    """A number without exponent and without useless zeros: 24, 0.5, 1000000."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_of(held: FactValue) -> Decimal | None:
    """The value as a number for ranges: a date is its day ordinal."""
    if isinstance(held.value, Decimal):
        return held.value
    if isinstance(held.value, date):
        return Decimal(held.value.toordinal())
    return None
