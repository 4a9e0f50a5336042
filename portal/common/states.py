"""The closed list of states shown to people: a word and a tone for each (never colour alone).

Apps with states of their own add a list in ``AppConfig.ready`` with ``register``.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

TONES = ("neutral", "info", "ok", "warn", "bad")
State = tuple[Promise | str, str]

STATES: dict[str, dict[str, State]] = {
    "request": {
        "draft": (pgettext_lazy("request state", "Draft"), "neutral"),
        "submitted": (pgettext_lazy("request state", "Being checked"), "info"),
        "open": (pgettext_lazy("request state", "Open"), "ok"),
        "closed": (pgettext_lazy("request state", "Closed, you decide"), "warn"),
        "awarded": (pgettext_lazy("request state", "Awarded"), "ok"),
        "engaged": (pgettext_lazy("request state", "Under way"), "ok"),
        "completed": (pgettext_lazy("request state", "Completed"), "neutral"),
        "returned": (pgettext_lazy("request state", "Returned to you"), "warn"),
        "rejected": (pgettext_lazy("request state", "Not accepted"), "bad"),
        "cancelled": (pgettext_lazy("request state", "Cancelled"), "neutral"),
        "expired": (pgettext_lazy("request state", "Expired"), "neutral"),
        "unsuccessful": (pgettext_lazy("request state", "No suitable offer"), "warn"),
    },
    "response": {
        "draft": (pgettext_lazy("response state", "Draft"), "neutral"),
        "approval": (pgettext_lazy("response state", "Waits for a second person"), "warn"),
        "submitted": (pgettext_lazy("response state", "Sent"), "info"),
        "shortlisted": (pgettext_lazy("response state", "Shortlisted"), "info"),
        "accepted": (pgettext_lazy("response state", "Accepted"), "ok"),
        "withdrawn": (pgettext_lazy("response state", "Withdrawn"), "neutral"),
        "declined": (pgettext_lazy("response state", "Not chosen"), "neutral"),
        "lapsed": (pgettext_lazy("response state", "No longer valid"), "warn"),
        "superseded": (pgettext_lazy("response state", "Replaced by a newer one"), "neutral"),
    },
    "engagement": {
        "agreed": (pgettext_lazy("engagement state", "Agreed"), "info"),
        "active": (pgettext_lazy("engagement state", "Under way"), "ok"),
        "completed": (pgettext_lazy("engagement state", "Completed"), "neutral"),
        "terminated": (pgettext_lazy("engagement state", "Ended early"), "warn"),
        "disputed": (pgettext_lazy("engagement state", "In dispute"), "bad"),
    },
    "capability": {
        "draft": (pgettext_lazy("capability state", "Not sent yet"), "neutral"),
        "submitted": (pgettext_lazy("capability state", "Being vetted"), "info"),
        "approved": (pgettext_lazy("capability state", "Verified"), "ok"),
        "free": (pgettext_lazy("capability state", "Active"), "ok"),
        "rejected": (pgettext_lazy("capability state", "Not approved"), "bad"),
        "suspended": (pgettext_lazy("capability state", "Suspended"), "bad"),
        "expired": (pgettext_lazy("capability state", "Expired"), "warn"),
    },
    "brief": {
        "draft": (pgettext_lazy("brief state", "Draft"), "neutral"),
        "review": (pgettext_lazy("brief state", "In review"), "info"),
        "scheduled": (pgettext_lazy("brief state", "Scheduled"), "info"),
        "published": (pgettext_lazy("brief state", "Published"), "ok"),
        "superseded": (pgettext_lazy("brief state", "Replaced by a newer version"), "warn"),
        "withdrawn": (pgettext_lazy("brief state", "Withdrawn"), "neutral"),
        "archived": (pgettext_lazy("brief state", "Archived"), "neutral"),
    },
    "task": {
        "completed": (pgettext_lazy("task state", "Completed"), "plain"),
        "in_progress": (pgettext_lazy("task state", "In progress"), "info"),
        "not_started": (pgettext_lazy("task state", "Not started"), "info"),
        "cannot_start": (pgettext_lazy("task state", "Cannot start yet"), "neutral"),
        "problem": (pgettext_lazy("task state", "There is a problem"), "bad"),
    },
    "milestone": {
        "planned": (pgettext_lazy("milestone state", "Planned"), "neutral"),
        "reported": (pgettext_lazy("milestone state", "Reported done"), "info"),
        "confirmed": (pgettext_lazy("milestone state", "Confirmed"), "ok"),
        "overdue": (pgettext_lazy("milestone state", "Overdue"), "bad"),
    },
    "job": {
        "queued": (pgettext_lazy("job state", "Waiting to start"), "neutral"),
        "running": (pgettext_lazy("job state", "Running"), "info"),
        "done": (pgettext_lazy("job state", "Done"), "ok"),
        "failed": (pgettext_lazy("job state", "Failed"), "bad"),
    },
}


def register(kind: str, states: Mapping[str, State]) -> None:
    """Adds or completes the list ``kind``. Raises ValueError for an unknown tone."""
    for word, tone in states.values():
        if tone not in TONES:
            raise ValueError(f"unknown tone {tone!r} of {word!r}")
    STATES.setdefault(kind, {}).update(states)


def register_choices(kind: str, choices: type[TextChoices], **tones: str) -> None:
    """Adds the list ``kind`` with the words of ``choices``; codes without a tone are neutral."""
    members: Any = choices  # the type checker does not see that a class of choices can be walked
    register(kind, {member.value: (member.label, tones.get(member.value, "neutral")) for member in members})


def find(kind: str, state: str) -> State:
    """Word and tone of a state; the bare code in a neutral tone when it is unknown."""
    return STATES.get(kind, {}).get(str(state), (str(state), "neutral"))
