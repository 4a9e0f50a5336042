"""Hangs the Actor on each request, and asks for the second factor where it is required."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.identity.models import User
from portal.journal import staff
from portal.organisations.actors import VISITOR, Actor, actor_of

SESSION_KEY = "organisation"
# What must stay reachable without the second factor: setting it up, signing out, language and theme.
OPEN_ADDRESSES = ("account_", "mfa_", "usersessions_", "set-language", "theme")


class ActorMiddleware:
    """Sets ``request.actor``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self.find(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def find(self, request: HttpRequest) -> Actor:
        """The actor for the organisation in the session; the person's first one when that is gone."""
        if not isinstance(request.user, User):
            return VISITOR
        chosen = request.session.get(SESSION_KEY, "")
        actor = actor_of(request.user, chosen, is_staff_mode=staff.until(request.session) is not None)
        if chosen and actor.organisation is None:  # left or removed since
            del request.session[SESSION_KEY]
            return actor_of(request.user)
        return actor


def needs_second_factor(actor: Actor) -> bool:
    """Whether the actor acts for an organisation whose people must use a second factor, and has none yet."""
    asked = set(actor.capabilities) | {f"{kind}:{actor.level}" for kind in actor.capabilities}
    if actor.user is not None and actor.user.is_staff:
        asked.add("operator")
    if actor.user is None or asked.isdisjoint(settings.MFA_REQUIRED_FOR):
        return False
    if actor.user.is_demo and settings.MFA_EXEMPTS_DEMO_PEOPLE:
        return False
    return not (actor.has_second_factor or (actor.organisation is None and has_second_factor(actor.user)))


def has_second_factor(user: User) -> bool:
    """For a person who acts for no organisation; otherwise the actor knows."""
    return Authenticator.objects.filter(user=user).exists()


class SecondFactorMiddleware:
    """Leads members of lenders and authorities to the set-up of their second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None lets the view answer."""
        match = request.resolver_match
        if match is None or (match.url_name or "").startswith(OPEN_ADDRESSES):
            return None
        if getattr(view, "login_required", True) is False or not needs_second_factor(request.actor):  # type: ignore[attr-defined]
            return None
        words = _("Your organisation's work needs two-step sign-in. Set it up to go on.")
        if request.path.startswith("/api/"):
            return JsonResponse({"errors": {"": [words]}}, status=403)
        messages.warning(request, words)
        return redirect("mfa_index")
