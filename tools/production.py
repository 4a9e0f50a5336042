"""The processes of production on one machine, with the smoke test: what deploy/local.sh and the tests run.

python -m tools.production [--keep]

Where nginx is installed it stands before them with deploy/nginx.conf and a self-made certificate, as in production.
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools import proxy, smoke
from tools.processes import Child

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Stand:
    """A running portal: its address, its processes, the environment they have."""

    base: str  # what people see
    inside: str  # where the web process itself answers
    web: Child
    worker: Child
    beat: Child
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, text=True, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.stderr[-2000:]}")
        return done.stdout


def operator_file(folder: Path) -> Path:
    """Who runs the portal: the example, with the words replaced that a real operator must replace."""
    text = (ROOT / "deploy" / "operator.example.json").read_text(encoding="utf-8")
    path = folder / "operator.json"
    path.write_text(text.replace("EXAMPLE", "smoke test").replace(".example", ".test"), encoding="utf-8")
    return path


def production_environment(
    folder: Path, port: int, database_url: str, redis_url: str, secure: int = 0
) -> dict[str, str]:
    """Settings as on a real machine; ``secure`` is the port on which a proxy speaks TLS, 0 for none."""
    cleared = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY_FILE", "CELERY_EAGER", "EMAIL_FILE_PATH", "HEARTBEAT_FILE"}
    metrics = folder / "metrics"
    metrics.mkdir()
    return {
        **{name: value for name, value in os.environ.items() if name not in cleared},
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"https://127.0.0.1:{secure}" if secure else f"http://127.0.0.1:{port}",
        "HTTPS": "yes" if secure else "no",
        "BIND": f"127.0.0.1:{port}",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "QANTARA_DATA": str(folder),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "OPERATOR_FILE": str(operator_file(folder)),
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "PYTHONUNBUFFERED": "1",
    }


def celery(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-W", "ignore::RuntimeWarning", "-m", "celery", "-A", "portal.celery", name, *arguments]


@contextlib.contextmanager
def stand(database_url: str, redis_url: str, port: int, folder: Path, secure: int = 0) -> Iterator[Stand]:
    """The three processes, migrated and started as in deploy/systemd; stopped gracefully at the end.

    With ``secure`` nginx speaks TLS on that port before them.
    """
    environment = production_environment(folder, port, database_url, redis_url, secure)
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "portal.wsgi:application"]
    inside = f"http://127.0.0.1:{port}"
    front = proxy.Proxy(folder / "nginx", secure + 1, secure, port) if secure else None
    web = Child("web", gunicorn, environment, folder / "web.log")
    web.is_ready = lambda: smoke.fetch(f"{inside}/healthz")[0] == 200
    work = celery("worker", "-c", "2", "-Q", "default,mail,matching", "-l", "INFO", "-n", f"w{os.getpid()}@local")
    worker = Child("worker", work, environment, folder / "worker.log")
    beat = Child("beat", celery("beat", "-s", str(folder / "schedule"), "-l", "INFO"), environment, folder / "beat.log")
    running = Stand(front.base if front else inside, inside, web, worker, beat, environment)
    running.manage("migrate", "--noinput", "--verbosity", "0")
    running.manage("collectstatic", "--noinput", "--verbosity", "0")
    try:
        for child in (worker, beat, web):
            child.start()
        if not web.wait_ready(60):
            raise RuntimeError(f"the web process did not start:\n{web.last_words(30)}")
        if front is not None:
            front.start()
            os.environ["SSL_CERT_FILE"] = str(front.certificate)  # read by the smoke test's own connections
        yield running
    finally:
        if front is not None:
            front.stop()
            os.environ.pop("SSL_CERT_FILE", None)
        for child in (web, beat, worker):
            child.stop()


def main() -> None:
    from tests.servers import Postgres, Valkey, free_port

    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qantara-local-")))
        database_url = os.environ.get("DATABASE_URL") or stack.enter_context(Postgres()).url
        redis_url = os.environ.get("REDIS_URL") or stack.enter_context(Valkey()).url
        port = int(os.environ.get("PORT") or free_port())
        secure = free_port() if proxy.program() else 0
        running = stack.enter_context(stand(database_url, redis_url, port, folder, secure))
        found = smoke.faults(running.base, wait_seconds=60, inside=running.inside)
        how = "through nginx with TLS" if secure else "without nginx, which is not installed here"
        print("\n".join(found) if found else f"{running.base}: everything asked works, {how}", flush=True)
        if "--keep" in sys.argv[1:]:
            print("Ctrl-C stops it.", flush=True)
            with contextlib.suppress(KeyboardInterrupt):
                signal.pause()
        sys.exit(bool(found))


if __name__ == "__main__":
    main()
