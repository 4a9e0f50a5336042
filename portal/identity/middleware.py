"""Times in the person's time zone; when a session was last used."""

import zoneinfo
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.identity.models import User


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

    allauth's own middleware writes on every page, which costs five queries and a write lock each.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and cache.add(f"session-seen:{key}", 1, 300):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
