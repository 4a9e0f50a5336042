"""Rows whose number stands beside navigation entries: each reads one index, and all are counted together."""

from django.db.models import Exists, OuterRef, QuerySet

from portal.matchmaking.models import Dispute, Match, Request, Thread, ThreadReading
from portal.matchmaking.states import RequestState
from portal.notify.models import InboxItem
from portal.organisations.actors import Actor


def unread_notifications(actor: Actor | None) -> QuerySet[InboxItem]:
    """Notifications the person has not marked as read."""
    if actor is None or actor.user is None:
        return InboxItem.objects.none()
    return InboxItem.objects.filter(user=actor.user, read_at__isnull=True)


def new_requests(actor: Actor | None) -> QuerySet[Match]:
    """Open requests nobody of the organisation has looked at: those of the inbox's first stage that are marked new."""
    if actor is None or actor.organisation is None:
        return Match.objects.none()
    return Match.objects.filter(organisation=actor.organisation, seen_at__isnull=True).new()


def unread_threads(actor: Actor | None) -> QuerySet[Thread]:
    """Conversations with something the person has not read."""
    if actor is None or actor.organisation is None or actor.user is None:
        return Thread.objects.none()
    read = ThreadReading.objects.filter(
        thread=OuterRef("pk"), user=actor.user, read_at__gte=OuterRef("last_message_at")
    )
    rows = Thread.objects.visible_to(actor).filter(last_message_at__isnull=False)
    return rows.filter(~Exists(read))


def unchecked_requests(actor: Actor | None) -> QuerySet[Request]:
    """Requests an authority must look at before they are published."""
    return Request.objects.filter(state=RequestState.SUBMITTED)


def open_disputes(actor: Actor | None) -> QuerySet[Dispute]:
    """Disputes without a decision."""
    return Dispute.objects.filter(decided_at__isnull=True)
