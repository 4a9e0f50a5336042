"""A segment of the compiled index: documents in order of their static score, one layer of rows per conjunction.

Layer 0 holds the first conjunction of every document, layer 1 the second of those that have one, and so on; a document
meets when any of its rows does. Built once, never changed; removal is a cleared bit in the index above.
"""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.criteria import bitmaps, catalogue, codes
from portal.criteria.bitmaps import Posting, Rows, Threshold, Words
from portal.criteria.catalogue import Facts, Kind
from portal.criteria.normal import (
    AllOf,
    AnyOf,
    Atom,
    Conjunction,
    Flag,
    High,
    Lost,
    Low,
    NoneOf,
    TooManyAlternativesError,
    atoms_of,
    conjunctions,
)
from portal.criteria.rates import RateTable
from portal.criteria.rules import Criterion
from portal.criteria.values import number_of

TODAY = "#today"  # the dates of force, as bounds on a fact every query has
MAX_LAYERS = 32


@dataclass(slots=True)
class Query:
    """Facts prepared once for all segments: numbers encoded per currency, code closures, flags."""

    facts: Facts
    today: date
    rates: RateTable
    _numbers: dict[tuple[str, str], int | None] = field(default_factory=dict)
    _closures: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def number(self, code: str, currency: str) -> int | None:
        """The encoded number held, in ``currency``; None when missing or not convertible."""
        key = (code, currency)
        if key not in self._numbers:
            self._numbers[key] = self._encoded(code, currency)
        return self._numbers[key]

    def _encoded(self, code: str, currency: str) -> int | None:
        if code == TODAY:
            return bitmaps.encode_held(Decimal(self.today.toordinal()))
        held = self.facts.get(code)
        number = None if held is None else number_of(held)
        if number is not None and currency and held is not None:
            number = self.rates.convert(number, held.unit, currency)
        return None if number is None else bitmaps.encode_held(number)

    def closure(self, code: str) -> frozenset[str] | None:
        """Every code that covers a code held; None when missing."""
        if code not in self._closures:
            self._closures[code] = self._covering(code)
        return self._closures[code]

    def _covering(self, code: str) -> frozenset[str] | None:
        held, fact = self.facts.get(code), catalogue.get(code)
        if held is None or fact is None or fact.kind is not Kind.CODES or not isinstance(held.value, frozenset):
            return None
        return codes.get(fact.code_list).closure(held.value)

    def flag(self, code: str) -> bool | None:
        held = self.facts.get(code)
        return held.value if held is not None and isinstance(held.value, bool) else None


class LayerBuilder:
    """Collects rows of one layer in arrival order."""

    def __init__(self) -> None:
        self.documents = array("i")
        self.bounds: dict[tuple[str, str, bool], tuple[array, array]] = {}
        self.any_of: dict[tuple[str, int], dict[str, array]] = {}
        self.none_of: dict[str, dict[str, array]] = {}
        self.all_of: dict[str, dict[str, array]] = {}
        self.flags: dict[tuple[str, bool], array] = {}
        self.lost = array("i")

    def add(self, document: int, conjunction: Conjunction, criterion: Criterion) -> None:
        row = len(self.documents)
        self.documents.append(document)
        if criterion.valid_from:
            self.bound(row, TODAY, "", True, bitmaps.encode_low(Decimal(criterion.valid_from.toordinal()), False))
        if criterion.valid_to:
            self.bound(row, TODAY, "", False, bitmaps.encode_high(Decimal(criterion.valid_to.toordinal()), False))
        for code, atoms in conjunction.atoms.items():
            self.add_bounds(row, code, atoms)
            for slot, wanted in enumerate(atoms_of(atoms, AnyOf)):
                self.post(self.any_of.setdefault((code, slot), {}), wanted.codes, row)
            for excluded in atoms_of(atoms, NoneOf):
                self.post(self.none_of.setdefault(code, {}), excluded.codes, row)
            for required in atoms_of(atoms, AllOf):
                self.post(self.all_of.setdefault(code, {}), required.codes, row)
            for flag in atoms_of(atoms, Flag):
                self.flags.setdefault((code, flag.value), array("i")).append(row)
            if any(isinstance(atom, Lost) for atom in atoms):
                self.lost.append(row)

    def add_bounds(self, row: int, code: str, atoms: Sequence[Atom]) -> None:
        """Only the strongest bound per side and currency counts."""
        strongest: dict[tuple[str, bool], int] = {}
        for atom in atoms:
            if isinstance(atom, Low | High):
                is_low = isinstance(atom, Low)
                encode = bitmaps.encode_low if is_low else bitmaps.encode_high
                bound, key = encode(atom.number, atom.is_open), (atom.currency, is_low)
                strongest[key] = max(bound, strongest.get(key, bound))
        for (currency, is_low), bound in strongest.items():
            self.bound(row, code, currency, is_low, bound)

    def bound(self, row: int, code: str, currency: str, is_low: bool, number: int) -> None:
        rows, numbers = self.bounds.setdefault((code, currency, is_low), (array("i"), array("q")))
        rows.append(row)
        numbers.append(number)

    @staticmethod
    def post(family: dict[str, array], chosen: frozenset[str], row: int) -> None:
        for code in chosen:
            family.setdefault(code, array("i")).append(row)


