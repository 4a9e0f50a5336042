"""Every journal verb in words. A house test compares this catalogue with the verbs written in the code.

``names_other`` says whether somebody of another organisation who reads the entry may be told which organisation did
it; otherwise it reads "Another organisation", so that the contact shield and hidden askers hold here too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Verb:
    """A kind of event."""

    words: Text
    names_other: bool = False


_verbs: dict[str, Verb] = {}

SUBJECTS: dict[str, Text] = {
    "request": _("Requests"),
    "match": _("Requests that fit"),
    "search": _("Saved searches"),
    "response": _("Answers"),
    "award": _("Decisions"),
    "engagement": _("Agreed work"),
    "question": _("Questions"),
    "message": _("Messages"),
    "milestone": _("Steps"),
    "outcome": _("Results"),
    "rating": _("Ratings"),
    "document": _("Documents"),
    "organisation": _("Organisation"),
    "membership": _("Members"),
    "vetting": _("Vetting"),
    "webhook": _("Webhooks"),
    "staff": _("Staff mode"),
    "privacy": _("Personal data"),
}


def register(verbs: Mapping[str, Text | Verb], subjects: Mapping[str, Text] | None = None) -> None:
    """Add words for verbs and what they are about (an app calls this in ``AppConfig.ready``); known ones keep theirs."""
    for code, verb in verbs.items():
        _verbs.setdefault(code, verb if isinstance(verb, Verb) else Verb(verb))
    for code, subject in (subjects or {}).items():
        SUBJECTS.setdefault(code, subject)


def known() -> dict[str, Verb]:
    """All verbs."""
    return dict(_verbs)


def words(verb: str) -> str:
    """``verb`` in the active language; an unknown one as “Other event” with its code."""
    found = _verbs.get(verb)
    return str(found.words) if found else gettext("Other event: %(code)s") % {"code": f"\u2066{verb}\u2069"}


def names_other(verb: str) -> bool:
    """Whether the acting organisation may be named to another one."""
    return verb in _verbs and _verbs[verb].names_other


register(
    {
        "request.created": _("Request begun"),
        "request.submitted": _("Request sent to be checked"),
        "request.returned": _("Request returned for changes"),
        "request.rejected": _("Request not published"),
        "request.opened": _("Request opened"),
        "request.matched": _("Suitable organisations were told"),
        "request.extended": _("More time given for answers"),
        "request.closing_soon": _("Reminder that a request closes soon"),
        "request.closed": _("Time for answers ended"),
        "request.decision_due": _("Reminder to decide"),
        "request.looked_at": _("An authority opened a request"),
        "request.moderation_late": _("Check of a request is late"),
        "request.awarded": _("Request awarded"),
        "request.engaged": _("Work on a request began"),
        "request.completed": _("Request completed"),
        "request.cancelled": _("Request withdrawn"),
        "request.expired": _("Draft lapsed"),
        "request.unsuccessful": _("Request ended without result"),
        "request.imported": _("Request taken over from a file"),
        "match.seen": _("Request read for the first time"),
        "match.declined": Verb(_("Request declined with reasons"), names_other=True),
        "match.revealed": _("Name and contact shown to a responder"),
        "response.started": _("Answer begun"),
        "response.approval_asked": _("Second person asked to approve an answer"),
        "response.sent_back": _("Answer sent back by a colleague"),
        "response.submitted": _("Answer sent"),
        "response.shortlisted": _("Answer put on the shortlist"),
        "response.accepted": _("Answer accepted"),
        "response.declined": _("Answer not chosen"),
        "response.withdrawn": _("Answer taken back"),
        "response.lapsed": _("Answer lapsed"),
        "response.superseded": _("Answer replaced by a newer version"),
        "award.made": Verb(_("Decision made"), names_other=True),
        "search.found": _("New requests found for a saved search"),
        "question.asked": _("Question asked"),
        "question.answered": _("Question answered"),
        "message.sent": _("Message sent"),
        "engagement.started": Verb(_("Work began"), names_other=True),
        "engagement.completed": Verb(_("Work completed"), names_other=True),
        "engagement.terminated": Verb(_("Work ended early"), names_other=True),
        "engagement.disputed": Verb(_("Dispute raised"), names_other=True),
        "engagement.settled": Verb(_("Dispute decided"), names_other=True),
        "milestone.confirmed": Verb(_("Step confirmed"), names_other=True),
        "milestone.late": _("Step is late"),
        "outcome.asked": _("Asked for the result"),
        "outcome.reported": Verb(_("Result reported"), names_other=True),
        "rating.given": Verb(_("Rating given"), names_other=True),
        "document.uploaded": _("Document added"),
        "document.replaced": _("New version of a document"),
        "document.shared": _("Document shared"),
        "document.viewed": Verb(_("Document read"), names_other=True),
        "document.revoked": _("Permission to read a document taken back"),
        "document.removed": _("Document removed"),
        "webhook.created": _("Webhook set up"),
        "webhook.ended": _("Webhook ended"),
        "webhook.secret_renewed": _("Secret of a webhook renewed"),
        "staff.mode_started": _("Staff mode begun"),
        "staff.mode_stopped": _("Staff mode ended"),
        "staff.record_read": _("Record opened by an operator"),
        "staff.journal_read": _("Journal read in staff mode"),
    }
)
