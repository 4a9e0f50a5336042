"""The cast of these tests, with files of its own."""

from pathlib import Path

import pytest

from tests.people import Cast, build


@pytest.fixture
def cast(transactional_db: None, tmp_path: Path, settings: object) -> Cast:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return build()
