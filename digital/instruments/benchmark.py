"""Benchmarks that give nobody away: groups are merged until each is large enough, also under subtraction.

Rows carry a path (sector, size class). Small groups are merged with their siblings before anything is published, so
that every published group is a union of blocks that are each large enough; hence the difference of any two published groups
is again empty or large enough, whatever filters are combined.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

K = 10
Row = Any
Enough = Callable[[Sequence[Row]], bool]


def at_least(k: int = K) -> Enough:
    """Enough when ``k`` rows are in the group."""
    return lambda rows: len(rows) >= k


def deals_from_vendors(k: int = K, vendors: int = 5) -> Enough:
    """Enough when ``k`` deals come from at least ``vendors`` different vendors (rows have ``vendor``)."""
    return lambda rows: len(rows) >= k and len({row.vendor for row in rows}) >= vendors


@dataclass(slots=True)
class Block:
    """The smallest publishable group: which leaf keys it joins, and its rows."""

    keys: list[str]
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """A published group: the keys it covers at its level, the outer keys it lies in (none for an outer group), rows."""

    parent: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[Row, ...]


def merge(cells: Iterable[tuple[str, list[Row]]], is_enough: Enough) -> list[Block]:
    """Neighbouring cells (in the given order) joined until every block is enough; a rest joins the last block.

    One block that is not enough may come back when all cells together are too few.
    """
    blocks: list[Block] = []
    open_block = Block([])
    for key, rows in cells:
        open_block.keys.append(key)
        open_block.rows.extend(rows)
        if is_enough(open_block.rows):
            blocks.append(open_block)
            open_block = Block([])
    if open_block.keys:
        if blocks:
            blocks[-1].keys.extend(open_block.keys)
            blocks[-1].rows.extend(open_block.rows)
        else:
            blocks.append(open_block)
    return blocks


def publish(
    rows: Iterable[Row],
    outer: Callable[[Row], str],
    inner: Callable[[Row], str],
    is_enough: Enough,
    order: Sequence[str],
) -> list[Group]:
    """All publishable groups: everything, by ``outer`` (sector), by ``inner`` (size class, in ``order``) within it."""
    everything = list(rows)
    if not is_enough(everything):
        return []
    cells: dict[str, list[Row]] = {}
    for row in everything:
        cells.setdefault(outer(row), []).append(row)
    by_need = sorted(cells.items(), key=lambda cell: (is_enough(cell[1]), -len(cell[1]), cell[0]))
    published = [Group((), (), tuple(everything))]
    for block in merge(by_need, is_enough):
        outer_keys = tuple(sorted(block.keys))
        published.append(Group((), outer_keys, tuple(block.rows)))
        inside: dict[str, list[Row]] = {key: [] for key in order}
        for row in block.rows:
            inside.setdefault(inner(row), []).append(row)
        parts = merge(((key, found) for key, found in inside.items() if found), is_enough)
        if len(parts) > 1:
            published += [Group(outer_keys, tuple(part.keys), tuple(part.rows)) for part in parts]
    return published


def group_for(groups: Sequence[Group], outer: str, inner: str) -> Group | None:
    """The finest published group a firm of sector ``outer`` and size ``inner`` may be compared with."""
    best = None
    for group in groups:
        keys = group.parent or group.keys
        if keys and outer not in keys:
            continue
        if group.parent and inner not in group.keys:
            continue
        if best is None or len(group.rows) <= len(best.rows):
            best = group
    return best


def quantile(values: Iterable[Fraction], share: Fraction) -> Fraction:
    """The quantile by linear interpolation between order statistics; raises ValueError on an empty list."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
