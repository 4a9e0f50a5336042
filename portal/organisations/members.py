"""Who acts for an organisation: asking to join, deciding, levels, leaving, invitations by one-time link."""

import secrets
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.identity.models import User
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.api_tokens import api_tokens_lapse, digest
from portal.organisations.choices import Level, MembershipState
from portal.organisations.mails import send_invitation
from portal.organisations.models import Invitation, Membership, Organisation

INVITATION_DAYS: Final = 14
MAX_OPEN_INVITATIONS: Final = 50


def _require_admin(actor: Actor, organisation: Organisation) -> None:
    if not actor.is_admin or actor.organisation is None or actor.organisation.pk != organisation.pk:
        raise NotAllowedError(_("Only an administrator of the organisation can do this."))


@transaction.atomic
def membership_request(*, actor: Actor, organisation: Organisation, message: str = "") -> Membership:
    """Ask to join a known firm; its administrators decide. Asking again after leaving or a refusal is allowed."""
    if not isinstance(actor.user, User):
        raise NotAllowedError(_("Sign in to ask to join an organisation."))
    membership, created = Membership.objects.get_or_create(
        organisation=organisation,
        user=actor.user,
        defaults={"level": Level.VIEWER, "state": MembershipState.REQUESTED, "message": message[:300]},
    )
    if not created:
        again = Membership.objects.filter(pk=membership.pk, state__in=[MembershipState.LEFT, MembershipState.REFUSED])
        if not again.update(state=MembershipState.REQUESTED, level=Level.VIEWER, message=message[:300]):
            raise ConflictError(_("You are a member already, or your request is waiting for an answer."))
        membership.refresh_from_db()
    record(actor=actor, verb="membership.requested", subject=membership, concerns=[organisation])
    return membership


@transaction.atomic
def membership_decide(*, actor: Actor, membership: Membership, accept: bool, level: str = Level.VIEWER) -> Membership:
    """Answer a request to join. Raises ``ConflictError`` when it has been answered."""
    _require_admin(actor, membership.organisation)
    state = MembershipState.ACTIVE if accept else MembershipState.REFUSED
    changed = Membership.objects.filter(pk=membership.pk, state=MembershipState.REQUESTED).update(
        state=state, level=level, decided_by=actor.user, decided_at=clock.now()
    )
    if not changed:
        raise ConflictError(_("This request has been answered already."))
    membership.refresh_from_db()
    verb = "membership.accepted" if accept else "membership.refused"
    record(actor=actor, verb=verb, subject=membership, concerns=[membership.organisation], payload={"level": level})
    return membership


