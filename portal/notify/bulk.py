"""Inbox rows and mails for many people who are told the same: one INSERT … SELECT each instead of a row at a time."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from portal.common.bulk import insert_select
from portal.journal.models import JournalEntry
from portal.notify.models import Frequency, InboxItem, MailState, OutboxMail
from portal.notify.registry import Everyone, Notification, Told
from portal.organisations import consents
from portal.organisations.models import Membership

WORTH_IT = 100  # below this many people ordinary bulk inserts are as quick


def together(people: Sequence[Told]) -> Everyone | None:
    """``people`` as one query when there are many and all get the same words and page as members of a firm."""
    first = people[0] if people else None
    alike = len(people) >= WORTH_IT and all(
        told.membership_id is not None and told.path == first.path and told.params is first.params  # type: ignore[union-attr]
        for told in people
    )
    if first is None or not alike:
        return None
    keys = [told.membership_id for told in people]
    return Everyone(Membership.objects.filter(pk__among=keys), first.params, first.path)


def store(notification: Notification, entry: JournalEntry, told: Everyone, moment: datetime) -> int:
    """Insert the inbox rows; returns how many people are newly told."""
    return insert_select(InboxItem, _members(notification, entry, told), _same(notification, entry, told, moment))


def store_mails(notification: Notification, entry: JournalEntry, told: Everyone, moment: datetime, host: str) -> bool:
    """Insert the mails, as people wish them; whether there is any."""
    members, same = _members(notification, entry, told), _same(notification, entry, told, moment)
    return notification.mails and bool(_mails(notification, members, same, moment, host))


def _members(notification: Notification, entry: JournalEntry, told: Everyone) -> QuerySet[Membership]:
    if entry.user_id is None or notification.tells_actor:
        return told.memberships
    return told.memberships.exclude(user=entry.user_id)


def _same(notification: Notification, entry: JournalEntry, told: Everyone, moment: datetime) -> dict[str, Any]:
    return {
        "entry": entry.pk,
        "code": notification.code,
        "category": notification.category,
        "user": F("user_id"),
        "organisation": F("organisation_id"),
        "params": told.params,
        "path": told.path,
        "created_at": moment,
    }


def _mails(
    notification: Notification, members: QuerySet[Membership], same: dict[str, Any], moment: datetime, host: str
) -> int:
    if notification.consent:
        members = members.filter(user__in=consents.agreeing(notification.consent))
    if notification.may_mute:
        mine = Q(user__mail_preferences__category=notification.category)
        members = members.annotate(
            wish=FilteredRelation("user__mail_preferences", condition=mine),
            frequency=Coalesce(F("wish__frequency"), Value(Frequency.NOW)),
        ).exclude(frequency=Frequency.OFF)
        state: Any = Case(
            When(frequency=Frequency.DAILY, then=Value(MailState.DIGEST)), default=Value(MailState.WAITING)
        )
    else:
        state = MailState.WAITING
    number = Cast("pk", CharField())
    columns = {
        **same,
        "state": state,
        "address": F("user__email"),
        "language": F("user__language"),
        "message_id": Concat(Value(f"<{secrets.token_hex(8)}."), number, Value(f"@{host}>"), output_field=CharField()),
        "subject": "",
        "body_text": "",
        "body_html": "",
        "attempts": 0,
        "error": "",
        "next_try_at": moment,
    }
    return insert_select(OutboxMail, members, columns)
