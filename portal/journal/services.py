"""Writing the journal."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import models

from portal.common import clock, queue
from portal.common.middleware import request_id
from portal.journal.models import JournalConcern, JournalEntry

DISPATCH_TASK = "notify.dispatch"


class ActorLike(Protocol):
    """What the journal needs of an actor (``portal.organisations.actors.Actor`` fits)."""

    @property
    def user(self) -> Any: ...
    @property
    def organisation(self) -> Any: ...
    @property
    def is_staff_mode(self) -> bool: ...


def subject_of(thing: models.Model) -> tuple[str, str]:
    """The (type, key) under which ``thing`` is journalled: its label and its public id (or primary key)."""
    return thing._meta.label_lower, str(getattr(thing, "public_id", None) or thing.pk)


def record(
    *,
    actor: ActorLike,
    verb: str,
    subject: models.Model,
    concerns: Iterable[models.Model | None] = (),
    payload: dict[str, Any] | None = None,
    notify: bool = True,
) -> JournalEntry:
    """Append an entry in the current transaction and, unless ``notify`` is False, dispatch its notifications after it.

    ``concerns`` are the organisations that may read it; the acting organisation is always among them. ``payload``
    must hold nothing that one of them may not see.
    """
    subject_type, subject_key = subject_of(subject)
    moment = clock.now()
    entry = JournalEntry.objects.create(
        at=moment,
        user=actor.user,
        organisation=actor.organisation,
        verb=verb,
        subject_type=subject_type,
        subject_key=subject_key,
        payload=payload or {},
        request_id=request_id.get(),
        is_staff_mode=actor.is_staff_mode,
        dispatched_at=None if notify else moment,
    )
    keys = {organisation.pk for organisation in (*concerns, actor.organisation) if organisation is not None}
    JournalConcern.objects.bulk_create([JournalConcern(entry=entry, organisation_id=key) for key in sorted(keys)])
    if notify:
        queue.after_commit(DISPATCH_TASK, entry.pk)
    return entry
