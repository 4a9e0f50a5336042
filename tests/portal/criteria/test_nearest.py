"""The nearest change is minimal: compared with brute force over every subset of facts and every value that can
matter.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.criteria import catalogue, codes, rules
from portal.criteria.catalogue import Change, FactValue, Kind
from portal.criteria.evaluate import Outcome, quick_outcome
from portal.criteria.nearest import nearest_change
from tests.portal.criteria.worlds import CODES, RATES, TODAY, criterion, firm


def steps_around(fact, criterion, unit):
    """Every grid value at or beside an end of a range about the fact, in the held currency."""
    found = set()
    for rule in criterion.rules():
        if rule.fact.code != fact.code or rule.range is None:
            continue
        for end in (rule.range.low, rule.range.high):
            if end is None:
                continue
            number = RATES.convert(end, rule.range.currency, unit) if rule.range.currency else end
            if number is None:
                continue
            base = (number / fact.step).to_integral_value() * fact.step
            found |= {base + fact.step * offset for offset in (-2, -1, 0, 1, 2)}
    return {n for n in found if (fact.low is None or n >= fact.low) and (fact.high is None or n <= fact.high)}


def options(fact, criterion, held):
    """Candidate values with their relative distance."""
    if fact.kind is Kind.BOOLEAN:
        for value in (True, False):
            if value is not held.value and (value or fact.change is Change.FREE):
                yield FactValue(value), Fraction(1)
    elif fact.kind is Kind.CODES:
        universe = [*CODES[fact.code]]
        sizes = (0, 1) if fact.is_single else range(len(universe) + 1)
        extra = [c for c in held.value if c not in universe]
        for size in sizes:
            for chosen in combinations(universe + extra, size):
                new = frozenset(chosen)
                edits = 1 if fact.is_single else len(new ^ held.value)
                yield FactValue(new), Fraction(edits, max(len(held.value), 1))
    else:
        is_date = fact.kind is Kind.DATE
        number = Decimal(held.value.toordinal()) if is_date else held.value
        for target in steps_around(fact, criterion, held.unit):
            if target < number and fact.change is not Change.FREE:
                continue
            distance = abs(Fraction(target) - Fraction(number))
            if is_date:
                yield FactValue(date.min + timedelta(days=int(target) - 1)), distance / 365
            else:
                yield FactValue(target, held.unit), distance / max(abs(Fraction(number)), Fraction(1))


def brute_force(criterion, facts):
    """(number of facts, distance) of the best change, or None."""
    able = [
        code
        for code in dict.fromkeys(rule.fact.code for rule in criterion.rules())
        if catalogue.is_known(facts, code) and catalogue.require(code).change is not Change.NEVER
    ]
    choices = {code: list(options(catalogue.require(code), criterion, facts[code])) for code in able}
    for size in range(len(able) + 1):
        best = None
        for chosen in combinations(able, size):
            for values in product(*(choices[code] for code in chosen)):
                changed = {**facts, **{code: value for code, (value, _d) in zip(chosen, values, strict=True)}}
                if quick_outcome(criterion, changed, today=TODAY, rates=RATES) is not Outcome.DOES_NOT:
                    distance = sum((d for _v, d in values), Fraction(0))
                    best = distance if best is None else min(best, distance)
        if best is not None:
            return size, best
    return None


SMALL = [code for code in CODES if code not in {"markets", "product"}]


def check(seed: int) -> None:
    random = Random(seed)
    document = criterion(random, groups=2, size=3)
    if not document.in_force(TODAY) or len({r.fact.code for r in document.rules()}) > 4:
        return
    facts = firm(random, missing=0.15)
    facts.setdefault("age_months", FactValue(None))
    if facts["age_months"].value is None:
        facts.pop("founded_on", None)  # else the age would be derived and the brute force must know it
    found = nearest_change(document, facts, today=TODAY, rates=RATES)
    expected = brute_force(document, facts)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert (len(found.changes), found.distance) == expected
    changed = {**facts, **{change.fact: change.to for change in found.changes}}
    assert quick_outcome(document, changed, today=TODAY, rates=RATES) is not Outcome.DOES_NOT


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_minimal_on_random_worlds(start):
    for seed in range(start, start + 100):
        check(seed)


@settings(max_examples=60)
@given(st.integers(min_value=10_000, max_value=10**9))
def test_minimal_property(seed):
    check(seed)


def near(rule_list, facts):
    return nearest_change(rules.read({"any": [{"all": rule_list}]}), facts, today=TODAY, rates=RATES)


def test_age_can_only_be_waited_for():
    facts = {"age_months": FactValue(Decimal(18))}
    found = near([{"fact": "age_months", "op": "gte", "value": "24"}], facts)
    assert [(c.fact, c.to.value) for c in found.changes] == [("age_months", Decimal(24))]
    assert near([{"fact": "age_months", "op": "lte", "value": "12"}], facts) is None


def test_sector_is_never_proposed():
    facts = {"sector": FactValue(frozenset({"1071"}))}
    assert near([{"fact": "sector", "op": "any_of", "value": ["J"]}], facts) is None


def test_fewest_facts_win_over_the_smaller_distance():
    two = {"all": [{"fact": "employees", "op": "gte", "value": "11"}, {"fact": "months", "op": "lte", "value": "12"}]}
    one = {"all": [{"fact": "employees", "op": "gte", "value": "100"}]}
    facts = {"employees": FactValue(Decimal(10)), "months": FactValue(Decimal(13))}
    found = nearest_change(rules.read({"any": [two, one]}), facts, today=TODAY, rates=RATES)
    assert [(c.fact, c.to.value) for c in found.changes] == [("employees", Decimal(100))]


def test_money_moves_in_the_currency_held():
    facts = {"amount": FactValue(Decimal("1000"), "USD")}
    found = near([{"fact": "amount", "op": "lte", "value": {"amount": "3000", "currency": "SAR"}}], facts)
    assert (found.changes[0].to.value, found.changes[0].to.unit) == (Decimal("800.00"), "USD")


def test_a_bound_without_a_rate_does_not_hide_the_others():
    limits = [{"amount": "10", "currency": "SAR"}, {"amount": "5000", "currency": "JPY"}]
    found = near(
        [{"fact": "amount", "op": "lte", "value": limit} for limit in limits], {"amount": FactValue(Decimal(50), "SAR")}
    )
    assert [(c.to.value, c.to.unit) for c in found.changes] == [(Decimal(10), "SAR")]


def test_missing_facts_are_listed_not_changed():
    found = near(
        [{"fact": "employees", "op": "gte", "value": "5"}, {"fact": "has_website", "op": "is", "value": True}],
        {"employees": FactValue(Decimal(2))},
    )
    assert [c.fact for c in found.changes] == ["employees"]
    assert found.missing == ("has_website",)


def test_a_change_that_breaks_a_derived_fact_is_not_proposed():
    money = {"amount": "100", "currency": "SAR"}
    facts = {
        "revenue": FactValue(Decimal(50), "SAR"),
        "previous_revenue": FactValue(Decimal(50), "SAR"),
    }
    rule_list = [
        {"fact": "revenue", "op": "gte", "value": money},
        {"fact": "revenue_growth", "op": "lte", "value": "20"},
    ]
    assert near(rule_list, facts) is None
    assert near(rule_list[:1], facts) is not None


def test_hierarchies_are_trees_without_circles():
    for name in ("isic", "region", "market", "hs", "financing_product"):
        for code in codes.get(name).top():
            chain = codes.get(name).ancestors(code)
            assert len(set(chain)) == len(chain)
