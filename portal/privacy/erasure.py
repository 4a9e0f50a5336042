"""Erasure: the person goes, what law and counterparties must keep stays under a pseudonym.

Kept: journal entries, awards, approvals and documents a person signed for the firm. They point to the account's row,
which then holds no name, address or password. The journal's hash chain covers only the row's number, so it verifies.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.identity.models import User
from portal.journal.services import record
from portal.notify.models import InboxItem, OutboxMail, Preference
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.api_tokens import api_tokens_lapse
from portal.organisations.choices import Level, MembershipState
from portal.organisations.models import Consent, Invitation, Membership
from portal.privacy import copies, registry
from portal.privacy.models import Erasure, ErasureState
from portal.privacy.periods import PERIODS


def holds_of(user: User) -> list[str | Promise]:
    """Why the account cannot go yet, in words; empty when nothing holds it."""
    return [*_last_administrator(user), *(reason for hold in registry.holds.values() for reason in hold(user))]


def _last_administrator(user: User) -> Iterator[str | Promise]:
    active = Membership.objects.filter(state=MembershipState.ACTIVE)
    for own in active.filter(user=user, level=Level.ADMIN).select_related("organisation"):
        others = active.filter(organisation=own.organisation).exclude(user=user)
        if others.exists() and not others.filter(level=Level.ADMIN).exists():
            yield _("You are the only administrator of %(name)s. Make a colleague administrator first.") % {
                "name": own.organisation.legal_name
            }


@transaction.atomic
def erasure_ask(*, actor: Actor) -> Erasure:
    """Ask to be erased after the pause. Raises DomainError with the reasons while something holds the account."""
    if not isinstance(actor.user, User):
        raise DomainError(_("Sign in first."))
    reasons = holds_of(actor.user)
    if reasons:
        raise DomainError(fields={"": reasons[0]})
    moment = clock.now()
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                user=actor.user, asked_at=moment, due_at=moment + timedelta(days=PERIODS.erasure_pause_days)
            )
    except IntegrityError as error:
        raise ConflictError(_("You have asked for this already.")) from error
    record(actor=actor, verb="privacy.erasure_asked", subject=erasure)
    return erasure


@transaction.atomic
def erasure_withdraw(*, actor: Actor) -> None:
    """Take the wish back during the pause."""
    erasure = Erasure.objects.filter(user=actor.user, state=ErasureState.ASKED).first()
    if erasure is None or not _end(erasure, ErasureState.WITHDRAWN):
        raise ConflictError(_("There is nothing to take back."))
    record(actor=actor, verb="privacy.erasure_withdrawn", subject=erasure, notify=False)


def _end(erasure: Erasure, state: str) -> bool:
    rows = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.ASKED)
    return bool(rows.update(state=state, ended_at=clock.now()))


@transaction.atomic
def erasure_carry_out(erasure: Erasure) -> bool:
    """Erase; False when it was withdrawn meanwhile or something has begun to hold the account (tried again daily)."""
    user = erasure.user
    if holds_of(user) or not _end(erasure, ErasureState.DONE):
        return False
    moment = clock.now()
    pseudonym = f"erased-{user.public_id}@erased.invalid"
    Consent.objects.filter(user=user, organisation__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=moment)
    Membership.objects.filter(user=user).exclude(state=MembershipState.LEFT).update(
        state=MembershipState.LEFT, message="", decided_at=moment
    )
    Invitation.objects.filter(email__iexact=user.email).update(email=pseudonym)
    Session.objects.filter(session_key__in=UserSession.objects.filter(user=user).values("session_key")).delete()
    gone: tuple[Any, ...] = (UserSession, EmailAddress, Authenticator, InboxItem, Preference)
    for model in gone:
        model.objects.filter(user=user).delete()
    copies.forget_copies_of(user)
    OutboxMail.objects.filter(user=user, state__in=("waiting", "digest")).delete()
    OutboxMail.objects.filter(user=user).update(
        address=pseudonym, subject="", body_text="", body_html="", params={}, user=None
    )
    user.email, user.name, user.is_active, user.is_staff, user.is_superuser = pseudonym, "", False, False, False
    user.set_unusable_password()
    user.save()
    record(actor=SYSTEM, verb="privacy.erased", subject=erasure, notify=False)
    api_tokens_lapse()
    return True


def carry_out_due() -> int:
    """Erase everybody whose pause is over; returns how many."""
    due = Erasure.objects.filter(state=ErasureState.ASKED, due_at__lte=clock.now()).select_related("user")
    return sum(erasure_carry_out(erasure) for erasure in due[:200])
