"""API access: a token per organisation, stored only as a hash."""

import hashlib

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication

from portal.identity.models import User


def digest(token: str) -> str:
    """SHA-256 of a token (tokens have 160 random bits, so no slow hash is needed)."""
    return hashlib.sha256(token.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer …``; the actor acts for the token's organisation."""

    def authenticate(self, request: HttpRequest) -> tuple[User, str] | None:
        return None
