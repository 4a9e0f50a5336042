"""Moments of the pillar's limits, for the services that begin a stage and for the clock that serves it."""

from datetime import date, datetime, timedelta
from typing import Any

from portal.common import clock

WEEK = timedelta(days=7)
BEFORE_LIMIT = WEEK  # reminder to the officer before a legal limit
BEFORE_CLAIM = timedelta(days=30)  # first reminder to the firm before the last day of its claim
DRAFT_TIME = timedelta(days=14)  # an application begun and not sent
ANSWER_TIME, DECISION_TIME = timedelta(days=14), timedelta(days=30)  # of an integrity question
APPEAL_TIME = timedelta(days=10)  # of an appeal against its outcome
GATE_TIME = timedelta(days=90)  # a pilot without a decided gate
TAKE_UP_TIME = timedelta(days=14)  # a member's answer about its share of a joint purchase
CONFIRM_TIME, CONFIRM_LATE = timedelta(days=3), timedelta(days=7)  # a provider's word on a share taken up


def end_of(day: date) -> datetime:
    """The first moment after ``day``: a limit that names a day includes it."""
    return clock.moment_on(day + timedelta(days=1))


def stage(at: datetime | None) -> dict[str, Any]:
    """Column values of a row that enters a new stage to be looked at ``at``: earlier reminders no longer count."""
    return {"next_check_at": at, "reminded_at": None, "escalated_at": None}
