"""The link check: what counts as an answer, what is never asked, and how a reader is warned."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from portal.briefs.models import Brief
from portal.briefs.services import links
from portal.common import clock

CODES = {"/fine": 200, "/gone": 404, "/moved": 302, "/broken": 500}


class Answers(BaseHTTPRequestHandler):
    """Answers HEAD with the code of the path and notes who asked."""

    asked: list[str] = []

    def do_HEAD(self) -> None:
        self.asked.append(self.path)
        self.send_response(CODES[self.path])
        if self.path == "/moved":
            self.send_header("Location", "/fine")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server(monkeypatch):
    """A small site of our own; for this test its address counts as public."""
    Answers.asked = []
    site = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setattr(links, "is_public_host", lambda host: True)
    yield f"http://127.0.0.1:{site.server_port}"
    site.shutdown()
    thread.join()
    site.server_close()


@pytest.mark.parametrize(("path", "is_fine"), [("/fine", True), ("/moved", True), ("/gone", False), ("/broken", False)])
def test_what_counts_as_an_answer(server, path, is_fine):
    assert links.answers(server + path) is is_fine
    assert Answers.asked == [path]  # a redirect is an answer and is not followed


def test_a_closed_door_is_no_answer(monkeypatch):
    monkeypatch.setattr(links, "is_public_host", lambda host: True)
    assert links.answers("http://127.0.0.1:9/") is False


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.8/", "http://169.254.169.254/latest/",
        "http://192.168.1.1/", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http:///", "",
    ],
)  # fmt: skip
def test_nothing_inside_our_own_network_is_ever_asked(monkeypatch, address):
    monkeypatch.setattr(links.urllib.request, "build_opener", lambda *a: pytest.fail("was asked"))
    assert links.answers(address) is False


@pytest.mark.django_db
def test_a_broken_link_is_marked_shown_and_looked_at_again_after_a_week(client, published, monkeypatch):
    Brief.objects.filter(pk=published.pk).update(legal_url="https://law.example/1")
    works = [False]
    monkeypatch.setattr(links, "answers", lambda address: works[0])
    assert links.check_some() == 1
    assert "did not answer at the last check" in client.get(f"/en/briefs/{published.public_id}/").content.decode()
    assert links.check_some() == 0  # looked at a moment ago
    works[0] = True
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert links.check_some() == 0
    published.refresh_from_db()
    assert (published.legal_url_broken_at, published.link_checked_at) == (None, later)
    assert "did not answer" not in client.get(f"/en/briefs/{published.public_id}/").content.decode()


@pytest.mark.django_db
def test_drafts_and_briefs_without_a_link_are_left_alone(draft, monkeypatch):
    monkeypatch.setattr(links, "answers", lambda address: pytest.fail("was asked"))
    assert links.check_some() == 0
    Brief.objects.filter(pk=draft.pk).update(legal_url="https://law.example/1")
    assert links.check_some() == 0
