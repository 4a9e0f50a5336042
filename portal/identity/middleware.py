"""Times in the person's time zone; how long a session lasts; private pages stay out of every cache."""

import logging
import time
import zoneinfo
from collections.abc import Callable
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from redis.exceptions import RedisError

from portal.identity.models import User

NOTED_SECONDS, MOST_NOTED = 300, 20_000
logger = logging.getLogger("portal.security")


class PrivatePagesMiddleware:
    """What a signed-in person or a program with a token gets is kept by no cache; signing out empties the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_in = request.user.is_authenticated
        response = self.get_response(request)
        is_private = was_in or request.user.is_authenticated or "Authorization" in request.headers
        if is_private and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        if was_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache"'
        return response


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
    """Remembers when and from where a session was last used, at most every five minutes, and ends one left alone.

    A session ends SESSION_IDLE_SECONDS after its last use and SESSION_COOKIE_AGE after sign-in, however busy it was; who
    comes back later signs in again. allauth's own middleware writes on every page, which costs five queries and a write
    lock each. A process remembers what it has asked the cache lately.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.noted: dict[str, float] = {}  # session → until when this process need not ask

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and self.is_due(key):
            if self.is_over(key):
                logger.info("session ended by time", extra={"user": request.user.public_id})  # type: ignore[union-attr]
                get_adapter(request).logout(request)
            else:
                UserSession.objects.create_from_request(request)
        return self.get_response(request)

    def is_over(self, key: str) -> bool:
        """Whether the session was left alone, or has lasted, for too long."""
        moment = timezone.now()  # as allauth wrote the times
        idle, oldest = (
            moment - timedelta(seconds=seconds)
            for seconds in (settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE)
        )
        times = UserSession.objects.filter(session_key=key).values_list("last_seen_at", "created_at").first()
        return times is not None and (times[0] < idle or times[1] < oldest)

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
