"""Decisions on applications, as appeals find them."""

from django.urls import reverse

from portal.briefs import policies
from portal.briefs.choices import ApplicationState
from portal.complaints.appeals import Decision, register
from portal.organisations.actors import Actor


def rejected(actor: Actor, key: str) -> Decision | None:
    """The rejected application ``key`` when the actor is a side of it."""
    row = (
        policies.applications_visible_to(actor)
        .filter(public_id=key, state=ApplicationState.REJECTED)
        .select_related("decided_by")
        .first()
    )
    if row is None:
        return None
    return Decision(row.decided_by, row.reference, reverse("briefs:application", args=[row.public_id]))


register("application", rejected)
