"""Who is told of what in financing, beside what the exchange tells anyway."""

from django.utils.translation import gettext_lazy as _

from lending.models import Appeal
from portal.journal.models import JournalEntry
from portal.matchmaking.notifications import owners
from portal.notify import registry
from portal.notify.models import Category
from portal.notify.registry import Notification, Told, members_of


def appeal_of(entry: JournalEntry) -> Appeal:
    return Appeal.objects.select_related("request__organisation", "lender").get(public_id=entry.subject_key)


def _told(appeal: Appeal, organisation_id: int, path: str) -> list[Told]:
    params = {
        "title": appeal.request.title,
        "reference": appeal.request.reference or "",
        "lender": appeal.lender.legal_name,
        "day": appeal.due_on.isoformat(),
    }
    return members_of([organisation_id], params=params, path=path)


def lender(entry: JournalEntry) -> list[Told]:
    """Everybody at the lender who may answer."""
    appeal = appeal_of(entry)
    return _told(appeal, appeal.lender_id, f"/financing/appeals/{appeal.public_id}/")


def firm(entry: JournalEntry) -> list[Told]:
    """The firm that appealed; it knows the lender's name, which refused it."""
    appeal = appeal_of(entry)
    return _told(appeal, appeal.request.organisation_id, f"/financing/requests/{appeal.request.public_id}/repairs/")


C = Category
CLASSES = (
    Notification("AppealRaisedForLender", "appeal.raised", C.REQUESTS,
        _("An appeal against your refusal: %(title)s"),
        _("Reference %(reference)s. A second person must answer by %(day)s. The firm has written what should be looked at again."),
        _("Read the appeal"), lender, may_mute=False),
    Notification("AppealDueForLender", "appeal.due_soon", C.DEADLINES,
        _("An appeal must be answered soon: %(title)s"),
        _("The answer is due by %(day)s."), _("Answer the appeal"), lender, may_mute=False),
    Notification("AppealLateForLender", "appeal.late", C.DEADLINES,
        _("An appeal is late: %(title)s"),
        _("The answer was due by %(day)s. The firm has been told that it is late."), _("Answer the appeal"), lender,
        may_mute=False),
    Notification("AppealLateForFirm", "appeal.late", C.DEADLINES,
        _("Your appeal is not answered yet: %(title)s"),
        _("%(lender)s should have answered by %(day)s and has been reminded. You can complain on the page of complaints."),
        _("See your appeal"), firm),
    Notification("AppealAnsweredForFirm", "appeal.answered", C.RESPONSES,
        _("Your appeal was answered: %(title)s"),
        _("%(lender)s has decided. The decision and the reason are on the page."), _("Read the decision"), firm,
        may_mute=False),
    Notification("RequestForwardedForOwner", "request.forwarded", C.RESPONSES,
        _("Passed on to further lenders: %(title)s"),
        _("A colleague has put your request before the next lenders that fit. Your name stays hidden, as before."),
        _("Open your request"), owners),
)  # fmt: skip


def register_all() -> None:
    """Called when the app is ready."""
    registry.register(*CLASSES)
