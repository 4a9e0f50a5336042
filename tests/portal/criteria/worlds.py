"""Random criteria and random firms for the property tests: every operator, hierarchy, currency, open end and gap."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from portal.criteria import catalogue, rules, values
from portal.criteria.catalogue import FactValue, Kind
from portal.criteria.rates import RateTable
from portal.criteria.rules import Criterion

TODAY = date(2026, 3, 1)
RATES = RateTable(TODAY, {"SAR": Decimal("3.75"), "USD": Decimal(1), "CNY": Decimal("7.1")})  # no rate for JPY
FACTS = (
    "age_months", "employees", "revenue", "amount", "months", "founded_on", "sector", "region", "markets",
    "certificates", "purpose", "product", "has_tax_clearance", "exports_already", "export_share",
)  # fmt: skip
CODES = {
    "sector": ["C", "10", "107", "1071", "1072", "J", "62", "620", "46", "G", "01"],
    "region": ["SA", "SA-01", "SA-01-RUH", "SA-04", "CN", "CN-GD", "CN-GD-SZ", "AE"],
    "markets": ["GCC", "SA", "AE", "EUU", "DE", "FR", "US"],
    "certificates": ["iso9001", "iso14001", "halal", "haccp"],
    "purpose": ["working_capital", "equipment", "export", "digital"],
    "product": ["debt", "term_loan", "invoice", "islamic", "murabaha"],
}
CURRENCIES = ("SAR", "SAR", "SAR", "USD", "CNY", "JPY")


def number(random: Random) -> Decimal:
    return Decimal(random.choice([0, 1, 5, 10, 12, 24, 36, 50, 99, 100, 250])) + random.choice(
        [Decimal(0), Decimal(0), Decimal("0.5"), Decimal("0.0001")]
    )


def raw_end(random: Random, fact: catalogue.Fact) -> Any:
    if fact.kind is Kind.DATE:
        return (TODAY - timedelta(days=random.choice([0, 1, 100, 1000, 5000]))).isoformat()
    if fact.kind is Kind.MONEY:
        return {"amount": str(number(random)), "currency": random.choice(CURRENCIES)}
    return str(number(random))


def raw_rule(random: Random) -> dict[str, Any]:
    fact = catalogue.require(random.choice(FACTS))
    op = random.choice(rules.OPERATORS_OF[fact.kind])
    value: Any
    if fact.kind is Kind.BOOLEAN:
        value = random.random() < 0.5
    elif fact.kind is Kind.CODES:
        value = random.sample(CODES[fact.code], random.randint(1, 3))
    elif op == "between":
        low, high = raw_end(random, fact), raw_end(random, fact)
        if fact.kind is Kind.MONEY:
            high["currency"] = low["currency"]
            low, high = sorted((low, high), key=lambda m: Decimal(m["amount"]))
        elif fact.kind is Kind.NUMBER:
            low, high = sorted((low, high), key=Decimal)
        else:
            low, high = sorted((low, high))
        gap = random.randrange(4)
        value = {"min": None if gap == 0 else low, "max": None if gap == 1 else high}
        value |= {"min_open": random.random() < 0.4, "max_open": random.random() < 0.4}
    else:
        value = raw_end(random, fact)
    return {"fact": fact.code, "op": op, "value": value, "negate": random.random() < 0.25}


def raw_document(random: Random, groups: int = 3, size: int = 4) -> dict[str, Any]:
    document: dict[str, Any] = {
        "schema": 2,
        "any": [
            {"all": [raw_rule(random) for _ in range(random.randint(1, size))]}
            for _ in range(random.choice([1, 1, 1, random.randint(1, groups)]))
        ],
    }
    if random.random() < 0.2:
        document["valid_from"] = (TODAY + timedelta(days=random.randint(-2, 2))).isoformat()
    if random.random() < 0.2:
        document["valid_to"] = (TODAY + timedelta(days=random.randint(3, 4) - 4)).isoformat()
        document.pop("valid_from", None)
    return document


def criterion(random: Random, **more: int) -> Criterion:
    return rules.read(raw_document(random, **more))


def firm(random: Random, missing: float = 0.2) -> dict[str, FactValue]:
    """Facts of a firm; each is missing with the given probability (absent, or present without a value)."""
    facts = {}
    for code in FACTS:
        fact = catalogue.require(code)
        if random.random() < missing:
            if random.random() < 0.5:
                facts[code] = FactValue(None)
            continue
        if fact.kind is Kind.CODES:
            most = 1 if fact.is_single else 3
            facts[code] = FactValue(frozenset(random.sample(CODES[code], random.randint(min(1, most), most))))
            if not fact.is_single and random.random() < 0.1:
                facts[code] = FactValue(frozenset())
        elif fact.kind is Kind.BOOLEAN:
            facts[code] = FactValue(random.random() < 0.5)
        else:
            facts[code] = values.read_fact(fact, _held(random, fact))
    return facts


def _held(random: Random, fact: catalogue.Fact) -> Any:
    raw = raw_end(random, fact)
    if fact.code == "export_share":
        return str(min(Decimal(raw), Decimal(100)))
    return raw
