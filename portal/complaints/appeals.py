"""Decisions of other apps that can be appealed against: whoever takes such decisions registers how to find them.

So an appeal knows who decided first (a second person must decide it), and its page links the decision.
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.identity.models import User
from portal.organisations.actors import Actor


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as the actor may see it: who took it (None when the portal did), its reference and its page."""

    decided_by: User | None
    reference: str
    address: str


Finder = Callable[[Actor, str], Decision | None]
Undoer = Callable[[Actor, str], None]
_finders: dict[str, Finder] = {}
_undoers: dict[str, Undoer] = {}


def register(kind: str, finder: Finder, undo: Undoer) -> None:
    """Add a kind of decision; ``finder(actor, public_id)`` answers None when the actor may not see such a one.

    ``undo(actor, public_id)`` is called when an appeal against it is upheld, in the same transaction.
    """
    _finders[kind] = finder
    _undoers[kind] = undo


def undo(actor: Actor, kind: str, key: str) -> None:
    """What follows from an upheld appeal, when another app knows the decision."""
    if kind in _undoers and key:
        _undoers[kind](actor, key)


def find(actor: Actor, key: str) -> tuple[str, Decision] | None:
    """The kind and the decision behind a public id, as ``actor`` may see it."""
    found = ((kind, finder(actor, key)) for kind, finder in _finders.items() if key)
    return next(((kind, decision) for kind, decision in found if decision is not None), None)


def show(actor: Actor, kind: str, key: str) -> Decision | None:
    """The decision an appeal is about, for its page."""
    finder = _finders.get(kind)
    return finder(actor, key) if finder and key else None
