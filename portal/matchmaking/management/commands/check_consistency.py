"""Nightly check of what composition and conditional updates cannot express as constraints."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F

from portal.common import clock
from portal.matchmaking import mirror, registry
from portal.matchmaking.models import Award, Engagement, Request, Response


def faults() -> Iterator[str]:
    """Every inconsistency found, in words."""
    yield from unpaired()
    yield from contradictions()


def unpaired() -> Iterator[str]:
    """Rows of the spine without their pillar's row, or with another pillar's."""
    for pillar in registry.everyone():
        have = pillar.details_model._default_manager.values("request_id")
        for request in Request.objects.filter(pillar=pillar.code).exclude(pk__in=have):
            yield f"request {request.public_id} has no {pillar.code} details"
        for key in pillar.details_model._default_manager.exclude(request__pillar=pillar.code).values_list(
            "pk", flat=True
        ):
            yield f"{pillar.code} details {key} belong to a request of another pillar"
        terms = pillar.terms_model._default_manager.values("response_id")
        for response in Response.objects.filter(request__pillar=pillar.code).exclude(pk__in=terms):
            yield f"response {response.public_id} has no {pillar.code} terms"


def contradictions() -> Iterator[str]:
    """Rows of the spine that contradict each other."""
    for award in Award.objects.exclude(response__request=F("request")):
        yield f"award {award.public_id}: its response belongs to another request"
    for response in Response.objects.filter(state="accepted", award__isnull=True):
        yield f"response {response.public_id} is accepted without an award"
    for award in Award.objects.filter(engagement__isnull=True):
        yield f"award {award.public_id} has no engagement"
    for request in Request.objects.filter(state="open", closes_at__lt=clock.now(), next_check_at__isnull=True):
        yield f"request {request.public_id} is open past its deadline and no clock will look at it"
    for request in Request.objects.filter(state="awarded", awards__isnull=True):
        yield f"request {request.public_id} is awarded without an award"
    ended = ("cancelled", "unsuccessful", "completed")
    for response in Response.objects.filter(state__in=("submitted", "shortlisted"), request__state__in=ended):
        yield f"response {response.public_id} is still live on an ended request"
    for match in mirror.differing():
        yield f"match {match.public_id}: its copies of the request (kind, closing, openness) are out of date"
    for engagement in Engagement.objects.exclude(award__response__organisation=F("responder")):
        yield f"engagement {engagement.public_id}: its responder did not win the award"


class Command(BaseCommand):
    help = "Report rows that contradict each other; exits 1 when there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(faults())
        for fault in found:
            self.stdout.write(fault)
        if found:
            raise CommandError(f"{len(found)} inconsistencies")
        self.stdout.write("consistent")
