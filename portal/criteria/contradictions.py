"""Rules nobody can meet, named: against another rule of the same group, or against what is possible at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.criteria import codes
from portal.criteria.catalogue import Fact, Kind
from portal.criteria.normal import (
    AllOf,
    AnyOf,
    Atom,
    Flag,
    High,
    Low,
    NoneOf,
    TooManyAlternativesError,
    atoms_of,
    conjunctions,
)  # fmt: skip
from portal.criteria.rates import RateTable
from portal.criteria.rules import Criterion, Rule
from portal.criteria.solve import codes_hold, listed, reachable

FINEST = Decimal("0.0001")  # the places a held number may have


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``rule`` cannot be met by anybody; ``other`` is the rule it fights with, None when it is impossible by itself."""

    group: int
    rule: Rule
    other: Rule | None

    @property
    def message(self) -> str:
        """A whole sentence in the active language."""
        if self.other is None:
            return _("Nobody can meet the rule on “%(fact)s”.") % {"fact": self.rule.fact.label}
        return _("Nobody can meet both rules on “%(fact)s” in this group.") % {"fact": self.rule.fact.label}


def contradictions(criterion: Criterion, rates: RateTable) -> list[Contradiction]:
    """At most one per fact and group, in the order of the document."""
    found = []
    for position, group in enumerate(criterion.groups):
        by_fact: dict[str, list[Rule]] = {}
        for rule in group.rules:
            if rule.is_readable:
                by_fact.setdefault(rule.fact.code, []).append(rule)
        for rules in by_fact.values():
            culprit = _culprit(rules, rates)
            if culprit is not None:
                found.append(Contradiction(position, *culprit))
    return found


def is_impossible(criterion: Criterion, rates: RateTable) -> bool:
    """Whether every group holds a contradiction, so that nobody at all can meet the criterion."""
    return len({c.group for c in contradictions(criterion, rates)}) == len(criterion.groups)


def _culprit(rules: list[Rule], rates: RateTable) -> tuple[Rule, Rule | None] | None:
    for position, rule in enumerate(rules):
        if not _possible([rule], rates):
            return rule, None
        for other in rules[:position]:
            if not _possible([other, rule], rates):
                return rule, other
    if len(rules) > 2 and not _possible(rules, rates):
        return rules[-1], rules[0]
    return None


def _possible(rules: Sequence[Rule], rates: RateTable) -> bool:
    try:
        ways = conjunctions(rules, 256)
    except TooManyAlternativesError:
        return True
    fact = rules[0].fact
    return any(_satisfiable(fact, way.atoms[fact.code], rates) for way in ways)


def _satisfiable(fact: Fact, atoms: Sequence[Atom], rates: RateTable) -> bool:
    if fact.kind is Kind.BOOLEAN:
        return len({atom.value for atom in atoms_of(atoms, Flag)}) < 2
    if fact.kind is Kind.CODES:
        return _codes_satisfiable(fact, atoms)
    # A held number may lie between whole steps (half a post), so only the finest grid may prove a rule impossible.
    finest = fact if fact.kind is Kind.DATE else replace(fact, step=FINEST)
    unit = next((a.currency for a in atoms if isinstance(a, Low | High) and a.currency), "")
    return reachable(finest, atoms, unit, rates) is not None


def _codes_satisfiable(fact: Fact, atoms: Sequence[Atom]) -> bool:
    known = codes.get(fact.code_list)
    relevant = [atom for atom in atoms if isinstance(atom, AnyOf | NoneOf | AllOf)]
    if fact.is_single and listed(atoms):
        return any(
            all(codes_hold(atom, frozenset(known.ancestors(code))) for atom in relevant) for code in listed(atoms)
        )
    barred = frozenset(code for atom in atoms_of(atoms, NoneOf) for code in atom.codes)

    def usable(code: str) -> bool:
        return barred.isdisjoint(known.ancestors(code))

    required = all(usable(code) for atom in atoms_of(atoms, AllOf) for code in atom.codes)
    return required and all(any(usable(code) for code in atom.codes) for atom in atoms_of(atoms, AnyOf))
