"""Background work of financing."""

from celery import shared_task

from lending import appeals, matching
from lending.models import Mandate


@shared_task(name="lending.rematch_mandate")
def rematch_mandate(mandate_id: int) -> int:
    """Match open requests again that a new or changed mandate might fit; returns how many were looked at."""
    mandate = Mandate.objects.filter(pk=mandate_id).first()
    return matching.rematch(mandate) if mandate else 0


@shared_task(name="lending.appeals_clock")
def appeals_clock() -> int:
    """Reminders of appeals and word of late ones; returns how many were told."""
    return appeals.run_clock()
