"""From a lender's terms to the price engine and back: the only place that knows both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lending.choices import Product as Code
from lending.choices import RateKind
from lending.models import OfferTerms
from lending.pricing.equity import Stake, stake
from lending.pricing.quote import Notice, Quote, price
from lending.pricing.schedules import Row
from lending.pricing.settlement import Rule
from lending.pricing.terms import Fee, Product

ZERO = Decimal(0)
COMMON = ("amount", "currency", "valid")
CHARGED = ("rate", "rate_kind", "index_name", "margin")
LOAN = ("months", *CHARGED, "frequency", "day_count", "grace_months", "grace")
FIELDS: Mapping[str, tuple[str, ...]] = {
    Code.REDUCING: LOAN,
    Code.EQUAL_PRINCIPAL: LOAN,
    Code.FLAT: ("months", "rate", "frequency", "grace_months", "grace"),
    Code.INTEREST_ONLY: ("months", *CHARGED, "frequency", "day_count"),
    Code.BALLOON: (*LOAN, "balloon"),
    Code.SEASONAL: ("months", *CHARGED, "season", "grace"),
    Code.LINE: ("months", *CHARGED, "use", "unused_rate"),
    Code.FACTOR: ("months", "factor", "frequency"),
    Code.SALES_SHARE: ("factor", "sales", "share"),
    Code.DISCOUNT: ("days", "rate", "day_count"),
    Code.MURABAHA: ("months", "rate", "basis", "markup", "frequency", "grace_months", "grace"),
    Code.TAWARRUQ: ("months", "rate", "basis", "markup", "frequency", "grace_months", "grace"),
    Code.IJARAH: ("months", "rate", "basis", "frequency", "balloon"),
    Code.MUSHARAKAH: ("months", "rate", "frequency", "grace_months"),
    Code.EQUITY: ("pre_money", "option_pool"),
}
"""Inputs of each product beside amount, currency, fees, security, conditions; the editor shows no others."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    Code.BALLOON: ("months", "rate", "balloon"),
    Code.SEASONAL: ("months", "rate", "season"),
    Code.LINE: ("months", "rate", "use"),
    Code.FACTOR: ("months", "factor"),
    Code.SALES_SHARE: ("factor", "sales", "share"),
    Code.DISCOUNT: ("days", "rate"),
    Code.MURABAHA: ("months",),
    Code.TAWARRUQ: ("months",),
    Code.EQUITY: ("pre_money",),
}
FIELD_OF_ENGINE = {"principal": "amount", "drawdowns": "amount", "use": "use", "instalments": "months"}
"""Engine names that differ from the form's."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What an offer comes to: a quote for debt, a stake for equity."""

    quote: Quote | None = None
    stake: Stake | None = None


def missing(terms: OfferTerms) -> list[str]:
    """Names of the inputs without which ``terms`` cannot be priced."""
    names = ["amount", *NEEDED.get(terms.product, ("months", "rate"))]
    if terms.product in (Code.MURABAHA, Code.TAWARRUQ) and terms.rate is None and terms.markup is None:
        names.append("rate")
    return [name for name in names if getattr(terms, name) in (None, "", [])]


def _fee(row: Mapping[str, Any]) -> Fee:
    when = str(row.get("when", "withheld"))
    moment = when if when in ("withheld", "financed") else Decimal(when)
    return Fee(Decimal(str(row["amount"])), moment, bool(row.get("avoidable")), str(row.get("payee", "lender")))


def to_product(terms: OfferTerms, start: date) -> Product:
    """The engine's description of ``terms``; inputs that do not belong to the product are left out."""
    allowed = FIELDS[terms.product]
    plain = ("months", "days", "frequency", "day_count", "grace_months", "grace", "basis")
    values: dict[str, Any] = {name: getattr(terms, name) for name in plain if name in allowed and getattr(terms, name)}
    for name in ("rate", "balloon", "factor", "sales", "share", "unused_rate"):
        if name in allowed and getattr(terms, name) is not None:
            values[name] = getattr(terms, name)
    if "markup" in allowed and terms.markup is not None:
        values["markup"] = terms.markup
    if "use" in allowed and terms.use is not None:
        values["use"] = terms.use / 100
    if "season" in allowed:
        values["season"] = tuple(int(month) for month in terms.season)
    return Product(
        kind=terms.product,
        currency=terms.currency,
        principal=terms.amount or ZERO,
        start=start,
        fees=tuple(_fee(row) for row in terms.fees),
        floating=terms.rate_kind == RateKind.FLOATING and "rate_kind" in allowed,
        **values,
    )


def work_out(terms: OfferTerms, start: date) -> Figures | None:
    """Figures of ``terms``, None while inputs are missing. Raises ``PriceError`` with the engine's field name."""
    if missing(terms):
        return None
    if terms.is_equity:
        pool = terms.option_pool or ZERO
        held = stake(amount=terms.amount or ZERO, pre_money=terms.pre_money or ZERO, option_pool=pool)
        return Figures(stake=held)
    return Figures(quote=price(to_product(terms, start)))


def row_data(row: Row) -> dict[str, Any]:
    """A schedule row as stored: amounts as text in the currency's digits."""
    return {
        "n": row.n,
        "on": row.on.isoformat() if row.on else "",
        "instalment": str(row.instalment),
        "principal": str(row.principal),
        "interest": str(row.interest),
        "balance": str(row.balance),
    }


def store(terms: OfferTerms, figures: Figures | None, start: date, moment: Any) -> None:
    """Write computed columns on ``terms`` (not saved); clears them when there are no figures."""
    quote = figures.quote if figures else None
    names = ("total_cost", "total_repaid", "largest_instalment", "first_instalment", "cash_in_hand")
    for name in (*names, "cost_per_thousand", "avoidable_cost"):
        setattr(terms, name, getattr(quote, name) if quote else None)
    terms.effective_apr = quote.effective if quote else None
    terms.nominal_apr = quote.nominal if quote else None
    terms.simple_rate = quote.simple if quote else None
    terms.convention = quote.convention if quote else ""
    terms.schedule = [row_data(row) for row in quote.rows] if quote else []
    terms.notices = [{"code": notice.code, "params": notice.params} for notice in quote.notices] if quote else []
    terms.ownership = figures.stake.investor if figures and figures.stake else None
    if figures and figures.stake:
        terms.cash_in_hand = terms.amount
    terms.starts_on = start if figures else None
    terms.priced_at = moment if figures else None


def notices_of(terms: OfferTerms) -> list[Notice]:
    """The stored notices of an offer."""
    return [Notice(row["code"], row.get("params", {})) for row in terms.notices]


def stored_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Schedule rows for a page: text back to dates and decimals."""
    return [
        {
            "n": row["n"],
            "on": date.fromisoformat(row["on"]) if row["on"] else None,
            **{name: Decimal(row[name]) for name in ("instalment", "principal", "interest", "balance")},
        }
        for row in rows
    ]


def engine_rows(rows: list[dict[str, Any]]) -> tuple[Row, ...]:
    """Stored rows as the engine's (times in equal months by number; enough to weigh how late principal is repaid)."""
    return tuple(
        Row(
            row["n"], row["on"], Decimal(row["n"]), row["instalment"], row["principal"], row["interest"], row["balance"]
        )
        for row in stored_rows(rows)
    )


def early_rule(terms: OfferTerms) -> Rule:
    """The early-settlement rule of an offer."""
    return Rule(terms.early_rule, terms.early_value or ZERO, terms.early_third_party or ZERO)
