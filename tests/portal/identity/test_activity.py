"""When a session was last used is noted seldom, and never stands in the way of a page."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from redis.exceptions import ConnectionError as RedisConnectionError

from portal.common import navigation
from portal.identity import middleware
from portal.identity.models import User
from tests.people import Cast

pytestmark = pytest.mark.django_db


class Away:
    """A cache that does not answer."""

    def add(self, *_arguments: Any) -> bool:
        raise RedisConnectionError("connection refused")

    get_or_set = add


def test_pages_and_counts_do_without_the_cache(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "cache", Away())
    monkeypatch.setattr(navigation, "cache", Away())
    client = Client()
    client.force_login(cast.stranger.user)
    assert client.get("/en/dashboard/").status_code == 200
    assert UserSession.objects.filter(user=cast.stranger.user).exists()
    assert navigation.counted("people", User.objects.all()) == User.objects.count()


def test_a_session_is_noted_once_in_five_minutes() -> None:
    noting = middleware.ActivityMiddleware(lambda _request: None)  # type: ignore[arg-type, return-value]
    assert noting.is_due("session-one")
    assert not noting.is_due("session-one")
    assert noting.is_due("session-two")
    elsewhere = middleware.ActivityMiddleware(lambda _request: None)  # type: ignore[arg-type, return-value]
    assert not elsewhere.is_due("session-one")  # another process: the cache knows
