"""From a journal entry to inbox rows and mails; sending; digests. Every step may be run again without doubling."""

import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.common import clock, queue
from portal.common.formatting import Medium
from portal.identity.models import User
from portal.journal.models import JournalEntry
from portal.journal.services import ActorLike
from portal.notify import bulk, registry, webhooks, words
from portal.notify.models import Frequency, InboxItem, MailState, OutboxMail, Preference
from portal.notify.registry import Everyone, Notification, Told
from portal.organisations import consents

logger = logging.getLogger(__name__)

SEND_TASK = "notify.send_due"
CHUNK = 2000
STALE_AFTER = timedelta(minutes=10)  # a claim older than this belonged to a worker that died
MAX_ATTEMPTS = 12
HOST = "qantara"
PLAIN_CODE = "account"  # a mail of no notification, kept with its words (portal/notify/account_mails.py)


def dispatch(entry: JournalEntry) -> int:
    """Make the inbox rows and mails of ``entry``; returns how many people are told (of many alike: newly). Idempotent.

    Thousands are told in two steps, so that nobody's inbox waits for everybody's mails; until the second has ended the
    entry counts as not dispatched, and the sweep would do both again.
    """
    told = 0
    has_mail = False
    crowds: list[tuple[Notification, Everyone]] = []
    moment = clock.now()
    with transaction.atomic():
        for notification in registry.for_verb(entry.verb):
            found = notification.audience(entry)
            people = [] if isinstance(found, Everyone) else _recipients(notification, entry, found)
            many = found if isinstance(found, Everyone) else bulk.together(people)
            if many is not None:
                told += bulk.store(notification, entry, many, moment)
                crowds.append((notification, many))
                continue
            told += len(people)
            for start in range(0, len(people), CHUNK):
                has_mail |= _store(notification, entry, people[start : start + CHUNK])
    with transaction.atomic():
        for notification, many in crowds:
            has_mail |= bulk.store_mails(notification, entry, many, moment, HOST)
        webhooks.enqueue(entry)
        JournalEntry.objects.filter(pk=entry.pk, dispatched_at__isnull=True).update(dispatched_at=clock.now())
    if has_mail:
        queue.after_commit(SEND_TASK, queue=queue.MAIL)
    return told


def _recipients(notification: Notification, entry: JournalEntry, found: Iterable[Told]) -> list[Told]:
    """Everybody to tell, once each, without the person who did it."""
    people: dict[int, Told] = {}
    for told in found:
        if told.user_id == entry.user_id and not notification.tells_actor:
            continue
        people.setdefault(told.user_id, told)
    return list(people.values())


def _store(notification: Notification, entry: JournalEntry, people: list[Told]) -> bool:
    """Bulk-insert inbox rows and mails; whether any mail is to be sent now."""
    moment = clock.now()
    InboxItem.objects.bulk_create(
        [
            InboxItem(
                entry=entry,
                code=notification.code,
                category=notification.category,
                user_id=told.user_id,
                organisation_id=told.organisation_id,
                params=told.params,
                path=told.path,
                created_at=moment,
            )
            for told in people
        ],
        ignore_conflicts=True,
        batch_size=CHUNK,
    )
    if not notification.mails:
        return False
    users = User.objects.in_bulk([told.user_id for told in people])
    wishes = _wishes(notification, list(users))
    mails = []
    agreed = _agreed(notification, list(users))
    for told in people:
        wish = wishes.get(told.user_id, Frequency.NOW)
        if wish == Frequency.OFF or told.user_id not in agreed:
            continue
        mails.append(_mail(notification, entry, told, users[told.user_id], is_digest=wish == Frequency.DAILY))
    OutboxMail.objects.bulk_create(mails, ignore_conflicts=True, batch_size=CHUNK)
    return any(mail.state == MailState.WAITING for mail in mails)


