"""Facts of a financing request for rules: the firm's recorded facts, with the request's own answers over them."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from lending.choices import Kind, Purpose, Security
from lending.models import FinancingDetails
from portal.criteria.catalogue import FactValue
from portal.matchmaking.models import Request
from portal.organisations.facts import facts_of as firm_facts
from portal.organisations.facts import facts_of_many as firm_facts_of_many

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


def facts_of(request: Request) -> dict[str, FactValue]:
    """Typed facts by catalogue code; what is not known is left out and never counts as "no"."""
    return _with_request(request, firm_facts(request.organisation))


def facts_of_many(requests: Iterable[Request]) -> Iterator[tuple[int, dict[str, FactValue]]]:
    """(key, facts) of many requests; one query for all their firms."""
    rows = list(requests)
    firms = firm_facts_of_many({row.organisation for row in rows})
    for row in rows:
        yield row.pk, _with_request(row, firms[row.organisation_id])


def _with_request(request: Request, firm: Mapping[str, FactValue]) -> dict[str, FactValue]:
    details: FinancingDetails = request.financing
    found: dict[str, FactValue | None] = dict(firm)
    found["amount"] = _money(details.amount, details.currency)
    if details.revenue is not None:
        found["revenue"] = _money(details.revenue, details.currency)
    if details.months:
        found["months"] = FactValue(Decimal(details.months), "months")
    if details.statement_months is not None:
        found["bank_statement_months"] = FactValue(Decimal(details.statement_months), "months")
    if details.has_borrowed is not None:
        found["has_borrowed_before"] = FactValue(details.has_borrowed)
    found["product"] = FactValue(products(details)) if details.kind else None
    found["purpose"] = FactValue(frozenset({PURPOSE_CODES[details.purpose]})) if details.purpose else None
    found["collateral"] = FactValue(security(details)) if details.security else None
    return {code: value for code, value in found.items() if value is not None}


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
