"""Bitmaps over rows in NumPy words of 64 bits: sparse or dense postings, thresholds with cumulative bitmaps.

Everything here is exact; numbers arrive as integers (see :func:`encode_low`).
"""

from decimal import ROUND_FLOOR, Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Rows = NDArray[np.int32]
Numbers = NDArray[np.int64]
SCALE = Decimal(10_000)  # four places, as rules.read_decimal allows
LIMIT = 4 * 10**18
CUMULATIVE_UP_TO = 128  # distinct bounds for which one bitmap each is kept
CHECKPOINTS = 48
ONE = np.uint64(1)
SIX_BITS = np.int32(63)


def words_for(count: int) -> int:
    return (count + 63) >> 6


def empty(count: int) -> Words:
    return np.zeros(words_for(count), np.uint64)


def full(count: int) -> Words:
    """All bits of ``count`` rows set, the padding clear."""
    found = np.full(words_for(count), np.uint64(0xFFFFFFFFFFFFFFFF))
    if count & 63:
        found[-1] = (ONE << np.uint64(count & 63)) - ONE
    return found


def masks(rows: Rows) -> Words:
    return ONE << (rows & SIX_BITS).astype(np.uint64)


def set_rows(bits: Words, rows: Rows) -> None:
    np.bitwise_or.at(bits, rows >> 6, masks(rows))


def clear_rows(bits: Words, rows: Rows) -> None:
    np.bitwise_and.at(bits, rows >> 6, ~masks(rows))


def from_rows(rows: Rows, count: int) -> Words:
    """The bitmap of many rows at once, through bytes (faster than setting them one by one)."""
    flags = np.zeros(words_for(count) * 64, np.uint8)
    flags[rows] = 1
    return np.packbits(flags, bitorder="little").view(np.uint64)


def rows_of(bits: Words) -> NDArray[np.int64]:
    """The set rows, ascending; only non-zero words are unpacked."""
    where = np.flatnonzero(bits)
    if not len(where):
        return np.zeros(0, np.int64)
    unpacked = np.unpackbits(np.ascontiguousarray(bits[where]).view(np.uint8), bitorder="little").reshape(-1, 64)
    word, bit = np.nonzero(unpacked)
    return (where[word] << 6) + bit


def first_rows(bits: Words, limit: int) -> NDArray[np.int64]:
    """The first ``limit`` set rows (perhaps a few more, from the last word looked at)."""
    totals = np.cumsum(np.bitwise_count(bits), dtype=np.int64)
    last = int(np.searchsorted(totals, limit, "left"))
    return rows_of(bits[: last + 1])


def popcount(bits: Words) -> int:
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def encode_low(number: Decimal, is_open: bool) -> int:
    """A lower bound as an integer that is at most :func:`encode_held` exactly when the bound is met."""
    return 2 * int(number * SCALE) + is_open


def encode_high(number: Decimal, is_open: bool) -> int:
    """An upper bound as an integer that is at most ``-encode_held`` exactly when the bound is met."""
    return -(2 * int(number * SCALE) - is_open)


def encode_held(number: Decimal) -> int:
    """A held number: twice its place on the grid of the bounds, odd when it lies between two of them."""
    floor = (number * SCALE).to_integral_value(ROUND_FLOOR)
    return max(-LIMIT, min(LIMIT, 2 * int(floor) + (floor != number * SCALE)))


class Posting:
    """The rows that carry a code: a bitmap when many, a list of rows when few."""

    __slots__ = ("dense", "sparse")

    def __init__(self, rows: Rows, count: int):
        is_dense = len(rows) * 256 > count  # setting single rows costs far more than a pass over words
        self.dense: Words | None = from_rows(rows, count) if is_dense else None
        self.sparse: Rows | None = None if is_dense else rows

    def add_to(self, bits: Words) -> None:
        if self.dense is not None:
            np.bitwise_or(bits, self.dense, out=bits)
        elif self.sparse is not None:
            set_rows(bits, self.sparse)

    def take_from(self, bits: Words) -> None:
        if self.dense is not None:
            np.bitwise_and(bits, ~self.dense, out=bits)
        elif self.sparse is not None:
            clear_rows(bits, self.sparse)

    @property
    def nbytes(self) -> int:
        return self.dense.nbytes if self.dense is not None else self.sparse.nbytes if self.sparse is not None else 0


class Threshold:
    """Bounds of one kind: a row passes when its bound is at most the number asked; rows without a bound always pass.

    Few distinct bounds: one cumulative bitmap each. Many: the rows sorted by bound with a cumulative bitmap at every
    checkpoint; the rows between the nearest checkpoint and the answer are set or cleared one by one.
    """

    __slots__ = ("bitmaps", "ends", "free", "sorted_rows", "step", "unique")

    def __init__(self, rows: Rows, bounds: Numbers, count: int):
        order = np.argsort(bounds, kind="stable")
        self.unique, starts = np.unique(bounds[order], return_index=True)
        self.ends = np.append(starts, len(rows)).astype(np.int32)
        self.sorted_rows = rows[order]
        self.free = full(count)
        if len(rows):
            np.bitwise_and(self.free, ~from_rows(rows, count), out=self.free)
        if len(self.unique) <= CUMULATIVE_UP_TO:
            self.step = 0
            stops = [int(end) for end in self.ends]
        else:
            self.step = max(64, -(-len(rows) // CHECKPOINTS))
            stops = list(range(0, len(rows) + self.step, self.step))
        self.bitmaps = self._cumulative(stops)
        if not self.step:
            self.sorted_rows = self.sorted_rows[:0]

    def _cumulative(self, stops: list[int]) -> NDArray[np.uint64]:
        found = np.empty((len(stops), len(self.free)), np.uint64)
        bits, done = self.free.copy(), 0
        for position, stop in enumerate(stops):
            if stop > done:
                set_rows(bits, self.sorted_rows[done:stop])
            done = max(done, stop)
            found[position] = bits
        return found

    def passing(self, number: int) -> Words:
        """The rows whose bound is at most ``number``; not to be written to."""
        place = int(np.searchsorted(self.unique, number, "right"))
        if not self.step:
            return self.bitmaps[place]
        wanted = int(self.ends[place])
        nearest = (wanted + self.step // 2) // self.step
        bits, done = self.bitmaps[nearest], min(nearest * self.step, len(self.sorted_rows))
        if wanted == done:
            return bits
        bits = bits.copy()
        if wanted > done:
            set_rows(bits, self.sorted_rows[done:wanted])
        else:
            clear_rows(bits, self.sorted_rows[wanted:done])
        return bits

    @property
    def nbytes(self) -> int:
        arrays: list[Any] = [self.bitmaps, self.ends, self.free, self.sorted_rows, self.unique]
        return sum(array.nbytes for array in arrays)
