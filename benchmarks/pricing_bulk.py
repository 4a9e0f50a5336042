"""10,000 offers of 60 instalments: schedules to the cent and effective rates, beside pyxirr on the same flows.

Run: ``python -m benchmarks.pricing_bulk [offers]``. Prints medians of five runs and ratios; absolute times depend on
the machine, the ratios do not. The floor is one pass over the same matrix (multiply and sum) in NumPy.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

import numpy as np
import pyxirr

from lending.pricing.bulk import BulkQuotes, price_level, solve_many
from lending.pricing.quote import price
from lending.pricing.terms import Fee, Product
from portal.common.months import add_months

COUNT = 60
GOAL_SECONDS = 1.0


def median(run: Callable[[], object], times: int = 5) -> float:
    """Median seconds of ``times`` runs."""
    seconds = []
    for _ in range(times):
        before = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - before)
    return statistics.median(seconds)


def main(offers: int) -> int:
    """Prints the table; exit code 1 when the goal is missed."""
    chance = np.random.default_rng(20260101)
    principal = chance.integers(5_000_000, 1_500_000_000, offers)
    rate = chance.integers(20_000, 400_000, offers)
    withheld = principal * chance.integers(0, 300, offers) // 10_000
    quotes: BulkQuotes = price_level(principal, rate, COUNT, withheld)
    flows = np.concatenate([quotes.cash[:, None], -quotes.instalments], axis=1).astype(float)
    times = np.arange(COUNT + 1) / 12.0
    start = date(2026, 1, 15)
    days = [start, *(add_months(start, n) for n in range(1, COUNT + 1))]

    whole = median(lambda: price_level(principal, rate, COUNT, withheld))
    solving = median(lambda: solve_many(times, flows))
    floor = median(lambda: (flows * times).sum(axis=1))
    sample = min(offers, 2000)
    xirr = median(lambda: [pyxirr.xirr(days, flows[k]) for k in range(sample)], 3) * offers / sample
    irr = median(lambda: [pyxirr.irr(flows[k]) for k in range(sample)], 3) * offers / sample
    one = median(lambda: [single(principal[k], rate[k], withheld[k]) for k in range(100)], 3) * offers / 100

    print(f"{offers} offers x {COUNT} instalments")
    rows = [
        ("bulk: schedules + four figures", whole),
        ("bulk: rates only", solving),
        ("pyxirr.xirr (dates), rates only", xirr),
        ("pyxirr.irr (equal periods), rates only", irr),
        ("one by one in Decimal (quote.price)", one),
        ("floor: one pass over the matrix", floor),
    ]
    for name, seconds in rows:
        print(f"{name:<42}{seconds:>10.4f} s{seconds / whole:>9.2f} x of bulk")
    print(f"rates only, pyxirr.xirr / ours: {xirr / solving:.2f}")
    print(f"goal {GOAL_SECONDS} s: {'met' if whole <= GOAL_SECONDS else 'MISSED'}")
    return 0 if whole <= GOAL_SECONDS else 1


def single(principal: int, rate: int, withheld: int) -> object:
    """The same offer through the single engine."""
    fee = Fee(Decimal(int(withheld)) / 100)
    terms = Product("reducing", "SAR", Decimal(int(principal)) / 100, Decimal(int(rate)) / 10_000, COUNT, fees=(fee,))
    return price(terms)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
