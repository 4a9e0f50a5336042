"""What the navigation asks of this app."""

from portal.organisations.actors import Actor
from portal.vetting.choices import QUEUE_STATES
from portal.vetting.models import VettingCase
from portal.vetting.policies import can_review


def reviews(actor: Actor | None) -> bool:
    """Whether the queue is shown."""
    return actor is not None and can_review(actor)


def waiting_cases(actor: Actor | None) -> int:
    """How many applications wait for an officer."""
    return VettingCase.objects.filter(state__in=QUEUE_STATES).count()
