"""Probes, metrics and log lines."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.common import health, metrics, tasks
from portal.common.logs import JsonFormatter
from portal.common.middleware import RequestIdMiddleware, request_id
from portal.journal.models import JournalEntry
from tools import smoke

PRIVATE = "203.0.113.9"


@pytest.fixture
def gauge() -> Iterator[str]:
    name = "qantara_test_gauge"
    yield name
    metrics._gauges.pop(name, None)


def test_healthz_needs_no_database_and_no_known_host(client: Client, settings) -> None:  # no db fixture: a query fails
    settings.ALLOWED_HOSTS = ["portal.example"]
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["X-Request-ID"]


def test_ready_when_all_parts_answer(client: Client, db) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "broker": "ok", "clock": "ok"}


def test_not_ready_without_database(client: Client, monkeypatch) -> None:
    def refuse() -> None:
        raise DatabaseError("connection refused to secret-host")

    monkeypatch.setattr(health.connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "unreachable", "broker": "ok", "clock": "ok"}


def test_not_ready_with_pending_migrations(client: Client, db, monkeypatch) -> None:
    monkeypatch.setattr(health, "is_migrated", lambda: False)
    assert client.get("/readyz").json()["database"] == "migrations pending"


def test_not_ready_without_broker(client: Client, db, settings, monkeypatch) -> None:
    monkeypatch.setattr(health.queue, "fault", lambda: "Error 111 connecting to 10.0.0.5:6379")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"] == "unreachable"


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": PRIVATE}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": PRIVATE}, 404),
    ],
)
def test_metrics_answer_this_machine_only(client: Client, db, extra: dict[str, str], status: int) -> None:
    assert client.get("/metrics", **extra).status_code == status


@pytest.mark.parametrize(
    ("given", "status"), [("Bearer right", 200), ("Bearer wrong", 404), ("", 404), ("Bearer ü", 404)]
)
def test_metrics_with_a_token(client: Client, db, settings, given: str, status: int) -> None:
    settings.METRICS_TOKEN = "right"
    answer = client.get("/metrics", HTTP_AUTHORIZATION=given, REMOTE_ADDR="127.0.0.1")
    assert answer.status_code == status


def test_requests_are_counted_by_route_never_by_path(client: Client, db) -> None:
    client.get("/en/no-such-page/one-time-token-5f3a/")
    client.get("/en/")
    page = client.get("/metrics").content.decode()
    assert 'route="en/"' in page
    assert "one-time-token" not in page


def test_unknown_methods_do_not_make_new_series(db) -> None:
    middleware = health.HealthMiddleware(lambda request: HttpResponse())
    middleware(RequestFactory().generic("X-INVENTED", "/en/"))
    assert b"X-INVENTED" not in health.metrics_page().content


def test_gauges_are_read_at_the_scrape_and_a_broken_one_is_left_out(client: Client, db, gauge: str, caplog) -> None:
    metrics.register_gauge(gauge, "for the test", lambda: 7.5)
    assert f"{gauge} 7.5" in client.get("/metrics").content.decode()
    metrics.register_gauge(gauge, "for the test", lambda: 1 / 0)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/metrics")
    assert answer.status_code == 200
    assert gauge not in answer.content.decode()
    assert gauge in caplog.text


def test_backlog_is_the_age_of_the_oldest_waiting_row(db, monkeypatch) -> None:
    assert metrics.journal_backlog() == 0.0
    moment = metrics.clock.now()
    for minutes in (3, 9):
        at = moment - timedelta(minutes=minutes)
        JournalEntry.objects.create(at=at, verb="x", subject_type="x", subject_key=str(minutes))
    JournalEntry.objects.create(
        at=moment - timedelta(hours=1), verb="x", subject_type="x", subject_key="sent", dispatched_at=moment
    )
    monkeypatch.setattr(metrics.clock, "now", lambda: moment)
    assert metrics.journal_backlog() == 540.0


def test_a_table_that_does_not_exist_gives_no_gauge(db) -> None:
    assert metrics.age_of_oldest("journal.NoSuchTable", "at") is None
    assert metrics.age_of_oldest("journal.JournalEntry", "no_such_field") is None


def test_heartbeat_is_seen(db, settings, tmp_path) -> None:
    settings.HEARTBEAT_FILE = str(tmp_path / "alive")
    tasks.heartbeat()
    assert (tmp_path / "alive").exists()
    age = metrics.heartbeat_age()
    assert age is not None
    assert 0 <= age < 60


def line_of(record: logging.LogRecord) -> dict[str, object]:
    return json.loads(JsonFormatter().format(record))


def test_log_lines_are_json_with_the_request_id() -> None:
    token = request_id.set("abc-12345")
    try:
        record = logging.LogRecord("portal.x", logging.INFO, __file__, 1, "offer %s", ("مرحبا\n",), None)
        record.route = "en/offers/"
        record.request = HttpRequest()
        line = line_of(record)
    finally:
        request_id.reset(token)
    assert line["request_id"] == "abc-12345"
    assert line["message"] == "offer مرحبا\n"
    assert line["route"] == "en/offers/"
    assert line["level"] == "info"
    assert "request" not in line
    assert "\n" not in JsonFormatter().format(record)  # a hostile value cannot forge a second line


def test_log_lines_carry_the_exception() -> None:
    try:
        raise ValueError("broken")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "m", (), (type(error), error, error.__traceback__))
    assert "ValueError: broken" in str(line_of(record)["exception"])


@pytest.mark.parametrize("given", ["short", "a" * 65, "has space in it", "line\nbreak-in-it", ""])
def test_malformed_request_ids_are_replaced(given: str) -> None:
    answer = RequestIdMiddleware(lambda request: HttpResponse())(RequestFactory().get("/", HTTP_X_REQUEST_ID=given))
    assert answer["X-Request-ID"] != given
    assert len(answer["X-Request-ID"]) == 16


def test_smoke_test_sees_a_fault() -> None:
    """The smoke test fails when nothing listens, instead of passing an empty portal."""
    assert smoke.faults("http://127.0.0.1:9", wait_seconds=0)


@pytest.mark.parametrize(("skew", "status"), [(None, 200), (1.9, 200), (-1.9, 200), (2.1, 503), (-3600.0, 503)])
def test_a_node_with_a_wrong_clock_gets_no_visitors(client: Client, db, monkeypatch, skew, status) -> None:
    monkeypatch.setattr(health, "clock_skew", lambda: skew)
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json()["clock"] == ("ok" if status == 200 else "wrong")


def test_the_clock_is_compared_with_the_databases(db) -> None:
    skew = metrics.clock_skew()
    assert skew is None or abs(skew) < 2  # SQLite has no clock of its own; PostgreSQL runs on this machine
