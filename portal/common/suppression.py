"""Small counts are never shown, nor can they be found by subtracting shown figures from a shown total.

A count of 1 … k−1 is hidden (k = 10 by data). Where a total is shown as well, more cells are hidden (smallest first)
until at least two are hidden and together they hold at least k; a total below k is hidden itself. Zero is shown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = 10
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Shown(Generic[Key]):
    """Counts as they may be shown: None where hidden."""

    cells: dict[Key, int | None]
    total: int | None

    @property
    def has_hidden(self) -> bool:
        return self.total is None or any(value is None for value in self.cells.values())


def is_small(count: int, k: int = K) -> bool:
    """Whether a count must not be shown by itself."""
    return 0 < count < k


def hide(counts: Mapping[Key, int], k: int = K, spare: Collection[Key] = ()) -> Shown[Key]:
    """One row of counts with its total, safe under subtraction; cells in ``spare`` are given up after all others."""
    if any(count < 0 for count in counts.values()):
        raise ValueError("counts cannot be negative")
    total = sum(counts.values())
    hidden = {key for key, count in counts.items() if is_small(count, k)}
    if hidden:
        order = sorted(
            (key for key, count in counts.items() if count and key not in hidden),
            key=lambda key: (key in spare, counts[key]),
        )
        for key in order:
            if len(hidden) > 1 and sum(counts[h] for h in hidden) >= k:
                break
            hidden.add(key)
    held = sum(counts[key] for key in hidden)
    is_total_hidden = is_small(total, k) or (bool(hidden) and (len(hidden) == 1 or held < k))
    return Shown(
        {key: None if key in hidden else count for key, count in counts.items()}, None if is_total_hidden else total
    )


def hide_rows(
    table: Mapping[Key, Mapping[str, int]], k: int = K, spare: Collection[str] = ()
) -> tuple[dict[Key, dict[str, int] | None], dict[str, int | None]]:
    """Rows of a table (group → column → count) with column totals, safe under subtraction.

    A row with a small count is hidden whole; then further rows (smallest first) until, column by column, the hidden
    rows together hold 0 or at least k and at least two rows are hidden. Where they never do, no row is shown at all:
    then only the column totals remain, which follow :func:`hide`.
    """
    columns = list(dict.fromkeys(column for row in table.values() for column in row))
    hidden = {key for key, row in table.items() if any(is_small(count, k) for count in row.values())}
    rest = sorted((key for key in table if key not in hidden), key=lambda key: sum(table[key].values()))
    for key in rest:
        if not hidden or settled(table, hidden, columns, k):
            break
        if sum(table[key].values()):
            hidden.add(key)
    if hidden and not settled(table, hidden, columns, k):
        hidden = set(table)
    totals = hide({column: sum(row.get(column, 0) for row in table.values()) for column in columns}, k, spare).cells
    return {key: None if key in hidden else dict(row) for key, row in table.items()}, totals


def settled(table: Mapping[Key, Mapping[str, int]], hidden: set[Key], columns: list[str], k: int) -> bool:
    """Whether the hidden rows protect each other."""
    return len(hidden) > 1 and not any(is_small(sum(table[key].get(c, 0) for key in hidden), k) for c in columns)


def share(part: int, whole: int, k: int = K) -> float | None:
    """part / whole when both the part and the rest are 0 or at least k and the whole is at least k; else None."""
    if whole < k or is_small(part, k) or is_small(whole - part, k):
        return None
    return part / whole
