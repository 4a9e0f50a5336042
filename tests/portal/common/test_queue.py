"""Handing work over: to a broker, to a worker in this process, or to nobody (the sweeps find it)."""

from typing import Any

import pytest
from celery import current_app

from portal.common import queue


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    task = current_app.tasks["common.heartbeat"]
    monkeypatch.setattr(task, "apply_async", lambda **options: found.append(options["args"]))
    return found


@pytest.mark.parametrize(
    ("broker", "inline", "is_sent"),
    [
        ("memory://localhost", "", False),
        ("memory://localhost", "1", True),
        ("redis+socket:///tmp/x", "", True),
    ],
)
def test_nothing_is_sent_where_nobody_listens(
    settings: Any, monkeypatch: pytest.MonkeyPatch, sent: list[Any], broker: str, inline: str, is_sent: bool
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER, settings.CELERY_BROKER_URL = False, broker
    monkeypatch.setenv("QANTARA_INLINE_WORKER", inline)
    assert queue.send_now("common.heartbeat", 7) is is_sent
    assert sent == ([(7,)] if is_sent else [])
