"""Who is told about briefs, applications and consultations, in which words."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import LANGUAGES, Fit
from portal.briefs.models import (
    Application,
    Brief,
    BriefAudience,
    BriefVersion,
    Comment,
    Consultation,
    LabCase,
    Representative,
)
from portal.briefs.services.readers import title_of
from portal.common import formatting
from portal.criteria import catalogue
from portal.journal.models import JournalEntry
from portal.notify.models import Category
from portal.notify.registry import Notification, Told, members_of, register
from portal.organisations.choices import Level, MembershipState
from portal.organisations.models import Membership

WRITERS = (Level.ADMIN, Level.EDITOR)


def in_language(rows: dict[str, str], language: str) -> str:
    """A text kept per language, falling back to any."""
    return rows.get(language) or rows.get("en") or next((text for text in rows.values() if text), "")


def told_firms(fit: Fit) -> Callable[[JournalEntry], Iterable[Told]]:
    """Everybody of the firms told in this round whose result is ``fit``, each in the person's own language."""

    def audience(entry: JournalEntry) -> list[Told]:
        version = BriefVersion.objects.select_related("brief__current_version").get(public_id=entry.subject_key)
        rows = BriefAudience.objects.filter(version=version, fit=fit, told_at=entry.payload["at"])
        by_firm = {row.organisation_id: row for row in rows}
        members = Membership.objects.filter(
            organisation_id__in=by_firm, state=MembershipState.ACTIVE, level__in=WRITERS, user__is_active=True
        ).values_list("user_id", "organisation_id", "user__language")
        titles = {language: title_of(version.brief, language) for language in LANGUAGES}
        path = f"/briefs/{version.brief.public_id}/"
        return [
            Told(
                user,
                firm,
                {"title": titles.get(language, titles["en"]), "facts": fact_names(by_firm[firm], fit, language)},
                path,
            )
            for user, firm, language in members
        ]

    return audience


def fact_names(row: BriefAudience, fit: Fit, language: str) -> str:
    """The facts that are missed or missing, by name in the reader's language."""
    wanted = "does_not" if fit == Fit.MISSES else "cannot_tell"
    codes = dict.fromkeys(item["fact"] for item in row.findings if item["outcome"] == wanted)
    with translation.override(language):
        names = [str(fact.label) for code in codes if (fact := catalogue.get(code))]
        return str(_("; ")).join(names)


def people(organisations: Iterable[Any], params: Callable[[str], dict[str, Any]], path: str) -> list[Told]:
    """The writers of organisations, each with the parameters in the person's language."""
    keys = {item if isinstance(item, int) else item.pk for item in organisations if item is not None}
    members = Membership.objects.filter(
        organisation_id__in=keys, state=MembershipState.ACTIVE, level__in=WRITERS, user__is_active=True
    ).values_list("user_id", "organisation_id", "user__language")
    return [Told(user, firm, params(language), path) for user, firm, language in members]


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
            "due": formatting.date_text(application.decision_due_on, plain) if application.decision_due_on else "–",
            "pay_by": formatting.date_text(application.payment_due_on, plain) if application.payment_due_on else "–",
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


def issuer_of_brief(entry: JournalEntry) -> list[Told]:
    brief = Brief.objects.select_related("current_version").get(public_id=entry.subject_key)
    params = {"reference": brief.reference, "title": working_title(brief), "note": brief.review_note[:300]}
    return members_of([brief.issuer_id], params=params, path=f"/briefs/write/{brief.public_id}/", levels=WRITERS)


def working_title(brief: Brief) -> str:
    """The title of the working copy in its source language."""
    row = brief.texts.filter(language=brief.source_language, code="title").values_list("body", flat=True).first()
    return row or brief.reference


def speakers(consultation: Consultation, params: Callable[[str], dict[str, Any]]) -> list[Told]:
    """Everyone who commented on a consultation, once each."""
    rows = (
        Comment.objects.filter(paragraph__consultation=consultation, user__is_active=True)
        .values_list("user_id", "user__language")
        .distinct()
    )
    path = f"/consultations/{consultation.public_id}/"
    return [Told(user, None, params(language), path) for user, language in rows.order_by("user_id")]


def consultation_of(entry: JournalEntry) -> Consultation:
    return Consultation.objects.get(public_id=entry.subject_key)


def everyone_who_spoke(entry: JournalEntry) -> list[Told]:
    if entry.subject_type == "briefs.comment":
        comment = Comment.objects.select_related("paragraph__consultation").get(public_id=entry.subject_key)
        consultation = comment.paragraph.consultation
    else:
        comment, consultation = None, consultation_of(entry)
    return speakers(consultation, lambda language: consultation_params(consultation, comment, language))


def consultation_params(consultation: Consultation, comment: Comment | None, language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "title": in_language(consultation.names, language),
            "day": formatting.date_text(consultation.closes_on, formatting.Medium.PLAIN),
            "number": comment.paragraph.number if comment else "",
            "position": str(comment.get_position_display()) if comment else "",
            "reason": comment.reason if comment else "",
            "execution": str(comment.get_execution_display()) if comment else "",
        }


def writer_of_comment(entry: JournalEntry) -> list[Told]:
    comment = Comment.objects.select_related("paragraph__consultation", "user").get(public_id=entry.subject_key)
    consultation = comment.paragraph.consultation
    params = consultation_params(consultation, comment, comment.user.language)
    return [Told(comment.user_id, comment.organisation_id, params, f"/consultations/{consultation.public_id}/")]