def _keep_an_admin(membership: Membership) -> None:
    """Refuse to take away the last administrator. The organisation's row is locked, so two cannot leave at once."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    others = Membership.objects.filter(
        organisation=membership.organisation, level=Level.ADMIN, state=MembershipState.ACTIVE
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise DomainError(_("An organisation needs at least one administrator. Make somebody else one first."))


@transaction.atomic
def membership_change_level(*, actor: Actor, membership: Membership, level: str) -> Membership:
    """Give a member another level. Raises ``DomainError`` for the last administrator."""
    _require_admin(actor, membership.organisation)
    before = membership.level
    if before == Level.ADMIN and level != Level.ADMIN:
        _keep_an_admin(membership)
    changed = Membership.objects.filter(pk=membership.pk, state=MembershipState.ACTIVE, level=before).update(
        level=level
    )
    if not changed:
        raise ConflictError(_("Somebody else changed this member a moment ago."))
    membership.refresh_from_db()
    record(
        actor=actor,
        verb="membership.level_changed",
        subject=membership,
        concerns=[membership.organisation],
        payload={"before": before, "after": level},
    )
    api_tokens_lapse()
    return membership


@transaction.atomic
def membership_end(*, actor: Actor, membership: Membership) -> None:
    """Leave, or be removed by an administrator. The last administrator cannot go; the row stays as history."""
    leaving = actor.user is not None and membership.user_id == actor.user.pk
    if not leaving:
        _require_admin(actor, membership.organisation)
    if membership.level == Level.ADMIN:
        _keep_an_admin(membership)
    changed = Membership.objects.filter(pk=membership.pk, state=MembershipState.ACTIVE).update(
        state=MembershipState.LEFT, decided_by=actor.user, decided_at=clock.now()
    )
    if not changed:
        raise ConflictError(_("This person is not a member any more."))
    verb = "membership.left" if leaving else "membership.removed"
    record(actor=actor, verb=verb, subject=membership, concerns=[membership.organisation])
    api_tokens_lapse()


@transaction.atomic
def invitation_send(*, actor: Actor, email: str, level: str, language: str) -> Invitation:
    """Invite an address by mail with a one-time link. An open invitation to it is replaced, so the old link dies."""
    organisation = actor.organisation
    if organisation is None:
        raise NotAllowedError(_("Only an administrator of the organisation can do this."))
    _require_admin(actor, organisation)
    address = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, user__email=address, state=MembershipState.ACTIVE).exists():
        raise DomainError(fields={"email": [_("This person is a member already.")]})
    now = clock.now()
    open_ones = Invitation.objects.filter(organisation=organisation, accepted_at__isnull=True, revoked_at__isnull=True)
    open_ones.filter(email=address).update(revoked_at=now)
    if open_ones.filter(expires_at__gt=now).count() >= MAX_OPEN_INVITATIONS:
        raise DomainError(_("Too many invitations are waiting. Withdraw some first."))
    secret = secrets.token_urlsafe(24)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                organisation=organisation,
                email=address,
                level=level,
                language=language,
                digest=digest(secret),
                invited_by=actor.person,
                expires_at=now + timedelta(days=INVITATION_DAYS),
            )
    except IntegrityError as error:
        raise ConflictError(_("Somebody else invited this person a moment ago.")) from error
    record(actor=actor, verb="invitation.sent", subject=invitation, payload={"level": level}, notify=False)
    transaction.on_commit(lambda: send_invitation(invitation, secret), robust=True)
    return invitation


@transaction.atomic
def invitation_revoke(*, actor: Actor, invitation: Invitation) -> None:
    """Withdraw an open invitation."""
    _require_admin(actor, invitation.organisation)
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )
    if not changed:
        raise ConflictError(_("This invitation was used or withdrawn already."))
    record(actor=actor, verb="invitation.revoked", subject=invitation, notify=False)


def invitation_of(secret: str) -> Invitation | None:
    """The open, unexpired invitation behind a link."""
    return (
        Invitation.objects.filter(
            digest=digest(secret), accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now()
        )
        .select_related("organisation", "invited_by")
        .first()
    )


@transaction.atomic
def invitation_accept(*, actor: Actor, invitation: Invitation) -> Membership:
    """Join by the link. Works once, before it expires, and only for the invited address."""
    if not isinstance(actor.user, User):
        raise NotAllowedError(_("Sign in to accept an invitation."))
    if actor.user.email.lower() != invitation.email:
        raise NotAllowedError(_("This invitation was sent to another address. Sign in with that address."))
    now = clock.now()
    changed = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
    ).update(accepted_at=now, accepted_by=actor.user)
    if not changed:
        raise ConflictError(_("This invitation was used, withdrawn or has expired. Ask for a new one."))
    membership, _created = Membership.objects.update_or_create(
        organisation=invitation.organisation,
        user=actor.user,
        defaults={
            "level": invitation.level,
            "state": MembershipState.ACTIVE,
            "decided_by": invitation.invited_by,
            "decided_at": now,
        },
    )
    record(
        actor=actor,
        verb="invitation.accepted",
        subject=membership,
        concerns=[invitation.organisation],
        payload={"level": invitation.level},
    )
    return membership
