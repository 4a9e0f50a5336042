"""``./run``: prepares the data and keeps broker, worker and web running until Ctrl-C.

python -m tools.launch [--rebuild-demo]
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import IO

from tools import broker
from tools.processes import Child, Keeper

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("QANTARA_DATA", ROOT / "var")).absolute()
HOST = os.environ.get("HOST", "127.0.0.1")
QUEUES = "default,mail,matching"
HEARTBEAT_LIMIT_SECONDS = 180


def say(text: str) -> None:
    print(text, flush=True)


def port() -> int:
    value = os.environ.get("PORT", "8000")
    if not value.isdigit() or not 0 < int(value) < 65536:
        sys.exit(f"run: PORT is not a port number: {value!r}")
    return int(value)


def take_lock() -> IO[str]:
    """Only one Qantara per data folder. Exits with the address of the one that runs."""
    DATA.mkdir(parents=True, exist_ok=True)
    handle = (DATA / "run.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.seek(0)
        sys.exit(f"run: Qantara already runs on this data folder ({handle.read().strip() or DATA}). Stop it first.")
    handle.truncate(0)
    handle.write(f"process {os.getpid()}, http://{HOST}:{port()}/")
    handle.flush()
    return handle


def check_port() -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port()))
        except OSError as error:
            sys.exit(f"run: port {port()} on {HOST} cannot be used ({error.strerror}). Choose another: PORT=8001 ./run")


def secret_key() -> str:
    """The file with this installation's own key, made on the first start, readable by its owner only."""
    path = DATA / "secret-key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(64))
    return str(path)


def base_environment() -> dict[str, str]:
    environment = dict(os.environ)
    environment.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    environment.setdefault("SITE_URL", f"http://{'127.0.0.1' if HOST == '0.0.0.0' else HOST}:{port()}")
    environment["QANTARA_DATA"] = str(DATA)
    environment["PYTHONUNBUFFERED"] = "1"
    if not environment.get("SECRET_KEY"):
        environment["SECRET_KEY_FILE"] = secret_key()
    environment["HEARTBEAT_FILE"] = str(DATA / "worker.alive")
    return environment


