"""Background work of the export pillar: thin, named, safe to run twice."""

from celery import shared_task

from export.services import upkeep


@shared_task(name="export.upkeep")
def keep_up() -> dict[str, int]:
    """What time brings about: proposals that lapse, vouchings and profiles that expire, reminders."""
    return upkeep.run()
