"""Inbox rows and mails for many people who are told the same: one INSERT … SELECT each instead of a row at a time.

The statements are plain SQL that SQLite and PostgreSQL read alike; table and column names come from the models. A row that
is there already stays (ON CONFLICT DO NOTHING), so that a dispatch may be run again.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

from portal.identity.models import User
from portal.journal.models import JournalEntry
from portal.notify.models import Frequency, InboxItem, MailState, OutboxMail, Preference
from portal.notify.registry import Notification, Told
from portal.organisations.models import Membership

WORTH_IT = 100  # below this many people ordinary bulk inserts are as quick


def is_alike(people: Sequence[Told]) -> bool:
    """Whether there are many and all get the same words and page, each for one organisation."""
    first = people[0] if people else None
    return (
        first is not None
        and len(people) >= WORTH_IT
        and all(
            told.organisation_id is not None and told.path == first.path and told.params is first.params
            for told in people
        )
    )


def store(notification: Notification, entry: JournalEntry, people: Sequence[Told], moment: datetime, host: str) -> bool:
    """Insert the inbox rows and, where the class mails, the mails; whether any mail is to be sent now."""
    same = {
        "entry": entry.pk,
        "code": notification.code,
        "category": notification.category,
        "params": people[0].params,
        "path": people[0].path,
    }
    _insert(
        InboxItem, {**same, "created_at": moment}, {"user": "m.user_id", "organisation": "m.organisation_id"}, people
    )
    if not notification.mails:
        return False
    constants = {
        **same, "subject": "", "body_text": "", "body_html": "", "attempts": 0, "error": "", "created_at": moment,
        "next_try_at": moment,
    }  # fmt: skip
    columns = {
        "user": "m.user_id",
        "organisation": "m.organisation_id",
        "address": "u.email",
        "language": "u.language",
        "message_id": f"'<{secrets.token_hex(8)}.' || m.id || '@{host}>'",
    }
    wish = f"COALESCE(p.frequency, '{Frequency.NOW}')" if notification.may_mute else f"'{Frequency.NOW}'"
    columns["state"] = (
        f"CASE WHEN {wish} = '{Frequency.DAILY}' THEN '{MailState.DIGEST}' ELSE '{MailState.WAITING}' END"
    )
    preferences = ""
    if notification.may_mute:
        preferences = (
            f" LEFT JOIN {_name(Preference._meta.db_table)} p ON p.user_id = u.id"
            f" AND p.category = '{notification.category}'"
        )
    _insert(OutboxMail, constants, columns, people, joins=preferences, condition=f" AND {wish} <> '{Frequency.OFF}'")
    return True


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


def _insert(
    model: type[models.Model],
    constants: dict[str, Any],
    columns: dict[str, str],
    people: Sequence[Told],
    *,
    joins: str = "",
    condition: str = "",
) -> None:
    """One row of ``model`` per membership of ``people``: ``constants`` by field, ``columns`` as SQL over m, u (and p)."""
    fields: dict[str, Any] = {name: model._meta.get_field(name) for name in (*constants, *columns)}
    names = ", ".join(_name(field.column) for field in fields.values())
    values = [fields[name].get_db_prep_save(value, connection) for name, value in constants.items()]
    pairs = ", ".join(f"({int(told.user_id)}, {int(told.organisation_id or 0)})" for told in people)
    chosen = ", ".join((*("%s" for _ in constants), *columns.values()))
    statement = (
        f"INSERT INTO {_name(model._meta.db_table)} ({names}) SELECT {chosen}"  # noqa: S608 - names of ours and integers
        f" FROM {_name(Membership._meta.db_table)} m JOIN {_name(User._meta.db_table)} u ON u.id = m.user_id{joins}"
        f" WHERE (m.user_id, m.organisation_id) IN (VALUES {pairs}){condition} ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