def manage(environment: dict[str, str], *arguments: str, capture: bool = False) -> str:
    """Run a management command; ends the program with its message when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE if capture else None,
        check=False,
    )
    if done.returncode:
        sys.exit(f"run: manage.py {' '.join(arguments)} failed")
    return done.stdout or ""


def compile_catalogues(environment: dict[str, str]) -> None:
    stale = [
        path
        for path in ROOT.glob("locale/*/LC_MESSAGES/django.po")
        if not path.with_suffix(".mo").exists() or path.with_suffix(".mo").stat().st_mtime < path.stat().st_mtime
    ]
    if stale:
        subprocess.run([sys.executable, "-m", "tools.catalogues", "compile"], cwd=ROOT, env=environment, check=True)


def start_broker(environment: dict[str, str], say_why: bool = True) -> Child | None:
    """The broker child, running; None (with the reason said) when it cannot run here."""
    server = broker.binary()
    if server is None:
        say("The embedded broker cannot run on this machine; background work runs inside the web process.")
        return None
    folder = DATA / "broker"
    path = broker.socket_path(folder)
    path.unlink(missing_ok=True)
    child = Child(
        "broker", broker.command(server, folder, path), environment, DATA / "log" / "broker.log",
        is_ready=lambda: broker.answers(path),
    )  # fmt: skip
    child.start()
    if not child.wait_ready(15):
        child.stop(grace=2)
        say("The embedded broker did not start (var/log/broker.log); background work runs inside the web process.")
        return None
    environment["REDIS_URL"] = f"unix://{path}"
    return child


def is_worker_alive(age_seconds: float) -> bool:
    """Whether the worker wrote its heartbeat lately; it may take its time after a start."""
    try:
        silent = time.time() - (DATA / "worker.alive").stat().st_mtime
    except OSError:
        silent = age_seconds
    return min(silent, age_seconds) < HEARTBEAT_LIMIT_SECONDS


def worker(environment: dict[str, str]) -> Child:
    command = [
        sys.executable, "-W", "ignore::RuntimeWarning", "-m", "celery", "-A", "portal.celery", "worker",
        "-P", "threads", "-c", "2", "-B", "-Q", QUEUES, "-l", "INFO", "-n", "demo@qantara",
        "-s", str(DATA / "beat-schedule"), "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    return Child("worker", command, environment, DATA / "log" / "worker.log", is_healthy=is_worker_alive)


def web(environment: dict[str, str], *, processes: int) -> Child:
    command = [
        sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--bind", f"{HOST}:{port()}",
        "--worker-class", "gthread", "--workers", str(processes), "--threads", "4", "--timeout", "60",
        "--graceful-timeout", "10", "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    return Child("web", command, environment, DATA / "log" / "web.log", is_ready=web_answers)


def web_answers() -> bool:
    host = "127.0.0.1" if HOST == "0.0.0.0" else HOST
    try:
        with urllib.request.urlopen(f"http://{host}:{port()}/healthz", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def prepare(environment: dict[str, str], *, rebuild: bool) -> None:
    compile_catalogues(environment)
    (DATA / "static").mkdir(parents=True, exist_ok=True)
    if rebuild:
        if environment.get("DATABASE_URL"):
            sys.exit("run: ./run demo only rebuilds the embedded database, and DATABASE_URL is set")
        for path in (*DATA.glob("qantara.sqlite3*"), DATA / "files", DATA / "mail", DATA / "broker"):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    manage(environment, "migrate", "--verbosity", "0")
    if environment["DJANGO_SETTINGS_MODULE"] == "portal.settings.dev":
        manage(environment, "demo")


def people(environment: dict[str, str]) -> str:
    if environment["DJANGO_SETTINGS_MODULE"] != "portal.settings.dev":
        return ""
    rows = json.loads(manage(environment, "demo", "--people", "--json", capture=True) or "[]")
    if not rows:
        return ""
    width = max(len(row["email"]) for row in rows)
    lines = [f"  {row['email']:<{width}}  {row['password']}  {row['role']}" for row in rows]
    return "\nDemo people (e-mail, password, who):\n" + "\n".join(lines) + "\n"


def serve(environment: dict[str, str]) -> None:
    children: list[Child] = []
    keeper = Keeper(children, say)

    def stop(number: int, frame: object) -> None:
        keeper.is_stopping = True
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        own_broker = None if environment.get("REDIS_URL") else start_broker(environment)
        started = [own_broker] if own_broker else []
        children += started
        if environment.get("REDIS_URL"):
            (DATA / "worker.alive").unlink(missing_ok=True)
            children += [worker(environment), web(environment, processes=2)]
        else:
            environment["QANTARA_INLINE_WORKER"] = "1"
            children.append(web(environment, processes=1))
        for child in children[len(started) :]:
            child.start()
        if not children[-1].wait_ready(60):
            sys.exit(f"run: the web process did not start:\n{children[-1].last_words()}")
        say(people(environment))
        say(f"Qantara is ready: {environment['SITE_URL']}/   (logs: {DATA / 'log'}; Ctrl-C stops)")
        keeper.watch()
    except KeyboardInterrupt:
        say("\nStopping ...")
    finally:
        keeper.is_stopping = True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave children behind
        keeper.stop()
    say("Stopped.")


def main() -> None:
    rebuild = "--rebuild-demo" in sys.argv[1:]
    os.chdir(ROOT)
    lock = take_lock()
    environment = base_environment()
    if not rebuild:
        check_port()
    prepare(environment, rebuild=rebuild)
    if rebuild:
        say("The demo market is rebuilt. ./run starts it.")
        return
    serve(environment)
    lock.close()


if __name__ == "__main__":
    main()
