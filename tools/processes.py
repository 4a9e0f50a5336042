"""Child processes that die with their parent, are restarted when they fail, and stop in order."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = 15
STEADY_SECONDS = 20  # a child that lived this long starts again without waiting
LONGEST_WAIT_SECONDS = 30
LARGEST_LOG_BYTES = 5_000_000
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Ask the kernel to stop this child when the parent is killed (Linux; elsewhere nothing happens)."""
    if libc is not None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def open_log(path: Path) -> int:
    """An appending file descriptor; a log that grew too large is moved aside first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


@dataclass
class Child:
    """One process to keep alive. ``is_ready`` says when the next may start; ``is_healthy`` when it must be replaced."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    is_ready: Callable[[], bool] = lambda: True
    is_healthy: Callable[[float], bool] = lambda age_seconds: True
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    next_start_at: float = field(default=0.0)

    def start(self) -> None:
        log = open_log(self.log)
        try:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        finally:
            os.close(log)
        self.started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait_ready(self, seconds: float) -> bool:
        """True once ready; False when it died or took longer than ``seconds``."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if not self.is_running:
                return False
            if self.is_ready():
                return True
            time.sleep(0.05)
        return False

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        if self.process is None:
            return
        if self.is_running:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(grace)
        self.kill_group()

    def kill_group(self) -> None:
        """End what is left of the child's process group, the child's own children too."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_words(self, lines: int = 12) -> str:
        try:
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


class Keeper:
    """Watches children: starts them in order, restarts what dies with growing pauses, stops them in reverse order."""

    def __init__(self, children: list[Child], say: Callable[[str], None]):
        self.children = children
        self.say = say
        self.is_stopping = False

    def start(self, seconds: float = 60) -> Child | None:
        """Start all; the child that did not become ready, or None when all did."""
        for child in self.children:
            child.start()
            if not child.wait_ready(seconds):
                return child
        return None

    def watch(self, pause: float = 0.5) -> None:
        """Until ``is_stopping``: bring back whatever ended or became unhealthy."""
        while not self.is_stopping:
            for child in self.children:
                self.look_after(child)
            time.sleep(pause)

    def look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.is_running:
            if not child.is_healthy(now - child.started_at):
                self.say(f"{child.name} gives no sign of life; restarting it")
                child.stop(grace=5)
            return
        if child.process is not None:
            code = child.process.returncode
            child.kill_group()
            child.process = None
            child.failures = 0 if now - child.started_at > STEADY_SECONDS else child.failures + 1
            wait = 0 if child.failures <= 1 else min(2.0 ** (child.failures - 2), LONGEST_WAIT_SECONDS)
            child.next_start_at = now + wait
            self.say(f"{child.name} ended ({code}); starting it again" + (f" in {wait:.0f} s" if wait else ""))
        if now >= child.next_start_at and not self.is_stopping:
            child.start()

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()
