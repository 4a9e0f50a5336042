"""Who is acting: a person, for which organisation, with which capabilities.

Policies and services take an Actor, never a request, so that views, tasks, mails and tests share them.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import NotAllowedError
from portal.common.prepared import Prepared, columns_of, instance
from portal.identity.models import User
from portal.organisations.choices import CapabilityKind, Level, MembershipState
from portal.organisations.models import Capability, Membership, Organisation


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting person and organisation. ``user`` None is the portal itself or a visitor."""

    user: User | None = None
    organisation: Organisation | None = None
    level: str = ""
    capabilities: frozenset[str] = field(default_factory=frozenset)  # approved kinds only
    is_staff_mode: bool = False
    organisations: tuple[Organisation, ...] = ()  # all that the person may act for
    has_second_factor: bool = False

    @property
    def person(self) -> User:
        """The signed-in person. Raises ``NotAllowedError`` for a visitor and for the portal itself."""
        if self.user is None:
            raise NotAllowedError(_("Sign in first."))
        return self.user

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None

    def holds(self, kind: str) -> bool:
        """Whether the organisation holds the approved capability ``kind``."""
        return kind in self.capabilities

    @property
    def may_edit(self) -> bool:
        """Whether the person may change things for the organisation."""
        return self.level in (Level.ADMIN, Level.EDITOR)

    @property
    def is_admin(self) -> bool:
        return self.level == Level.ADMIN

    @property
    def is_authority(self) -> bool:
        return self.holds(CapabilityKind.AUTHORITY)


SYSTEM = Actor()
VISITOR = Actor()


def actor_of_keys(person: int, organisation: int) -> Actor:
    """An actor of whom nothing but the keys is known: what a query is built with before it is kept."""
    return Actor(user=User(pk=person), organisation=Organisation(pk=organisation))


def actor_for(user: User, organisation: Organisation | None = None, *, is_staff_mode: bool = False) -> Actor:
    """The actor for ``user`` acting for ``organisation`` (default: the first active membership).

    A capability counts when it is approved and not past its expiry date.
    """
    return actor_of(user, organisation.public_id if organisation else "", is_staff_mode=is_staff_mode)


def actor_of(user: User, public_id: str = "", *, is_staff_mode: bool = False) -> Actor:
    """The same by the organisation's public id; without it and for an id of no membership none is acted for."""
    rows = [(*row[:2], instance(Organisation, row[2:])) for row in MEMBERSHIPS.rows(user=user.pk)]
    organisations = tuple(organisation for _level, _factor, organisation in rows)
    chosen = next((row for row in rows if public_id in ("", row[2].public_id)), None)
    if chosen is None:
        return Actor(user=user, is_staff_mode=is_staff_mode, organisations=organisations)
    level, has_second_factor, organisation = chosen
    kinds = CAPABILITIES.rows(organisation=organisation.pk, day=clock.today())
    return Actor(
        user=user,
        organisation=organisation,
        level=level,
        capabilities=frozenset(kind for (kind,) in kinds),
        is_staff_mode=is_staff_mode,
        organisations=organisations,
        has_second_factor=bool(has_second_factor),
    )


def memberships_of(user: int) -> QuerySet[Membership, Any]:
    """Level, whether the person has a second factor, and the organisation of each active membership, oldest first."""
    rows = Membership.objects.filter(user_id=user, state=MembershipState.ACTIVE).order_by("pk")
    factor = Exists(Authenticator.objects.filter(user_id=OuterRef("user_id")))
    return rows.values_list("level", factor, *columns_of(Organisation, "organisation__"))


def capabilities_on(organisation: int, day: date) -> QuerySet[Capability, Any]:
    """The kinds that are in force on ``day``."""
    return Capability.objects.filter(organisation_id=organisation).in_force(day).values_list("kind")


MEMBERSHIPS, CAPABILITIES = Prepared(memberships_of), Prepared(capabilities_on)
