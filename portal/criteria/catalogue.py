"""The facts catalogue: what can be known of a firm, a request or a product, and asked about in a criterion.

Every fact has a type, a unit, a question in the reader's language, and says whether the firm itself can change it (the
nearest change only proposes those). Pillars add their own with :func:`register`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.criteria import codes

Label = str | Promise
Value = Decimal | date | bool | frozenset[str]


class Kind(StrEnum):
    """Types of facts. A money fact has its currency as unit."""

    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CODES = "codes"
    BOOLEAN = "boolean"


class Change(StrEnum):
    """Whether a firm can change the fact: never, by its own choice, only upwards by waiting, only upwards by effort."""

    NEVER = "never"
    FREE = "free"
    UP = "up"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry. ``unit``: months, persons, percent, points, years; ``step`` is the grid of values (whole months,
    cents).

    ``low``/``high`` are the bounds of sense (inclusive), used to refuse nonsense and to find impossible rules.
    ``derived`` names a function of :mod:`portal.criteria.derived` that computes it when it is not given.
    ``pillar`` keeps one pillar's request facts out of the other pillars' editors.
    """

    code: str
    kind: Kind
    label: Label
    question: Label
    scope: Literal["firm", "request", "product"] = "firm"
    unit: str = ""
    code_list: str = ""
    is_single: bool = False
    change: Change = Change.FREE
    step: Decimal = Decimal(1)
    low: Decimal | None = None
    high: Decimal | None = None
    derived: str = ""
    pillar: str = ""  # a request fact only this pillar's requests carry; "" = everybody's


@dataclass(frozen=True, slots=True)
class FactValue:
    """What is held: ``value`` None means missing. ``unit`` is the currency of money (ISO 4217); ``grade`` 0–3
    evidence.
    """

    value: Value | None
    unit: str = ""
    as_of: date | None = None
    grade: int = 0


Facts = Mapping[str, FactValue]
_facts: dict[str, Fact] = {}
BIGGEST = Decimal(10) ** 14  # keeps every number times 10^4 inside 64 bits, so that the index stays exact


def register(*facts: Fact) -> None:
    """Add facts to the catalogue; a code registered again replaces the earlier entry."""
    for fact in facts:
        if fact.kind is Kind.CODES:
            codes.get(fact.code_list)
        _facts[fact.code] = fact


def get(code: str) -> Fact | None:
    return _facts.get(code)


def require(code: str) -> Fact:
    """The fact; KeyError when the catalogue does not know it."""
    return _facts[code]


def all_facts() -> tuple[Fact, ...]:
    return tuple(_facts.values())


def is_known(facts: Facts, code: str) -> bool:
    held = facts.get(code)
    return held is not None and held.value is not None


ZERO = Decimal(0)
CENT = Decimal("0.01")


def _number(code: str, label: Label, question: Label, unit: str = "", **more: object) -> Fact:
    return Fact(code, Kind.NUMBER, label, question, unit=unit, **{"low": ZERO, **more})  # type: ignore[arg-type]


def _money(code: str, label: Label, question: Label, **more: object) -> Fact:
    return Fact(code, Kind.MONEY, label, question, **{"low": ZERO, "step": CENT, **more})  # type: ignore[arg-type]


def _codes(code: str, label: Label, question: Label, code_list: str, **more: object) -> Fact:
    return Fact(code, Kind.CODES, label, question, code_list=code_list, **more)  # type: ignore[arg-type]


def _boolean(code: str, label: Label, question: Label, **more: object) -> Fact:
    return Fact(code, Kind.BOOLEAN, label, question, **more)  # type: ignore[arg-type]


HUNDRED = Decimal(100)