class Layer:
    """Rows of one layer, compiled. ``documents`` maps a row to its document's position."""

    def __init__(self, built: LayerBuilder, positions: Rows):
        where = positions[np.frombuffer(built.documents, np.int32)]
        order = np.argsort(where, kind="stable")
        self.documents = where[order].astype(np.int32)
        self.count = len(order)
        place = np.empty(self.count, np.int32)
        place[order] = np.arange(self.count, dtype=np.int32)

        def rows(given: array) -> Rows:
            return np.sort(np.unique(place[np.frombuffer(given, np.int32)])) if len(given) else np.zeros(0, np.int32)

        self.bounds: dict[str, list[tuple[str, bool, Threshold]]] = defaultdict(list)
        for (code, currency, is_low), (given, numbers) in built.bounds.items():
            bounds = np.frombuffer(numbers, np.int64)
            threshold = Threshold(place[np.frombuffer(given, np.int32)], bounds, self.count)
            self.bounds[code].append((currency, is_low, threshold))
        self.any_of: dict[str, list[tuple[Words, dict[str, Posting]]]] = defaultdict(list)
        for (code, _slot), family in built.any_of.items():
            postings, has = self._postings(family, rows)
            self.any_of[code].append((bitmaps.full(self.count) & ~has, postings))
        self.none_of = {code: self._postings(family, rows) for code, family in built.none_of.items()}
        self.all_of = {code: self._postings(family, rows) for code, family in built.all_of.items()}
        self.flags: dict[str, list[tuple[bool, Posting]]] = defaultdict(list)
        for (code, value), given in built.flags.items():
            self.flags[code].append((value, Posting(rows(given), self.count)))
        self.lost = bitmaps.from_rows(rows(built.lost), self.count) if len(built.lost) else None
        asked = dict.fromkeys([*self.bounds, *self.any_of, *self.none_of, *self.all_of, *self.flags])
        self.facts = tuple(code for code in asked if code != TODAY)

    def _postings(self, family: Mapping[str, array], rows: Any) -> tuple[dict[str, Posting], Words]:
        postings = {code: Posting(rows(given), self.count) for code, given in family.items()}
        has = bitmaps.empty(self.count)
        for posting in postings.values():
            posting.add_to(has)
        return postings, has

    def screen(self, query: Query, bits: Words) -> Words | None:
        """Clear in ``bits`` every row some rule refuses; answer the rows that cannot be told (None: no such row)."""
        self.refuse(TODAY, query, bits, None)
        unknown = self.lost.copy() if self.lost is not None else None
        for code in self.facts:
            unknown = self.refuse(code, query, bits, unknown)
        return unknown

    def refuse(self, code: str, query: Query, bits: Words, unknown: Words | None) -> Words | None:
        """Clear in ``bits`` the rows that ``code`` refuses; add to ``unknown`` the rows it leaves open."""
        for currency, is_low, threshold in self.bounds.get(code, ()):
            number = query.number(code, currency)
            if number is None:
                unknown = _join(unknown, ~threshold.free)
            else:
                np.bitwise_and(bits, threshold.passing(number if is_low else -number), out=bits)
        if code in self.any_of or code in self.none_of or code in self.all_of:
            unknown = self._refuse_codes(code, query.closure(code), bits, unknown)
        for value, posting in self.flags.get(code, ()):
            held = query.flag(code)
            if held is None:
                has = bitmaps.empty(self.count)
                posting.add_to(has)
                unknown = _join(unknown, has)
            elif held is not value:
                posting.take_from(bits)
        return unknown

    def _refuse_codes(self, code: str, held: frozenset[str] | None, bits: Words, unknown: Words | None) -> Words | None:
        for free, postings in self.any_of.get(code, ()):
            if held is None:
                unknown = _join(unknown, ~free)
                continue
            allowed = free.copy()
            for above in held:
                if above in postings:
                    postings[above].add_to(allowed)
            np.bitwise_and(bits, allowed, out=bits)
        for family, refuse_held in ((self.none_of.get(code), True), (self.all_of.get(code), False)):
            if family is None:
                continue
            postings, has = family
            if held is None:
                unknown = _join(unknown, has)
                continue
            for listed, posting in postings.items():
                if (listed in held) is refuse_held:
                    posting.take_from(bits)
        return unknown

    @property
    def nbytes(self) -> int:
        total = self.documents.nbytes + (self.lost.nbytes if self.lost is not None else 0)
        total += sum(t.nbytes for family in self.bounds.values() for _c, _l, t in family)
        total += sum(p.nbytes for family in self.flags.values() for _v, p in family)
        total += sum(free.nbytes + sum(p.nbytes for p in ps.values()) for fs in self.any_of.values() for free, ps in fs)
        for families in (self.none_of, self.all_of):
            total += sum(has.nbytes + sum(p.nbytes for p in ps.values()) for ps, has in families.values())
        return total


