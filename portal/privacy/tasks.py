"""Background work of personal data: thin, idempotent, keyed by primary keys."""

from celery import shared_task

from portal.privacy import copies, erasure, retention
from portal.privacy.models import DataCopy, ExportState


@shared_task(name="privacy.make_copy")
def make_copy(copy_id: int) -> None:
    """Write one copy."""
    copy = DataCopy.objects.filter(pk=copy_id, state=ExportState.WAITING).select_related("user", "organisation").first()
    if copy is not None:
        copies.copy_make(copy)


@shared_task(name="privacy.sweep")
def sweep() -> None:
    """Copies whose task was lost, erasures whose pause is over."""
    for copy in DataCopy.objects.filter(state=ExportState.WAITING).select_related("user", "organisation")[:50]:
        copies.copy_make(copy)
    erasure.carry_out_due()


@shared_task(name="privacy.retain")
def retain() -> None:
    """Let go what has outlived its period."""
    retention.retain()
