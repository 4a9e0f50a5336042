"""Background work of complaints."""

from celery import shared_task

from portal.complaints import services


@shared_task(name="complaints.clock")
def clock() -> None:
    """Reminders and escalation."""
    services.run_clock()
