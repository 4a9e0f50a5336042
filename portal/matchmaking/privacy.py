"""The exchange's part of personal data: what a copy holds, what keeps an account, which drafts grow old."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.identity.models import User
from portal.matchmaking.models import Engagement, InboxSearch, Message, Request, Response
from portal.organisations.models import Membership, Organisation


def part(user: User, firm: Organisation | None) -> Iterable[dict[str, Any]]:
    """Requests, answers and messages: the person's own, and the organisation's for its administrator."""
    owner = {"organisation": firm} if firm else {"created_by": user}
    for request in Request.objects.filter(**owner).values(
        "reference", "pillar", "state", "title", "summary", "created_at", "submitted_at", "closes_at"
    ):
        yield {"kind": "request", **request}
    for response in Response.objects.filter(**owner).values(
        "request__reference", "revision", "state", "message", "submitted_at", "valid_until"
    ):
        yield {"kind": "response", **response}
    for message in Message.objects.filter(author=user).values("thread__request__reference", "text", "sent_at"):
        yield {"kind": "message", **message}
    for search in InboxSearch.objects.filter(user=user).values("name", "query", "frequency", "created_at"):
        yield {"kind": "search", **search}


def hold(user: User) -> Iterator[str | Promise]:
    """A firm with running work or open requests needs somebody who acts for it."""
    for own in Membership.objects.filter(user=user, state="active").select_related("organisation"):
        firm = own.organisation
        if Membership.objects.filter(organisation=firm, state="active").exclude(user=user).exists():
            continue
        running = Engagement.objects.filter(state__in=("agreed", "active", "disputed"))
        if running.filter(owner=firm).exists() or running.filter(responder=firm).exists():
            yield _("Work agreed through the portal is still running. Finish or hand it over first.")
        if Request.objects.filter(organisation=firm, state__in=("submitted", "open", "closed")).exists():
            yield _("A request of your organisation is open. Withdraw it or hand it over first.")


def old_drafts(before: datetime) -> int:
    """Drafts that ended before anybody saw them go for good, with their details."""
    drafts = Request.objects.filter(
        state__in=("expired", "cancelled"), submitted_at__isnull=True, ended_at__lt=before, next_tries__isnull=True
    )
    return sum(bool(draft.delete()[0]) for draft in drafts[:1000])
