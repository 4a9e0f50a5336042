"""What grows old goes: one function per period of ``data/retention.json``."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q

from portal.common import clock
from portal.notify.models import InboxItem, OutboxMail
from portal.organisations.models import ApiToken
from portal.privacy import registry
from portal.privacy.copies import forget_copies
from portal.privacy.periods import PERIODS


def old_sessions(before: datetime) -> int:
    return Session.objects.filter(expire_date__lt=before).delete()[0]


def old_notices(before: datetime) -> int:
    return InboxItem.objects.filter(read_at__lt=before).delete()[0]


def old_bodies(before: datetime) -> int:
    """The words of mails go; who was told what kind of thing, when, stays."""
    sent = OutboxMail.objects.filter(state="sent", sent_at__lt=before).exclude(subject="", body_text="", body_html="")
    return sent.update(subject="", body_text="", body_html="", params={})


def old_tokens(before: datetime) -> int:
    return ApiToken.objects.filter(Q(revoked_at__lt=before) | Q(expires_at__lt=before)).delete()[0]


registry.ageing.update(
    sessions=old_sessions, copies=forget_copies, inbox=old_notices, mail_bodies=old_bodies, api_tokens=old_tokens
)


def retain() -> dict[str, int]:
    """Let go what has outlived its period; how many rows per period."""
    moment = clock.now()
    return {
        period.code: registry.ageing[period.code](moment - timedelta(days=period.days))
        for period in PERIODS.periods
        if period.code in registry.ageing
    }
