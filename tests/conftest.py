"""Shared fixtures."""

import os

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests.people import Cast, build

pytest_plugins = ["tests.servers", "tests.chromium"]

# Playwright's synchronous API runs an event loop in the main thread; Django would refuse every query of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# How long an example takes says something of the machine, nothing of the rule.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture
def cast(db: None) -> Cast:
    """One named person per role."""
    return build()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Every test begins in English, whatever language the one before it read a page in."""
    translation.activate("en")
