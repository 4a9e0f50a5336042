"""The heartbeat: proof that beat, broker, worker and database work together."""

import time
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from portal.common.metrics import HEARTBEAT_KEY


@shared_task(name="common.heartbeat", ignore_result=True, expires=120)
def heartbeat() -> None:
    """Run by beat. Fails, and so writes no sign of life, when the worker has lost its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    cache.set(HEARTBEAT_KEY, time.time(), timeout=None)
    if settings.HEARTBEAT_FILE:
        Path(settings.HEARTBEAT_FILE).touch()
