"""Facts of a financing request for rules: the firm's recorded facts first, the request's own answers beside them."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lending.models import FinancingDetails
from portal.common import clock
from portal.matchmaking.models import Request
from portal.organisations.models import Fact, Organisation

CODES = ("revenue", "employees", "founded_on", "bank_statement_months", "debt", "has_borrowed_before", "is_rural")


def age_in_months(founded_on: date | None, today: date) -> int | None:
    """Whole months since ``founded_on``; None when it is not known."""
    if founded_on is None:
        return None
    months = (today.year - founded_on.year) * 12 + today.month - founded_on.month
    return months - (today.day < founded_on.day)


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


def firm_facts(firm: Organisation) -> dict[str, Any]:
    """Recorded facts in force by code (one query)."""
    rows = Fact.objects.filter(organisation=firm, is_current=True, code__in=CODES)
    return {row.code: row.value for row in rows}


def facts_of(request: Request) -> dict[str, Any]:
    """Plain values by fact code; a missing one is absent or None and never counts as "no"."""
    details: FinancingDetails = request.financing
    firm = request.organisation
    known = firm_facts(firm)
    founded = firm.founded_on or _date(known.get("founded_on"))
    return {
        "kind": details.kind,
        "product": [details.kind],
        "amount": details.amount,
        "currency": details.currency,
        "months": details.months,
        "purpose": details.purpose,
        "collateral": details.security,
        "shariah_only": details.shariah_only,
        "guarantee_wished": details.guarantee_wished,
        "sector": firm.sector,
        "region": firm.region,
        "country": firm.country,
        "age_months": age_in_months(founded, clock.today()),
        "revenue": details.revenue if details.revenue is not None else _decimal(known.get("revenue")),
        "bank_statement_months": details.statement_months or _decimal(known.get("bank_statement_months")),
        "employees": _decimal(known.get("employees")),
    }


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
