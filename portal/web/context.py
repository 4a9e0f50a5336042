"""What the page shell needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.common import formatting
from portal.web import demo, navigation

THEMES = ("light", "dark")


def people_to_try() -> list[dict[str, Any]]:
    """The demo people the sign-in page offers."""
    return [{**person, "role_label": str(person["role"])} for person in demo.PEOPLE]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Actor, navigation, languages, theme and deployment labels for ``base.html``; the costly parts are lazy."""
    actor = getattr(request, "actor", None)
    active = formatting.language_code()
    theme = request.COOKIES.get("theme", "")
    return {
        "actor": actor,
        "is_demo": settings.IS_DEMO,
        "site_url": settings.SITE_URL.rstrip("/"),  # never the visitor's Host: the page of a refused host is drawn too
        "demo_people": SimpleLazyObject(people_to_try) if settings.IS_DEMO else (),
        "theme": theme if theme in THEMES else "",
        "language_links": navigation.language_links(request, active),
        "menus": SimpleLazyObject(lambda: navigation.sections(request)),
        "footer": SimpleLazyObject(lambda: navigation.footer(request)),
        "time_left_sentences": formatting.time_left_sentences(),
    }
