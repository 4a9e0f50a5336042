"""Shared fixtures."""

import os

import pytest

from tests.servers import has_servers

pytest_plugins = ["tests.servers", "tests.chromium"]

# Playwright's synchronous API runs an event loop in the main thread; Django would refuse every query of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A plain ``pytest`` has no servers: what needs them is skipped by name, never silently passed."""
    if has_servers():
        return
    reason = pytest.mark.skip(reason="needs PostgreSQL and Redis: ./run test")
    for item in items:
        if item.get_closest_marker("servers"):
            item.add_marker(reason)
