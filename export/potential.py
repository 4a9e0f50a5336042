"""Export potential of exporter i in market j for product k (after the ITC: Decreux & Spies); the firm rank.

Pure: works on mappings of trade values (any one currency, any one unit; a mean over years is the caller's business).

- supply share ``S = v_ik / v_k``; demand ``D = v_jk``; ease ``E_ij = v_ij / Σ_k (v_ik / v_k · v_jk)``
- ``potential = S · E · D``; ``untapped = max(0, potential − actual)``

Invariants (tests): Σ_k potential_ijk = v_ij for every pair; doubling all trade doubles every potential; a product the
exporter does not export has potential 0 (new products need another method and are said to).
Floats: these are statistics, not money owed.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Flow = tuple[str, str, str, float]  # exporter, importer, product, value


@dataclass(slots=True)
class Totals:
    """The sums of a trade table that the formula needs."""

    exporter_product: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    importer_product: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    product: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    pair: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    cell: dict[tuple[str, str, str], float] = field(default_factory=lambda: defaultdict(float))


@dataclass(frozen=True, slots=True)
class Potential:
    """One market: supply share 0–1, demand and the rest in the unit of the trade table; ease is a pure number."""

    market: str
    supply: float
    demand: float
    ease: float
    potential: float
    actual: float

    @property
    def untapped(self) -> float:
        return max(0.0, self.potential - self.actual)


def totals_of(flows: Iterable[Flow]) -> Totals:
    """The sums of ``flows`` (several rows of one cell are added)."""
    totals = Totals()
    for exporter, importer, product, value in flows:
        totals.exporter_product[exporter, product] += value
        totals.importer_product[importer, product] += value
        totals.product[product] += value
        totals.pair[exporter, importer] += value
        totals.cell[exporter, importer, product] += value
    return totals


def ease_denominators(totals: Totals, exporter: str) -> dict[str, float]:
    """Σ_k (v_ik / v_k · v_jk) for every market j: the trade expected from sizes alone."""
    shares = {
        product: value / totals.product[product]
        for (country, product), value in totals.exporter_product.items()
        if country == exporter and totals.product[product] > 0
    }
    expected: dict[str, float] = defaultdict(float)
    for (market, product), demand in totals.importer_product.items():
        if product in shares:
            expected[market] += shares[product] * demand
    return expected


def potential_of(
    *, supply: float, demand: float, actual_total: float, expected_total: float, actual: float, market: str
) -> Potential:
    """The formula for one market; the ease is 0 where nothing would be expected."""
    ease = actual_total / expected_total if expected_total > 0 else 0.0
    return Potential(market, supply, demand, ease, supply * ease * demand, actual)


def potentials(totals: Totals, exporter: str, product: str) -> list[Potential]:
    """The potential of ``product`` from ``exporter`` in every market that imports it, itself left out."""
    world = totals.product.get(product, 0.0)
    supply = totals.exporter_product.get((exporter, product), 0.0) / world if world > 0 else 0.0
    expected = ease_denominators(totals, exporter)
    markets = sorted({market for market, code in totals.importer_product if code == product and market != exporter})
    return [
        potential_of(
            market=market,
            supply=supply,
            demand=totals.importer_product[market, product],
            actual_total=totals.pair.get((exporter, market), 0.0),
            expected_total=expected.get(market, 0.0),
            actual=totals.cell.get((exporter, market, product), 0.0),
        )
        for market in markets
    ]


# --- the firm rank ----------------------------------------------------------------------------------------------------

COMPONENTS = ("untapped", "potential", "supply", "demand", "ease", "access", "readiness", "fit")
DEFAULT_WEIGHTS: Mapping[str, float] = {"untapped": 1.0, "access": 0.5, "readiness": 0.5, "fit": 0.5}
MAX_WEIGHT = 5.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A market in the firm's order. ``parts`` are the normalised components (0–1), ``effects`` what each multiplied
    the score by, so that the largest loss can be named."""

    potential: Potential
    score: float
    parts: Mapping[str, float]
    effects: Mapping[str, float]

    @property
    def market(self) -> str:
        return self.potential.market


def _normalised(values: Mapping[str, float]) -> dict[str, float]:
    top = max(values.values(), default=0.0)
    return {key: value / top if top > 0 else 0.0 for key, value in values.items()}


def rank(
    found: Iterable[Potential],
    *,
    weights: Mapping[str, float] | None = None,
    access: Mapping[str, float] | None = None,
    readiness: Mapping[str, float] | None = None,
    fit: Mapping[str, float] | None = None,
) -> list[Ranked]:
    """Markets by ``norm(untapped)^a · access^b · readiness^c · fit^d`` (and any other component given a weight).

    ``access``, ``readiness`` and ``fit`` are 0–1 per market; a market without a value counts 1 (it neither helps nor
    harms, and the page says that it is not known). Weights are exponents from 0 to 5; 0 switches a component off.
    Equal scores keep the order of untapped, potential, demand, then code. Raises ValueError on a bad weight.
    """
    exponents = dict(DEFAULT_WEIGHTS if weights is None else weights)
    for name, value in exponents.items():
        if name not in COMPONENTS or not math.isfinite(value) or not 0 <= value <= MAX_WEIGHT:
            raise ValueError(name)
    rows = list(found)
    parts = {
        name: _normalised({row.market: float(getattr(row, name)) for row in rows})
        for name in ("untapped", "potential", "supply", "demand", "ease")
    }
    for name, given in (("access", access), ("readiness", readiness), ("fit", fit)):
        parts[name] = {row.market: (given or {}).get(row.market, 1.0) for row in rows}
    ranked = []
    for row in rows:
        own = {name: parts[name][row.market] for name in COMPONENTS}
        effects = {name: own[name] ** exponents[name] for name in COMPONENTS if exponents.get(name, 0) > 0}
        ranked.append(Ranked(row, math.prod(effects.values()), own, effects))
    return sorted(ranked, key=_order)


def _order(item: Ranked) -> tuple[float, float, float, float, str]:
    row = item.potential
    return (-item.score, -row.untapped, -row.potential, -row.demand, row.market)


def access_of(
    *, distance_km: float | None, same_language: bool, adjacent: bool, rules: Mapping[str, float]
) -> float | None:
    """How easily goods and people get there, 0–1: halves every ``half_distance_km``, helped by a shared official
    language and a common border. None when the distance is not known."""
    if distance_km is None:
        return None
    value = 0.5 ** (distance_km / rules["half_distance_km"])
    if same_language:
        value *= rules["same_language"]
    if adjacent:
        value *= rules["adjacent"]
    return min(1.0, value)


def why(item: Ranked) -> list[tuple[str, float]]:
    """The components that moved this market, strongest loss first (only those with a weight)."""
    return sorted(item.effects.items(), key=lambda pair: (pair[1], pair[0]))
