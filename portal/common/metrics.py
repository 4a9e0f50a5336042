"""Gauges of Prometheus that are read when somebody asks. Any app registers its own from ``AppConfig.ready``.

    register_gauge("qantara_open_requests", "Requests open now", lambda: Request.objects.filter(...).count())

A gauge that fails is left out of the answer and logged: the page must answer when the database does not.
"""

import logging
import time
from collections.abc import Callable, Iterator

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.db.models import F, Min
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from portal.common import clock, queue

logger = logging.getLogger(__name__)

HEARTBEAT_KEY = "worker-heartbeat"
Gauge = Callable[[], float | None]
_gauges: dict[str, tuple[str, Gauge]] = {}


def register_gauge(name: str, help_text: str, read: Gauge) -> None:
    """Show ``read()`` under ``name``; None leaves it out. A second registration replaces the first."""
    _gauges[name] = (help_text, read)


class LazyGauges(Collector):
    """Collects every registered gauge at the moment of the scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (help_text, read) in _gauges.items():
            try:
                value = read()
            except Exception:
                logger.exception("gauge %s could not be read", name)
                continue
            if value is not None:
                yield GaugeMetricFamily(name, help_text, value=value)
        yield from queue_lengths()


def queue_lengths() -> Iterator[GaugeMetricFamily]:
    """Messages waiting per queue; nothing when the broker cannot say."""
    try:
        lengths = queue.lengths()
    except Exception as error:  # each transport raises its own family of errors
        logger.warning("queue lengths unknown: %s", error)
        return
    family = GaugeMetricFamily("qantara_queue_length", "Messages waiting in the broker", labels=["queue"])
    for name, length in lengths.items():
        family.add_metric([name], length)
    yield family


def has_fields(label: str, *fields: str) -> bool:
    """Whether the model exists in this installation with these fields."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return False
    return set(fields) <= {field.name for field in model._meta.get_fields()}


def age_of_oldest(label: str, moment: str, **waiting: object) -> float | None:
    """Seconds since the oldest waiting row's ``moment``; 0 when none waits, None when there is no such table."""
    if not has_fields(label, moment, *(name.split("__")[0] for name in waiting)):
        return None
    oldest = apps.get_model(label).objects.filter(**waiting).aggregate(oldest=Min(F(moment)))["oldest"]
    return max((clock.now() - oldest).total_seconds(), 0.0) if oldest else 0.0


def heartbeat_age() -> float | None:
    """Seconds since a worker last ran a task sent by beat: what a message waits in the queue, at most."""
    last = cache.get(HEARTBEAT_KEY)
    return max(time.time() - last, 0.0) if last else None


def journal_backlog() -> float | None:
    return age_of_oldest("journal.JournalEntry", "at", dispatched_at__isnull=True)


def outbox_age() -> float | None:
    return age_of_oldest("notify.OutboxMail", "created_at", state="waiting")


def clock_lag() -> float | None:
    return age_of_oldest("matchmaking.Request", "next_check_at", next_check_at__lte=clock.now())


def clock_skew() -> float | None:
    """Seconds by which this machine's clock is ahead (+) or behind (-) the database's; None on SQLite: one machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        theirs = float(cursor.fetchone()[0])
    return (before + time.time()) / 2 - theirs


register_gauge("qantara_clock_skew_seconds", "This machine's clock minus the database's", clock_skew)
register_gauge("qantara_queue_age_seconds", "Seconds since beat and worker last completed a heartbeat", heartbeat_age)
register_gauge("qantara_journal_backlog_seconds", "Age of the oldest entry not yet notified", journal_backlog)
register_gauge("qantara_outbox_age_seconds", "Age of the oldest unsent mail", outbox_age)
register_gauge("qantara_clock_lag_seconds", "Age of the oldest due date not yet served", clock_lag)
