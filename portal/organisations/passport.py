"""The size passport of an organisation: its facts as figures, classified under every regime."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.common.money import Money
from portal.criteria import catalogue
from portal.criteria.catalogue import Change, Fact, FactValue, Kind
from portal.criteria.codes import in_language
from portal.organisations.facts import facts_of
from portal.organisations.models import Organisation
from portal.organisations.size_class import REGIMES, Figures, SizeClass, classify_all, sector_group_of
from portal.organisations.size_sentences import (
    CLASS_NAMES,
    REGIME_NAMES,
    conversion_sentence,
    missing_sentence,
    sentence,
)

INVESTMENT = "plant_investment"
# Which fact answers which figure, so that a missing one can be entered at once.
FACT_OF_METRIC = {
    "sector_group": "sector",
    "employees": "employees",
    "revenue": "revenue",
    "total_assets": "total_assets",
    "balance_sheet": "total_assets",
    "investment": INVESTMENT,
}
# The regime that comes first for a firm of a country.
HOME_REGIME = {"CN": "CN", "SA": "SA", "IN": "IN"}

catalogue.register(
    Fact(
        INVESTMENT,
        Kind.MONEY,
        _("Investment in plant and equipment"),
        _("What did the firm's plant, machinery and equipment cost?"),
        change=Change.FREE,
        step=Decimal("0.01"),
        low=Decimal(0),
    )
)


@dataclass(frozen=True, slots=True)
class Row:
    """One regime, ready to draw."""

    regime: str
    name: Any
    size_class: str
    class_name: Any
    sentences: tuple[str, ...]
    conversions: tuple[str, ...]
    missing: str
    missing_facts: tuple[str, ...]
    source: str
    note: str
    in_force: date | None


def _money(held: FactValue | None) -> Money | None:
    if held is None or not isinstance(held.value, Decimal):
        return None
    return Money(held.value, held.unit)


def figures_of(facts: dict[str, FactValue]) -> Figures:
    """The figures of a passport out of profile facts; total assets serve as the balance-sheet total."""
    sector = facts.get("sector")
    groups = (
        {sector_group_of(code) for code in sector.value} if sector and isinstance(sector.value, frozenset) else set()
    )
    employees = facts.get("employees")
    return Figures(
        sector_group=groups.pop() if len(groups) == 1 else None,
        employees=employees.value if employees and isinstance(employees.value, Decimal) else None,
        revenue=_money(facts.get("revenue")),
        total_assets=_money(facts.get("total_assets")),
        balance_sheet=_money(facts.get("total_assets")),
        investment=_money(facts.get(INVESTMENT)),
    )


def row_of(result: SizeClass) -> Row:
    """One regime's answer in the active language."""
    in_force = result.rule["in_force"]
    conversions = (conversion_sentence(decision, result) for decision in result.decided_by)
    return Row(
        regime=result.regime,
        name=REGIME_NAMES[result.regime],
        size_class=result.size_class,
        class_name=CLASS_NAMES[result.size_class],
        sentences=tuple(sentence(decision, result) for decision in result.decided_by),
        conversions=tuple(text for text in conversions if text),
        missing=missing_sentence(result),
        missing_facts=tuple(dict.fromkeys(FACT_OF_METRIC[name] for name in result.missing)),
        source=result.rule["source"],
        note=in_language(list(result.rule["note"].values())),
        in_force=date.fromisoformat(in_force) if in_force else None,
    )


def passport_of(organisation: Organisation, day: date) -> list[Row]:
    """Every regime's class on ``day``, the home regime first."""
    home = HOME_REGIME.get(organisation.country, "EU")
    order = sorted(REGIMES, key=lambda regime: regime != home)
    return [row_of(result) for result in classify_all(figures_of(facts_of(organisation)), day, order)]
