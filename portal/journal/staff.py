"""Staff mode: an authority looks beyond its own records for a stated reason, for a short time, and it is written down."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import DomainError, NotAllowedError
from portal.journal.models import JournalConcern, JournalEntry
from portal.journal.services import ActorLike, record

SESSION_KEY: Final = "staff_mode_until"
REASON_KEY: Final = "staff_mode_reason"
REASON_LENGTH: Final = (10, 300)  # letters
LONGEST: Final = timedelta(hours=1)


class Officer(ActorLike, Protocol):
    """An actor who may be of an authority."""

    @property
    def is_authority(self) -> bool: ...
    @property
    def may_edit(self) -> bool: ...


def can_use(actor: Officer) -> bool:
    """Editors of an approved authority."""
    return actor.is_authority and actor.may_edit


def until(session: SessionBase) -> datetime | None:
    """When staff mode of this session ends; None when it is off or over."""
    moment = parse_datetime(str(session.get(SESSION_KEY) or ""))
    return moment if moment is not None and moment > clock.now() else None


def reason(session: SessionBase) -> str:
    """Why staff mode was begun, as the firms concerned read it."""
    return str(session.get(REASON_KEY, ""))


def firms_in(entries: Iterable[JournalEntry]) -> list[Any]:
    """The organisations which the entries concern: those whose data is being read."""
    firms = JournalConcern._meta.get_field("organisation").related_model
    keys = [entry.pk for entry in entries]
    return list(
        firms._default_manager.filter(pk__in=JournalConcern.objects.filter(entry__in=keys).values("organisation"))
    )


@transaction.atomic
def start(*, actor: Officer, session: SessionBase, reason: str, minutes: int = 30) -> datetime:
    """Begin staff mode; returns its end. Raises NotAllowedError, or DomainError on ``reason`` or ``minutes``."""
    if not can_use(actor):
        raise NotAllowedError(_("Only officers of an authority work in staff mode."))
    text = " ".join(reason.split())
    if not REASON_LENGTH[0] <= len(text) <= REASON_LENGTH[1]:
        raise DomainError(
            fields={"reason": _("Say why in a sentence of 10 to 300 letters. It is kept in the journal.")}
        )
    length = timedelta(minutes=minutes)
    if not timedelta() < length <= LONGEST:
        raise DomainError(fields={"minutes": _("Choose at most one hour.")})
    end = clock.now() + length
    session[SESSION_KEY] = end.isoformat()
    session[REASON_KEY] = text
    record(
        actor=actor,
        verb="staff.mode_started",
        subject=actor.user,
        payload={"reason": text, "until": end.isoformat()},
        notify=False,
    )
    return end


@transaction.atomic
def stop(*, actor: Officer, session: SessionBase) -> None:
    """End staff mode now; nothing happens when it is off."""
    session.pop(REASON_KEY, None)
    if session.pop(SESSION_KEY, None):
        record(actor=actor, verb="staff.mode_stopped", subject=actor.user, notify=False)
