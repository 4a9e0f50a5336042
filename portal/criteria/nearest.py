"""The nearest change: what a firm would have to change so that no rule says no.

Smallest number of facts first, then the smallest sum of relative changes, only facts a firm can change. Facts that are
missing are not changes; they are listed beside. Proven minimal against brute force in the tests.

Why the search is short: a criterion stops saying no exactly when one conjunction of its normal form has no failing
atom.
Facts are independent, so the cheapest way for a conjunction is the sum of the cheapest change of each of its failing
facts,
and the answer is the cheapest conjunction. Where a change moves a derived fact (revenue moves growth), the result is
checked again and the next cheapest tried.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from portal.criteria import catalogue
from portal.criteria.catalogue import Facts, FactValue
from portal.criteria.derived import with_derived
from portal.criteria.evaluate import Outcome, quick_outcome
from portal.criteria.normal import Conjunction, TooManyAlternativesError, conjunctions
from portal.criteria.rates import RateTable
from portal.criteria.rules import Criterion
from portal.criteria.solve import atom_holds, smallest_change

MAX_ALTERNATIVES = 256


@dataclass(frozen=True, slots=True)
class FactChange:
    """Change ``fact`` from what is held to ``to``."""

    fact: str
    held: FactValue
    to: FactValue


@dataclass(frozen=True, slots=True)
class NearestChange:
    """``changes`` is empty when nothing fails; ``missing`` are facts still to be told. ``distance`` is the relative
    sum.
    """

    changes: tuple[FactChange, ...]
    missing: tuple[str, ...]
    distance: Fraction


def nearest_change(criterion: Criterion, facts: Facts, *, today: date, rates: RateTable) -> NearestChange | None:
    """The nearest change for ``facts`` as given (derived facts are added here); None when the firm cannot get there."""
    if not criterion.in_force(today):
        return None
    complete = with_derived(facts, today, rates)
    found = sorted(candidates(criterion, complete, rates), key=lambda c: (len(c.changes), c.distance, len(c.missing)))
    for candidate in found:
        changed = {**facts, **{change.fact: change.to for change in candidate.changes}}
        after = with_derived(changed, today, rates)
        if quick_outcome(criterion, after, today=today, rates=rates) is not Outcome.DOES_NOT:
            return candidate
    return None


def candidates(criterion: Criterion, facts: Facts, rates: RateTable) -> Iterator[NearestChange]:
    """The cheapest change for each conjunction that can be reached."""
    for group in criterion.groups:
        try:
            ways = conjunctions(group.rules, MAX_ALTERNATIVES)
        except TooManyAlternativesError:
            continue
        for way in ways:
            found = _for_conjunction(way, facts, rates)
            if found is not None:
                yield found


def _for_conjunction(way: Conjunction, facts: Facts, rates: RateTable) -> NearestChange | None:
    changes, missing, distance = [], [], Fraction(0)
    for code, atoms in way.atoms.items():
        fact = catalogue.get(code)
        held = facts.get(code)
        if fact is None or held is None or held.value is None:
            missing.append(code)
            continue
        if all(atom_holds(atom, fact, held, rates) is not False for atom in atoms):
            continue
        found = smallest_change(fact, atoms, held, rates)
        if found is None:
            return None
        changes.append(FactChange(code, held, found[0]))
        distance += found[1]
    return NearestChange(tuple(changes), tuple(missing), distance)
