"""Hangs the Actor on each request: the person, the organisation chosen in the session, its capabilities."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.identity.models import User
from portal.journal import staff
from portal.organisations.actors import VISITOR, Actor, actor_for
from portal.organisations.models import Organisation

SESSION_KEY = "organisation"


class ActorMiddleware:
    """Sets ``request.actor``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self.find(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def find(self, request: HttpRequest) -> Actor:
        if not isinstance(request.user, User):
            return VISITOR
        chosen = request.session.get(SESSION_KEY)
        organisation = Organisation.objects.filter(public_id=chosen).first() if chosen else None
        return actor_for(request.user, organisation, is_staff_mode=staff.until(request.session) is not None)
