"""From a lender's terms to the price engine and back: the only place that knows both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings

from lending.choices import FeeMoment, RateKind, Roll
from lending.choices import Product as Code
from lending.models import OfferTerms
from lending.pricing.equity import Stake, stake
from lending.pricing.quote import Notice, Quote, price
from lending.pricing.schedules import Row
from lending.pricing.settlement import Rule
from lending.pricing.terms import Drawdown, Fee, Moment, Product

ZERO = Decimal(0)
COMMON = ("amount", "currency", "valid")
CHARGED = ("rate", "rate_kind", "index_name", "margin")
CALENDAR = ("day_count", "roll", "month_end")
LOAN = ("months", *CHARGED, "frequency", *CALENDAR, "grace_months", "grace")
FIELDS: Mapping[str, tuple[str, ...]] = {
    Code.REDUCING: LOAN,
    Code.EQUAL_PRINCIPAL: LOAN,
    Code.FLAT: ("months", "rate", "frequency", *CALENDAR, "grace_months", "grace"),
    Code.INTEREST_ONLY: ("months", *CHARGED, "frequency", *CALENDAR),
    Code.BALLOON: (*LOAN, "balloon"),
    Code.STAGED: ("stages", "months", *CHARGED, *CALENDAR, "grace_months"),
    Code.SEASONAL: ("months", *CHARGED, "season", "grace", *CALENDAR),
    Code.LINE: ("months", *CHARGED, "use", "unused_rate", "frequency", *CALENDAR),
    Code.FACTOR: ("months", "factor", "frequency"),
    Code.SALES_SHARE: ("factor", "sales", "share"),
    Code.DISCOUNT: ("days", "rate", "day_count"),
    Code.MURABAHA: ("months", "rate", "basis", "markup", "frequency", "roll", "month_end", "grace_months", "grace"),
    Code.TAWARRUQ: ("months", "rate", "basis", "markup", "frequency", "roll", "month_end", "grace_months", "grace"),
    Code.IJARAH: ("months", "rate", "basis", "frequency", "roll", "month_end", "balloon"),
    Code.MUSHARAKAH: ("months", "rate", "frequency", "roll", "month_end", "grace_months"),
    Code.EQUITY: ("pre_money", "option_pool"),
}
"""Inputs of each product beside amount, currency, fees, security, conditions; the editor shows no others."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    Code.BALLOON: ("months", "rate", "balloon"),
    Code.STAGED: ("stages", "months", "rate"),
    Code.SEASONAL: ("months", "rate", "season"),
    Code.LINE: ("months", "rate", "use"),
    Code.FACTOR: ("months", "factor"),
    Code.SALES_SHARE: ("factor", "sales", "share"),
    Code.DISCOUNT: ("days", "rate"),
    Code.MURABAHA: ("months",),
    Code.TAWARRUQ: ("months",),
    Code.EQUITY: ("pre_money",),
}
FIELD_OF_ENGINE = {"principal": "amount", "drawdowns": "stages", "instalments": "months", "holidays": "roll"}
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


def fees_of(row: Mapping[str, Any], months: int) -> list[Fee]:
    """A named charge as the payments it stands for: one, or one at the start of each year of the term."""
    when = str(row.get("when", FeeMoment.WITHHELD))
    moments: list[Moment] = [when if when in (FeeMoment.WITHHELD, FeeMoment.FINANCED) else ZERO]
    if when == FeeMoment.YEARLY:
        moments = [FeeMoment.WITHHELD.value, *(Decimal(year) for year in range(1, -(-months // 12)))]
    elif when not in (FeeMoment.WITHHELD, FeeMoment.FINANCED):
        moments = [Decimal(when)]
    amount, payee = Decimal(str(row["amount"])), str(row.get("payee", "lender"))
    return [Fee(amount, moment, bool(row.get("avoidable")), payee) for moment in moments]


def to_product(terms: OfferTerms, start: date) -> Product:
    """The engine's description of ``terms``; inputs that do not belong to the product are left out."""
    allowed = FIELDS[terms.product]
    plain = ("months", "days", "frequency", "day_count", "grace_months", "grace", "basis", "roll")
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
    if "stages" in allowed:
        values["drawdowns"] = tuple(Drawdown(int(row["month"]), Decimal(str(row["amount"]))) for row in terms.stages)
    if "month_end" in allowed:
        values["last_day"] = terms.month_end
    if values.get("roll", Roll.NONE) != Roll.NONE:
        values["holidays"] = settings.HOME_COUNTRY
    months = terms.months or 0
    return Product(
        kind=terms.product,
        currency=terms.currency,
        principal=terms.amount or ZERO,
        start=start,
        fees=tuple(fee for row in terms.fees for fee in fees_of(row, months if "months" in allowed else 0)),
        floating=terms.rate_kind == RateKind.FLOATING and "rate_kind" in allowed,
        **values,
    )


def stake_of(terms: OfferTerms) -> Stake:
    """Who owns what after an equity offer. Raises ``PriceError`` when the owners would be left with nothing."""
    pool = terms.option_pool or ZERO
    return stake(amount=terms.amount or ZERO, pre_money=terms.pre_money or ZERO, option_pool=pool)


def work_out(terms: OfferTerms, start: date) -> Figures | None:
    """Figures of ``terms``, None while inputs are missing. Raises ``PriceError`` with the engine's field name."""
    if missing(terms):
        return None
    if terms.is_equity:
        return Figures(stake=stake_of(terms))
    return Figures(quote=priced(to_product(terms, start)))


@lru_cache(64)
def priced(product: Product) -> Quote:
    """The price of ``product``. An offer is priced when its form is checked and afresh when it goes out."""
    return price(product)


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
