"""Facts of a financing request for rules: the firm's recorded facts, with the request's own answers over them."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from lending.choices import Kind, Purpose, Security
from lending.models import FinancingDetails
from portal.criteria.catalogue import FactValue
from portal.matchmaking import request_facts
from portal.matchmaking.models import Request

PRODUCT_CODES: dict[str, str] = {
    Kind.LOAN: "term_loan",
    Kind.WORKING_CAPITAL: "working_capital",
    Kind.EQUIPMENT: "leasing",
    Kind.TRADE: "trade_finance",
    Kind.INVOICE: "invoice",
    Kind.EQUITY: "equity",
    Kind.GUARANTEE: "guarantee",
    Kind.INSURANCE: "insurance",
    Kind.MURABAHA: "murabaha",
    Kind.TAWARRUQ: "tawarruq",
    Kind.IJARAH: "ijarah",
    Kind.MUSHARAKAH: "musharakah",
}
PURPOSE_CODES: dict[str, str] = {
    Purpose.PROPERTY_LET: "property",
    Purpose.PROPERTY_OWN: "property",
    Purpose.VEHICLES: "vehicles",
    Purpose.EQUIPMENT: "equipment",
    Purpose.WORKING_CAPITAL: "working_capital",
    Purpose.START_UP: "startup",
    Purpose.EXPANSION: "expansion",
    Purpose.ACQUISITION: "acquisition",
    Purpose.REFINANCE: "refinance",
    Purpose.LINE_INCREASE: "working_capital",
    Purpose.OVERDRAFT: "working_capital",
    Purpose.OTHER: "other",
}
SECURITY_CODES: dict[str, str] = {
    Security.PROPERTY: "real_estate",
    Security.EQUIPMENT: "equipment",
    Security.VEHICLE: "equipment",
    Security.INVOICES: "receivables",
    Security.INVENTORY: "inventory",
    Security.DEPOSIT: "deposit",
    Security.PERSONAL: "personal",
    Security.PROGRAMME: "guarantee",
}
"""From the form's words to the codes of the criteria catalogue."""


def _money(amount: Decimal | None, currency: str) -> FactValue | None:
    return None if amount is None else FactValue(amount, currency)


def _answers(request: Request) -> dict[str, FactValue]:
    """The request's own answers by catalogue code; what is not known is left out."""
    details: FinancingDetails = request.financing
    found = {
        "amount": _money(details.amount, details.currency),
        "revenue": _money(details.revenue, details.currency),
        "months": FactValue(Decimal(details.months), "months") if details.months else None,
        "bank_statement_months": FactValue(Decimal(details.statement_months), "months")
        if details.statement_months is not None
        else None,
        "has_borrowed_before": FactValue(details.has_borrowed) if details.has_borrowed is not None else None,
        "product": FactValue(products(details)) if details.kind else None,
        "purpose": FactValue(frozenset({PURPOSE_CODES[details.purpose]})) if details.purpose else None,
        "collateral": FactValue(security(details)) if details.security else None,
    }
    return {code: value for code, value in found.items() if value is not None}


facts_of_many = partial(request_facts.of_many, _answers)
facts_of = partial(request_facts.of_one, _answers)


def products(details: FinancingDetails) -> frozenset[str]:
    """Kinds a request asks for; "only Islamic contracts" adds that branch."""
    codes = {PRODUCT_CODES[details.kind]}
    return frozenset(codes | {"islamic"} if details.shariah_only else codes)


def security(details: FinancingDetails) -> frozenset[str]:
    """Security offered; a wished guarantee counts as one, "nothing" as none."""
    codes = {SECURITY_CODES[code] for code in details.security if code in SECURITY_CODES}
    return frozenset(codes | {"guarantee"} if details.guarantee_wished else codes)


def with_guarantee(facts: dict[str, FactValue], wished: bool) -> dict[str, FactValue]:
    """The same facts with or without a guarantee among the security (the what-if)."""
    held: Any = facts["collateral"].value if "collateral" in facts else frozenset()
    codes = frozenset(held) | {"guarantee"} if wished else frozenset(held) - {"guarantee"}
    return {**facts, "collateral": FactValue(codes)}


def prefill(facts: Mapping[str, FactValue]) -> dict[str, Any]:
    """Columns of a new request out of what the fit check was told; what it was not told stays open."""
    found: dict[str, Any] = {}
    amount, months, product = (facts.get(code) for code in ("amount", "months", "product"))
    if amount is not None:
        found |= {"amount": amount.value, "currency": amount.unit}
    if months is not None and isinstance(months.value, Decimal):
        found["months"] = int(months.value)
    if product is not None and isinstance(product.value, frozenset):
        found["kind"] = next((kind for kind, code in PRODUCT_CODES.items() if code in product.value), "")
    return found
