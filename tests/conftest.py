"""Shared fixtures."""

import pytest

from tests.people import Cast, build


@pytest.fixture
def cast(db: None) -> Cast:
    """One named person per role."""
    return build()
