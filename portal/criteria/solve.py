"""The smallest change of one fact that satisfies every atom about it."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import combinations

from portal.criteria import codes
from portal.criteria.catalogue import Change, Fact, FactValue, Kind
from portal.criteria.normal import AllOf, AnyOf, Atom, Flag, High, Lost, Low, NoneOf, atoms_of
from portal.criteria.rates import RateTable
from portal.criteria.values import number_of

MAX_SLOTS = 4  # overlapping any-of lists on one fact; more are refused rather than searched without end


def atom_holds(atom: Atom, fact: Fact, held: FactValue, rates: RateTable) -> bool | None:
    """Whether the atom holds for a known value; None when it cannot be told."""
    if isinstance(atom, Lost):
        return None
    if isinstance(atom, Low | High):
        number = number_of(held)
        if number is not None and atom.currency:
            number = rates.convert(number, held.unit, atom.currency)
        if number is None:
            return None
        return _end_holds(atom, number)
    if isinstance(atom, Flag):
        return held.value is atom.value
    if not isinstance(held.value, frozenset):
        return None
    return codes_hold(atom, codes.get(fact.code_list).closure(held.value))


def _end_holds(atom: Low | High, number: Decimal) -> bool:
    if number == atom.number:
        return not atom.is_open
    return number > atom.number if isinstance(atom, Low) else number < atom.number


def codes_hold(atom: AnyOf | NoneOf | AllOf, covered: frozenset[str]) -> bool:
    if isinstance(atom, AllOf):
        return atom.codes <= covered
    return atom.codes.isdisjoint(covered) is isinstance(atom, NoneOf)


def smallest_change(
    fact: Fact, atoms: Sequence[Atom], held: FactValue, rates: RateTable
) -> tuple[FactValue, Fraction] | None:
    """The nearest value that satisfies ``atoms`` and its relative distance; None when the firm cannot get there."""
    if fact.change is Change.NEVER:
        return None
    if fact.kind is Kind.BOOLEAN:
        return _flip(fact, atoms, held)
    if fact.kind is Kind.CODES:
        return _recode(fact, atoms, held)
    return _move(fact, atoms, held, rates)


def _flip(fact: Fact, atoms: Sequence[Atom], held: FactValue) -> tuple[FactValue, Fraction] | None:
    wanted = {atom.value for atom in atoms_of(atoms, Flag)}
    if len(wanted) != 1 or (fact.change is not Change.FREE and wanted == {False}):
        return None
    return FactValue(wanted.pop(), held.unit), Fraction(1)


# --- numbers, money, dates --------------------


def nearest_end(fact: Fact, atom: Low | High, unit: str, rates: RateTable) -> Decimal | None:
    """The value on the fact's grid, in ``unit``, nearest to the bound and on its good side; None without a rate."""
    number: Decimal | None = atom.number
    if atom.currency:
        number = rates.convert(atom.number, atom.currency, unit)
    if number is None:
        return None
    upwards = isinstance(atom, Low)
    rounding = ROUND_CEILING if upwards else ROUND_FLOOR
    point = (number / fact.step).to_integral_value(rounding) * fact.step
    back = rates.convert(point, unit, atom.currency) if atom.currency else point
    if back is not None and not _end_holds(atom, back):
        point = point + fact.step if upwards else point - fact.step
    return point


def reachable(
    fact: Fact, atoms: Sequence[Atom], unit: str, rates: RateTable
) -> tuple[Decimal | None, Decimal | None] | None:
    """Smallest and largest grid value that satisfy every bound and the bounds of sense; None when there is no such
    value.
    """
    lows = [nearest_end(fact, atom, unit, rates) for atom in atoms_of(atoms, Low)]
    highs = [nearest_end(fact, atom, unit, rates) for atom in atoms_of(atoms, High)]
    # A bound without a rate cannot be told, so it neither refuses nor helps: the others decide.
    floor = max((n for n in (*lows, fact.low) if n is not None), default=None)
    ceiling = min((n for n in (*highs, fact.high) if n is not None), default=None)
    if floor is not None and ceiling is not None and floor > ceiling:
        return None
    return floor, ceiling


def _move(fact: Fact, atoms: Sequence[Atom], held: FactValue, rates: RateTable) -> tuple[FactValue, Fraction] | None:
    number = number_of(held)
    ends = reachable(fact, atoms, held.unit, rates)
    if number is None or ends is None:
        return None
    floor, ceiling = ends
    if floor is not None and number < floor:
        target = floor
    elif ceiling is not None and number > ceiling:
        target = ceiling
    else:
        return None
    if target < number and fact.change is not Change.FREE:
        return None
    distance = abs(Fraction(target) - Fraction(number))
    if fact.kind is Kind.DATE:
        day = date.min + timedelta(days=int(target) - 1)
        return FactValue(day, held.unit), distance / 365
    return FactValue(target, held.unit), distance / max(abs(Fraction(number)), Fraction(1))


# --- code sets --------------------


def _recode(fact: Fact, atoms: Sequence[Atom], held: FactValue) -> tuple[FactValue, Fraction] | None:
    if not isinstance(held.value, frozenset):
        return None
    known = codes.get(fact.code_list)
    found = _single(fact, atoms) if fact.is_single else _edited(known, atoms, held.value)
    if found is None:
        return None
    edits = 1 if fact.is_single else len(found ^ held.value)
    return FactValue(found, held.unit), Fraction(edits, max(len(held.value), 1))


def listed(atoms: Sequence[Atom]) -> tuple[str, ...]:
    """Codes that a positive rule names: the only ones worth adding (a narrower one never helps more)."""
    found = [code for atom in atoms if isinstance(atom, AnyOf | AllOf) for code in sorted(atom.codes)]
    return tuple(dict.fromkeys(found))


def _single(fact: Fact, atoms: Sequence[Atom]) -> frozenset[str] | None:
    known = codes.get(fact.code_list)
    relevant = [atom for atom in atoms if isinstance(atom, AnyOf | NoneOf | AllOf)]
    for code in (*listed(atoms), *known.top()):
        covered = frozenset(known.ancestors(code))
        if all(codes_hold(atom, covered) for atom in relevant):
            return frozenset({code})
    return frozenset() if all(codes_hold(atom, frozenset()) for atom in relevant) else None


def _edited(known: codes.CodeList, atoms: Sequence[Atom], held: frozenset[str]) -> frozenset[str] | None:
    barred = frozenset(code for atom in atoms_of(atoms, NoneOf) for code in atom.codes)
    kept = frozenset(code for code in held if barred.isdisjoint(known.ancestors(code)))
    slots = [atom.codes for atom in atoms_of(atoms, AnyOf)]
    required = frozenset(code for atom in atoms_of(atoms, AllOf) for code in atom.codes)
    usable = [code for code in listed(atoms) if barred.isdisjoint(known.ancestors(code))]
    if len(slots) > MAX_SLOTS:
        return None
    # A narrow code covers its broader ones, so the required codes that others cover need not be added themselves.
    need = [code for code in required if code not in known.closure(kept)]
    need = [code for code in need if not any(code != o and code in known.ancestors(o) for o in need)]
    if not set(need) <= set(usable):
        return None
    base = kept | set(need)
    open_slots = [slot for slot in slots if slot.isdisjoint(known.closure(base))]
    for size in range(len(open_slots) + 1):
        for chosen in combinations(usable, size):
            covered = known.closure(base | set(chosen))
            if all(not slot.isdisjoint(covered) for slot in open_slots):
                return base | set(chosen)
    return None
