"""API access: a token per organisation, shown once and stored only as a hash.

Its maker has seen the secret, so it works only while that person administers the organisation: leaving, another level,
a closed account end it (``api_tokens_lapse``), and it is refused from that moment whatever wrote the change.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.identity.models import User
from portal.journal.services import record
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.choices import Level, MembershipState
from portal.organisations.models import ApiToken, Membership

PREFIX: Final = "qnt_"
MAX_TOKENS: Final = 20
USE_NOTED_EVERY: Final = timedelta(minutes=5)  # so that a busy client does not write a row per call


def digest(token: str) -> str:
    """SHA-256 of a token (tokens have 160 random bits, so no slow hash is needed)."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def api_token_create(
    *, actor: Actor, name: str, may_write: bool = False, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token of the actor's organisation and its secret, which is never shown again.

    Raises ``NotAllowedError`` unless the actor is an administrator, ``DomainError`` when there are too many.
    """
    if not actor.is_admin or actor.organisation is None:
        raise NotAllowedError(_("Only an administrator of the organisation can create API tokens."))
    if ApiToken.objects.filter(organisation=actor.organisation, revoked_at__isnull=True).count() >= MAX_TOKENS:
        raise DomainError(_("There are 20 tokens in use. Revoke one first."))
    secret = PREFIX + secrets.token_hex(20)
    token = ApiToken.objects.create(
        organisation=actor.organisation,
        name=name.strip(),
        digest=digest(secret),
        hint=secret[-4:],
        may_write=may_write,
        created_by=actor.person,
        expires_at=expires_at,
    )
    record(actor=actor, verb="api_token.created", subject=token, payload={"name": token.name, "may_write": may_write})
    return token, secret


@transaction.atomic
def api_token_revoke(*, actor: Actor, token: ApiToken) -> None:
    """End a token at once. Raises ``ConflictError`` when it was revoked already."""
    if not actor.is_admin or actor.organisation is None or token.organisation_id != actor.organisation.pk:
        raise NotAllowedError(_("Only an administrator of the organisation can revoke API tokens."))
    if not ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=clock.now()):
        raise ConflictError(_("This token was revoked already."))
    record(actor=actor, verb="api_token.revoked", subject=token, payload={"name": token.name})


def vouched_for() -> models.Exists:
    """Of a token: whether its maker is an active administrator of its organisation."""
    return models.Exists(
        Membership.objects.filter(
            organisation=models.OuterRef("organisation"),
            user=models.OuterRef("created_by"),
            state=MembershipState.ACTIVE,
            level=Level.ADMIN,
            user__is_active=True,
        )
    )


@transaction.atomic
def api_tokens_lapse() -> int:
    """End the tokens whose maker administers their organisation no more; its administrators are told. How many."""
    orphans = ApiToken.objects.filter(~vouched_for(), revoked_at__isnull=True).select_related("organisation")
    done = 0
    for token in orphans.order_by("pk"):
        living = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
        if living.update(revoked_at=clock.now(), has_lapsed=True):
            payload = {"name": token.name}
            record(actor=SYSTEM, verb="api_token.lapsed", subject=token, concerns=[token.organisation], payload=payload)
            done += 1
    return done


def actor_of(token: ApiToken) -> Actor:
    """The actor of a token: its creator, for its organisation, as editor when it may write."""
    kinds = token.organisation.capabilities.in_force().values_list("kind", flat=True)
    return Actor(
        user=token.created_by,
        organisation=token.organisation,
        level=Level.EDITOR if token.may_write else Level.VIEWER,
        capabilities=frozenset(kinds),
    )


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer qnt_…``; ``request.actor`` acts for the token's organisation."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """None without a bearer header (another class may answer); refuses unknown, revoked and expired tokens."""
        words = request.headers.get("Authorization", "").split()
        if not words or words[0].lower() != "bearer":
            return None
        if len(words) != 2:
            raise AuthenticationFailed(_("The authorization header must be “Bearer” and one token."))
        token = self.find(words[1])
        request._request.actor = actor_of(token)
        return token.created_by, token

    def find(self, secret: str) -> ApiToken:
        """The living token of ``secret``."""
        now = clock.now()
        token = (
            ApiToken.objects.filter(vouched_for(), digest=digest(secret), revoked_at__isnull=True)
            .filter(models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=now))
            .select_related("organisation", "created_by")
            .first()
        )
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing or bad token a 401 instead of a 403."""
        return "Bearer"
