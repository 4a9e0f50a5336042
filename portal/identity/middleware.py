"""Shows times in the time zone of the person."""

import zoneinfo
from collections.abc import Callable

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
