"""Background work of the journal."""

from celery import shared_task

from portal.journal import chain


@shared_task(name="journal.seal")
def seal() -> None:
    """Chain the entries written since the last run."""
    chain.seal()
