"""Times in the person's time zone; when a session was last used."""

import time
import zoneinfo
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from redis.exceptions import RedisError

from portal.identity.models import User

NOTED_SECONDS, MOST_NOTED = 300, 20_000


class TimeZoneMiddleware:
    """Activates the signed-in person's time zone for the request; visitors get that of the portal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            try:
                timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
            except (zoneinfo.ZoneInfoNotFoundError, ValueError):
                timezone.deactivate()  # a zone the system's tables do not know (any more)
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


class ActivityMiddleware:
    """Remembers when and from where a session was last used, at most every five minutes.

    allauth's own middleware writes on every page, which costs five queries and a write lock each. A process remembers
    what it has asked the cache lately.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.noted: dict[str, float] = {}  # session → until when this process need not ask

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and self.is_due(key):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)

    def is_due(self, key: str) -> bool:
        """Whether nobody noted this session within the last five minutes; a cache that is away counts as yes."""
        now = time.monotonic()
        if self.noted.get(key, 0) > now:
            return False
        if len(self.noted) >= MOST_NOTED:
            self.noted.clear()
        self.noted[key] = now + NOTED_SECONDS
        try:
            return cache.add(f"session-seen:{key}", 1, NOTED_SECONDS)
        except RedisError:
            return True
