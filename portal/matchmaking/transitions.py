"""The one function that moves a state: guard, conditional update, journal, in one transaction.

Correctness needs no lock: the UPDATE names the states it may start from, and zero changed rows mean that somebody
else was first. That holds on SQLite and PostgreSQL alike.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError
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
    manager = type(thing)._default_manager
    with transaction.atomic():
        if transition.stamp:
            changes.setdefault(transition.stamp, clock.now())
        rows = manager.filter(pk=thing.pk, state__in=transition.sources)
        if where is not None:
            rows = rows.filter(where)
        if hasattr(thing, "updated_at"):
            changes["updated_at"] = clock.now()
        if rows.update(state=transition.target, **changes) != 1:
            raise ConflictError(
                _("This has changed in the meantime, so nothing was done. Please look at its present state.")
            )
        for column, value in {"state": transition.target, **changes}.items():
            setattr(thing, column, value)
        if isinstance(thing, Request) and RequestState.OPEN in (*transition.sources, transition.target):
            mirror(thing)
        record(actor=actor, verb=transition.verb, subject=thing, concerns=concerns, payload=payload, notify=notify)
    return thing


def available(thing: Any, table: tuple[Transition, ...], who: str) -> list[Transition]:
    """The moves side ``who`` may make from where ``thing`` stands: the buttons of its page."""
    return [transition for transition in table if thing.state in transition.sources and who in transition.who]
