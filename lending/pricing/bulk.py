"""Many offers at once: schedules in whole minor units and rates by safeguarded Newton steps on NumPy arrays.

Exact where the single engine is exact: instalments are int64 minor units rounded half up from integer fractions, so the
results equal ``quote.price`` to the cent. Rows outside the fast case (several sign changes, huge sums) are solved
one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from lending.pricing import apr
from lending.pricing.errors import NoRateError
from lending.pricing.flows import CashFlow
from lending.pricing.money import quantise
from lending.pricing.schedules import level_payment

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
RATE_SCALE = 10_000  # rates in per cent with four decimals
SAFE = 2**62  # products of balance and rate beyond this leave the fast path
MAX_STEPS = 80


@dataclass(frozen=True, slots=True)
class BulkQuotes:
    """Arrays with one entry (or one row of instalments) per offer, money in minor units, rates as fractions."""

    instalments: Ints
    principal: Ints
    interest: Ints
    cash: Ints
    effective: Floats
    total_cost: Ints
    largest: Ints


def solve_many(times: Floats, flows: Floats) -> Floats:
    """Effective yearly rate per row of ``flows`` (offers x moments) at ``times`` (years, shared by all rows).

    NaN where no rate exists. Rows with one change of sign run together; the others go through ``apr.solve``.
    """
    signs = np.sign(flows)
    rates = np.full(len(flows), np.nan)
    simple = _one_change(signs)
    if simple.any():
        rates[simple] = _newton(times, flows[simple])
    for k in np.flatnonzero(~simple | np.isnan(rates)):
        rates[k] = _one_by_one(times, flows[k])
    return rates


def _one_change(signs: Floats) -> NDArray[np.bool_]:
    """Rows that start with money in and have exactly one change of sign (zeros skipped)."""
    first_out = np.argmax(signs < 0, axis=1)
    index = np.arange(signs.shape[1])
    early = index[None, :] < first_out[:, None]
    return (signs < 0).any(axis=1) & (first_out > 0) & ((signs > 0).sum(axis=1) == ((signs > 0) & early).sum(axis=1))


def _newton(times: Floats, flows: Floats) -> Floats:
    """Newton steps on the force of interest inside a shrinking bracket; NaN where it has not settled."""
    low = np.full(len(flows), -4.0)
    high = np.full(len(flows), 6.0)
    force = np.full(len(flows), 0.1)
    weighted = flows * times
    active = np.arange(len(flows))
    for _ in range(MAX_STEPS):
        g = force[active]
        discount = np.exp(-g[:, None] * times[None, :])
        value = np.einsum("ij,ij->i", flows[active], discount)
        slope = -np.einsum("ij,ij->i", weighted[active], discount)
        positive = value > 0  # money in first: value rises with the force, so a positive value means too high
        high[active] = np.where(positive, g, high[active])
        low[active] = np.where(positive, low[active], g)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = g - value / slope
        outside = ~((step > low[active]) & (step < high[active]))
        moved = np.where(outside, (low[active] + high[active]) / 2, step)
        force[active] = moved
        active = active[np.abs(moved - g) > 1e-15 * np.maximum(1.0, np.abs(g)) * 4]
        if not len(active):
            break
    settled = np.expm1(force)
    settled[active] = np.nan
    settled[(force < -3.99) | (force > 5.99)] = np.nan
    return settled


def _one_by_one(times: Floats, row: Floats) -> float:
    moments = [CashFlow(Decimal(repr(float(t))), Decimal(repr(float(a)))) for t, a in zip(times, row, strict=True) if a]
    try:
        return apr.solve(moments).rate
    except NoRateError:
        return float("nan")


def _half_up(numerator: Ints, denominator: int) -> Ints:
    return (2 * numerator + denominator) // (2 * denominator)


def _level_payments(principal: Ints, rate: Ints, count: int) -> Ints:
    """Level monthly payments in minor units; values too near a half are worked out in Decimal, as the engine does."""
    monthly = rate / (12 * 100 * RATE_SCALE)
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = np.where(rate > 0, principal * monthly / -np.expm1(-count * np.log1p(monthly)), principal / count)
    payment = np.floor(exact + 0.5).astype(np.int64)
    near = np.abs(exact - np.floor(exact) - 0.5) < np.maximum(exact, 1.0) * 1e-12
    for k in np.flatnonzero(near):
        each = Decimal(int(rate[k])) / (12 * 100 * RATE_SCALE)
        payment[k] = int(quantise(level_payment(Decimal(int(principal[k])), [each] * count), "JPY"))
    return payment


def price_level(principal: Ints, rate: Ints, count: int, withheld: Ints) -> BulkQuotes:
    """Prices level monthly offers: ``principal`` and ``withheld`` in minor units, ``rate`` in 1/10,000 per cent a year.

    All offers have ``count`` instalments. Raises ``ValueError`` for sums too large for exact integers.
    """
    denominator = 12 * 100 * RATE_SCALE
    if int(principal.max(initial=0)) * int(rate.max(initial=0)) * 2 + denominator > SAFE:
        raise ValueError("sums too large for the bulk path; use quote.price")
    payment = _level_payments(principal, rate, count)
    balance = principal.copy()
    capital = np.empty((len(principal), count), dtype=np.int64)
    interest = np.empty_like(capital)
    for k in range(count):
        interest[:, k] = _half_up(balance * rate, denominator)
        capital[:, k] = balance if k == count - 1 else np.minimum(payment - interest[:, k], balance)
        balance = balance - capital[:, k]
    instalments = capital + interest
    cash = principal - withheld
    flows = np.concatenate([cash[:, None], -instalments], axis=1).astype(np.float64)
    rates = solve_many(np.arange(count + 1) / 12.0, flows)
    total = instalments.sum(axis=1) - cash
    return BulkQuotes(instalments, capital, interest, cash, rates, total, instalments.max(axis=1))


def price_groups(groups: Sequence[tuple[Ints, Ints, int, Ints]]) -> list[BulkQuotes]:
    """``price_level`` for several terms: one group per number of instalments."""
    return [price_level(*group) for group in groups]
