"""Schedules background tasks by name after commit, so that services never import tasks.

Correctness never depends on this hand-over: work that must happen is a row (journal entry, outbox row, due date)
that a sweep finds again. A broker that is down is logged and survived.
"""

import logging
from typing import Any, Final

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

MAIL: Final = "mail"
MATCHING: Final = "matching"
DEFAULT: Final = "default"


def after_commit(task_name: str, *args: Any, queue: str = DEFAULT, countdown: int | None = None) -> None:
    """Run the registered task ``task_name`` with ``args`` (primary keys only) once the transaction has committed."""
    transaction.on_commit(lambda: send_now(task_name, *args, queue=queue, countdown=countdown), robust=True)


def send_now(task_name: str, *args: Any, queue: str = DEFAULT, countdown: int | None = None) -> bool:
    """Send at once; False when the broker cannot be reached (a sweep will find the work)."""
    try:
        current_app.tasks[task_name].apply_async(args=args, queue=queue, countdown=countdown, retry=False)
    except current_app.connection().connection_errors as error:  # broker down
        logger.warning("broker unreachable, %s left to the sweep: %s", task_name, error)
        return False
    except OSError as error:
        logger.warning("broker unreachable, %s left to the sweep: %s", task_name, error)
        return False
    return True
