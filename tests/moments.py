"""Moving the server's clock in a test."""

from datetime import timedelta

import pytest

from portal.common import clock


def pass_time(monkeypatch: pytest.MonkeyPatch, **span: float) -> None:
    """Let ``span`` (as of a ``timedelta``) pass; the clock then stands there until the test ends.

    Only ``clock.now`` is replaced: what day it is follows from it, in the house's time zone.
    """
    moment = clock.now() + timedelta(**span)
    monkeypatch.setattr(clock, "now", lambda: moment)
