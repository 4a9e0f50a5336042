"""Beat's schedule file."""

from pathlib import Path

import pytest

from portal.celery import SturdyScheduler, app


@pytest.mark.parametrize("kept", [0, 1, 40])
def test_a_half_written_schedule_does_not_keep_beat_from_starting(tmp_path: Path, kept: int) -> None:
    """What a SIGKILL leaves: an index without its data, or data cut short."""
    name = str(tmp_path / "schedule")
    first = SturdyScheduler(app, schedule_filename=name)
    first.close()
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:kept] if path.suffix != ".dir" else path.read_bytes())
    again = SturdyScheduler(app, schedule_filename=name)
    assert "clock" in again.schedule
    again.close()
