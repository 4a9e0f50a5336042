"""The Celery application. Only this file, ``tasks.py`` files and ``portal/common/queue.py`` import Celery."""

import os
import threading
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService, PersistentScheduler
from celery.signals import setup_logging
from celery.worker import WorkController

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

app = Celery("qantara")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class SturdyScheduler(PersistentScheduler):
    """Beat's own schedule, except that a file left half-written by a kill or a full disk is thrown away.

    Celery's stops at every start with such a file (EOFError, UnpicklingError), so that no clock would run again.
    """

    def setup_schedule(self) -> None:
        try:
            super().setup_schedule()
        except Exception as error:  # each damage has its own exception
            self._store = self._destroy_open_corrupted_schedule(error)
            super().setup_schedule()


@setup_logging.connect
def keep_django_logging(**kwargs: Any) -> None:
    """Workers log as the settings say (JSON in production); Celery would put its own format in place."""


def work_inside() -> None:
    """Run worker and beat as threads of this process: for a machine on which no broker can run.

    The in-memory broker forgets its messages when the process ends; the sweeps find the work again.
    """
    queues = ["default", "mail", "matching"]
    worker = WorkController(
        app=app,
        pool_cls="threads",
        concurrency=2,
        queues=queues,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    beat = EmbeddedService(app, thread=True, schedule_filename=os.environ.get("BEAT_SCHEDULE", "/tmp/qantara-beat"))  # noqa: S108
    for name, target in (("worker", worker.start), ("beat", beat.run)):
        threading.Thread(target=target, name=name, daemon=True).start()
