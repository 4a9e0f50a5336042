"""Who is told about consultations and comments, in which words."""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.briefs.models import (
    Comment,
    Consultation,
)
from portal.briefs.notifications.common import in_language, note, people
from portal.journal.models import JournalEntry
from portal.notify.models import Category
from portal.notify.registry import Told, register


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
            "day": consultation.closes_on.isoformat(),
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


register(
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
)
