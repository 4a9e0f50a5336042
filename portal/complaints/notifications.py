"""Who is told about complaints and appeals."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.complaints.models import Complaint
from portal.journal.models import JournalEntry
from portal.notify.models import Category
from portal.notify.registry import Notification, Told, members_of, register
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Capability


def complaint_of(entry: JournalEntry) -> Complaint:
    return Complaint.objects.select_related("user").get(public_id=entry.subject_key)


def params(complaint: Complaint, language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "reference": complaint.reference,
            "title": complaint.title,
            "due": complaint.due_on.isoformat(),
            "outcome": str(complaint.get_outcome_display()),
        }


def complainant(entry: JournalEntry) -> list[Told]:
    row = complaint_of(entry)
    return [Told(row.user_id, row.organisation_id, params(row, row.user.language), f"/complaints/{row.public_id}/")]


def both_sides(entry: JournalEntry) -> list[Told]:
    row = complaint_of(entry)
    other = (
        members_of([row.against_id], params=params(row, row.language), path=f"/complaints/{row.public_id}/")
        if row.against_id
        else []
    )
    return complainant(entry) + other


def officers(entry: JournalEntry) -> list[Told]:
    """The officer in charge, or every authority's editors while nobody has taken it."""
    row = complaint_of(entry)
    path = f"/complaints/{row.public_id}/"
    if row.officer_id:
        return [Told(row.officer_id, None, params(row, row.officer.language if row.officer else "en"), path)]
    held = Capability.objects.filter(kind=CapabilityKind.AUTHORITY, state=CapabilityState.APPROVED)
    return members_of(list(held.values_list("organisation_id", flat=True)), params=params(row, "en"), path=path)


OPEN = _("Open the case")
register(
    Notification(
        "ComplaintReceivedForOfficers",
        "complaint.received",
        Category.DEADLINES,
        _("New case %(reference)s"),
        _("“%(title)s”. Decide by %(due)s."),
        OPEN,
        officers,
    ),
    Notification(
        "ComplaintReceivedForComplainant",
        "complaint.received",
        Category.RESPONSES,
        _("Your case %(reference)s has arrived"),
        _("You get a decision by %(due)s."),
        OPEN,
        complainant,
        tells_actor=True,
    ),
    Notification(
        "ComplaintQuestionForSides",
        "complaint.question_asked",
        Category.MESSAGES,
        _("A question on case %(reference)s"),
        _("The officer asks for an answer."),
        OPEN,
        both_sides,
        may_mute=False,
    ),
    Notification(
        "ComplaintAnsweredForOfficer",
        "complaint.answered",
        Category.MESSAGES,
        _("Answer on case %(reference)s"),
        _("“%(title)s” has a new message."),
        OPEN,
        officers,
    ),
    Notification(
        "ComplaintDecidedForSides",
        "complaint.decided",
        Category.RESPONSES,
        _("Case %(reference)s is decided: %(outcome)s"),
        _("Read the decision and its reasons. You may appeal to a second person."),
        OPEN,
        both_sides,
        may_mute=False,
    ),
    Notification(
        "ComplaintDueForOfficer",
        "complaint.due_soon",
        Category.DEADLINES,
        _("A limit is near: %(reference)s"),
        _("“%(title)s” must be decided by %(due)s."),
        OPEN,
        officers,
    ),
    Notification(
        "ComplaintOverdueForOfficer",
        "complaint.overdue",
        Category.DEADLINES,
        _("Past its limit: %(reference)s"),
        _("“%(title)s” should have been decided by %(due)s."),
        OPEN,
        officers,
        may_mute=False,
    ),
)
