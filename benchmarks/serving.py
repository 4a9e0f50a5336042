"""gunicorn with its real configuration, asked over one kept connection; its processor time and memory from /proc."""

import http.client
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.processes import Child

TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Served:
    """A running web server."""

    port: int
    child: Child

    @property
    def processes(self) -> list[int]:
        """The serving processes (children of gunicorn's parent)."""
        assert self.child.process is not None
        parent = self.child.process.pid
        return [int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]

    def processor_seconds(self) -> float:
        """User and system time of all serving processes so far."""
        total = 0
        for pid in self.processes:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def memory_mb(self) -> list[tuple[int, int]]:
        """Per serving process: resident, and proportional (shared pages divided by their users), in MB."""
        found = []
        for pid in self.processes:
            lines = dict(
                line.split(":", 1)
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
                if ":" in line
            )
            found.append((int(lines["Rss"].split()[0]) // 1024, int(lines["Pss"].split()[0]) // 1024))
        return found


@contextmanager
def served(application: str, port: int, environment: Mapping[str, str], log: Path) -> Iterator[Served]:
    """``application`` under deploy/gunicorn.conf.py on ``port`` until the end of the block."""
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
    child = Child("web", command, {**environment, "BIND": f"127.0.0.1:{port}"}, log)
    child.is_ready = lambda: answers(port)
    child.start()
    try:
        if not child.wait_ready(120):
            raise RuntimeError(f"{application} did not start: {child.last_words(30)}")
        yield Served(port, child)
    finally:
        child.stop()


def answers(port: int) -> bool:
    try:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        link.request("GET", "/healthz")
        return link.getresponse().status in (200, 404)
    except OSError:
        return False


class Visitor:
    """One kept connection with a session's cookie."""

    def __init__(self, port: int, cookie: str = ""):
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": cookie, "Accept-Encoding": "identity"} if cookie else {}

    def get(self, path: str) -> tuple[int, bytes, float]:
        """Status, body, seconds."""
        start = time.perf_counter()
        self.link.request("GET", path, headers=self.headers)
        answer = self.link.getresponse()
        body = answer.read()
        return answer.status, body, time.perf_counter() - start

    def post(self, path: str, body: str, token: str) -> tuple[int, float]:
        """Status and seconds of a form sent with the cross-site token as header and cookie."""
        headers = {
            **self.headers, "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token,
            "Cookie": f"{self.headers['Cookie']}; csrftoken={token}",
        }  # fmt: skip
        start = time.perf_counter()
        self.link.request("POST", path, body=body, headers=headers)
        answer = self.link.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - start
