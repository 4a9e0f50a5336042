"""deploy/: the real nginx with our file, the units, the Compose file."""

import contextlib
import http.client
import json
import re
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servers import ROOT, free_port, wait_until
from tools import proxy

needs_nginx = pytest.mark.skipif(proxy.program() is None, reason="nginx is not installed: apt-get install nginx-light")


class Echo(BaseHTTPRequestHandler):
    """The portal's place: answers with what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        size = len(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        body = json.dumps({"path": self.path, "bytes": size, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *words: Any) -> None:
        """Nothing."""


@contextlib.contextmanager
def standing_before_an_echo(folder: Path) -> Iterator[proxy.Proxy]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    standing = proxy.Proxy(folder, free_port(), free_port(), server.server_port)
    try:
        assert standing.faults() == ""
        standing.start()
        wait_until(lambda: answers(standing), what="nginx")
        yield standing
    finally:
        standing.stop()
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[proxy.Proxy]:
    with standing_before_an_echo(tmp_path_factory.mktemp("nginx")) as standing:
        yield standing


def ask(front: proxy.Proxy, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> tuple[int, Any]:
    context = ssl.create_default_context(cafile=str(front.certificate))
    link = http.client.HTTPSConnection("127.0.0.1", front.secure, timeout=20, context=context)
    link.request(method, path, body=body or None, headers=headers)
    answer = link.getresponse()
    text = answer.read().decode()
    link.close()
    return answer.status, json.loads(text) if text.startswith("{") else text


def answers(front: proxy.Proxy) -> bool:
    try:
        return ask(front, "/")[0] == 200
    except OSError:
        return False


@needs_nginx
def test_a_visitor_cannot_pretend_an_address(front: proxy.Proxy) -> None:
    _status, seen = ask(front, "/en/", **{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"})
    assert seen["headers"]["X-Forwarded-For"] == "127.0.0.1"
    assert seen["headers"]["X-Forwarded-Proto"] == "https"
    assert re.fullmatch("[0-9a-f]{32}", seen["headers"]["X-Request-ID"])


@needs_nginx
def test_plain_http_leads_to_tls(front: proxy.Proxy) -> None:
    link = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=20)
    link.request("GET", "/en/?a=1", headers={"Host": "portal.example"})
    answer = link.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://portal.example/en/?a=1")
    link.close()


@needs_nginx
def test_a_program_without_tls_is_refused_not_led_on(front: proxy.Proxy) -> None:
    link = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=20)
    link.request("GET", "/api/v1/lending/requests", headers={"Authorization": "Bearer qnt_x"})
    assert link.getresponse().status == 403
    link.close()


@needs_nginx
def test_trace_is_refused(front: proxy.Proxy) -> None:
    assert ask(front, "/en/", "TRACE")[0] == 405


@needs_nginx
def test_only_ciphers_with_forward_secrecy(front: proxy.Proxy) -> None:
    context = ssl.create_default_context(cafile=str(front.certificate))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES256-GCM-SHA384")  # RSA key exchange: whoever gets the key reads all that was recorded
    link = http.client.HTTPSConnection("127.0.0.1", front.secure, timeout=20, context=context)
    with pytest.raises(ssl.SSLError):
        link.request("GET", "/")


@needs_nginx
def test_old_tls_is_refused(front: proxy.Proxy) -> None:
    context = ssl.create_default_context(cafile=str(front.certificate))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    link = http.client.HTTPSConnection("127.0.0.1", front.secure, timeout=20, context=context)
    link.request("GET", "/")
    assert link.getresponse().status == 200
    link.close()
    written = (ROOT / "deploy" / "nginx.conf").read_text()
    assert "TLSv1.2 TLSv1.3;" in written  # and none older: OpenSSL here cannot even offer TLS 1.1


@needs_nginx
@pytest.mark.parametrize(("size", "status"), [(10 * 1024 * 1024, 200), (11 * 1024 * 1024 + 1, 413)])
def test_uploads_up_to_the_portals_own_limit(front: proxy.Proxy, size: int, status: int) -> None:
    try:
        got, seen = ask(front, "/en/documents/", "POST", b"a" * size)
    except (BrokenPipeError, ConnectionResetError):
        got, seen = 413, None  # refused before all was sent
    assert got == status
    assert status != 200 or seen["bytes"] == size


@needs_nginx
@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_is_for_the_monitoring_network_is_closed(front: proxy.Proxy, path: str) -> None:
    assert ask(front, path)[0] == 404


@needs_nginx
def test_a_flood_from_one_address_is_refused(tmp_path: Path) -> None:
    with standing_before_an_echo(tmp_path) as front:
        context = ssl.create_default_context(cafile=str(front.certificate))
        link = http.client.HTTPSConnection("127.0.0.1", front.secure, timeout=20, context=context)
        statuses = set()
        for _number in range(5000):  # faster than twenty a second on any machine: one kept connection
            link.request("GET", "/en/")
            answer = link.getresponse()
            answer.read()
            statuses.add(answer.status)
            if answer.status != 200:
                break
        link.close()
    assert statuses == {200, 429}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_units_are_right(tmp_path: Path) -> None:
    """systemd's own check, with the program's place on this machine."""
    for unit in (ROOT / "deploy" / "systemd").iterdir():
        text = unit.read_text()
        assert "/srv/qantara/.venv/bin/" in text
        text = re.sub(r"/srv/qantara/\.venv/bin/\w+", sys.executable, text)
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "qantara" in line]
    assert ours == []


def test_compose_and_units_start_the_same_processes() -> None:
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]
    units = {
        path.name.removeprefix("qantara-").split(".")[0].rstrip("@"): path.read_text()
        for path in (ROOT / "deploy" / "systemd").iterdir()
    }
    queues = re.search(r"-Q (\S+)", units["worker"])
    assert queues is not None
    assert queues[1] in services["worker"]["command"]
    assert "beat" in services["beat"]["command"]
    assert "beat" in units["beat"]
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    for start in (dockerfile.replace('", "', " "), units["web"]):
        assert "gunicorn --config deploy/gunicorn.conf.py portal.wsgi:application" in start


def test_compose_asks_for_nothing_the_example_does_not_name() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / "deploy" / "example.env").read_text(), re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= named
    services = yaml.safe_load(text)["services"]
    assert all(":" in service["image"] for name, service in services.items() if "build" not in service)
    assert services["web"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert "ports" not in services["web"]  # only the proxy is reached from outside