def _wishes(notification: Notification, users: Iterable[int]) -> dict[int, str]:
    if not notification.may_mute:
        return {}
    rows = Preference.objects.filter(user_id__in=list(users), category=notification.category)
    return dict(rows.values_list("user_id", "frequency"))


def _agreed(notification: Notification, users: list[int]) -> set[int]:
    """Who may be mailed: everybody, or those whose consent to this kind of mail is in force."""
    if not notification.consent:
        return set(users)
    return set(consents.agreeing(notification.consent).filter(user__in=users).values_list("user", flat=True))


def consent_changed(actor: ActorLike, is_given: bool) -> None:
    """A person has withdrawn the consent to mails of news: those that wait are dropped."""
    if not is_given:
        codes = [item.code for item in registry.everyone() if item.consent == consents.NEWS]
        waiting = OutboxMail.objects.filter(user=actor.user, code__in=codes)
        waiting.filter(state__in=(MailState.WAITING, MailState.DIGEST)).delete()


def _mail(notification: Notification, entry: JournalEntry, told: Told, user: User, *, is_digest: bool) -> OutboxMail:
    return OutboxMail(
        entry=entry,
        code=notification.code,
        category=notification.category,
        user_id=told.user_id,
        organisation_id=told.organisation_id,
        address=user.email,
        language=user.language,
        params=told.params,
        path=told.path,
        state=MailState.DIGEST if is_digest else MailState.WAITING,
        next_try_at=clock.now(),
        message_id=f"<{secrets.token_hex(12)}@{HOST}>",
    )


def headline(item: InboxItem | OutboxMail, medium: Medium = Medium.PLAIN) -> str:
    """The one-line text of an inbox row or mail in the active language."""
    notification = registry.get(item.code)
    return words.filled(str(notification.headline), item.params, medium) if notification else item.code


def body(item: InboxItem | OutboxMail, medium: Medium = Medium.PLAIN) -> str:
    """The paragraph below the headline, in the active language."""
    notification = registry.get(item.code)
    return words.filled(str(notification.body), item.params, medium) if notification else ""


def absolute(path: str, language: str) -> str:
    """The full address of ``path`` (stored without language) in ``language``."""
    return urljoin(settings.SITE_URL, f"/{language}{path}") if path.startswith("/") else settings.SITE_URL


def render(mail: OutboxMail) -> None:
    """Fill subject and bodies in the person's language and time zone."""
    notification = registry.get(mail.code)
    zone = ZoneInfo(mail.user.time_zone) if mail.user else ZoneInfo(settings.TIME_ZONE)
    with translation.override(mail.language), timezone.override(zone):
        context: dict[str, Any] = {
            "headline": headline(mail),
            "body": body(mail),
            "action": str(notification.action) if notification else "",
            "url": absolute(mail.path, mail.language),
            "preferences_url": absolute("/notifications/preferences/", mail.language),
            "language": mail.language,
            "is_rtl": translation.get_language_bidi(),
            "name": mail.user.get_short_name() if mail.user else "",
            "organisation": mail.organisation,
        }
        mail.subject = " ".join(context["headline"].split())[:180]  # one line: no header can be injected
        mail.body_text = render_to_string("emails/notify/notification.body.txt", context)
        mail.body_html = render_to_string("emails/notify/notification.body.html", context)


def claim(mail_id: int) -> OutboxMail | None:
    """Take a due mail for sending, or None when somebody else has it. A dead worker's claim is taken over."""
    moment = clock.now()
    fresh = OutboxMail.objects.filter(pk=mail_id, state=MailState.WAITING, next_try_at__lte=moment)
    stale = OutboxMail.objects.filter(pk=mail_id, state=MailState.SENDING, claimed_at__lte=moment - STALE_AFTER)
    if fresh.update(state=MailState.SENDING, claimed_at=moment) or stale.update(claimed_at=moment):
        return OutboxMail.objects.select_related("user", "organisation").get(pk=mail_id)
    return None


