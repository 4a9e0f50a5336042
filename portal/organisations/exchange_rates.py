"""A dated table of reference rates, used to classify firms whose figures are in another currency.

The rates are data (``data/exchange_rates.json``: source and date inside); they are rounded and serve
classification only, never a price.
"""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

RATES_FILE = Path(__file__).parent / "data" / "exchange_rates.json"


@dataclass(frozen=True, slots=True)
class RateTable:
    """Units of each currency for one unit of the base currency on ``as_of``."""

    as_of: date
    label: str
    source: str
    per_base: dict[str, Decimal]

    def convert(self, amount: Decimal, source: str, target: str) -> Decimal:
        """``amount`` of ``source`` in ``target``, to two digits. Raises ``KeyError`` for an unknown currency."""
        if source == target:
            return amount
        return (amount / self.per_base[source] * self.per_base[target]).quantize(Decimal("0.01"))


@cache
def rate_tables() -> tuple[RateTable, ...]:
    """All tables, newest first."""
    tables = []
    for row in json.loads(RATES_FILE.read_text(encoding="utf-8"))["tables"]:
        per_base = {code: Decimal(value) for code, value in row["per_base"].items()}
        for code, value in row["per_usd"].items():
            per_base[code] = Decimal(value) * per_base["USD"]
        tables.append(RateTable(date.fromisoformat(row["as_of"]), row["label"], row["source"], per_base))
    return tuple(sorted(tables, key=lambda table: table.as_of, reverse=True))


def rates_on(day: date | None = None) -> RateTable:
    """The newest table not younger than ``day`` (default: the newest); the oldest one before all tables begin."""
    tables = rate_tables()
    return next((table for table in tables if day is None or table.as_of <= day), tables[-1])
