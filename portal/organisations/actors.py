"""Who is acting: a person, for which organisation, with which capabilities.

Policies and services take an Actor, never a request, so that views, tasks, mails and tests share them.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from portal.common.errors import NotAllowedError
from portal.identity.models import User
from portal.organisations.choices import CapabilityKind, Level, MembershipState
from portal.organisations.models import Membership, Organisation


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting person and organisation. ``user`` None is the portal itself or a visitor."""

    user: User | None = None
    organisation: Organisation | None = None
    level: str = ""
    capabilities: frozenset[str] = field(default_factory=frozenset)  # approved kinds only
    is_staff_mode: bool = False

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


def actor_for(user: User, organisation: Organisation | None = None, *, is_staff_mode: bool = False) -> Actor:
    """The actor for ``user`` acting for ``organisation`` (default: the first active membership).

    A capability counts when it is approved and not past its expiry date.
    """
    memberships = Membership.objects.filter(user=user, state=MembershipState.ACTIVE).select_related("organisation")
    if organisation is not None:
        memberships = memberships.filter(organisation=organisation)
    membership = memberships.order_by("pk").first()
    if membership is None:
        return Actor(user=user, is_staff_mode=is_staff_mode)
    kinds = membership.organisation.capabilities.in_force().values_list("kind", flat=True)
    return Actor(
        user=user,
        organisation=membership.organisation,
        level=membership.level,
        capabilities=frozenset(kinds),
        is_staff_mode=is_staff_mode,
    )
