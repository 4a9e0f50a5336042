"""What the page shell needs on every page."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.common import formatting
from portal.organisations.choices import MembershipState
from portal.organisations.models import Organisation
from portal.web import navigation

THEMES = ("light", "dark")


def memberships(request: HttpRequest) -> list[Organisation]:
    """The organisations the person may act for (the switcher shows from two up)."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.is_signed_in:
        return []
    return list(
        Organisation.objects.filter(memberships__user=actor.user, memberships__state=MembershipState.ACTIVE).order_by(
            "legal_name"
        )
    )


def shell(request: HttpRequest) -> dict[str, Any]:
    """Actor, navigation, languages, theme and deployment labels for ``base.html``; the costly parts are lazy."""
    active = formatting.language_code()
    theme = request.COOKIES.get("theme", "")
    return {
        "actor": getattr(request, "actor", None),
        "is_demo": settings.IS_DEMO,
        "theme": theme if theme in THEMES else "",
        "language_links": navigation.language_links(request, active),
        "navigation": SimpleLazyObject(lambda: navigation.entries(request, "main")),
        "account_navigation": SimpleLazyObject(lambda: navigation.entries(request, "account")),
        "footer_navigation": SimpleLazyObject(lambda: navigation.entries(request, "footer")),
        "organisations": SimpleLazyObject(lambda: memberships(request)),
        "time_left_sentences": SimpleLazyObject(
            lambda: json.dumps(formatting.time_left_sentences(), ensure_ascii=False)
        ),
    }
