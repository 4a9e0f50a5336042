"""The way back from the pages of the sign-in library, which know none."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.organisations.middleware import needs_second_factor

register = template.Library()

PERSON: tuple[str, Promise] = ("identity:profile", _("Name, language, time zone"))
FACTORS: tuple[str, Promise] = ("mfa_index", _("Two-step sign-in"))
OVERVIEW: tuple[str, Promise] = ("web:dashboard", _("Overview"))


@register.simple_tag(takes_context=True)
def way_back(context: dict[str, Any]) -> dict[str, Any] | None:
    """``url`` and ``label`` of the page above this one; None for visitors and for who must set up a second factor first."""
    request = context["request"]
    name = request.resolver_match.url_name if request.resolver_match else ""
    if not request.user.is_authenticated:
        return None
    if name.startswith("mfa_") and name not in ("mfa_index", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"):
        above = FACTORS
    elif needs_second_factor(request.actor):
        return None
    else:
        above = OVERVIEW if name == "account_logout" else PERSON
    return {"url": reverse(above[0]), "label": above[1]}
