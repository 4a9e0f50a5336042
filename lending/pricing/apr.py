"""The annual percentage rate of any cash flow: found, or refused with the reason; never a silent guess.

By the convention of the effective rate (``lending/data/rate_conventions.json``): the X for which
``sum C_k (1+X)^-t_k = sum D_l (1+X)^-s_l``. Work is done in the force of interest ``g = ln(1+X)``, where the
equation is
a sum of exponentials that can be scaled at will, so no rate overflows. One change of sign in the flows means exactly
one root (Descartes' rule for exponential sums); otherwise the whole range is scanned and every root is reported.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lending.pricing.conventions import chosen
from lending.pricing.errors import NoRateError
from lending.pricing.flows import CashFlow, net

MONTHS = chosen("nominal").per_year("monthly")
LOWEST = math.log(1e-12)  # X = -0.999999999999
HIGHEST = 600.0  # X about 1e260; beyond it a float has no name for the rate
SCAN_LOW, SCAN_HIGH = math.log(0.01), math.log(51.0)  # X from -0.99 to 50 (F§d3)
SCAN_POINTS = 4001


@dataclass(frozen=True, slots=True)
class Solution:
    """``rate`` is the effective yearly rate as a fraction; ``roots`` holds every rate that fits, ascending."""

    rate: float
    roots: tuple[float, ...]

    @property
    def is_unique(self) -> bool:
        """False when several rates equate the same flows."""
        return len(self.roots) == 1


Equation = Callable[[float], float]


def _equation(times: Sequence[float], amounts: Sequence[float]) -> Equation:
    """Present value at force ``g``, scaled by its own largest term: the sign and the zeros are those of the true
    one.
    """
    pairs = tuple(zip(times, amounts, strict=True))
    first, last = times[0], times[-1]

    def value(g: float) -> float:
        shift = -g * (first if g > 0 else last)
        return math.fsum(amount * math.exp(-g * t - shift) for t, amount in pairs)

    return value


def _bracketed(value: Equation, low: float, high: float) -> float:
    """The zero between ``low`` and ``high`` (signs differ), to the last bit of the float.

    The Illinois rule: each step takes the point where the line between the ends crosses zero, and an end that stays
    counts half the next time. The point is moved by a bit towards the middle, so that the far end comes near as well.
    Three steps that do not halve the bracket are followed by its middle, so it never takes more than a few times as
    many steps as halving alone.
    """
    at_low, at_high = value(low), value(high)
    weight_low, weight_high = at_low, at_high
    last, slow_steps = "", 0
    while low < (middle := (low + high) / 2) < high:
        width = high - low
        point = low + width * (weight_low / (weight_low - weight_high))
        point += math.ulp(point) if point < middle else -math.ulp(point)
        if slow_steps == 3 or not low < point < high:
            point, slow_steps = middle, 0
        here = value(point)
        if here == 0:
            return point
        if (here > 0) == (at_low > 0):
            weight_high = weight_high / 2 if last == "low" else at_high
            low, at_low, weight_low, last = point, here, here, "low"
        else:
            weight_low = weight_low / 2 if last == "high" else at_low
            high, at_high, weight_high, last = point, here, here, "high"
        slow_steps = slow_steps + 1 if high - low > width / 2 else 0
    return low if abs(at_low) <= abs(at_high) else high


def _single(value: Equation) -> float:
    """The only root, by widening a bracket around zero until the signs differ."""
    at_zero = value(0.0)
    if at_zero == 0:
        return 0.0
    step = 0.05
    while step < 2 * HIGHEST:
        for edge in (min(step, HIGHEST), max(-step, LOWEST)):
            found = value(edge)
            if found == 0:
                return edge
            if (found > 0) != (at_zero > 0):
                return _bracketed(value, *sorted((0.0, edge)))
        step *= 1.6
    raise NoRateError("rate_beyond_measure")


def _touching(value: Equation, grid: Sequence[float], heights: Sequence[float], scale: float) -> list[float]:
    """Roots where the curve touches zero without crossing it (a double root), found by narrowing on local minima."""
    found = []
    for k in range(1, len(grid) - 1):
        here, before, after = abs(heights[k]), abs(heights[k - 1]), abs(heights[k + 1])
        if not (here <= before and here <= after) or (heights[k - 1] > 0) != (heights[k + 1] > 0):
            continue
        low, high = grid[k - 1], grid[k + 1]
        for _ in range(100):
            third = (high - low) / 3
            if abs(value(low + third)) <= abs(value(high - third)):
                high -= third
            else:
                low += third
        middle = (low + high) / 2
        if abs(value(middle)) <= 1e-13 * scale:
            found.append(middle)
    return found


def _several(times: Sequence[float], amounts: Sequence[float], value: Equation) -> list[float]:
    """Every root in the scanned range, then in the tails, ascending."""
    inner = np.linspace(SCAN_LOW, SCAN_HIGH, SCAN_POINTS)
    grid = [*np.linspace(LOWEST, SCAN_LOW, 300, endpoint=False), *inner, *np.geomspace(SCAN_HIGH * 1.001, HIGHEST, 400)]
    grid = sorted({float(g) for g in grid} | {0.0})
    heights = [value(g) for g in grid]
    scale = max(abs(amount) for amount in amounts)
    roots = [g for g, height in zip(grid, heights, strict=True) if height == 0]
    roots.extend(
        _bracketed(value, grid[k], grid[k + 1])
        for k in range(len(grid) - 1)
        if heights[k] and heights[k + 1] and (heights[k] > 0) != (heights[k + 1] > 0)
    )
    roots.extend(_touching(value, grid, heights, scale))
    distinct: list[float] = []
    for root in sorted(roots):
        if not distinct or root - distinct[-1] > 1e-9:
            distinct.append(root)
    return distinct


def solve(flows: Sequence[CashFlow], *, near: float | None = None) -> Solution:
    """Effective yearly rate of ``flows``.

    ``near`` (a fraction) is the contract's rate: with several roots the nearest to it is taken, else the nearest to
    zero.
    Raises ``NoRateError`` with code ``no_flows``, ``never_received``, ``never_repaid``, ``same_moment``, ``no_rate`` or
    ``rate_beyond_measure``.
    """
    rows = net(flows)
    if not rows:
        raise NoRateError("no_flows" if not flows else "same_moment")
    if all(row.amount < 0 for row in rows):
        raise NoRateError("same_moment" if any(flow.amount > 0 for flow in flows) else "never_received")
    if all(row.amount > 0 for row in rows):
        raise NoRateError("same_moment" if any(flow.amount < 0 for flow in flows) else "never_repaid")
    times = [float(row.t - rows[0].t) for row in rows]
    amounts = [float(row.amount) for row in rows]
    value = _equation(times, amounts)
    changes = sum((a > 0) != (b > 0) for a, b in pairwise(amounts))
    forces = [_single(value)] if changes == 1 else _several(times, amounts, value)
    if not forces:
        raise NoRateError("no_rate")
    rates = tuple(math.expm1(force) for force in forces)
    target = near if near is not None else 0.0
    return Solution(min(rates, key=lambda rate: abs(rate - target)), rates)


def present_value(flows: Sequence[CashFlow], rate: float) -> float:
    """Sum of ``flows`` discounted at the yearly ``rate`` (a fraction above -1), in money."""
    force = math.log1p(rate)
    return math.fsum(float(flow.amount) * math.exp(-force * float(flow.t)) for flow in flows)


def nominal(effective: float, per_year: int = MONTHS) -> float:
    """Nominal yearly rate compounded ``per_year`` times (the convention of the nominal rate; months when not said)."""
    return per_year * math.expm1(math.log1p(effective) / per_year)


def effective(nominal_rate: float, per_year: int = MONTHS) -> float:
    """The reverse of ``nominal``."""
    return math.expm1(per_year * math.log1p(nominal_rate / per_year))
