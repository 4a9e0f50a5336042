"""States of the exchange and every legal move between them: data only.

The same tables feed the one function that moves a state (``transitions.py``), the buttons shown, ``docs/states.md``
and the tests of all illegal moves.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy


class RequestState(models.TextChoices):
    """Life of a request: what the asking firm wants, from draft to confirmed outcome."""

    DRAFT = "draft", pgettext_lazy("request", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("request", "Being checked")
    RETURNED = "returned", pgettext_lazy("request", "Returned for changes")
    REJECTED = "rejected", pgettext_lazy("request", "Not published")
    OPEN = "open", pgettext_lazy("request", "Open")
    CLOSED = "closed", pgettext_lazy("request", "Closed, choosing")
    AWARDED = "awarded", pgettext_lazy("request", "Accepted")
    ENGAGED = "engaged", pgettext_lazy("request", "Under way")
    COMPLETED = "completed", pgettext_lazy("request", "Completed")
    CANCELLED = "cancelled", pgettext_lazy("request", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("request", "Lapsed")
    UNSUCCESSFUL = "unsuccessful", pgettext_lazy("request", "No result")


class ResponseState(models.TextChoices):
    """Life of an offer, bid or mentoring plan. Once submitted it is immutable; a change is a new revision."""

    DRAFT = "draft", pgettext_lazy("response", "Draft")
    APPROVAL = "approval", pgettext_lazy("response", "Waiting for a second person")
    SUBMITTED = "submitted", pgettext_lazy("response", "Submitted")
    SHORTLISTED = "shortlisted", pgettext_lazy("response", "Shortlisted")
    ACCEPTED = "accepted", pgettext_lazy("response", "Accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("response", "Withdrawn")
    DECLINED = "declined", pgettext_lazy("response", "Not chosen")
    LAPSED = "lapsed", pgettext_lazy("response", "Lapsed")
    SUPERSEDED = "superseded", pgettext_lazy("response", "Replaced by a newer version")


class EngagementState(models.TextChoices):
    """What follows an award."""

    AGREED = "agreed", pgettext_lazy("engagement", "Agreed")
    ACTIVE = "active", pgettext_lazy("engagement", "Under way")
    COMPLETED = "completed", pgettext_lazy("engagement", "Completed")
    TERMINATED = "terminated", pgettext_lazy("engagement", "Ended early")
    DISPUTED = "disputed", pgettext_lazy("engagement", "In dispute")


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal move. ``who`` names the side that may make it; ``policy`` in ``policies.py`` decides.

    ``who``: owner (the asking organisation), responder, authority, clock (the portal itself). ``stamp`` is the
    moment column set by the move. ``tells`` says which sides are notified ("" = nobody, on purpose).
    """

    name: str
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    verb: str
    stamp: str = ""
    tells: str = ""


R, S, G = RequestState, ResponseState, EngagementState

REQUEST_TRANSITIONS = (
    Transition(
        "submit", (R.DRAFT, R.RETURNED), R.SUBMITTED, ("owner",), "request.submitted", "submitted_at", "authority"
    ),
    Transition("return", (R.SUBMITTED,), R.RETURNED, ("authority",), "request.returned", "", "owner"),
    Transition("reject", (R.SUBMITTED,), R.REJECTED, ("authority",), "request.rejected", "decided_at", "owner"),
    Transition("open", (R.SUBMITTED,), R.OPEN, ("authority", "clock"), "request.opened", "opened_at", "responders"),
    Transition("close", (R.OPEN,), R.CLOSED, ("clock", "owner"), "request.closed", "closed_at", "owner, responders"),
    Transition("award", (R.OPEN, R.CLOSED), R.AWARDED, ("owner",), "request.awarded", "awarded_at", "responders"),
    Transition("engage", (R.AWARDED,), R.ENGAGED, ("clock", "owner", "responder"), "request.engaged", "", ""),
    Transition("complete", (R.ENGAGED, R.AWARDED), R.COMPLETED, ("clock",), "request.completed", "completed_at", ""),
    Transition(
        "cancel",
        (R.DRAFT, R.RETURNED, R.SUBMITTED, R.OPEN, R.CLOSED),
        R.CANCELLED,
        ("owner",),
        "request.cancelled",
        "ended_at",
        "responders",
    ),
    Transition("expire", (R.DRAFT, R.RETURNED), R.EXPIRED, ("clock",), "request.expired", "ended_at", "owner"),
    Transition(
        "fail",
        (R.CLOSED, R.OPEN),
        R.UNSUCCESSFUL,
        ("clock", "owner"),
        "request.unsuccessful",
        "ended_at",
        "owner, responders",
    ),
)

