"""Background work of vetting: thin and idempotent."""

from celery import shared_task

from portal.common import clock
from portal.vetting.clocks import expire_due, remind_due


@shared_task(name="vetting.run_clock")
def run_clock() -> None:
    """Expire what is past its day, remind of what is near."""
    moment = clock.now()
    expire_due(moment)
    remind_due(moment)