def issuer_of_comment(entry: JournalEntry) -> list[Told]:
    comment = Comment.objects.select_related("paragraph__consultation").get(public_id=entry.subject_key)
    consultation = comment.paragraph.consultation
    return people(
        [consultation.issuer_id],
        lambda language: consultation_params(consultation, comment, language),
        f"/consultations/{consultation.public_id}/answers/",
    )


def issuer_of_case(entry: JournalEntry) -> list[Told]:
    case = LabCase.objects.get(public_id=entry.subject_key)
    return people(
        [case.issuer_id], lambda language: {"title": in_language(case.names, language)}, f"/lab/{case.public_id}/edit/"
    )


def adviser_of_firm(entry: JournalEntry) -> list[Told]:
    row = Representative.objects.select_related("organisation").get(public_id=entry.subject_key)
    return people([row.adviser_id], lambda language: {"firm": row.organisation.legal_name}, "/briefs/for-us/")


def nobody(entry: JournalEntry) -> list[Told]:
    """For mails to an address without account: their rows are made by the service."""
    return []


READ = _("Read the brief")
OPEN = _("Open the application")


def note(
    code: str, verb: str, category: str, headline: Any, body: Any, action: Any, audience: Any, **more: Any
) -> Notification:
    return Notification(code, verb, category, headline, body, action, audience, **more)


register(
    note(
        "BriefPublishedForFitting",
        "brief.audience_told",
        Category.BRIEFS,
        _("For you: %(title)s"),
        _("Your firm meets all conditions. Read what you get and what to do."),
        READ,
        told_firms(Fit.MEETS),
    ),
    note(
        "BriefPublishedForMissingOne",
        "brief.audience_told",
        Category.BRIEFS,
        _("Almost for you: %(title)s"),
        _("Your firm misses one condition: %(facts)s. The page shows what you hold and what is needed."),
        READ,
        told_firms(Fit.MISSES),
    ),
    note(
        "BriefPublishedForUnknown",
        "brief.audience_told",
        Category.BRIEFS,
        _("Perhaps for you: %(title)s"),
        _("We cannot tell yet whether your firm fits. We need: %(facts)s."),
        READ,
        told_firms(Fit.UNKNOWN),
    ),
    note(
        "BriefSubmittedForReviewers",
        "brief.submitted",
        Category.BRIEFS,
        _("A brief waits for a second person: %(title)s"),
        _("Please read it, then approve it or send it back."),
        _("Open the brief"),
        issuer_of_brief,
        may_mute=False,
    ),
    note(
        "BriefSentBackForWriters",
        "brief.sent_back",
        Category.BRIEFS,
        _("Sent back: %(title)s"),
        _("The reviewer writes: %(note)s"),
        _("Open the brief"),
        issuer_of_brief,
    ),
    note(
        "CorrectionProposedForIssuer",
        "correction.proposed",
        Category.BRIEFS,
        _("A reader proposes a correction to %(reference)s"),
        _("Please accept or refuse it with a reason."),
        _("Open the brief"),
        issuer_of_brief,
    ),
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
    note(
        "CommentAddedForIssuer",
        "comment.added",
        Category.BRIEFS,
        _("New comment on “%(title)s”"),
        _("Paragraph %(number)s has a new comment."),
        _("Open the comments"),
        issuer_of_comment,
    ),
    note(
        "CommentAnsweredForWriter",
        "comment.answered",
        Category.BRIEFS,
        _("Your comment was answered: %(position)s"),
        _("“%(title)s”, paragraph %(number)s: %(reason)s"),
        _("Read the answer"),
        writer_of_comment,
    ),
    note(
        "ExecutionMovedForSpeakers",
        "comment.execution_moved",
        Category.BRIEFS,
        _("Progress on “%(title)s”: %(execution)s"),
        _("A comment on paragraph %(number)s was taken up."),
        _("See the progress"),
        everyone_who_spoke,
    ),
    note(
        "ConsultationClosingForSpeakers",
        "consultation.closing_soon",
        Category.DEADLINES,
        _("Comments on “%(title)s” close on %(day)s"),
        _("You can still add to what you said."),
        _("Open the draft"),
        everyone_who_spoke,
    ),
    note(
        "ConsultationAnsweredForSpeakers",
        "consultation.answered",
        Category.BRIEFS,
        _("All comments on “%(title)s” are answered"),
        _("Read what the authority took up and what not, and why."),
        _("Read the answers"),
        everyone_who_spoke,
    ),
    note(
        "LabFinishedForIssuer",
        "lab.finished",
        Category.BRIEFS,
        _("Result ready: %(title)s"),
        _("The policy lab has worked the change out."),
        _("Open the case"),
        issuer_of_case,
    ),
    note(
        "SavedSearchConfirm",
        "-saved-search.confirm",
        Category.BRIEFS,
        _("Confirm your search"),
        _("You asked for mail about new briefs: %(search)s. If it was not you, do nothing."),
        _("Yes, send me mail"),
        nobody,
    ),
    note(
        "SavedSearchNews",
        "-saved-search.news",
        Category.BRIEFS,
        _("New policy briefs: %(count)s"),
        _("For your search %(search)s:\n%(titles)s"),
        _("Show them"),
        nobody,
    ),
    note(
        "CorrectionAnswered",
        "-correction.answered",
        Category.BRIEFS,
        _("Your proposal for %(reference)s was answered"),
        _("%(answer)s"),
        READ,
        nobody,
    ),
)
