"""Consultations: comments by paragraph, official answers (one or many at once), execution, everyone who spoke told."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.briefs import policies, states
from portal.briefs.choices import LANGUAGES, ConsultationState, Execution, Position
from portal.briefs.models import AnswerTemplate, Comment, Consultation, Paragraph, SentNotice
from portal.common import clock, moves
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.matchmaking.policies import signed_in
from portal.organisations.actors import SYSTEM, Actor

CLOSING_WINDOW = timedelta(hours=72)  # wider than any pause between two runs: windows overlap, keys de-duplicate
MOST_AT_ONCE = 500


def refuse() -> NotAllowedError:
    return NotAllowedError(_("You may not do this with this consultation."))


@transaction.atomic
def consultation_create(
    *, actor: Actor, names: dict[str, str], summaries: dict[str, str], paragraphs: dict[str, list[str]], **fields: Any
) -> Consultation:
    """A draft with its paragraphs: ``paragraphs`` maps language → list; all given languages have the same number."""
    if not policies.can_write_briefs(actor):
        raise refuse()
    counts = {len(texts) for texts in paragraphs.values() if texts}
    if len(counts) != 1:
        raise DomainError(
            fields={"paragraphs": _("Each language needs the same number of paragraphs, and at least one.")}
        )
    if fields["closes_on"] <= fields["opens_on"]:
        raise DomainError(fields={"closes_on": _("The end lies before the start.")})
    if not any(names.values()):
        raise DomainError(fields={"name_en": _("Give the draft a title.")})
    consultation = Consultation.objects.create(
        issuer=signed_in(actor)[1], created_by=actor.user, names=names, summaries=summaries, **fields
    )
    Paragraph.objects.bulk_create(
        Paragraph(
            consultation=consultation,
            number=number,
            texts={language: texts[number - 1] for language, texts in paragraphs.items() if texts},
        )
        for number in range(1, counts.pop() + 1)
    )
    record(actor=actor, verb="consultation.created", subject=consultation, notify=False)
    return consultation


@transaction.atomic
def consultation_open(*, actor: Actor, consultation: Consultation) -> None:
    """Let everybody comment from now on."""
    if not (policies.can_write_briefs(actor) and policies.owns(actor, consultation)):
        raise refuse()
    if consultation.closes_on <= clock.today():
        raise DomainError(_("The last day for comments has passed already."))
    moves.apply(consultation, states.CONSULTATION["open"])
    record(actor=actor, verb="consultation.opened", subject=consultation)


@transaction.atomic
def comment_add(*, actor: Actor, paragraph: Paragraph, body: str, language: str) -> Comment:
    """Say something about a paragraph, until the last day ends (server's clock)."""
    consultation = paragraph.consultation
    if not policies.can_comment(actor, consultation) or clock.today() > consultation.closes_on:
        raise ConflictError(_("Comments are closed. What you wrote was not sent."))
    if len(body.strip()) < 5:
        raise DomainError(fields={"body": _("Write a sentence.")})
    assert actor.user is not None  # noqa: S101 (policy above)
    comment = Comment.objects.create(
        paragraph=paragraph,
        user=actor.user,
        organisation=actor.organisation,
        language=language if language in LANGUAGES else "en",
        body=body.strip()[:3000],
    )
    record(actor=actor, verb="comment.added", subject=comment, concerns=[consultation.issuer])
    return comment


@transaction.atomic
def comments_answer(
    *, actor: Actor, comments: Iterable[Comment], position: str, reason: str, template: AnswerTemplate | None = None
) -> int:
    """Answer one comment, or many at once (with a template in each writer's language). Returns how many.

    A rejection needs a reason. A comment answered meanwhile by somebody else is left alone. Every writer is told.
    """
    if position not in Position.values:
        raise DomainError(fields={"position": _("Choose an answer.")})
    if position == Position.REJECTED and not (reason.strip() or template):
        raise DomainError(fields={"reason": _("Give the reason for not accepting it.")})
    done = 0
    for comment in list(comments)[:MOST_AT_ONCE]:
        if not policies.can_answer_comment(actor, comment):
            raise refuse()
        text = reason.strip() or (
            template.texts.get(comment.language) or template.texts.get("en", "") if template else ""
        )
        changed = Comment.objects.filter(pk=comment.pk, position="").update(
            position=position,
            reason=text[:3000],
            answered_by=actor.user,
            answered_at=clock.now(),
            execution=Execution.NOT_STARTED if position == Position.ACCEPTED else "",
            updated_at=clock.now(),
        )
        if not changed:
            continue
        done += changed
        record(
            actor=actor,
            verb="comment.answered",
            subject=comment,
            concerns=[comment.organisation],
            payload={"position": position},
        )
    return done


@transaction.atomic
def execution_move(*, actor: Actor, comment: Comment, execution: str, note: str = "") -> None:
    """Publish what became of an accepted comment; dropping it needs a reason. Everyone who spoke is told."""
    if not policies.can_answer_comment(actor, comment):
        raise refuse()
    if execution not in Execution.values:
        raise DomainError(fields={"execution": _("Choose the progress.")})
    if execution == Execution.DROPPED and not note.strip():
        raise DomainError(fields={"note": _("Say why it was dropped.")})
    changed = (
        Comment.objects.filter(pk=comment.pk, position=Position.ACCEPTED)
        .exclude(execution=execution)
        .update(
            execution=execution, execution_note=note.strip()[:1000], execution_at=clock.now(), updated_at=clock.now()
        )
    )
    if not changed:
        raise ConflictError(_("Nothing changed: this progress is published already."))
    record(actor=actor, verb="comment.execution_moved", subject=comment, payload={"execution": execution})


@transaction.atomic
def consultation_finish(*, actor: Actor, consultation: Consultation) -> None:
    """Publish the answers; possible when each comment has one."""
    if not (policies.can_write_briefs(actor) and policies.owns(actor, consultation)):
        raise refuse()
    open_comments = Comment.objects.filter(paragraph__consultation=consultation, position="").count()
    if open_comments:
        raise DomainError(_("Some comments have no answer yet."))
    moves.apply(consultation, states.CONSULTATION["finish"])
    record(actor=actor, verb="consultation.answered", subject=consultation)


def once(key: str) -> bool:
    """Whether this run is the first to send the notice ``key`` (database constraint, safe with overlapping runs)."""
    try:
        with transaction.atomic():
            SentNotice.objects.create(key=key, sent_at=clock.now())
    except IntegrityError:
        return False
    return True


def run_clock() -> int:
    """Close what is over; remind once, within 72 hours before the end. Returns how many consultations were touched."""
    done = 0
    today = clock.today()
    for consultation in Consultation.objects.filter(state=ConsultationState.OPEN):
        if consultation.closes_on < today:
            done += close(consultation)
        elif consultation.closes_on - CLOSING_WINDOW <= today:
            done += remind(consultation)
    return done


@transaction.atomic
def close(consultation: Consultation) -> int:
    """Close after the last day."""
    try:
        moves.apply(consultation, states.CONSULTATION["close"])
    except ConflictError:
        return 0
    record(actor=SYSTEM, verb="consultation.closed", subject=consultation, concerns=[consultation.issuer])
    return 1


@transaction.atomic
def remind(consultation: Consultation) -> int:
    """Tell those who spoke that the end is near, once per closing day."""
    if not once(f"consultation:{consultation.pk}:closing:{consultation.closes_on.isoformat()}"):
        return 0
    record(actor=SYSTEM, verb="consultation.closing_soon", subject=consultation)
    return 1
