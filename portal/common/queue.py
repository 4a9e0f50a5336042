"""Schedules background tasks by name after commit, so that services never import tasks.

Correctness never depends on this hand-over: work that must happen is a row (journal entry, outbox row, due date)
that a sweep finds again. A broker that is down is logged and survived.
"""

import logging
import os
from typing import Any, Final

from celery import current_app, current_task
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

MAIL: Final = "mail"
MATCHING: Final = "matching"
DEFAULT: Final = "default"
NAMES: Final = (DEFAULT, MAIL, MATCHING)


def after_commit(task_name: str, *args: Any, queue: str = DEFAULT, countdown: int | None = None) -> None:
    """Run the registered task ``task_name`` with ``args`` (primary keys only) once the transaction has committed."""
    transaction.on_commit(lambda: send_now(task_name, *args, queue=queue, countdown=countdown), robust=True)


def send_now(task_name: str, *args: Any, queue: str = DEFAULT, countdown: int | None = None) -> bool:
    """Send at once; False when nobody can take it (a sweep will find the work)."""
    if is_unheard():
        return False
    try:
        current_app.tasks[task_name].apply_async(args=args, queue=queue, countdown=countdown, retry=False)
    except (OSError, *current_app.connection().connection_errors) as error:  # broker down
        logger.warning("broker unreachable, %s left to the sweep: %s", task_name, error)
        return False
    return True


def is_in_memory() -> bool:
    """Whether there is no broker of its own: tasks run in this process."""
    return bool(settings.CELERY_BROKER_URL.startswith("memory:") or settings.CELERY_TASK_ALWAYS_EAGER)


def is_unheard() -> bool:
    """Whether a message would reach nobody: no broker, and no worker in this process (``manage.py`` before the start)."""
    if settings.CELERY_TASK_ALWAYS_EAGER or os.environ.get("QANTARA_INLINE_WORKER") == "1":
        return False
    return is_in_memory()


def fault() -> str:
    """Why the broker does not answer within two seconds; empty when it does."""
    if is_in_memory():
        return ""
    try:
        with current_app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except Exception as error:  # each transport raises its own family of errors
        return str(error) or type(error).__name__
    return ""


def lengths() -> dict[str, int]:
    """Messages waiting in each queue; empty when there is no broker to ask.

    Raises the transport's error when the broker is down.
    """
    if is_in_memory():
        return {}
    with current_app.connection_for_read() as link:
        client = link.default_channel.client
        return {name: int(client.llen(name)) for name in NAMES}


def running_task() -> tuple[str, str] | None:
    """Name and id of the task this code runs in; None outside a task."""
    if current_task and current_task.request.id:
        return str(current_task.name), str(current_task.request.id)
    return None
