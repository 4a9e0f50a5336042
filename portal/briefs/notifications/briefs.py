"""Who is told about briefs, corrections, saved searches and policy tests, in which words."""

from collections.abc import Callable, Iterable

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import LANGUAGES, Fit
from portal.briefs.models import (
    Brief,
    BriefAudience,
    BriefVersion,
    LabCase,
)
from portal.briefs.notifications.common import READ, WRITERS, in_language, note, people
from portal.briefs.services.readers import title_of
from portal.criteria import catalogue
from portal.journal.models import JournalEntry
from portal.notify.models import Category
from portal.notify.registry import Told, members_of, register
from portal.organisations.choices import MembershipState
from portal.organisations.consents import NEWS
from portal.organisations.models import Membership


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


def issuer_of_brief(entry: JournalEntry) -> list[Told]:
    brief = Brief.objects.select_related("current_version").get(public_id=entry.subject_key)
    params = {"reference": brief.reference, "title": working_title(brief), "note": brief.review_note[:300]}
    return members_of([brief.issuer_id], params=params, path=f"/briefs/write/{brief.public_id}/", levels=WRITERS)


def working_title(brief: Brief) -> str:
    """The title of the working copy in its source language."""
    row = brief.texts.filter(language=brief.source_language, code="title").values_list("body", flat=True).first()
    return row or brief.reference


def issuer_of_case(entry: JournalEntry) -> list[Told]:
    case = LabCase.objects.get(public_id=entry.subject_key)
    return people(
        [case.issuer_id], lambda language: {"title": in_language(case.names, language)}, f"/lab/{case.public_id}/edit/"
    )


def nobody(entry: JournalEntry) -> list[Told]:
    """For mails to an address without account: their rows are made by the service."""
    return []


register(
    note(
        "BriefPublishedForFitting",
        "brief.audience_told",
        Category.BRIEFS,
        _("For you: %(title)s"),
        _("Your firm meets all conditions. Read what you get and what to do."),
        READ,
        told_firms(Fit.MEETS),
        consent=NEWS,
    ),
    note(
        "BriefPublishedForMissingOne",
        "brief.audience_told",
        Category.BRIEFS,
        _("Almost for you: %(title)s"),
        _("Your firm misses one condition: %(facts)s. The page shows what you hold and what is needed."),
        READ,
        told_firms(Fit.MISSES),
        consent=NEWS,
    ),
    note(
        "BriefPublishedForUnknown",
        "brief.audience_told",
        Category.BRIEFS,
        _("Perhaps for you: %(title)s"),
        _("We cannot tell yet whether your firm fits. We need: %(facts)s."),
        READ,
        told_firms(Fit.UNKNOWN),
        consent=NEWS,
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
