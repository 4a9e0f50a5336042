"""Background work of financing."""

from celery import shared_task

from lending import appeals


@shared_task(name="lending.appeals_clock")
def appeals_clock() -> int:
    """Reminders of appeals and word of late ones; returns how many were told."""
    return appeals.run_clock()
