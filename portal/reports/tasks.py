"""Background work of the reports."""

from celery import shared_task

from portal.reports import services


@shared_task(name="reports.refresh")
def refresh() -> None:
    """Work out all figures."""
    services.refresh()
