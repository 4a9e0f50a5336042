"""The normal form of a group: conjunctions of simple atoms, exactly equal in Kleene's logic.

A group becomes one conjunction, or several when it holds a rule that is itself an OR (outside a range, not all of).
Distribution and De Morgan's laws hold in three-valued logic, so nothing is lost. Shared by the compiled index, the
nearest
change and the search for contradictions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import TypeVar

from portal.criteria.rules import Rule


class TooManyAlternativesError(Exception):
    """The group would need more conjunctions than allowed; evaluate it plainly instead."""


@dataclass(frozen=True, slots=True)
class Low:
    number: Decimal
    is_open: bool
    currency: str


@dataclass(frozen=True, slots=True)
class High:
    number: Decimal
    is_open: bool
    currency: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class NoneOf:
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class AllOf:
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Flag:
    value: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A rule about a fact nobody can give any more."""


Atom = Low | High | AnyOf | NoneOf | AllOf | Flag | Lost
Alternative = tuple[Atom, ...]
T = TypeVar("T")


@dataclass(slots=True)
class Conjunction:
    """Atoms per fact code, all of which must hold."""

    atoms: dict[str, list[Atom]] = field(default_factory=lambda: defaultdict(list))


def alternatives(rule: Rule) -> tuple[Alternative, ...]:
    """The ways in which the rule can hold; each is a tuple of atoms that must hold together."""
    if not rule.is_readable:
        return ((Lost(),),)
    if rule.flag is not None:
        return ((Flag(rule.flag is not rule.negate),),)
    if rule.codes is not None:
        return _code_alternatives(rule)
    return _range_alternatives(rule)


def _code_alternatives(rule: Rule) -> tuple[Alternative, ...]:
    wanted = frozenset(rule.codes or ())
    if rule.op == "all_of":
        if not rule.negate:
            return ((AllOf(wanted),),)
        return tuple((NoneOf(frozenset({code})),) for code in sorted(wanted))
    positive = (rule.op == "any_of") is not rule.negate
    return ((AnyOf(wanted) if positive else NoneOf(wanted),),)


def _range_alternatives(rule: Rule) -> tuple[Alternative, ...]:
    ends = rule.range
    assert ends is not None  # noqa: S101 - the type says one of three is set
    inside = (rule.op != "ne") is not rule.negate
    found: list[Atom] = []
    if inside:
        if ends.low is not None:
            found.append(Low(ends.low, ends.low_open, ends.currency))
        if ends.high is not None:
            found.append(High(ends.high, ends.high_open, ends.currency))
        return (tuple(found),)
    if ends.low is not None:
        found.append(High(ends.low, not ends.low_open, ends.currency))
    if ends.high is not None:
        found.append(Low(ends.high, not ends.high_open, ends.currency))
    return tuple((atom,) for atom in found)


def conjunctions(rules: Iterable[Rule], limit: int = 16) -> list[Conjunction]:
    """The conjunctions whose OR equals the AND of ``rules``; TooManyAlternativesError above ``limit``."""
    parts = [(rule.fact.code, alternatives(rule)) for rule in rules]
    count = 1
    for _code, ways in parts:
        count *= len(ways)
        if count > limit:
            raise TooManyAlternativesError
    return [_joined(parts, choice) for choice in product(*(range(len(ways)) for _code, ways in parts))]


def _joined(parts: list[tuple[str, tuple[Alternative, ...]]], choice: tuple[int, ...]) -> Conjunction:
    found = Conjunction()
    for (code, ways), chosen in zip(parts, choice, strict=True):
        found.atoms[code].extend(ways[chosen])
    return found


def atoms_of(atoms: Iterable[Atom], kind: type[T]) -> Iterator[T]:
    for atom in atoms:
        if isinstance(atom, kind):
            yield atom
