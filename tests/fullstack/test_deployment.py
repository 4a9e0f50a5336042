"""The production processes on PostgreSQL and Redis: smoke test, kills, graceful stop, backup drill."""

import dataclasses
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from tests.servers import ROOT, Postgres, Valkey, free_port, wait_until, with_database
from tools import proxy, smoke
from tools.production import Stand, stand

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture(scope="module")
def portal(postgres_server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("production")
    os.environ["PATH"] = f"{postgres_server.programs}{os.pathsep}{os.environ['PATH']}"  # pg_dump of the same version
    with Valkey() as queue, stand(postgres_server.url, queue.url, free_port(), folder) as running:
        yield running


def log_lines(portal: Stand) -> list[dict[str, object]]:
    lines = portal.web.log.read_text().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_smoke(portal: Stand) -> None:
    assert smoke.faults(portal.base, wait_seconds=60) == []


def test_one_command_starts_everything_behind_nginx_and_asks_it(portal: Stand) -> None:
    """What deploy/local.sh runs, on its own servers; with TLS through nginx where that is installed."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "PORT")}
    done = subprocess.run(
        [sys.executable, "-m", "tools.production"], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert ("through nginx with TLS" in done.stdout) == (proxy.program() is not None)


def test_request_lines_carry_the_proxys_id_and_no_address_of_a_token(portal: Stand) -> None:
    smoke.fetch(f"{portal.base}/en/?token=geheim-4711", {"X-Request-ID": "proxy-id-0001"})
    line = wait_until(lambda: [line for line in log_lines(portal) if line.get("request_id") == "proxy-id-0001"])[0]
    assert (line["message"], line["status"], line["route"]) == ("request", 200, "en/")
    assert "geheim-4711" not in portal.web.log.read_text()


def test_counters_of_all_processes_are_added_up(portal: Stand) -> None:
    def count() -> float:
        _status, _headers, text = smoke.fetch(f"{portal.base}/metrics")
        pattern = r'^qantara_requests_total\{method="GET",route="ar/",status="200"\} ([\d.]+)$'
        found = re.search(pattern, text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    before = count()
    for _number in range(20):  # over both processes
        assert smoke.fetch(f"{portal.base}/ar/")[0] == 200
    assert count() == before + 20


def test_killed_processes_of_the_web_server_come_back(portal: Stand) -> None:
    assert portal.web.process is not None
    parent = portal.web.process.pid

    def children() -> set[int]:
        return {int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()}

    before = wait_until(children)
    for child in before:
        os.kill(child, 9)
    wait_until(lambda: len(children() - before) == len(before), what="new web processes")
    assert wait_until(lambda: smoke.fetch(f"{portal.base}/en/")[0] == 200)


def test_a_request_in_flight_is_finished_when_the_web_server_stops(portal: Stand) -> None:
    """Whatever was accepted before SIGTERM is answered; after it nothing new is accepted."""
    answers: list[int] = []
    stop = threading.Event()

    def visit() -> None:
        while not stop.is_set():
            answers.append(smoke.fetch(f"{portal.base}/en/")[0])

    visitor = threading.Thread(target=visit)
    visitor.start()
    wait_until(lambda: len(answers) >= 5)
    portal.web.stop()
    stop.set()
    visitor.join()
    assert set(answers) <= {200, 0}  # 0: refused connection; never a broken or 5xx answer
    portal.web.start()
    assert portal.web.wait_ready(60)


def test_not_ready_while_the_database_is_down_and_ready_again(portal: Stand, postgres_server: Postgres) -> None:
    postgres_server.halt()
    status, _headers, text = smoke.fetch(f"{portal.base}/readyz")
    assert (status, json.loads(text)["database"]) == (503, "unreachable")
    assert smoke.fetch(f"{portal.base}/healthz")[0] == 200
    postgres_server.launch()
    wait_until(lambda: smoke.fetch(f"{portal.base}/readyz")[0] == 200, what="ready again")
    wait_until(lambda: smoke.fetch(f"{portal.base}/en/")[0] == 200, what="pages again")


CREATE = "from portal.identity.models import User; User.objects.create_user('drill@example.com', 'x', name='王芳')"
CHECK = "from portal.identity.models import User; print(User.objects.get(email='drill@example.com').name)"


@pytest.mark.parametrize("portable", [False, True])
def test_drill_dump_destroy_restore_verify(
    portal: Stand, postgres_server: Postgres, tmp_path: Path, portable: bool
) -> None:
    name = f"drill_{int(portable)}"
    link = psycopg2.connect(postgres_server.url)
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        address = with_database(postgres_server.url, name)
        own = {**portal.environment, "DATABASE_URL": address, "QANTARA_DATA": str(tmp_path)}
        drill = dataclasses.replace(portal, environment=own)
        drill.manage("migrate", "--verbosity", "0")
        drill.manage("shell", "-c", CREATE)
        stored = tmp_path / "files" / "a.pdf"
        stored.parent.mkdir()
        stored.write_bytes(b"%PDF-")
        archive = tmp_path / "backup.tar"
        said = drill.manage("backup", str(archive), *(["--portable"] if portable else []))
        assert ("portable" if portable else "pg_dump") in said
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
        stored.unlink()
        drill.manage("restore", str(archive))
        assert drill.manage("shell", "-v", "0", "-c", CHECK).strip() == "王芳"
        assert stored.read_bytes() == b"%PDF-"
        drill.manage("verify_journal")
        with pytest.raises(RuntimeError, match="not empty"):
            drill.manage("restore", str(archive))
    link.close()
