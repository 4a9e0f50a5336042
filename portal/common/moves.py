"""State changes of one row as data: the table of allowed moves and the one conditional update that performs them.

SQLite ignores row locks, so the guard is the update itself: it names the old states, and no changed row means that
somebody else moved it first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError, Message


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a transition table. ``stamp`` is the field that takes the moment, if any."""

    name: str
    sources: frozenset[str]
    target: str
    verb: str
    label: Message
    stamp: str = ""


def table(*moves: Move) -> Mapping[str, Move]:
    """Moves by name."""
    return {move.name: move for move in moves}


def apply(thing: models.Model, move: Move, **changes: Any) -> None:
    """Move ``thing`` in the database and in memory. ConflictError when it is no longer in one of the source states."""
    moment = clock.now()
    values = {"state": move.target, "updated_at": moment, **changes}
    if move.stamp:
        values.setdefault(move.stamp, moment)
    manager = type(thing)._base_manager
    if not manager.filter(pk=thing.pk, state__in=move.sources).update(**values):
        raise ConflictError(_("Somebody else changed this first. Nothing was done; please read it again."))
    for name, value in values.items():
        setattr(thing, name, value)
