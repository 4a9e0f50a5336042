"""A real worker on PostgreSQL and Redis: what is accepted is matched and told, once, through kills and outages."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from portal.common import clock, queue
from portal.matchmaking import services
from portal.matchmaking.models import Match, Request
from portal.notify.models import OutboxMail
from tests.people import Cast, build
from tests.servers import Worker, run_concurrently, wait_until

pytestmark = pytest.mark.servers


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def publish(cast: Cast) -> Request:
    actor = cast.owner.actor
    request = services.request_create(actor=actor, pillar="probe", title="A new oven", details={"amount": 5000})
    for code in ("need", "amount"):
        services.request_section_done(actor=actor, request=request, code=code)
    services.request_submit(actor=actor, request=request, open_days=10)
    return Request.objects.get(pk=request.pk)


def mails_sent() -> int:
    return OutboxMail.objects.filter(code="RequestMatchedForResponders", state="sent").count()


def files_of(worker: Worker, subject: str = "Subject:") -> int:
    """Messages in the worker's mail files (one file per process, messages one after the other)."""
    return sum(path.read_text(errors="replace").count(subject) for path in Path(worker.mails).glob("*"))


def test_the_test_runs_on_postgresql(servers: None, db: None) -> None:
    assert connection.vendor == "postgresql"


def test_published_request_is_matched_and_told_by_the_worker(cast: Cast, celery_worker_process: Worker) -> None:
    request = publish(cast)
    wait_until(lambda: mails_sent() == 3, what="three responders told")
    assert Match.objects.filter(request=request, released_at__isnull=False).count() == 2
    assert OutboxMail.objects.exclude(state="sent").count() == 0
    assert files_of(celery_worker_process) == OutboxMail.objects.count()


def test_work_accepted_before_the_worker_runs_is_done_when_it_starts(
    cast: Cast, real_queue: None, tmp_path: Path
) -> None:
    publish(cast)
    assert not Match.objects.exists()
    worker = Worker(tmp_path)
    try:
        worker.start()
        wait_until(lambda: mails_sent() == 3, what="three responders told")
    finally:
        worker.stop()


def test_a_killed_worker_loses_and_doubles_nothing(cast: Cast, real_queue: None, tmp_path: Path) -> None:
    """SIGKILL in the middle of ten requests, a new worker with beat: all matched, every mail sent once."""
    worker = Worker(tmp_path, beat=True)
    try:
        worker.start()
        for _number in range(10):
            publish(cast)
        wait_until(Match.objects.exists, what="the first match")
        worker.kill()
        worker.start()
        wait_until(lambda: Match.objects.values("request").distinct().count() == 10, what="ten requests matched")
        wait_until(lambda: not OutboxMail.objects.filter(state="waiting").exists() and mails_sent() >= 28, what="mails")
        # What the dead worker had claimed is taken over after a while; the test lets that while pass.
        OutboxMail.objects.filter(state="sending").update(claimed_at=clock.now() - timedelta(days=1))
        wait_until(lambda: mails_sent() == 30, what="thirty mails")
        keys = list(OutboxMail.objects.values_list("message_id", flat=True))
        assert len(keys) == len(set(keys))
    finally:
        worker.stop()


def test_broker_down_the_page_works_and_the_sweep_finds_the_work(
    cast: Cast, real_queue: None, tmp_path: Path, caplog, monkeypatch
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    with monkeypatch.context() as patch:
        for task in queue.current_app.tasks.values():
            patch.setattr(task, "apply_async", refuse, raising=False)
        publish(cast)  # no exception: the change is committed
    assert "left to the sweep" in caplog.text
    assert not Match.objects.exists()
    worker = Worker(tmp_path, beat=True)
    try:
        worker.start()
        wait_until(lambda: mails_sent() == 3, seconds=120, what="three responders told by the sweeps")
    finally:
        worker.stop()


def test_concurrent_callers_have_connections_of_their_own(servers: None, transactional_db: None) -> None:
    def number() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    answers = run_concurrently([number] * 8)
    assert len(set(answers)) == 8
