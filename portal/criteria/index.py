"""The compiled read model: one set of facts against every document, exactly, in a few milliseconds at a million.

A list of frozen segments and a small one for what changed since (compiled again when asked). Adding, replacing and
removing
are visible at once. Order: falling static score, equal scores by a seeded draw that nobody can buy or foresee.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.criteria import bitmaps
from portal.criteria.catalogue import Facts
from portal.criteria.evaluate import Outcome, evaluate, failing_facts, quick_outcome
from portal.criteria.rates import RateTable
from portal.criteria.rules import Criterion
from portal.criteria.segment import Query, Segment, SegmentBuilder

DELTA_LIMIT = 4_096


class Hit(NamedTuple):
    """A document found: its key, its static score, and its draw among equals (smaller is first)."""

    key: int
    score: float
    draw: int

    @property
    def order(self) -> tuple[float, int, int]:
        return -self.score, self.draw, self.key


@dataclass(frozen=True, slots=True)
class Matches:
    """Exact counts, and the best of those that meet and of those that cannot be told."""

    count: int
    untold: int
    top: tuple[Hit, ...]
    top_untold: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMisses:
    """Documents refused by one fact only: how many, how many per fact, and the best of them."""

    count: int
    by_fact: dict[str, int]
    top: tuple[Hit, ...]


def draw(key: int, seed: int) -> int:
    """The published draw: SplitMix64 of key and seed. Depends on nothing else, so anybody can repeat it."""
    return int(draws(np.array([key], np.int64), seed)[0])


def draws_of(keys: Sequence[int], seed: int) -> list[int]:
    """The draw of many keys at once."""
    return [int(one) for one in draws(np.array(keys, np.int64), seed)]


def draws(keys: NDArray[np.int64], seed: int) -> NDArray[np.uint64]:
    mixed = keys.astype(np.uint64) + np.uint64((seed * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


class Index:
    """Documents by integer key. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._segments: list[Segment] = []
        self._delta: dict[int, tuple[float, Criterion]] = {}
        self._delta_segment: Segment | None = None

    @classmethod
    def of(cls, documents: Iterable[tuple[int, float, Criterion]]) -> "Index":
        """The index of all ``documents`` (key, static score, criterion)."""
        builder = SegmentBuilder()
        for key, score, criterion in documents:
            builder.add(key, score, criterion)
        return cls.of_segment(builder.build())

    @classmethod
    def of_segment(cls, segment: Segment) -> "Index":
        index = cls()
        index._segments.append(segment)
        return index

    def __len__(self) -> int:
        with self._lock:
            return sum(bitmaps.popcount(s.alive) + len(s.plain) for s in self._parts())

    @property
    def nbytes(self) -> int:
        with self._lock:
            return sum(segment.nbytes for segment in self._parts())

    def replace(self, key: int, criterion: Criterion, score: float = 0.0) -> None:
        """Add a document, or put it in the place of its older version."""
        with self._lock:
            self.remove(key)
            self._delta[key] = (score, criterion)
            self._delta_segment = None
            if len(self._delta) >= DELTA_LIMIT:
                self._segments.append(self._compiled_delta())
                self._delta, self._delta_segment = {}, None

    def remove(self, key: int) -> bool:
        """Forget a document; True when it was there."""
        with self._lock:
            found = self._delta.pop(key, None) is not None
            if found:
                self._delta_segment = None
            was_there = [segment.remove(key) for segment in self._segments]
            return any(was_there) or found

    def match(
        self, facts: Facts, *, today: date, rates: RateTable, limit: int = 20, seed: int = 0, untold: int = 0
    ) -> Matches:
        """Documents that meet: exact count and the best ``limit``; also the best ``untold`` that cannot be told."""
        query = Query(facts, today, rates)
        count = untold_count = 0
        hits: list[Hit] = []
        maybe: list[Hit] = []
        with self._lock:
            for segment in self._parts():
                meets, unknown = segment.outcomes(query)
                count += bitmaps.popcount(meets)
                untold_count += bitmaps.popcount(unknown)
                hits += best(segment, meets, limit, seed)
                maybe += best(segment, unknown, untold, seed)
                for key, (score, criterion) in segment.plain.items():
                    outcome = quick_outcome(criterion, facts, today=today, rates=rates)
                    count += outcome is Outcome.MEETS
                    untold_count += outcome is Outcome.CANNOT_TELL
                    if outcome is not Outcome.DOES_NOT:
                        (hits if outcome is Outcome.MEETS else maybe).append(Hit(key, score, draw(key, seed)))
        return Matches(count, untold_count, _ordered(hits, limit), _ordered(maybe, untold))

    def near_misses(self, facts: Facts, *, today: date, rates: RateTable, limit: int = 20, seed: int = 0) -> NearMisses:
        """Documents that one fact alone keeps away."""
        query = Query(facts, today, rates)
        count, by_fact, hits = 0, dict[str, int](), list[Hit]()
        with self._lock:
            for segment in self._parts():
                found, per_fact = segment.near_misses(query)
                count += bitmaps.popcount(found)
                hits += best(segment, found, limit, seed)
                for code, bits in per_fact.items():
                    by_fact[code] = by_fact.get(code, 0) + bitmaps.popcount(bits)
                for key, (score, criterion) in segment.plain.items():
                    culprits = plain_near_miss(criterion, facts, today, rates)
                    for code in culprits:
                        by_fact[code] = by_fact.get(code, 0) + 1
                    if culprits:
                        count += 1
                        hits.append(Hit(key, score, draw(key, seed)))
        return NearMisses(count, {code: n for code, n in by_fact.items() if n}, _ordered(hits, limit))

    def _parts(self) -> list[Segment]:
        if not self._delta:
            return self._segments
        if self._delta_segment is None:
            self._delta_segment = self._compiled_delta()
        return [*self._segments, self._delta_segment]

    def _compiled_delta(self) -> Segment:
        builder = SegmentBuilder()
        for key, (score, criterion) in self._delta.items():
            builder.add(key, score, criterion)
        return builder.build()