def _join(unknown: Words | None, more: Words) -> Words:
    return more.copy() if unknown is None else np.bitwise_or(unknown, more, out=unknown)


class SegmentBuilder:
    """Takes documents one by one; :meth:`build` sorts them by score and compiles."""

    def __init__(self) -> None:
        self.keys = array("q")
        self.scores = array("d")
        self.layers: list[LayerBuilder] = []
        self.plain: dict[int, tuple[float, Criterion]] = {}

    def add(self, key: int, score: float, criterion: Criterion) -> None:
        """A document that the bitmaps cannot express exactly is kept whole and evaluated plainly."""
        try:
            ways = [way for group in criterion.groups for way in conjunctions(group.rules)]
        except TooManyAlternativesError:
            ways = []
        if not ways or len(ways) > MAX_LAYERS:
            self.plain[key] = (score, criterion)
            return
        self.add_conjunctions(key, score, ways, criterion)

    def add_conjunctions(self, key: int, score: float, ways: Sequence[Conjunction], criterion: Criterion) -> None:
        document = len(self.keys)
        self.keys.append(key)
        self.scores.append(score)
        for number, way in enumerate(ways):
            if number == len(self.layers):
                self.layers.append(LayerBuilder())
            self.layers[number].add(document, way, criterion)

    def build(self) -> "Segment":
        return Segment(self)