register(
    Fact("founded_on", Kind.DATE, _("Founding date"), _("When was the firm founded?"), change=Change.NEVER),
    _number(
        "age_months",
        _("Age of the firm"),
        _("How many months old is the firm?"),
        "months",
        change=Change.WAIT,
        high=Decimal(6000),
        derived="age_months",
    ),
    _codes("legal_form", _("Legal form"), _("What is the firm's legal form?"), "legal_form", is_single=True),
    _codes("sector", _("Sector"), _("What does the firm do?"), "isic", change=Change.NEVER),
    _codes("region", _("Region"), _("Where does the firm work?"), "region", change=Change.NEVER),
    _codes("markets", _("Markets served"), _("In which countries does the firm sell?"), "market"),
    _codes("certificates", _("Certificates"), _("Which certificates does the firm hold?"), "certificate"),
    _codes("languages", _("Working languages"), _("In which languages can the firm work?"), "language"),
    _codes(
        "size_class",
        _("Size class"),
        _("Is the firm micro, small, medium or large?"),
        "size_class",
        is_single=True,
        change=Change.NEVER,
        derived="size_class",
    ),
    _number("employees", _("Staff"), _("How many people work for the firm?"), "persons", high=Decimal(10_000_000)),
    _money("revenue", _("Yearly revenue"), _("What was the firm's revenue in its last full year?")),
    _money(
        "previous_revenue",
        _("Revenue of the year before"),
        _("What was the revenue in the year before that?"),
        change=Change.NEVER,
    ),
    _number(
        "revenue_growth",
        _("Revenue growth"),
        _("By how many per cent did revenue grow?"),
        "percent",
        change=Change.NEVER,
        low=-HUNDRED,
        step=CENT,
        derived="revenue_growth",
    ),
    _money("profit", _("Profit after tax"), _("What was the profit after tax in the last full year?"), low=None),
    _money("total_assets", _("Total assets"), _("What are the firm's total assets?")),
    _money("equity", _("Owners' equity"), _("What is the firm's equity?"), low=None),
    _money("debt", _("Present debt"), _("How much does the firm owe to lenders?")),
    _number(
        "accounts_months",
        _("Months of accounts"),
        _("For how many months can the firm show accounts?"),
        "months",
        change=Change.UP,
        high=Decimal(600),
    ),
    _number(
        "bank_statement_months",
        _("Months of bank statements"),
        _("For how many months can the firm show bank statements?"),
        "months",
        change=Change.UP,
        high=Decimal(600),
    ),
    _number(
        "days_overdue",
        _("Longest payment delay"),
        _("What was the longest delay in paying a lender, in days?"),
        "days",
        change=Change.NEVER,
        high=Decimal(10_000),
    ),
    _number(
        "export_share",
        _("Share of exports"),
        _("Which share of revenue comes from abroad?"),
        "percent",
        high=HUNDRED,
        step=CENT,
    ),
    _number(
        "women_share",
        _("Share owned by women"),
        _("Which share of the firm do women own?"),
        "percent",
        high=HUNDRED,
        step=CENT,
        change=Change.NEVER,
    ),
    _number(
        "local_share",
        _("Share owned by residents"),
        _("Which share of the firm do residents of its country own?"),
        "percent",
        high=HUNDRED,
        step=CENT,
        change=Change.NEVER,
    ),
    _number(
        "digital_score",
        _("Digital maturity"),
        _("What did the digital assessment say, out of 100?"),
        "points",
        high=HUNDRED,
        step=CENT,
        change=Change.UP,
    ),
    _boolean("has_audited_accounts", _("Audited accounts"), _("Are the accounts audited?"), change=Change.UP),
    _boolean("has_tax_clearance", _("Tax clearance"), _("Does the firm hold a valid tax clearance?"), change=Change.UP),
    _boolean(
        "has_borrowed_before",
        _("Borrowed before"),
        _("Has the firm borrowed from a lender before?"),
        change=Change.NEVER,
    ),
    _boolean("is_rural", _("Rural area"), _("Does the firm work in a rural area?"), change=Change.NEVER),
    _boolean("exports_already", _("Exports already"), _("Does the firm sell abroad already?")),
    _boolean("has_website", _("Own web site"), _("Does the firm have its own web site?"), change=Change.UP),
    _money("amount", _("Amount asked"), _("How much money is needed?"), scope="request", pillar="lending"),
    _number(
        "months",
        _("Length"),
        _("For how many months is the money needed?"),
        "months",
        scope="request",
        pillar="lending",
        high=Decimal(600),
    ),
    _codes(
        "purpose",
        _("Purpose"),
        _("What is the money for?"),
        "purpose",
        scope="request",
        is_single=True,
        pillar="lending",
    ),
    _codes(
        "product",
        _("Product"),
        _("Which kind of financing is wanted?"),
        "financing_product",
        scope="request",
        pillar="lending",
    ),
    _codes(
        "collateral",
        _("Security offered"),
        _("What security can be offered?"),
        "collateral",
        scope="request",
        pillar="lending",
    ),
    Fact("needed_by", Kind.DATE, _("Needed by"), _("By which day is it needed?"), scope="request"),
    _money("budget", _("Budget"), _("What is the budget?"), scope="request", pillar="digital"),
    _codes(
        "target_markets",
        _("Target markets"),
        _("Which countries does the firm want to sell to?"),
        "market",
        scope="request",
        pillar="export",
    ),
    _codes(
        "hs_codes", _("Goods (HS codes)"), _("Which goods are concerned?"), "hs", scope="product", change=Change.NEVER
    ),
    _money("unit_price", _("Unit price"), _("What is the price of one unit?"), scope="product"),
    _number(
        "monthly_capacity",
        _("Monthly capacity"),
        _("How many units can be made in a month?"),
        "units",
        scope="product",
        high=Decimal(10) ** 12,
    ),
)
