"""Questions all bidders see, and threads between two sides."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.documents.services import document_grant, document_upload
from portal.journal.services import record
from portal.matchmaking import policies
from portal.matchmaking.models import Message, Question, Request, Thread, ThreadReading
from portal.matchmaking.services.requests import matched_organisations
from portal.matchmaking.services.responses import require_open
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation

QUESTION_LIMIT = 20  # per responder and request


@transaction.atomic
def question_ask(*, actor: Actor, request: Request, text: str) -> Question:
    """A responder asks; the owner is told that a question came, not from whom."""
    policies.require(policies.can_respond(actor, request))
    require_open(request)
    if not text.strip():
        raise DomainError(fields={"text": _("Write your question.")})
    if request.questions.filter(asked_by=actor.organisation).count() >= QUESTION_LIMIT:
        raise DomainError(
            fields={"text": _("You have asked many questions here already. Please wait for the answers.")}
        )
    _user, asker = policies.signed_in(actor)
    question = Question.objects.create(
        request=request,
        asked_by=asker,
        text=text.strip(),
        language=get_language() or "en",
        asked_at=clock.now(),
    )
    # The entry concerns the asker alone; the owner's copy carries no asker.
    record(actor=actor, verb="question.asked", subject=request, payload={"question": question.public_id})
    return question


@transaction.atomic
def question_answer(*, actor: Actor, question: Question, text: str) -> Question:
    """The owner answers once; every matched responder reads question and answer."""
    policies.require(policies.can_edit_request(actor, question.request))
    if not text.strip():
        raise DomainError(fields={"answer": _("Write the answer.")})
    changed = Question.objects.filter(pk=question.pk, answered_at__isnull=True).update(
        answer=text.strip(), answered_at=clock.now()
    )
    if changed != 1:
        raise ConflictError(_("This question was already answered."))
    question.refresh_from_db()
    record(
        actor=actor,
        verb="question.answered",
        subject=question.request,
        concerns=matched_organisations(question.request),
        payload={"question": question.public_id},
    )
    return question


def thread_open(*, actor: Actor, request: Request, responder: Organisation) -> Thread:
    """The thread between the owner and ``responder``; made at the first message."""
    is_owner = policies.owns(actor, request)
    is_responder = actor.organisation is not None and actor.organisation.pk == responder.pk
    policies.require(is_owner or (is_responder and request.matches.filter(organisation=responder).exists()))
    thread, _made = Thread.objects.get_or_create(
        request=request, responder=responder, defaults={"owner_id": request.organisation_id}
    )
    return thread


@transaction.atomic
def message_send(
    *, actor: Actor, thread: Thread, text: str, language: str = "", uploads: list[UploadedFile] | None = None
) -> Message:
    """Write in a thread, with files; the other side is told."""
    policies.require(policies.can_write_in(actor, thread))
    if not text.strip() and not uploads:
        raise DomainError(fields={"text": _("Write a message.")})
    author, sender = policies.signed_in(actor)
    moment = clock.now()
    message = Message.objects.create(
        thread=thread,
        sender=sender,
        author=author,
        text=text.strip(),
        language=language or get_language() or "en",
        sent_at=moment,
    )
    is_owner = sender.pk == thread.request.organisation_id
    other = thread.responder if is_owner else thread.request.organisation
    for upload in uploads or []:
        document = document_upload(actor=actor, upload=upload)
        document_grant(actor=actor, document=document, organisation=other)
        message.documents.create(document=document)
    Thread.objects.filter(pk=thread.pk).update(last_message_at=moment)
    record(actor=actor, verb="message.sent", subject=thread, concerns=[other])
    return message


def thread_read(*, actor: Actor, thread: Thread) -> None:
    """Note that the person has read the thread up to now."""
    ThreadReading.objects.update_or_create(thread=thread, user=actor.user, defaults={"read_at": clock.now()})
