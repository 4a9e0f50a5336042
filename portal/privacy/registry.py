"""What apps of higher storeys add: reasons to keep an account, what grows old."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.utils.functional import Promise

from portal.identity.models import User
from portal.organisations.choices import MembershipState
from portal.organisations.models import Membership, Organisation

Hold = Callable[[User], Iterable[str | Promise]]
Ageing = Callable[[datetime], int]

holds: dict[str, Hold] = {}
ageing: dict[str, Ageing] = {}


def register(name: str, *, hold: Hold | None = None, age: tuple[str, Ageing] | None = None) -> None:
    """Add an app's functions under its ``name``; ``age`` names the period of retention.json it serves."""
    if hold is not None:
        holds[name] = hold
    if age is not None:
        ageing[age[0]] = age[1]


def left_alone(user: User) -> Iterator[Organisation]:
    """Organisations that would have nobody left to act for them without ``user``."""
    active = Membership.objects.filter(state=MembershipState.ACTIVE)
    for own in active.filter(user=user).select_related("organisation"):
        if not active.filter(organisation=own.organisation).exclude(user=user).exists():
            yield own.organisation
