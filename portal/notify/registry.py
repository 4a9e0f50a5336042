"""Notification classes: which journal verb tells whom, in which words. Each app registers its own in ``notifications.py``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.functional import Promise

from portal.journal.models import JournalEntry
from portal.organisations.choices import Level, MembershipState
from portal.organisations.models import Membership, Organisation

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Told:
    """One person to tell, acting for which organisation, with the words' placeholders and the page to open."""

    user_id: int
    organisation_id: int | None
    params: dict[str, Any]
    path: str
    membership_id: int | None = None  # in whose name, where the person is told as a member


@dataclass(frozen=True, slots=True)
class Everyone:
    """Thousands of members told the same: a query of their memberships, never read one by one."""

    memberships: QuerySet[Membership]
    params: dict[str, Any]
    path: str


@dataclass(frozen=True, slots=True)
class Notification:
    """A kind of message. ``headline`` and ``body`` are lazy texts with ``%(name)s`` placeholders filled from params.

    ``audience(entry)`` returns everybody to tell; the acting person is removed unless ``tells_actor``.
    ``may_mute``: whether people may switch its mail off. ``mails`` False: inbox only. ``consent``: a person's purpose
    (``portal/organisations/consents.py``) without which no mail is written.
    """

    code: str
    verb: str
    category: str
    headline: Text
    body: Text
    action: Text
    audience: Callable[[JournalEntry], Iterable[Told] | Everyone]
    may_mute: bool = True
    mails: bool = True
    tells_actor: bool = False
    consent: str = ""


_by_code: dict[str, Notification] = {}
_by_verb: dict[str, list[Notification]] = {}


def register(*classes: Notification) -> None:
    """Add notification classes; codes are unique."""
    for item in classes:
        if item.code in _by_code:
            continue
        _by_code[item.code] = item
        _by_verb.setdefault(item.verb, []).append(item)


def for_verb(verb: str) -> list[Notification]:
    return _by_verb.get(verb, [])


def get(code: str) -> Notification | None:
    return _by_code.get(code)


def everyone() -> list[Notification]:
    return list(_by_code.values())


def active_members(levels: tuple[str, ...] = (Level.ADMIN, Level.EDITOR)) -> QuerySet[Membership]:
    """Memberships whose people may be told."""
    return Membership.objects.filter(state=MembershipState.ACTIVE, level__in=levels, user__is_active=True)


def members_of(
    organisations: Iterable[Organisation | int],
    *,
    params: dict[str, Any] | Callable[[], dict[str, Any]],
    path: str,
    levels: tuple[str, ...] = (Level.ADMIN, Level.EDITOR),
) -> list[Told]:
    """Everybody active in ``organisations`` at ``levels``, each with the same words and page. One query.

    ``params`` may be a function when a placeholder reads differently in each language (a date, a scheme's name): it is
    called once for each language spoken by those told.
    """
    keys = [item if isinstance(item, int) else item.pk for item in organisations]
    rows = (
        active_members(levels)
        .filter(organisation__among=keys)
        .values_list("user_id", "organisation_id", "user__language", "pk")
    )
    spoken: dict[str, dict[str, Any]] = {}
    told = []
    for user_id, organisation_id, language, membership_id in rows:
        if callable(params) and language not in spoken:
            with translation.override(language):
                spoken[language] = params()
        words = spoken[language] if callable(params) else params
        told.append(Told(user_id, organisation_id, words, path, membership_id))
    return told
