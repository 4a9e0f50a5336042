"""The market of the criteria benchmarks: believable lenders' appetites and requests, the same for every engine."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

import numpy as np

from portal.criteria import codes
from portal.criteria.catalogue import FactValue
from portal.criteria.index import Index
from portal.criteria.normal import AnyOf, Conjunction, Flag, High, Low, NoneOf
from portal.criteria.rates import RateTable
from portal.criteria.rules import Criterion
from portal.criteria.segment import SegmentBuilder

TODAY = date(2026, 3, 1)
RATES = RateTable(TODAY, {"SAR": Decimal("3.75"), "USD": Decimal(1)})
PRODUCTS = [p for p in codes.PRODUCT.top() if codes.PRODUCT.parent(p) or p in {"equity", "guarantee", "insurance"}]
DIVISIONS = [c for c in codes.ISIC.top() if len(c) == 2]
SECTIONS = [c for c in codes.ISIC.top() if len(c) == 1]
REGIONS = [c for c in codes.REGION.top() if "-" in c]
NOTHING = Criterion(())


@dataclass(slots=True)
class Appetite:
    """One lender's appetite; empty sets mean any. Amounts in SAR, lengths and age in months."""

    score: float
    products: list[str]
    sectors: list[str]
    excluded: list[str]
    regions: list[str]
    amount: tuple[int, int]
    months: tuple[int, int]
    age: int
    revenue: int
    tax: bool


def appetites(count: int, seed: int = 7):
    """``count`` appetites, drawn one by one (never all in memory)."""
    random = Random(seed)
    steps = [10_000, 25_000, 50_000, 100_000, 200_000, 500_000, 1_000_000]
    for _ in range(count):
        low = random.choice(steps) if random.random() < 0.7 else random.randrange(5_000, 900_000)
        yield Appetite(
            score=round(random.random(), 4),
            products=random.sample(PRODUCTS, random.choice((1, 1, 2, 3))),
            sectors=[] if random.random() < 0.3 else random.sample(DIVISIONS + SECTIONS, random.randint(1, 6)),
            excluded=random.sample(DIVISIONS, random.randint(1, 3)) if random.random() < 0.25 else [],
            regions=[] if random.random() < 0.4 else random.sample(REGIONS, random.randint(1, 5)),
            amount=(low, low * random.choice((4, 10, 20, 50))),
            months=(random.choice((1, 3, 6, 12)), random.choice((12, 24, 36, 48, 60, 84))),
            age=random.choice((0, 6, 12, 18, 24, 36)),
            revenue=0 if random.random() < 0.5 else random.randrange(100_000, 5_000_000, 50_000),
            tax=random.random() < 0.3,
        )


def conjunction(a: Appetite) -> Conjunction:
    """The appetite's rules in normal form, as the language compiles them."""
    found = Conjunction()
    atoms = found.atoms
    atoms["product"].append(AnyOf(frozenset(a.products)))
    if a.sectors:
        atoms["sector"].append(AnyOf(frozenset(a.sectors)))
    if a.excluded:
        atoms["sector"].append(NoneOf(frozenset(a.excluded)))
    if a.regions:
        atoms["region"].append(AnyOf(frozenset(a.regions)))
    atoms["amount"] += [Low(Decimal(a.amount[0]), False, "SAR"), High(Decimal(a.amount[1]), False, "SAR")]
    atoms["months"] += [Low(Decimal(a.months[0]), False, ""), High(Decimal(a.months[1]), False, "")]
    if a.age:
        atoms["age_months"].append(Low(Decimal(a.age), False, ""))
    if a.revenue:
        atoms["revenue"].append(Low(Decimal(a.revenue), False, "SAR"))
    if a.tax:
        atoms["has_tax_clearance"].append(Flag(True))
    return found


def document(a: Appetite) -> dict:
    """The same appetite as a criterion document, for the explanations."""
    rules = [{"fact": "product", "op": "any_of", "value": a.products}]
    if a.sectors:
        rules.append({"fact": "sector", "op": "any_of", "value": a.sectors})
    if a.excluded:
        rules.append({"fact": "sector", "op": "none_of", "value": a.excluded})
    if a.regions:
        rules.append({"fact": "region", "op": "any_of", "value": a.regions})
    sar = [{"amount": str(end), "currency": "SAR"} for end in a.amount]
    rules.append({"fact": "amount", "op": "between", "value": {"min": sar[0], "max": sar[1]}})
    rules.append({"fact": "months", "op": "between", "value": {"min": a.months[0], "max": a.months[1]}})
    if a.age:
        rules.append({"fact": "age_months", "op": "gte", "value": a.age})
    if a.revenue:
        rules.append({"fact": "revenue", "op": "gte", "value": {"amount": str(a.revenue), "currency": "SAR"}})
    if a.tax:
        rules.append({"fact": "has_tax_clearance", "op": "is", "value": True})
    return {"any": [{"all": rules}]}