RESPONSE_TRANSITIONS = (
    Transition("ask_approval", (S.DRAFT,), S.APPROVAL, ("responder",), "response.approval_asked", "", "colleagues"),
    Transition("send_back", (S.APPROVAL,), S.DRAFT, ("responder",), "response.sent_back", "", "author"),
    Transition(
        "submit", (S.DRAFT, S.APPROVAL), S.SUBMITTED, ("responder",), "response.submitted", "submitted_at", "owner"
    ),
    Transition("shortlist", (S.SUBMITTED,), S.SHORTLISTED, ("owner",), "response.shortlisted", "", "responder"),
    Transition(
        "accept", (S.SUBMITTED, S.SHORTLISTED), S.ACCEPTED, ("owner",), "response.accepted", "decided_at", "responder"
    ),
    Transition(
        "decline",
        (S.SUBMITTED, S.SHORTLISTED),
        S.DECLINED,
        ("owner", "clock"),
        "response.declined",
        "decided_at",
        "responder",
    ),
    Transition(
        "withdraw",
        (S.DRAFT, S.APPROVAL, S.SUBMITTED, S.SHORTLISTED),
        S.WITHDRAWN,
        ("responder",),
        "response.withdrawn",
        "ended_at",
        "owner",
    ),
    Transition(
        "lapse",
        (S.DRAFT, S.APPROVAL, S.SUBMITTED, S.SHORTLISTED),
        S.LAPSED,
        ("clock",),
        "response.lapsed",
        "ended_at",
        "responder",
    ),
    Transition(
        "supersede", (S.SUBMITTED, S.SHORTLISTED), S.SUPERSEDED, ("responder",), "response.superseded", "ended_at", ""
    ),
)

ENGAGEMENT_TRANSITIONS = (
    Transition("start", (G.AGREED,), G.ACTIVE, ("owner", "responder"), "engagement.started", "started_at", "both"),
    Transition(
        "complete",
        (G.ACTIVE,),
        G.COMPLETED,
        ("owner", "responder", "clock"),
        "engagement.completed",
        "ended_at",
        "both",
    ),
    Transition(
        "terminate",
        (G.AGREED, G.ACTIVE, G.DISPUTED),
        G.TERMINATED,
        ("owner", "responder", "authority"),
        "engagement.terminated",
        "ended_at",
        "both",
    ),
    Transition(
        "dispute", (G.ACTIVE,), G.DISPUTED, ("owner", "responder"), "engagement.disputed", "", "both, authority"
    ),
    Transition("settle", (G.DISPUTED,), G.ACTIVE, ("authority",), "engagement.settled", "", "both"),
)

LIVE_RESPONSES = (S.SUBMITTED, S.SHORTLISTED)
WORKING_RESPONSES = (S.DRAFT, S.APPROVAL)
ENDED_REQUESTS = (R.REJECTED, R.COMPLETED, R.CANCELLED, R.EXPIRED, R.UNSUCCESSFUL)
EDITABLE_REQUESTS = (R.DRAFT, R.RETURNED)


def find(table: tuple[Transition, ...], name: str) -> Transition:
    """The transition called ``name`` in ``table``; KeyError when there is none."""
    for transition in table:
        if transition.name == name:
            return transition
    raise KeyError(name)
