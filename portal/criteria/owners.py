"""Hook by which the apps above say under which public id a criteria set is shown, and whether it is shown at all."""

from collections.abc import Callable, Sequence

from portal.criteria.models import CriteriaSet

Resolver = Callable[[Sequence[CriteriaSet]], dict[int, str]]
_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """``resolver(rows)`` answers {row.pk: the owner's public id}; a row left out is not public."""
    _resolvers[kind] = resolver


def public_ids(kind: str, rows: Sequence[CriteriaSet]) -> dict[int, str]:
    """Public ids of the rows that may be shown; without a resolver the set's own id."""
    resolver = _resolvers.get(kind)
    return resolver(rows) if resolver is not None else {row.pk: row.public_id for row in rows}