@dataclass(slots=True)
class Request:
    """One request and its firm."""

    product: str
    sector: str
    region: str
    amount: int
    months: int
    age: int
    revenue: int
    tax: bool

    def facts(self) -> dict[str, FactValue]:
        return {
            "product": FactValue(frozenset({self.product})),
            "sector": FactValue(frozenset({self.sector})),
            "region": FactValue(frozenset({self.region})),
            "amount": FactValue(Decimal(self.amount), "SAR"),
            "months": FactValue(Decimal(self.months)),
            "age_months": FactValue(Decimal(self.age)),
            "revenue": FactValue(Decimal(self.revenue), "SAR"),
            "has_tax_clearance": FactValue(self.tax),
        }


def requests(count: int, seed: int = 11) -> list[Request]:
    random = Random(seed)
    return [
        Request(
            product=random.choice(PRODUCTS),
            sector=random.choice(DIVISIONS) + random.choice(("1", "2", "10", "29")),
            region=random.choice(REGIONS),
            amount=random.randrange(10_000, 2_000_000, 7),
            months=random.choice((6, 12, 18, 24, 36, 48)),
            age=random.randrange(3, 240),
            revenue=random.randrange(50_000, 20_000_000, 13),
            tax=random.random() < 0.7,
        )
        for _ in range(count)
    ]


def build_index(count: int) -> Index:
    builder = SegmentBuilder()
    for key, appetite in enumerate(appetites(count)):
        builder.add_conjunctions(key, appetite.score, [conjunction(appetite)], NOTHING)
    return Index.of_segment(builder.build())


# --- the same market as plain columns, for the peers ------------------------------------------------------------------

SECTOR_BIT = {code: bit for bit, code in enumerate(DIVISIONS)}
REGION_BIT = {code: bit for bit, code in enumerate(REGIONS)}
ALL = (1 << 62) - 1


def sector_masks(a: Appetite) -> tuple[int, int]:
    """Allowed divisions as two masks of 44 bits, sections spread and exclusions taken out beforehand."""
    allowed = set(DIVISIONS) if not a.sectors else set()
    for code in a.sectors:
        allowed |= {code} if len(code) == 2 else {d for d in DIVISIONS if codes.ISIC.parent(d) == code}
    allowed -= set(a.excluded)
    mask = sum(1 << SECTOR_BIT[code] for code in allowed)
    return mask & ((1 << 44) - 1), mask >> 44


def columns(count: int):
    """One row per appetite: id, score, product mask, sector masks, region mask, bounds, tax."""
    for key, a in enumerate(appetites(count)):
        low, high = sector_masks(a)
        region = sum(1 << REGION_BIT[code] for code in a.regions) if a.regions else ALL
        product = sum(1 << PRODUCTS.index(p) for p in a.products)
        yield (key, a.score, product, low, high, region, *a.amount, *a.months, a.age, a.revenue, int(a.tax))


def where(r: Request) -> dict[str, int]:
    """The request as parameters of the peers' queries."""
    bit = SECTOR_BIT[r.sector[:2]]
    return {
        "product": PRODUCTS.index(r.product),
        "product_mask": 1 << PRODUCTS.index(r.product),
        "sector_low": 1 << bit if bit < 44 else 0,
        "sector_high": 1 << (bit - 44) if bit >= 44 else 0,
        "region": 1 << REGION_BIT[r.region],
        "amount": r.amount, "months": r.months, "age": r.age, "revenue": r.revenue, "tax": int(r.tax),
    }  # fmt: skip


def bandwidth() -> float:
    """Bytes a second of a bitwise AND over arrays far larger than the cache: the floor of the method."""
    from time import perf_counter

    a, b = np.ones(2 * 10**7, np.uint64), np.ones(2 * 10**7, np.uint64)
    out = np.empty_like(a)
    best = 9e9
    for _ in range(4):
        start = perf_counter()
        np.bitwise_and(a, b, out=out)
        best = min(best, perf_counter() - start)
    return 3 * a.nbytes / best
