"""The day is that of the house, whatever zone the reader has chosen and in whatever zone a moment is written."""

from datetime import UTC, date, datetime, time

import pytest
from django.utils import timezone

from portal.common import clock
from portal.identity.models import User

NEAR_MIDNIGHT = datetime(2026, 11, 26, 21, 30, tzinfo=UTC)  # half past midnight of the 27th in Riyadh


@pytest.mark.parametrize("zone", ["Asia/Riyadh", "Asia/Shanghai", "America/Los_Angeles", "UTC"])
def test_today_is_the_houses_day_for_every_reader(zone: str) -> None:
    with timezone.override(zone), clock.standing_at(NEAR_MIDNIGHT):
        assert clock.today() == date(2026, 11, 27)
        assert clock.day_of(NEAR_MIDNIGHT) == date(2026, 11, 27)
        assert clock.moment_on(date(2026, 11, 27)) == datetime(2026, 11, 26, 21, tzinfo=UTC)
        assert clock.moment_on(date(2026, 11, 27), time(10)) == datetime(2026, 11, 27, 7, tzinfo=UTC)


def test_a_person_starts_in_the_houses_zone() -> None:
    assert User().time_zone == clock.home_zone() == "Asia/Riyadh"
