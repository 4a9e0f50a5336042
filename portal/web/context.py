"""What the page shell needs on every page."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.common import formatting
from portal.organisations.choices import MembershipState
from portal.organisations.models import Organisation
from portal.web import demo, navigation

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


def people_to_try() -> list[dict[str, Any]]:
    """The demo people the sign-in page offers."""
    return [{**person, "role_label": str(person["role"])} for person in demo.PEOPLE]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Actor, navigation, languages, theme and deployment labels for ``base.html``; the costly parts are lazy."""
    active = formatting.language_code()
    theme = request.COOKIES.get("theme", "")
    return {
        "actor": getattr(request, "actor", None),
        "is_demo": settings.IS_DEMO,
        "site_url": settings.SITE_URL.rstrip("/"),  # never the visitor's Host: the page of a refused host is drawn too
        "demo_people": SimpleLazyObject(people_to_try) if settings.IS_DEMO else (),
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
