"""The web process in production: Compose, systemd and deploy/local.sh all read this file."""

import gc
import os
from pathlib import Path

from prometheus_client import multiprocess

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30  # requests in flight are finished before a process ends
keepalive = 5
max_requests = 20_000  # a slow leak never grows old
max_requests_jitter = 2_000
control_socket_disable = True
accesslog = None  # every request is one JSON line of the portal itself, with its id
loglevel = "warning"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - memory, not a disk


def post_worker_init(worker):  # type: ignore[no-untyped-def]
    """What was loaded at the start lives as long as the process: the collector need not look through it on every page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def child_exit(server, worker):  # type: ignore[no-untyped-def]
    """Take the gauges of a process that ended out of the node's metrics."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)
