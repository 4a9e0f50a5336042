"""Who is told about applications for benefits and those who apply for others, in which words."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.briefs.models import (
    Application,
    Representative,
)
from portal.briefs.notifications.common import note, people
from portal.briefs.services.readers import title_of
from portal.common import formatting
from portal.journal.models import JournalEntry
from portal.notify.models import Category
from portal.notify.registry import Told, register

OPEN = _("Open the application")


def application_of(entry: JournalEntry) -> Application:
    return Application.objects.select_related("brief__current_version", "organisation", "brief__issuer").get(
        public_id=entry.subject_key
    )


def application_params(application: Application, language: str) -> dict[str, Any]:
    """Reference, title, dates and amount as the person reads them."""
    plain = formatting.Medium.PLAIN
    with translation.override(language):
        return {
            "reference": application.reference,
            "title": title_of(application.brief, language),
            "due": application.decision_due_on.isoformat() if application.decision_due_on else "–",
            "pay_by": application.payment_due_on.isoformat() if application.payment_due_on else "–",
            "amount": formatting.money(application.amount, application.currency, plain) if application.amount else "–",
            "firm": application.organisation.legal_name,
        }


def firm_side(entry: JournalEntry) -> list[Told]:
    application = application_of(entry)
    return people(
        [application.organisation_id, *([application.through_id] if application.through_id else [])],
        lambda language: application_params(application, language),
        f"/benefits/{application.public_id}/",
    )


def office_side(entry: JournalEntry) -> list[Told]:
    application = application_of(entry)
    return people(
        [application.brief.issuer_id],
        lambda language: application_params(application, language),
        f"/benefits/{application.public_id}/",
    )


def office_side_once_sent(entry: JournalEntry) -> list[Told]:
    """The office, unless the firm withdrew a draft the office never saw."""
    return office_side(entry) if application_of(entry).submitted_at is not None else []


def adviser_of_firm(entry: JournalEntry) -> list[Told]:
    row = Representative.objects.select_related("organisation").get(public_id=entry.subject_key)
    return people([row.adviser_id], lambda language: {"firm": row.organisation.legal_name}, "/briefs/for-us/")


register(
    note(
        "ApplicationSubmittedForOffice",
        "application.submitted",
        Category.DEADLINES,
        _("New application %(reference)s"),
        _("%(firm)s applies for “%(title)s”. Decide by %(due)s."),
        OPEN,
        office_side,
    ),
    note(
        "ApplicationSubmittedForFirm",
        "application.submitted",
        Category.RESPONSES,
        _("Application %(reference)s has arrived"),
        _("The office answers by %(due)s at the latest."),
        OPEN,
        firm_side,
        tells_actor=True,
    ),
    note(
        "ApplicationConfirmedForFirm",
        "application.confirmed",
        Category.RESPONSES,
        _("Your benefit is confirmed: %(title)s"),
        _("%(amount)s will be paid by %(pay_by)s."),
        OPEN,
        firm_side,
        tells_actor=True,
    ),
    note(
        "ApplicationConfirmedForOffice",
        "application.confirmed",
        Category.DEADLINES,
        _("Benefit confirmed: %(reference)s"),
        _("%(firm)s confirmed. Pay %(amount)s by %(pay_by)s."),
        OPEN,
        office_side,
    ),
    note(
        "ApplicationQuestionForFirm",
        "application.question_asked",
        Category.MESSAGES,
        _("A question about %(reference)s"),
        _("The office needs an answer. Its clock stands still until you reply."),
        OPEN,
        firm_side,
        may_mute=False,
    ),
    note(
        "ApplicationAnsweredForOffice",
        "application.question_answered",
        Category.MESSAGES,
        _("Answer on %(reference)s"),
        _("The firm has answered. The new limit is %(due)s."),
        OPEN,
        office_side,
    ),
    note(
        "ApplicationWithdrawnForOffice",
        "application.withdrawn",
        Category.RESPONSES,
        _("Withdrawn: %(reference)s"),
        _("%(firm)s has taken back its application for “%(title)s”."),
        OPEN,
        office_side_once_sent,
    ),
    note(
        "ApplicationApprovedForFirm",
        "application.approved",
        Category.RESPONSES,
        _("Approved: %(title)s"),
        _("%(amount)s will be paid by %(pay_by)s."),
        OPEN,
        firm_side,
        may_mute=False,
    ),
    note(
        "ApplicationRejectedForFirm",
        "application.rejected",
        Category.RESPONSES,
        _("Not approved: %(title)s"),
        _("The page gives the reasons and how to appeal."),
        OPEN,
        firm_side,
        may_mute=False,
    ),
    note(
        "ApplicationReopenedForFirm",
        "application.reopened",
        Category.RESPONSES,
        _("Your appeal succeeded: %(title)s"),
        _("Somebody else decides about %(reference)s again, by %(due)s."),
        OPEN,
        firm_side,
        may_mute=False,
    ),
    note(
        "ApplicationReopenedForOffice",
        "application.reopened",
        Category.MESSAGES,
        _("To be decided again: %(reference)s"),
        _("An appeal of %(firm)s was upheld. A second person decides by %(due)s."),
        OPEN,
        office_side,
    ),
    note(
        "ApplicationPaidForFirm",
        "application.paid",
        Category.RESPONSES,
        _("Paid: %(title)s"),
        _("%(amount)s is on its way to your account."),
        OPEN,
        firm_side,
        may_mute=False,
    ),
    note(
        "ApplicationDueForOffice",
        "application.due_soon",
        Category.DEADLINES,
        _("A limit is near: %(reference)s"),
        _("“%(title)s”: decide by %(due)s, pay by %(pay_by)s."),
        OPEN,
        office_side,
    ),
    note(
        "ApplicationOverdueForOffice",
        "application.overdue",
        Category.DEADLINES,
        _("Past its limit: %(reference)s"),
        _("“%(title)s” should have been settled. Please act today."),
        OPEN,
        office_side,
        may_mute=False,
    ),
    note(
        "RepresentativeGrantedForAdviser",
        "representative.granted",
        Category.BRIEFS,
        _("You may apply for %(firm)s"),
        _("The firm lets you apply for public support on its behalf. You find it on the page of each brief."),
        _("Open the list"),
        adviser_of_firm,
    ),
    note(
        "RepresentativeEndedForAdviser",
        "representative.ended",
        Category.BRIEFS,
        _("You no longer apply for %(firm)s"),
        _("The firm has ended it. Its applications stay with the firm."),
        _("Open the list"),
        adviser_of_firm,
    ),
)
