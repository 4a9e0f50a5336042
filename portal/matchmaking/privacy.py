"""The exchange's part of personal data: what keeps an account, which drafts grow old."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.common import formatting
from portal.common.formatting import Medium
from portal.identity.models import User
from portal.matchmaking.models import Engagement, Request
from portal.matchmaking.states import EngagementState, RequestState
from portal.privacy import registry

RUNNING = (EngagementState.AGREED, EngagementState.ACTIVE, EngagementState.DISPUTED)
WAITING = (RequestState.SUBMITTED, RequestState.OPEN, RequestState.CLOSED)


def hold(user: User) -> Iterator[str]:
    """A firm with running work or open requests needs somebody who acts for it: which, and until when."""
    for firm in registry.left_alone(user):
        running = Engagement.objects.filter(Q(owner=firm) | Q(responder=firm), state__in=RUNNING).order_by("pk")
        for work in running.select_related("award__request"):
            words = named(work.award.request, formatting.date_text(work.ends_on, Medium.PLAIN))
            yield (
                _(
                    "Agreed work is still running: %(title)s, until %(day)s. Finish it first, or let a colleague take over."
                )
                if work.ends_on
                else _("Agreed work is still running: %(title)s. Finish it first, or let a colleague take over.")
            ) % words
        for request in Request.objects.filter(organisation=firm, state__in=WAITING).order_by("pk"):
            until = request.decide_by if request.state == RequestState.CLOSED else request.closes_at
            words = named(request, formatting.datetime_text(until, Medium.PLAIN))
            yield _("A request is open: %(title)s, until %(day)s. Withdraw it, or let a colleague take over.") % words


def named(request: Request, day: str) -> dict[str, str]:
    """The words of a reason: which request, until when."""
    return {"title": formatting.name(request.title, medium=Medium.PLAIN), "day": day}


def old_drafts(before: datetime) -> int:
    """Drafts that ended before anybody saw them go for good, with their details."""
    drafts = Request.objects.filter(
        state__in=("expired", "cancelled"), submitted_at__isnull=True, ended_at__lt=before, next_tries__isnull=True
    )
    return sum(bool(draft.delete()[0]) for draft in drafts[:1000])
