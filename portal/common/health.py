"""What a load balancer, a scheduler and Prometheus ask: is the process alive, may it get traffic, how is it doing.

Answered by a middleware before sessions, hosts and redirects, so that a probe needs nothing but the port.
``/healthz`` the process answers; ``/readyz`` database, broker and migrations; ``/metrics`` for Prometheus.
"""

import hmac
import ipaddress
import logging
import os
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from portal.common import queue
from portal.common.metrics import LazyGauges, clock_skew

logger = logging.getLogger("portal.requests")

REQUESTS = Counter("qantara_requests_total", "Answered requests", ["method", "route", "status"])
MAX_SKEW_SECONDS = 2.0
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = Histogram(
    "qantara_request_seconds",
    "Seconds from the first byte read to the answer",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def is_migrated() -> bool:
    """Whether every migration of this code is applied. Extra ones in the database (newer code) do not matter."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def database_fault() -> str:
    """Empty when the database answers and is migrated, else what is wrong."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "" if is_migrated() else "migrations pending"
    except DatabaseError as error:
        logger.warning("not ready: database: %s", error)
        return "unreachable"


def broker_fault() -> str:
    """Empty when the broker answers; the reason goes to the log, not to whoever asks."""
    reason = queue.fault()
    if reason:
        logger.warning("not ready: broker: %s", reason)
    return "unreachable" if reason else ""


def clock_fault() -> str:
    """Empty when this machine's clock agrees with the database's: it decides whether a deadline has passed.

    With several machines a clock that is behind would accept an offer after its deadline, so such a node gets no traffic.
    """
    try:
        skew = clock_skew()
    except DatabaseError:
        return ""  # told as the database's fault
    if skew is None or abs(skew) <= MAX_SKEW_SECONDS:
        return ""
    logger.warning("not ready: this machine's clock is %.1f s from the database's", skew)
    return "wrong"


def readiness() -> dict[str, str]:
    """Fault per part; all empty means ready."""
    return {"database": database_fault(), "broker": broker_fault(), "clock": clock_fault()}


def may_read_metrics(request: HttpRequest) -> bool:
    """With METRICS_TOKEN: who shows it. Without: only this machine, and nobody whom a proxy let through."""
    token = settings.METRICS_TOKEN
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback and "X-Forwarded-For" not in request.headers


def metrics_page() -> HttpResponse:
    """Counters of all processes of this node (when PROMETHEUS_MULTIPROC_DIR is set) and gauges read just now."""
    registry = CollectorRegistry()
    registry.register(LazyGauges())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counters = CollectorRegistry()
        MultiProcessCollector(counters)  # type: ignore[no-untyped-call]
    else:
        counters = REGISTRY
    return HttpResponse(generate_latest(counters) + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    faults = readiness()
    ready = not any(faults.values())
    parts = {name: fault or "ok" for name, fault in faults.items()}
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    return metrics_page() if may_read_metrics(request) else HttpResponse("Not found\n", status=404)


PAGES = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}


def route_of(request: HttpRequest) -> str:
    """The route's pattern, never the path: addresses can hold one-time tokens."""
    match = getattr(request, "resolver_match", None)
    return match.route if match else "(none)"


class HealthMiddleware:
    """Answers the three probes; counts, times and logs every other request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = PAGES.get(request.path)
        if page is not None and request.method in {"GET", "HEAD"}:
            return page(request)
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        route = route_of(request)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        SECONDS.labels(route).observe(seconds)
        if settings.LOG_REQUESTS:
            extra = {"method": method, "route": route, "status": response.status_code, "ms": round(seconds * 1000)}
            logger.info("request", extra=extra)
        return response