def _ordered(hits: list[Hit], limit: int) -> tuple[Hit, ...]:
    return tuple(sorted(hits, key=lambda hit: hit.order)[:limit])


def best(segment: Segment, bits: bitmaps.Words, limit: int, seed: int) -> list[Hit]:
    """The first ``limit`` set documents by score; the whole run of equals around the cut takes part in the draw."""
    if not limit or not segment.count:
        return []
    positions = bitmaps.first_rows(bits, limit)
    if len(positions) >= limit:
        lowest = segment.scores[positions[limit - 1]]
        # scores fall, so in the reversed view the run of equals begins where the score is first reached
        end = segment.count - int(np.searchsorted(segment.scores[::-1], lowest, "left"))
        positions = _rows_before(bits, end) if end > positions[-1] + 1 else positions[positions < end]
    keys, scores = segment.keys[positions], segment.scores[positions]
    lots = draws(keys, seed)
    order = np.lexsort((keys, lots, -scores))[:limit]
    return [Hit(int(keys[i]), float(scores[i]), int(lots[i])) for i in order]


def _rows_before(bits: bitmaps.Words, end: int) -> NDArray[np.int64]:
    rows = bitmaps.rows_of(bits[: bitmaps.words_for(end)])
    return rows[rows < end]


def plain_near_miss(criterion: Criterion, facts: Facts, today: date, rates: RateTable) -> frozenset[str]:
    """The facts each of which alone keeps ``facts`` away, by plain evaluation; empty when it is no near miss."""
    result = evaluate(criterion, facts, today=today, rates=rates)
    if result.outcome is not Outcome.DOES_NOT or not result.in_force:
        return frozenset()
    found: set[str] = set()
    for group in result.groups:
        failing = failing_facts(group)
        untold = any(r.outcome is Outcome.CANNOT_TELL for r in group.rules)
        if len(failing) == 1 and not untold:
            found |= failing
    return frozenset(found)
