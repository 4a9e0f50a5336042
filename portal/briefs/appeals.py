"""Decisions on applications, as appeals find them."""

from django.urls import reverse

from portal.briefs import policies
from portal.briefs.choices import ApplicationState
from portal.briefs.models import Application
from portal.briefs.services.applications import application_reopen
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


def reopen(actor: Actor, key: str) -> None:
    """An appeal against the rejection ``key`` was upheld, wholly or in part."""
    row = Application.objects.filter(public_id=key, state=ApplicationState.REJECTED).select_related("brief").first()
    if row is not None:
        application_reopen(actor=actor, application=row)


register("application", rejected, reopen)
