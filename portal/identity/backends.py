"""How the person of a session is found: one kept query, because every page asks for it."""

from typing import Any

from allauth.account import auth_backends

from portal.common.prepared import Prepared, columns_of, instance
from portal.identity.models import User

PERSON = Prepared(lambda key: User.objects.filter(pk=key).values_list(*columns_of(User)))


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    """django-allauth's: an e-mail address and a password."""

    def get_user(self, user_id: Any) -> User | None:
        """The person with this key who may still sign in."""
        rows = PERSON.rows(key=int(user_id))
        person = instance(User, rows[0]) if rows else None
        return person if person is not None and self.user_can_authenticate(person) else None
