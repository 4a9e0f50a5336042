"""Registering an organisation and keeping its record."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import DomainError, NotAllowedError
from portal.identity.models import User
from portal.journal.services import record
from portal.organisations import identifiers
from portal.organisations.actors import Actor
from portal.organisations.choices import UNVETTED, CapabilityKind, CapabilityState, Level, MembershipState
from portal.organisations.models import Capability, Identifier, Membership, Organisation

EDITABLE = ("legal_name", "name_language", "city", "website", "phone", "contact_email", "about")


class KnownFirmError(DomainError):
    """The number belongs to an organisation that is here already; the person can ask to join it."""

    def __init__(self, organisation: Organisation):
        self.organisation = organisation
        super().__init__(fields={"identifier": [_("This firm is registered already. You can ask to join it.")]})


@dataclass(frozen=True, slots=True)
class Registration:
    """What a new organisation tells. ``country`` ISO 3166-1, ``region`` ISO 3166-2, ``sector`` ISIC Rev. 4."""

    legal_name: str
    country: str
    identifier_kind: str
    identifier: str
    kinds: tuple[str, ...] = (CapabilityKind.BORROWER,)
    region: str = ""
    sector: str = ""
    city: str = ""
    founded_on: date | None = None
    name_language: str = "en"
    extra: dict[str, Any] = field(default_factory=dict)


def known_firm(kind: str, value: str) -> Organisation | None:
    """The organisation that holds this number, if any."""
    held = Identifier.objects.filter(kind=kind, value=value).select_related("organisation").first()
    return held.organisation if held else None


def organisation_register(*, actor: Actor, registration: Registration) -> Organisation:
    """Make the organisation with its number, its first administrator and its capabilities.

    Capabilities that need no vetting are approved at once; the others wait as drafts for their application.
    Raises ``DomainError`` for a wrong number and ``KnownFirmError`` for one that is taken.
    """
    if not isinstance(actor.user, User):
        raise NotAllowedError(_("Sign in to register an organisation."))
    value = identifiers.compact(registration.identifier_kind, registration.identifier)
    known = known_firm(registration.identifier_kind, value)
    if known is not None:
        raise KnownFirmError(known)
    try:
        with transaction.atomic():
            return _register(actor.user, registration, value)
    except IntegrityError as error:
        known = known_firm(registration.identifier_kind, value)
        if known is None:
            raise
        raise KnownFirmError(known) from error  # somebody registered it in the same moment


def _register(user: User, registration: Registration, value: str) -> Organisation:
    organisation = Organisation.objects.create(
        legal_name=registration.legal_name.strip(),
        name_language=registration.name_language,
        country=registration.country,
        region=registration.region,
        city=registration.city,
        sector=registration.sector,
        founded_on=registration.founded_on,
        is_demo=user.is_demo,
        **registration.extra,
    )
    Identifier.objects.create(organisation=organisation, kind=registration.identifier_kind, value=value)
    Membership.objects.create(organisation=organisation, user=user, level=Level.ADMIN, decided_at=clock.now())
    for kind in dict.fromkeys(registration.kinds):
        capability_add(organisation, kind)
    acting = Actor(user=user, organisation=organisation, level=Level.ADMIN)
    record(
        actor=acting,
        verb="organisation.registered",
        subject=organisation,
        payload={"identifier": registration.identifier_kind, "kinds": list(registration.kinds)},
    )
    return organisation


def capability_add(organisation: Organisation, kind: str) -> Capability:
    """The capability row of ``kind``: approved when it needs no vetting, otherwise a draft. Existing rows stay."""
    free = kind in UNVETTED
    capability, _created = Capability.objects.get_or_create(
        organisation=organisation,
        kind=kind,
        defaults={
            "state": CapabilityState.APPROVED if free else CapabilityState.DRAFT,
            "approved_at": clock.now() if free else None,
        },
    )
    return capability


@transaction.atomic
def capability_request(*, actor: Actor, kind: str) -> Capability:
    """Begin to act in one more way. Raises ``NotAllowedError`` unless the actor is an administrator."""
    if not actor.is_admin or actor.organisation is None:
        raise NotAllowedError(_("Only an administrator of the organisation can do this."))
    capability = capability_add(actor.organisation, kind)
    record(actor=actor, verb="capability.requested", subject=capability, payload={"kind": kind}, notify=False)
    return capability


@transaction.atomic
def organisation_update(*, actor: Actor, organisation: Organisation, changes: dict[str, Any]) -> Organisation:
    """Change contact details and description. Facts have their own service; the number and country stay.

    Raises ``NotAllowedError`` unless the actor may edit this organisation.
    """
    if not actor.may_edit or actor.organisation is None or actor.organisation.pk != organisation.pk:
        raise NotAllowedError(_("Only a member who may edit can change this."))
    changed = {
        name: value for name, value in changes.items() if name in EDITABLE and getattr(organisation, name) != value
    }
    if changed:
        before = {name: getattr(organisation, name) for name in changed}
        for name, value in changed.items():
            setattr(organisation, name, value)
        organisation.save(update_fields=[*changed, "updated_at"])
        record(
            actor=actor,
            verb="organisation.updated",
            subject=organisation,
            payload={"before": before, "after": changed},
            notify=False,
        )
    return organisation


@transaction.atomic
def identifier_add(*, actor: Actor, kind: str, value: str) -> Identifier:
    """Add or replace a number of the actor's organisation. Raises ``DomainError`` (``KnownFirmError`` when taken)."""
    if not actor.is_admin or actor.organisation is None:
        raise NotAllowedError(_("Only an administrator of the organisation can do this."))
    number = identifiers.compact(kind, value)
    known = known_firm(kind, number)
    if known is not None and known.pk != actor.organisation.pk:
        raise DomainError(fields={"identifier": [_("Another organisation has given this number. Write to support.")]})
    identifier, _created = Identifier.objects.update_or_create(
        organisation=actor.organisation, kind=kind, defaults={"value": number}
    )
    record(actor=actor, verb="identifier.recorded", subject=identifier, payload={"kind": kind}, notify=False)
    return identifier


def active_membership(user: User, organisation: Organisation) -> Membership | None:
    """The living membership of a person in an organisation."""
    return Membership.objects.filter(user=user, organisation=organisation, state=MembershipState.ACTIVE).first()