def send(mail: OutboxMail) -> bool:
    """Send a claimed mail; a failure is tried again with growing pauses (up to about a day)."""
    if not mail.subject:
        render(mail)
    message = EmailMultiAlternatives(
        mail.subject,
        mail.body_text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.address],
        headers={"Message-ID": mail.message_id},
    )
    if mail.body_html:
        message.attach_alternative(mail.body_html, "text/html")
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors
        _put_back(mail, error)
        return False
    has_link = mail.code == PLAIN_CODE  # a one-time link: its words are not kept
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=MailState.SENT,
        sent_at=clock.now(),
        subject=mail.subject,
        body_text="" if has_link else mail.body_text,
        body_html="" if has_link else mail.body_html,
        attempts=mail.attempts + 1,
        error="",
    )
    return True


def _put_back(mail: OutboxMail, error: OSError) -> None:
    attempts = mail.attempts + 1
    pause = timedelta(seconds=min(30 * 2**attempts, 6 * 3600))
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=MailState.FAILED if attempts >= MAX_ATTEMPTS else MailState.WAITING,
        attempts=attempts,
        next_try_at=clock.now() + pause,
        error=str(error)[:300],
    )
    logger.warning("mail %s not sent (attempt %s): %s", mail.pk, attempts, error)


def send_due(limit: int = 500) -> int:
    """Send what is due, oldest first; returns how many went out."""
    moment = clock.now()
    due = OutboxMail.objects.filter(state=MailState.WAITING, next_try_at__lte=moment)
    stale = OutboxMail.objects.filter(state=MailState.SENDING, claimed_at__lte=moment - STALE_AFTER)
    keys = [*due.order_by("id").values_list("pk", flat=True)[:limit], *stale.values_list("pk", flat=True)[:limit]]
    sent = 0
    for key in keys:
        mail = claim(key)
        if mail is not None and send(mail):
            sent += 1
    return sent


def send_digests() -> int:
    """One summary mail per person with everything waiting for it; returns how many people got one."""
    waiting: dict[int, list[OutboxMail]] = defaultdict(list)
    for mail in OutboxMail.objects.filter(state=MailState.DIGEST).select_related("user").order_by("pk"):
        if mail.user_id is not None:
            waiting[mail.user_id].append(mail)
    return sum(_digest(mails) for mails in waiting.values())


@transaction.atomic
def _digest(mails: list[OutboxMail]) -> bool:
    user = mails[0].user
    if user is None:
        return False
    keys = [mail.pk for mail in mails]
    taken = OutboxMail.objects.filter(pk__in=keys, state=MailState.DIGEST).update(
        state=MailState.SENT, sent_at=clock.now()
    )
    if taken != len(keys):  # another worker is making this digest
        transaction.set_rollback(True)
        return False
    with translation.override(user.language):
        context = {
            "items": [{"headline": headline(mail), "url": absolute(mail.path, user.language)} for mail in mails],
            "language": user.language,
            "is_rtl": translation.get_language_bidi(),
            "name": user.get_short_name(),
            "preferences_url": absolute("/notifications/preferences/", user.language),
        }
        OutboxMail.objects.create(
            code="notify.digest",
            category=mails[0].category,
            user=user,
            address=user.email,
            language=user.language,
            subject=_("Your daily summary from Qantara"),
            body_text=render_to_string("emails/notify/digest.body.txt", context),
            body_html=render_to_string("emails/notify/digest.body.html", context),
            next_try_at=clock.now(),
            message_id=f"<{secrets.token_hex(12)}@{HOST}>",
        )
    queue.after_commit(SEND_TASK, queue=queue.MAIL)
    return True


def mark_read(user: User, keys: Iterable[int] | None = None) -> int:
    """Mark inbox rows of ``user`` as read (all of them without ``keys``)."""
    rows = InboxItem.objects.filter(user=user, read_at__isnull=True)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    return rows.update(read_at=clock.now())
