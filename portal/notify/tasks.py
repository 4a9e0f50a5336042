"""Background work of notifications: thin, idempotent, found again by sweeps."""

from datetime import timedelta

from celery import shared_task

from portal.common import clock
from portal.journal.models import JournalEntry
from portal.notify import services, webhooks


@shared_task(name="notify.dispatch")
def dispatch(entry_id: int) -> None:
    """Make the inbox rows and mails of one journal entry."""
    entry = JournalEntry.objects.filter(pk=entry_id).first()
    if entry is not None and entry.dispatched_at is None:
        services.dispatch(entry)


@shared_task(name="notify.dispatch_pending")
def dispatch_pending() -> None:
    """Dispatch entries whose task was lost with a broker or worker."""
    limit = clock.now() - timedelta(seconds=10)
    for entry in JournalEntry.objects.filter(dispatched_at__isnull=True, at__lte=limit).order_by("pk")[:500]:
        services.dispatch(entry)


@shared_task(name="notify.send_due")
def send_due() -> None:
    """Send the mails that are due."""
    services.send_due()


@shared_task(name="notify.sweep")
def sweep() -> None:
    """Send what an earlier task left behind."""
    services.send_due()
    webhooks.deliver_due()


@shared_task(name="notify.send_digests")
def send_digests() -> None:
    """The daily summaries."""
    services.send_digests()


@shared_task(name="notify.webhooks_due")
def webhooks_due() -> None:
    """Deliver the webhooks that are due."""
    webhooks.deliver_due()
