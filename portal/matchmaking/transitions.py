"""The one function that moves a state: guard, conditional update, journal, in one transaction.

Correctness needs no lock: the UPDATE names the states it may start from, and zero changed rows mean that somebody
else was first. That holds on SQLite and PostgreSQL alike.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError
from portal.common.prepared import Prepared
from portal.journal.services import ActorLike, record
from portal.matchmaking.mirror import mirror
from portal.matchmaking.models import Request
from portal.matchmaking.states import RequestState, Transition, find

M = TypeVar("M", bound=models.Model)


def move(
    thing: M,
    table: tuple[Transition, ...],
    name: str,
    *,
    actor: ActorLike,
    concerns: Iterable[models.Model | None] = (),
    payload: dict[str, Any] | None = None,
    where: models.Q | None = None,
    notify: bool = True,
    **changes: Any,
) -> M:
    """Make the transition ``name`` of ``table`` on ``thing`` with the extra column ``changes``.

    ``where`` adds a condition that must hold at the very moment of the change (a deadline, for instance).
    Raises ConflictError when the row is no longer in a source state or ``where`` fails; nothing is changed then.
    """
    transition = find(table, name)
    if transition.stamp:
        changes.setdefault(transition.stamp, clock.now())
    if hasattr(thing, "updated_at"):
        changes["updated_at"] = clock.now()
    with transaction.atomic(savepoint=False):  # what fails after the change must undo the caller's part as well
        is_done = _changed(thing, transition, where, {"state": transition.target, **changes})
        if is_done:
            for column, value in {"state": transition.target, **changes}.items():
                setattr(thing, column, value)
            if isinstance(thing, Request) and RequestState.OPEN in (*transition.sources, transition.target):
                mirror(thing)
            record(actor=actor, verb=transition.verb, subject=thing, concerns=concerns, payload=payload, notify=notify)
    if not is_done:
        raise ConflictError(
            _("This has changed in the meantime, so nothing was done. Please look at its present state.")
        )
    return thing


def _changed(thing: models.Model, transition: Transition, where: models.Q | None, changes: dict[str, Any]) -> bool:
    """Whether the row was in a source state at this very moment and has been changed."""
    sources = in_states(type(thing), transition.sources)
    if where is None:
        return sources.update(changes, key=thing.pk) == 1
    return sources.build(key=thing.pk).filter(where).update(**changes) == 1


@cache
def in_states(model: type[models.Model], states: tuple[str, ...]) -> Prepared:
    """The row of a key while it is in one of ``states``."""
    return Prepared(lambda key: model._default_manager.filter(pk=key, state__in=states))


def available(thing: Any, table: tuple[Transition, ...], who: str) -> list[Transition]:
    """The moves side ``who`` may make from where ``thing`` stands: the buttons of its page."""
    return [transition for transition in table if thing.state in transition.sources and who in transition.who]
