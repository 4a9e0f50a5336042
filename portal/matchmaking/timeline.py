"""What has happened to a request, as its people may read it."""

from typing import Any

from django.utils.translation import pgettext_lazy

from portal.journal.models import JournalEntry
from portal.journal.services import subject_of
from portal.matchmaking.models import Engagement, Request
from portal.organisations.actors import Actor

WORDS = {
    "request.created": pgettext_lazy("event", "Draft started"),
    "request.submitted": pgettext_lazy("event", "Sent"),
    "request.returned": pgettext_lazy("event", "Returned for changes"),
    "request.rejected": pgettext_lazy("event", "Not published"),
    "request.opened": pgettext_lazy("event", "Published"),
    "request.extended": pgettext_lazy("event", "Time extended"),
    "request.closing_soon": pgettext_lazy("event", "Reminder: closing soon"),
    "request.closed": pgettext_lazy("event", "Time for answers ended"),
    "request.decision_due": pgettext_lazy("event", "Reminder: please decide"),
    "request.awarded": pgettext_lazy("event", "An answer was accepted"),
    "request.engaged": pgettext_lazy("event", "Work began"),
    "request.completed": pgettext_lazy("event", "Completed"),
    "request.cancelled": pgettext_lazy("event", "Withdrawn"),
    "request.expired": pgettext_lazy("event", "Lapsed"),
    "request.unsuccessful": pgettext_lazy("event", "Ended without a result"),
    "match.seen": pgettext_lazy("event", "Read for the first time"),
    "match.declined": pgettext_lazy("event", "Declined with reasons"),
    "match.revealed": pgettext_lazy("event", "Name and contact shown"),
    "question.answered": pgettext_lazy("event", "A question was answered"),
    "engagement.started": pgettext_lazy("event", "Begun"),
    "engagement.completed": pgettext_lazy("event", "Completed"),
    "engagement.terminated": pgettext_lazy("event", "Ended early"),
    "engagement.disputed": pgettext_lazy("event", "Dispute raised"),
    "engagement.settled": pgettext_lazy("event", "Dispute decided"),
    "milestone.confirmed": pgettext_lazy("event", "Step confirmed"),
    "milestone.late": pgettext_lazy("event", "Step is late"),
    "outcome.reported": pgettext_lazy("event", "Result reported"),
}


def _events(thing: Request | Engagement, actor: Actor, limit: int = 60) -> list[dict[str, Any]]:
    subject_type, subject_key = subject_of(thing)
    entries = (
        JournalEntry.objects.filter(subject_type=subject_type, subject_key=subject_key, verb__in=WORDS)
        .filter(concerns__organisation=actor.organisation)
        .select_related("organisation", "user")
        .order_by("-at", "-pk")[:limit]
    )
    return [
        {
            "title": WORDS[entry.verb],
            "text": entry.payload.get("title", "")
            if entry.verb.startswith("milestone")
            else entry.payload.get("reason", ""),
            "at": entry.at,
            "actor": str(entry.organisation) if entry.organisation_id else "",
        }
        for entry in entries
    ]


def of_request(request: Request, actor: Actor) -> list[dict[str, Any]]:
    """Newest first, only what concerns the actor's organisation."""
    return _events(request, actor)


def of_engagement(engagement: Engagement, actor: Actor) -> list[dict[str, Any]]:
    return _events(engagement, actor)