class Segment:
    """Documents by falling score. ``keys[position]``, ``scores[position]``; ``layers`` as explained above."""

    def __init__(self, built: SegmentBuilder):
        keys = np.frombuffer(built.keys, np.int64) if len(built.keys) else np.zeros(0, np.int64)
        scores = np.frombuffer(built.scores, np.float64) if len(built.scores) else np.zeros(0)
        order = np.lexsort((keys, -scores))
        self.keys, self.scores = keys[order], scores[order]
        self.count = len(order)
        positions = np.empty(self.count, np.int32)
        positions[order] = np.arange(self.count, dtype=np.int32)
        self.layers = []
        for number, layer in enumerate(built.layers):
            self.layers.append(Layer(layer, positions))
            built.layers[number] = LayerBuilder()  # the raw rows are no longer needed
        self.plain = dict(built.plain)
        self.by_key = np.argsort(self.keys, kind="stable").astype(np.int32)
        self.alive = bitmaps.full(self.count)

    def position(self, key: int) -> int | None:
        place = int(np.searchsorted(self.keys, key, sorter=self.by_key))
        if place < self.count and self.keys[self.by_key[place]] == key:
            return int(self.by_key[place])
        return None

    def remove(self, key: int) -> bool:
        """Forget a document; True when it was here."""
        if self.plain.pop(key, None) is not None:
            return True
        position = self.position(key)
        if position is None:
            return False
        mask = bitmaps.ONE << np.uint64(position & 63)
        was_alive = bool(self.alive[position >> 6] & mask)
        self.alive[position >> 6] &= ~mask
        return was_alive

    def outcomes(self, query: Query) -> tuple[Words, Words]:
        """Bitmaps over positions: documents that meet, documents that cannot be told. Plain documents are not in
        them.
        """
        meets, untold = bitmaps.empty(self.count), bitmaps.empty(self.count)
        for number, layer in enumerate(self.layers):
            bits = self.alive.copy() if number == 0 else bitmaps.full(layer.count)
            unknown = layer.screen(query, bits)
            if number == 0:
                meets = bits if unknown is None else bits & ~unknown
                untold = untold if unknown is None else bits & unknown
                continue
            sure = bits if unknown is None else bits & ~unknown
            bitmaps.set_rows(meets, layer.documents[bitmaps.rows_of(sure)])
            if unknown is not None:
                bitmaps.set_rows(untold, layer.documents[bitmaps.rows_of(bits & unknown)])
        meets &= self.alive
        untold &= self.alive & ~meets
        return meets, untold

    def near_misses(self, query: Query) -> tuple[Words, dict[str, Words]]:
        """Documents refused by exactly one fact in some group with nothing untold there; also per refusing fact."""
        meets, untold = self.outcomes(query)
        open_ones = self.alive & ~meets & ~untold
        by_fact: dict[str, Words] = {}
        for layer in self.layers:
            for code, rows in layer_near_misses(layer, query).items():
                bits = by_fact.setdefault(code, bitmaps.empty(self.count))
                bitmaps.set_rows(bits, layer.documents[rows])
        found = bitmaps.empty(self.count)
        for bits in by_fact.values():
            bits &= open_ones
            found |= bits
        return found, by_fact

    @property
    def nbytes(self) -> int:
        own: Sequence[NDArray[Any]] = (self.keys, self.scores, self.by_key, self.alive)
        return sum(layer.nbytes for layer in self.layers) + sum(a.nbytes for a in own)


def layer_near_misses(layer: Layer, query: Query) -> dict[str, NDArray[np.int64]]:
    """Rows of the layer that exactly one fact refuses while nothing is untold, by that fact."""
    base = bitmaps.full(layer.count)
    layer.refuse(TODAY, query, base, None)
    once, twice = bitmaps.empty(layer.count), bitmaps.empty(layer.count)
    failing: dict[str, Words] = {}
    unknown = layer.lost.copy() if layer.lost is not None else None
    for code in layer.facts:
        bits = base.copy()
        unknown = layer.refuse(code, query, bits, unknown)
        failed = base & ~bits
        failing[code] = failed
        twice |= once & failed
        once |= failed
    single = once & ~twice
    if unknown is not None:
        single &= ~unknown
    return {code: rows for code, failed in failing.items() if len(rows := bitmaps.rows_of(failed & single))}
