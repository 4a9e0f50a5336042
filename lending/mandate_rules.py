"""A mandate's rules as a criterion document, the one form the engine, the pre-screen and the API understand.

A new mandate is written in a few plain columns, which make its first document. Once its rules are changed in the criteria
editor the document is the truth and the columns are its summary.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from lending.choices import Shariah
from lending.facts import PRODUCT_CODES, PURPOSE_CODES, SECURITY_CODES
from lending.models import Mandate
from portal.criteria.codes import COLLATERAL, PRODUCT, PURPOSE, CodeList
from portal.criteria.rules import SCHEMA_VERSION, Group, Rule, read

KIND = "lending.mandate"


def _text(number: Any) -> str:
    return format(Decimal(number).normalize(), "f")


def _range(fact: str, low: Any, high: Any, currency: str = "") -> list[dict[str, Any]]:
    def value(number: Any) -> Any:
        return {"amount": _text(number), "currency": currency} if currency else _text(number)

    if low is not None and high is not None:
        return [{"fact": fact, "op": "between", "value": {"min": value(low), "max": value(high)}}]
    if low is not None:
        return [{"fact": fact, "op": "gte", "value": value(low)}]
    return [{"fact": fact, "op": "lte", "value": value(high)}] if high is not None else []


def _codes(fact: str, op: str, codes: Iterable[str]) -> list[dict[str, Any]]:
    found = sorted(set(codes))
    return [{"fact": fact, "op": op, "value": found}] if found else []


def rules_of(mandate: Mandate) -> list[dict[str, Any]]:
    """The rules of a mandate's columns; what is empty makes none."""
    security = [SECURITY_CODES[code] for code in mandate.security_any if code in SECURITY_CODES]
    if security and mandate.guarantee_helps:
        security.append("guarantee")
    rules = [
        *_codes("product", "any_of", (PRODUCT_CODES[kind] for kind in mandate.kinds)),
        *(_codes("product", "none_of", ["islamic"]) if mandate.shariah == Shariah.NONE else []),
        *_range("amount", mandate.amount_min, mandate.amount_max, mandate.currency),
        *_range("months", mandate.months_min, mandate.months_max),
        *_codes("purpose", "any_of", (PURPOSE_CODES[code] for code in mandate.purposes)),
        *_codes("sector", "any_of", mandate.sectors),
        *_codes("sector", "none_of", mandate.sectors_never),
        *_codes("region", "any_of", mandate.regions),
        *_range("age_months", mandate.age_months_min, None),
        *_range("revenue", mandate.revenue_min, None, mandate.currency),
        *_range("bank_statement_months", mandate.statements_min, None),
        *_codes("collateral", "any_of", security),
    ]
    # A document needs a rule: "any positive amount" is the widest mandate there is.
    return rules or _range("amount", 0, None, mandate.currency)


def document_of(mandate: Mandate) -> dict[str, Any]:
    """The mandate's criterion document: the one written in the editor, else the one its columns make."""
    if mandate.document:
        return dict(mandate.document)
    return {"schema": SCHEMA_VERSION, "any": [{"all": rules_of(mandate)}]}


# --- the other way: what the shelf and the lists show of a document --------------------------------------------------


def summary_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The mandate's columns for ``document``: the widest bounds and sets over its groups, for shelf and lists only.

    A bound that some group does not ask is none; what the columns cannot say is left to the document.
    """
    groups = [_kept(group) for group in read(document, strict=False).groups]
    currency, (amount_min, amount_max) = _bounds(groups, "amount")
    months_min, months_max = _bounds(groups, "months")[1]
    revenue_currency, (revenue_min, _revenue_max) = _bounds(groups, "revenue")
    products, security = _union(groups, "product"), _union(groups, "collateral")
    return {
        **({"currency": currency} if currency else {}),
        "amount_min": amount_min,
        "amount_max": amount_max,
        "months_min": _whole(months_min),
        "months_max": _whole(months_max),
        "age_months_min": _whole(_bounds(groups, "age_months")[1][0]),
        "statements_min": _whole(_bounds(groups, "bank_statement_months")[1][0]),
        "revenue_min": revenue_min if revenue_currency == currency or not currency else None,
        "kinds": _words(PRODUCT_CODES, PRODUCT, products),
        "purposes": _words(PURPOSE_CODES, PURPOSE, _union(groups, "purpose")),
        "sectors": sorted(_union(groups, "sector")),
        "sectors_never": sorted(_never(groups, "sector")),
        "regions": sorted(_union(groups, "region")),
        "security_any": _words(SECURITY_CODES, COLLATERAL, security - {"guarantee"}),
        "guarantee_helps": "guarantee" in security and len(security) > 1,
        "shariah": _contracts(products, _never(groups, "product")),
    }


def _contracts(products: frozenset[str], never: frozenset[str]) -> str:
    """Which contracts are offered: none Islamic, only Islamic, or both."""
    if "islamic" in never:
        return Shariah.NONE
    only = products and all("islamic" in PRODUCT.ancestors(code) for code in products)
    return Shariah.ONLY if only else Shariah.ANY


def _kept(group: Group) -> list[Rule]:
    return [rule for rule in group.rules if rule.is_readable and not rule.negate and rule.op != "ne"]


def _bounds(groups: list[list[Rule]], fact: str) -> tuple[str, tuple[Decimal | None, Decimal | None]]:
    """(currency, (lowest, highest)) over the groups; none where a group has no such end or currencies differ."""
    lows: list[Decimal | None] = []
    highs: list[Decimal | None] = []
    units = set()
    for group in groups:
        ranges = [rule.range for rule in group if rule.fact.code == fact and rule.range is not None]
        units |= {ends.currency for ends in ranges}
        lows.append(max((ends.low for ends in ranges if ends.low is not None), default=None))
        highs.append(min((ends.high for ends in ranges if ends.high is not None), default=None))
    if len(units) != 1:
        return "", (None, None)
    known_lows = [low for low in lows if low is not None]
    known_highs = [high for high in highs if high is not None]
    low = min(known_lows) if len(known_lows) == len(groups) else None
    high = max(known_highs) if len(known_highs) == len(groups) else None
    return units.pop(), (low, high)


def _union(groups: list[list[Rule]], fact: str) -> frozenset[str]:
    """Codes wanted in some group; empty (any) when a group does not ask."""
    sets = [
        frozenset().union(*(rule.codes or () for rule in group if rule.fact.code == fact and rule.op == "any_of"))
        for group in groups
    ]
    return frozenset().union(*sets) if all(sets) else frozenset()


def _never(groups: list[list[Rule]], fact: str) -> frozenset[str]:
    """Codes barred in every group."""
    sets = [
        frozenset().union(*(rule.codes or () for rule in group if rule.fact.code == fact and rule.op == "none_of"))
        for group in groups
    ]
    return frozenset.intersection(*sets) if sets else frozenset()


def _words(codes: Mapping[str, str], known: CodeList, wanted: frozenset[str]) -> list[str]:
    """The form's words whose catalogue code ``wanted`` covers."""
    return [str(word) for word, code in codes.items() if not wanted.isdisjoint(known.ancestors(code))]


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)
