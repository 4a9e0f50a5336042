"""Derived facts by named functions: computed when they are not given and what they need is known.

A function takes the facts, today's date and the rate table, and answers a FactValue or None (cannot be derived). Apps
above
may replace one (the lending app knows the size rules of more countries) with :func:`register`.
"""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from portal.criteria import catalogue, codes
from portal.criteria.catalogue import Facts, FactValue
from portal.criteria.rates import RateTable

Function = Callable[[Facts, date, RateTable], FactValue | None]
_functions: dict[str, Function] = {}


def register(name: str, function: Function) -> None:
    """Make ``function`` the one that computes the derived facts naming it."""
    _functions[name] = function


def with_derived(facts: Facts, today: date, rates: RateTable) -> dict[str, FactValue]:
    """``facts`` and, where missing, the facts that can be derived from them; given values are never replaced."""
    complete = dict(facts)
    for fact in catalogue.all_facts():
        if fact.derived and not catalogue.is_known(complete, fact.code):
            found = _functions[fact.derived](complete, today, rates)
            if found is not None:
                complete[fact.code] = found
    return complete


def age_months(facts: Facts, today: date, rates: RateTable) -> FactValue | None:
    """Full months from the founding date to today; a founding date in the future gives none."""
    held = facts.get("founded_on")
    if held is None or not isinstance(held.value, date) or held.value > today:
        return None
    born = held.value
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return FactValue(Decimal(months), "months", held.as_of, held.grade)


def revenue_growth(facts: Facts, today: date, rates: RateTable) -> FactValue | None:
    """Growth of revenue over the year before, per cent with two decimals; both years must be known."""
    last, before = facts.get("revenue"), facts.get("previous_revenue")
    if last is None or before is None or not isinstance(last.value, Decimal) or not isinstance(before.value, Decimal):
        return None
    base = rates.convert(before.value, before.unit, last.unit)
    if base is None or base <= 0:
        return None
    growth = ((last.value - base) / base * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return FactValue(growth, "percent", last.as_of, min(last.grade, before.grade))


def size_class(facts: Facts, today: date, rates: RateTable) -> FactValue | None:
    """The class by staff and by revenue (``data/size_classes.json``); when the two disagree the higher one wins."""
    staff, revenue = facts.get("employees"), facts.get("revenue")
    if staff is None or revenue is None or not isinstance(staff.value, Decimal):
        return None
    table = codes.data("size_classes.json")
    if not isinstance(revenue.value, Decimal):
        return None
    amount = rates.convert(revenue.value, revenue.unit, table["currency"])
    if amount is None:
        return None
    found = "large"
    for row in table["classes"]:
        if staff.value <= Decimal(row["employees_max"]) and amount <= Decimal(row["revenue_max"]):
            found = row["class"]
            break
    return FactValue(frozenset({found}), "", revenue.as_of, min(staff.grade, revenue.grade))


register("age_months", age_months)
register("revenue_growth", revenue_growth)
register("size_class", size_class)
