"""The other way round: one criterion against many firms or open requests, in columns.

Serves the live count of the editor, "a new mandate: which open requests fit it", the reach of a brief and the policy
lab.
Exact: the same outcomes as plain evaluation (tested on random worlds). Immutable; build a fresh one when facts change.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from portal.criteria import bitmaps, codes
from portal.criteria.bitmaps import Posting, Words
from portal.criteria.catalogue import Facts, all_facts, require
from portal.criteria.derived import with_derived
from portal.criteria.evaluate import Outcome
from portal.criteria.matching import Passing
from portal.criteria.rates import RateTable
from portal.criteria.rules import Criterion, Rule
from portal.criteria.values import number_of


@dataclass(frozen=True, slots=True)
class Column:
    """Known values of one fact. Numbers per unit: (rows, decimals as encoded integers, the decimals themselves)."""

    known: Words
    numbers: dict[str, tuple[NDArray[np.int32], tuple[Decimal, ...]]]
    postings: dict[str, Posting]
    yes: Words


class Population:
    """Facts of many firms by key. ``outcomes`` answers for all of them at once."""

    def __init__(self, firms: Iterable[tuple[int, Facts]], *, today: date, rates: RateTable):
        self.today, self.rates = today, rates
        held = [(key, with_derived(facts, today, rates)) for key, facts in firms]
        self.keys = np.array([key for key, _facts in held], np.int64)
        self.count = len(held)
        self.columns = {fact.code: self._column(fact.code, [f for _k, f in held]) for fact in all_facts()}
        self._encoded: dict[tuple[str, str], tuple[NDArray[np.int64], Words]] = {}

    def _column(self, code: str, held: Sequence[Facts]) -> Column:
        known, yes = array("i"), array("i")
        numbers: dict[str, tuple[array, list[Decimal]]] = {}
        rows: dict[str, array] = {}
        for row, facts in enumerate(held):
            value = facts.get(code)
            if value is None or value.value is None:
                continue
            known.append(row)
            number = number_of(value)
            if number is not None:
                where, values = numbers.setdefault(value.unit, (array("i"), []))
                where.append(row)
                values.append(number)
            elif isinstance(value.value, frozenset):
                for above in self._closure(code, value.value):
                    rows.setdefault(above, array("i")).append(row)
            elif value.value is True:
                yes.append(row)
        return Column(
            self._bits(known),
            {unit: (np.array(where, np.int32), tuple(values)) for unit, (where, values) in numbers.items()},
            {listed: Posting(np.array(where, np.int32), self.count) for listed, where in rows.items()},
            self._bits(yes),
        )

    @staticmethod
    def _closure(code: str, held: frozenset[str]) -> frozenset[str]:
        return codes.get(require(code).code_list).closure(held)

    def _bits(self, rows: array) -> Words:
        return bitmaps.from_rows(np.array(rows, np.int32), self.count)

    def outcomes(self, criterion: Criterion) -> tuple[Words, Words]:
        """Bitmaps over the rows: those that meet, those that cannot be told."""
        meets, possible = bitmaps.empty(self.count), bitmaps.empty(self.count)
        if criterion.in_force(self.today):
            for group in criterion.groups:
                sure, open_ = bitmaps.full(self.count), bitmaps.full(self.count)
                for rule in group.rules:
                    yes, known = self._rule(rule)
                    sure &= yes
                    open_ &= yes | (bitmaps.full(self.count) & ~known)
                meets |= sure
                possible |= open_
        return meets, possible & ~meets

    def _rule(self, rule: Rule) -> tuple[Words, Words]:
        """(rows the rule accepts, rows for which it can be told); the first is inside the second."""
        column = self.columns.get(rule.fact.code)
        if column is None or not rule.is_readable:
            return bitmaps.empty(self.count), bitmaps.empty(self.count)
        if rule.range is not None:
            yes, known = self._range(rule, column)
        elif rule.codes is not None:
            yes, known = self._codes(rule, column), column.known
        else:
            yes, known = (column.yes if rule.flag else column.known & ~column.yes), column.known
        return (known & ~yes if rule.negate else yes & known), known

    def _codes(self, rule: Rule, column: Column) -> Words:
        wanted = [column.postings.get(code) for code in rule.codes or ()]
        if rule.op == "all_of":
            found = bitmaps.full(self.count)
            for posting in wanted:
                found &= self._posted(posting)
            return found
        found = bitmaps.empty(self.count)
        for posting in wanted:
            if posting is not None:
                posting.add_to(found)
        return found if rule.op == "any_of" else bitmaps.full(self.count) & ~found

    def _posted(self, posting: Posting | None) -> Words:
        found = bitmaps.empty(self.count)
        if posting is not None:
            posting.add_to(found)
        return found

    def _range(self, rule: Rule, column: Column) -> tuple[Words, Words]:
        ends = rule.range
        assert ends is not None  # noqa: S101 - the caller looked
        held, known = self._numbers(rule.fact.code, ends.currency, column)
        inside = np.ones(self.count, bool)
        if ends.low is not None:
            inside &= held >= bitmaps.encode_low(ends.low, ends.low_open)
        if ends.high is not None:
            inside &= -held >= bitmaps.encode_high(ends.high, ends.high_open)
        yes = bitmaps.from_rows(np.flatnonzero(inside ^ (rule.op == "ne")).astype(np.int32), self.count)
        return yes & known, known

    def _numbers(self, code: str, currency: str, column: Column) -> tuple[NDArray[np.int64], Words]:
        """Encoded numbers of every row in ``currency`` ("" leaves units alone) and which rows have one; kept."""
        key = (code, currency)
        if key not in self._encoded:
            found, known = np.zeros(self.count, np.int64), array("i")
            for unit, (rows, values) in column.numbers.items():
                for row, value in zip(rows.tolist(), values, strict=True):
                    number = self.rates.convert(value, unit, currency) if currency else value
                    if number is None:
                        break  # no rate: the whole unit cannot be told
                    found[row] = bitmaps.encode_held(number)
                    known.append(row)
            self._encoded[key] = found, self._bits(known)
        return self._encoded[key]

    def passing(self, criterion: Criterion) -> Passing:
        """How many meet, do not, cannot be told."""
        meets, untold = (bitmaps.popcount(bits) for bits in self.outcomes(criterion))
        return Passing(meets, self.count - meets - untold, untold)

    def keys_by_outcome(self, criterion: Criterion) -> dict[Outcome, list[int]]:
        """Keys that meet and keys that cannot be told, in the order given."""
        meets, untold = self.outcomes(criterion)
        return {
            Outcome.MEETS: self.keys[bitmaps.rows_of(meets)].tolist(),
            Outcome.CANNOT_TELL: self.keys[bitmaps.rows_of(untold)].tolist(),
        }
