"""Every journal verb in words. A house test compares this catalogue with the verbs written in the code.

``names_other`` says whether somebody of another organisation who reads the entry may be told which organisation did
it; otherwise it reads "Another organisation", so that the contact shield and hidden askers hold here too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from portal.journal import pillar_verbs

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Verb:
    """A kind of event."""

    words: Text
    names_other: bool = False


_verbs: dict[str, Verb] = {}

SUBJECTS: Mapping[str, Text] = {
    "request": lazy("Requests"),
    "match": lazy("Requests that fit"),
    "response": lazy("Answers"),
    "award": lazy("Decisions"),
    "engagement": lazy("Agreed work"),
    "question": lazy("Questions"),
    "message": lazy("Messages"),
    "milestone": lazy("Steps"),
    "outcome": lazy("Results"),
    "rating": lazy("Ratings"),
    "document": lazy("Documents"),
    "organisation": lazy("Organisation"),
    "membership": lazy("Members"),
    "vetting": lazy("Vetting"),
    "key_facts": lazy("Key facts statements"),
    "application": lazy("Benefits applied for"),
    "brief": lazy("Policy briefs"),
    "complaint": lazy("Complaints"),
    "digital": lazy("Going digital"),
    "export": lazy("Selling abroad"),
    "webhook": lazy("Webhooks"),
    "staff": lazy("Staff mode"),
}


def register(verbs: Mapping[str, Text | Verb]) -> None:
    """Add words for verbs (an app calls this in ``AppConfig.ready``); known verbs keep the words they have."""
    for code, verb in verbs.items():
        _verbs.setdefault(code, verb if isinstance(verb, Verb) else Verb(verb))


def known() -> dict[str, Verb]:
    """All verbs."""
    return dict(_verbs)


def words(verb: str) -> str:
    """``verb`` in the active language; an unknown one as “Other event” with its code."""
    found = _verbs.get(verb)
    return str(found.words) if found else _("Other event: %(code)s") % {"code": f"\u2066{verb}\u2069"}


def names_other(verb: str) -> bool:
    """Whether the acting organisation may be named to another one."""
    return verb in _verbs and _verbs[verb].names_other


register(
    {
        "request.created": lazy("Request begun"),
        "request.submitted": lazy("Request sent to be checked"),
        "request.returned": lazy("Request returned for changes"),
        "request.rejected": lazy("Request not published"),
        "request.opened": lazy("Request opened"),
        "request.matched": lazy("Suitable organisations were told"),
        "request.extended": lazy("More time given for answers"),
        "request.closing_soon": lazy("Reminder that a request closes soon"),
        "request.closed": lazy("Time for answers ended"),
        "request.decision_due": lazy("Reminder to decide"),
        "request.moderation_late": lazy("Check of a request is late"),
        "request.awarded": lazy("Request awarded"),
        "request.engaged": lazy("Work on a request began"),
        "request.completed": lazy("Request completed"),
        "request.cancelled": lazy("Request withdrawn"),
        "request.expired": lazy("Draft lapsed"),
        "request.unsuccessful": lazy("Request ended without result"),
        "request.imported": lazy("Request taken over from a file"),
        "match.seen": lazy("Request read for the first time"),
        "match.declined": Verb(lazy("Request declined with reasons"), names_other=True),
        "match.revealed": lazy("Name and contact shown to a responder"),
        "response.started": lazy("Answer begun"),
        "response.approval_asked": lazy("Second person asked to approve an answer"),
        "response.sent_back": lazy("Answer sent back by a colleague"),
        "response.submitted": lazy("Answer sent"),
        "response.shortlisted": lazy("Answer put on the shortlist"),
        "response.accepted": lazy("Answer accepted"),
        "response.declined": lazy("Answer not chosen"),
        "response.withdrawn": lazy("Answer taken back"),
        "response.lapsed": lazy("Answer lapsed"),
        "response.superseded": lazy("Answer replaced by a newer version"),
        "award.made": Verb(lazy("Decision made"), names_other=True),
        "question.asked": lazy("Question asked"),
        "question.answered": lazy("Question answered"),
        "message.sent": lazy("Message sent"),
        "engagement.started": Verb(lazy("Work began"), names_other=True),
        "engagement.completed": Verb(lazy("Work completed"), names_other=True),
        "engagement.terminated": Verb(lazy("Work ended early"), names_other=True),
        "engagement.disputed": Verb(lazy("Dispute raised"), names_other=True),
        "engagement.settled": Verb(lazy("Dispute decided"), names_other=True),
        "milestone.confirmed": Verb(lazy("Step confirmed"), names_other=True),
        "milestone.late": lazy("Step is late"),
        "outcome.asked": lazy("Asked for the result"),
        "outcome.reported": Verb(lazy("Result reported"), names_other=True),
        "rating.given": Verb(lazy("Rating given"), names_other=True),
        "document.uploaded": lazy("Document added"),
        "document.replaced": lazy("New version of a document"),
        "document.shared": lazy("Document shared"),
        "document.viewed": Verb(lazy("Document read"), names_other=True),
        "document.revoked": lazy("Permission to read a document taken back"),
        "document.removed": lazy("Document removed"),
        "webhook.created": lazy("Webhook set up"),
        "webhook.ended": lazy("Webhook ended"),
        "webhook.secret_renewed": lazy("Secret of a webhook renewed"),
        "staff.mode_started": lazy("Staff mode begun"),
        "staff.mode_stopped": lazy("Staff mode ended"),
        "staff.journal_read": lazy("Journal read in staff mode"),
    }
)
register(pillar_verbs.VERBS)
