"""A portal in processes of its own (gunicorn, Celery with beat) on real servers, and people who visit it by HTTP."""

import os
import queue
import random
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from tests.mail_sink import MailSink
from tests.servers import free_port
from tools.processes import Child

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def environment_of(folder: Path, database_url: str, redis_url: str, sink: MailSink) -> dict[str, str]:
    """What web and worker are started with; the same as this process needs to look into the database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.fullstack.settings",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "CELERY_EAGER": "no",
        "EMAIL_PORT": str(sink.port),
        "QANTARA_DATA": str(folder),
        "LOG_LEVEL": "WARNING",
    }


class Stage:
    """Web and worker, started, killed and started again."""

    def __init__(self, folder: Path, environment: dict[str, str]):
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        gunicorn = [
            sys.executable, "-m", "gunicorn", "--preload", "--bind", f"127.0.0.1:{self.port}", "--workers", "2",
            "--worker-class", "gthread", "--threads", "4", "--timeout", "60", "--graceful-timeout", "5",
            "--log-level", "warning", "portal.wsgi:application",
        ]  # fmt: skip
        celery = [
            sys.executable, "-W", "ignore::RuntimeWarning", "-m", "celery", "-A", "portal.celery", "worker",
            "-P", "threads", "-c", "2", "-Q", "default,mail,matching", "-B", "-s", str(folder / "beat"),
            "-l", "WARNING", "-n", f"stage{os.getpid()}@qantara", "--without-gossip", "--without-mingle",
        ]  # fmt: skip
        self.web = Child("web", gunicorn, environment, folder / "web.log", is_ready=self.answers)
        self.worker = Child("worker", celery, environment, folder / "worker.log")
        # One thread for all kills: a child started by a thread ends with that thread.
        self.orders: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._obey, daemon=True).start()

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.base}/healthz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def start(self) -> None:
        self.worker.start()
        self.web.start()
        if not self.web.wait_ready(90):
            raise RuntimeError(f"the web process did not start:\n{self.web.last_words(30)}")

    def stop(self) -> None:
        self.web.stop()
        self.worker.stop(5)

    def kill(self, what: str) -> None:
        """SIGKILL: ``request`` one serving process, ``web`` all of them with their parent, ``worker`` worker and beat."""
        self.orders.put(what)

    def _obey(self) -> None:
        while True:
            what = self.orders.get()
            if what == "request" and self.web.process is not None:
                parent = self.web.process.pid
                children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
                if children:
                    os.kill(int(random.choice(children)), signal.SIGKILL)
            elif what == "web":
                self.web.kill_group()
                self.web.start()
            elif what == "worker":
                self.worker.kill_group()
                self.worker.start()


class Visitor:
    """One signed-in person with a browser's manners: cookies, the form's token, and a second try after a broken line."""

    def __init__(self, base: str, email: str, password: str):
        self.base = base
        self.email = email
        self.session = requests.Session()
        self.broken = 0
        self.errors: list[str] = []
        login = f"{base}/en/account/login/"
        self.go("GET", login)
        answer = self.go("POST", login, {"login": email, "password": password})
        if answer is None or answer.status_code != 302:
            raise RuntimeError(f"{email} cannot sign in: {answer and answer.status_code}")

    def go(self, method: str, url: str, data: dict[str, Any] | None = None, **extra: Any) -> requests.Response | None:
        """One request; None when the line broke. A 5xx is noted: a kill may cut an answer, never make a wrong one."""
        url = url if url.startswith("http") else self.base + url
        headers = {"X-CSRFToken": self.session.cookies.get("csrftoken", "")}
        try:
            answer = self.session.request(
                method, url, data=data, headers=headers, timeout=30, allow_redirects=False, **extra
            )
        except requests.RequestException:
            self.broken += 1
            return None
        if answer.status_code >= 500:
            self.errors.append(f"{method} {url}: {answer.status_code}")
        return answer

    def do(self, path: str, data: dict[str, Any], is_done: Callable[[], bool], seconds: float = 120) -> str | None:
        """Post until it is accepted: its target, or None when it was done although the answer was lost."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            answer = self.go("POST", path, data)
            if answer is not None and answer.status_code == 302 and "/login" not in answer.headers["Location"]:
                return str(answer.headers["Location"])
            if is_done():
                return None
            if answer is not None and answer.status_code < 500:
                raise AssertionError(f"{self.email} {path}: {answer.status_code}\n{answer.text[-3000:]}")
            time.sleep(0.1)
        raise AssertionError(f"{self.email} {path}: not accepted within {seconds} s")
