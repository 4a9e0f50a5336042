"""A mandate's columns as a criterion document: the one form the engine, the pre-screen and the API understand."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from lending.choices import Shariah
from lending.facts import PRODUCT_CODES, PURPOSE_CODES, SECURITY_CODES
from lending.models import Mandate
from portal.criteria.rules import SCHEMA_VERSION

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
    """The criterion document; further rules written in the criteria language are added to each group."""
    own = rules_of(mandate)
    further = mandate.document.get("any") if isinstance(mandate.document, dict) else None
    groups = [{"all": [*own, *group["all"]]} for group in further] if further else [{"all": own}]
    return {"schema": SCHEMA_VERSION, "any": groups}
