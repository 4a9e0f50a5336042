"""Currency conversion by a dated table passed in; no rate, no guess: the rule then cannot be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from portal.criteria import codes


@dataclass(frozen=True, slots=True)
class RateTable:
    """Units of each currency per one unit of the base currency, as of a day."""

    as_of: date
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    def convert(self, amount: Decimal, source: str, target: str) -> Decimal | None:
        """``amount`` in ``target``; unchanged when the currencies are the same, None without a rate."""
        if source == target:
            return amount
        given, wanted = self.rates.get(source), self.rates.get(target)
        if given is None or wanted is None:
            return None
        return amount * wanted / given


@cache
def default_table() -> RateTable:
    """The dated table shipped as data (``data/rates.json``)."""
    table = codes.data("rates.json")
    return RateTable(date.fromisoformat(table["as_of"]), {c: Decimal(r) for c, r in table["rates"].items()})
