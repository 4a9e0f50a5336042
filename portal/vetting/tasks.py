"""Background work of vetting: thin and idempotent."""

from celery import shared_task

from portal.common import clock
from portal.organisations.api_tokens import api_tokens_lapse
from portal.vetting.clocks import expire_due, remind_due


@shared_task(name="vetting.run_clock")
def run_clock() -> None:
    """Expire what is past its day, remind of what is near; end API tokens nobody answers for any more."""
    moment = clock.now()
    expire_due(moment)
    remind_due(moment)
    api_tokens_lapse()
