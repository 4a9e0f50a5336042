"""Numbers beside navigation entries: one indexed query each, which counts no further than anybody reads."""

from django.db.models import Exists, OuterRef

from portal.matchmaking.models import Dispute, Match, Request, Thread, ThreadReading
from portal.matchmaking.states import RequestState
from portal.notify.models import InboxItem
from portal.organisations.actors import Actor

MOST = 999  # beyond it the number says "many", and counting would cost more than the page


def unread_notifications(actor: Actor | None) -> int:
    """Notifications the person has not marked as read."""
    if actor is None or actor.user is None:
        return 0
    return InboxItem.objects.filter(user=actor.user, read_at__isnull=True)[:MOST].count()


def new_requests(actor: Actor | None) -> int:
    """Open requests nobody of the organisation has looked at: those of the inbox's first stage that are marked new."""
    if actor is None or actor.organisation is None:
        return 0
    return Match.objects.filter(organisation=actor.organisation, seen_at__isnull=True).new()[:MOST].count()


def unread_threads(actor: Actor | None) -> int:
    """Conversations with something the person has not read."""
    if actor is None or actor.organisation is None or actor.user is None:
        return 0
    read = ThreadReading.objects.filter(
        thread=OuterRef("pk"), user=actor.user, read_at__gte=OuterRef("last_message_at")
    )
    rows = Thread.objects.visible_to(actor).filter(last_message_at__isnull=False)
    return rows.filter(~Exists(read))[:MOST].count()


def unchecked_requests(actor: Actor | None) -> int:
    """Requests an authority must look at before they are published."""
    return Request.objects.filter(state=RequestState.SUBMITTED)[:MOST].count()


def open_disputes(actor: Actor | None) -> int:
    """Disputes without a decision."""
    return Dispute.objects.filter(decided_at__isnull=True)[:MOST].count()
