"""How a person wants to be told, per category."""

from collections.abc import Mapping

from django.db import transaction

from portal.common.errors import NotAllowedError
from portal.identity.models import User
from portal.journal.services import ActorLike
from portal.notify.models import Category, Frequency, Preference

LOCKED = (Category.ACCOUNT,)  # mail about the safety of the account is never held back


def preferences_of(user: User) -> dict[str, str]:
    """Category → frequency, with "at once" where nothing was chosen. One query."""
    chosen = dict(Preference.objects.filter(user=user).values_list("category", "frequency"))
    return {category: chosen.get(category, Frequency.NOW) for category in Category.values}


@transaction.atomic
def preferences_set(*, actor: ActorLike, wishes: Mapping[str, str]) -> None:
    """Keep the acting person's ``wishes`` (category → frequency); unknown and locked categories are ignored."""
    if actor.user is None:
        raise NotAllowedError
    for category, frequency in wishes.items():
        if category in Category.values and category not in LOCKED and frequency in Frequency.values:
            Preference.objects.update_or_create(user=actor.user, category=category, defaults={"frequency": frequency})
