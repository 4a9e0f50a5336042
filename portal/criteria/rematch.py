"""Matching many requests at once: the nightly full re-match, in chunks that any number of workers can take.

The spine's task takes a chunk of primary keys, builds the facts, and calls :func:`match_many`; each worker process
has its
own index. Nothing is stored here: history belongs to the spine's Match rows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.common import clock
from portal.criteria import matching, read_model
from portal.criteria.catalogue import Facts
from portal.criteria.derived import with_derived
from portal.criteria.index import Index, Matches
from portal.criteria.rates import RateTable, default_table


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to match: its key (also the seed of the draw) and its facts."""

    key: int
    facts: Facts


def chunks(total: int, size: int) -> Iterator[tuple[int, int]]:
    """Half-open bounds that cut ``total`` rows into pieces of at most ``size``."""
    for start in range(0, total, size):
        yield start, min(start + size, total)


def match_many(kind: str, asked: Iterable[Asked], limit: int = 20) -> Iterator[tuple[int, Matches]]:
    """(key, matches) for each request, against the fresh index or, while that is being built, the rows."""
    today, rates = clock.today(), default_table()
    index = read_model.index_for(kind)
    if index is not None:
        yield from match_all(index, asked, today, rates, limit)
        return
    for one in asked:
        complete = with_derived(one.facts, today, rates)
        yield one.key, matching.match_rows(kind, complete, today, rates, limit, one.key, 0)


def match_all(
    index: Index, asked: Iterable[Asked], today: date, rates: RateTable, limit: int = 20
) -> Iterator[tuple[int, Matches]]:
    """The same against one index."""
    for one in asked:
        complete = with_derived(one.facts, today, rates)
        yield one.key, index.match(complete, today=today, rates=rates, limit=limit, seed=one.key)


@dataclass(frozen=True, slots=True)
class Unmet:
    """A kind of demand nobody serves: where, what, and the one fact that keeps most responders away ("" none alone)."""

    region: str
    sector: str
    binding: str


def unmet_demand(kind: str, asked: Iterable[Asked]) -> Counter[Unmet]:
    """Requests that no active set meets or may meet, by region, sector and binding fact.

    Counts are raw; whoever publishes them suppresses small groups.
    """
    found: Counter[Unmet] = Counter()
    for one in asked:
        if (hits := matching.match_kind(kind, one.facts, 0)).count or hits.untold:
            continue
        by_fact = matching.near_misses(kind, one.facts, 0).by_fact
        binding = max(by_fact, key=lambda code: (by_fact[code], code), default="")
        found[Unmet(_first(one.facts, "region"), _first(one.facts, "sector"), binding)] += 1
    return found


def _first(facts: Facts, code: str) -> str:
    held = facts.get(code)
    return min(held.value) if held is not None and isinstance(held.value, frozenset) and held.value else ""
