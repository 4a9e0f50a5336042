"""What the notifications of this app share: the sides' people and a note's short form."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.notify.registry import Notification, Told
from portal.organisations.choices import Level, MembershipState
from portal.organisations.models import Membership

WRITERS = (Level.ADMIN, Level.EDITOR)
READ = _("Read the brief")


def in_language(rows: dict[str, str], language: str) -> str:
    """A text kept per language, falling back to any."""
    return rows.get(language) or rows.get("en") or next((text for text in rows.values() if text), "")


def people(organisations: Iterable[Any], params: Callable[[str], dict[str, Any]], path: str) -> list[Told]:
    """The writers of organisations, each with the parameters in the person's language."""
    keys = {item if isinstance(item, int) else item.pk for item in organisations if item is not None}
    members = Membership.objects.filter(
        organisation_id__in=keys, state=MembershipState.ACTIVE, level__in=WRITERS, user__is_active=True
    ).values_list("user_id", "organisation_id", "user__language")
    return [Told(user, firm, params(language), path) for user, firm, language in members]


def note(
    code: str, verb: str, category: str, headline: Any, body: Any, action: Any, audience: Any, **more: Any
) -> Notification:
    return Notification(code, verb, category, headline, body, action, audience, **more)
