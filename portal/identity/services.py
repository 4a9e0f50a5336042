"""Changing a person's own record."""

from portal.identity.models import User


def profile_update(*, user: User, name: str, language: str, time_zone: str) -> User:
    """Keep name, language (one of the portal's) and IANA time zone of ``user``."""
    user.name, user.language, user.time_zone = name.strip(), language, time_zone
    user.save(update_fields=["name", "language", "time_zone"])
    return user
