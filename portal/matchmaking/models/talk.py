"""Talking: questions all bidders see, and one thread per counterparty."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId
from portal.documents.models import Document
from portal.matchmaking.models.request import Request
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor


class Question(PublicId):
    """A responder's question on a request. Who asked is hidden; the answer is seen by every matched responder."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    language = models.CharField(max_length=10, default="en")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True, max_length=4000)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at"]

    def __str__(self) -> str:
        return self.text[:60]


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The two sides."""
        if actor.organisation is None:
            return self.none()
        return self.filter(Q(responder=actor.organisation) | Q(owner=actor.organisation))


class Thread(PublicId):
    """The conversation between a request's owner and one responder."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="threads")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False)  # the request's firm
    responder = models.ForeignKey(Organisation, models.PROTECT, related_name="threads")
    last_message_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "responder"], name="thread_one_per_counterparty"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}↔{self.responder_id}"


class Message(PublicId):
    """One message in a thread; its language is stored so that the other side's page can mark it."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=8000)
    language = models.CharField(max_length=10, default="en")
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sent_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class ThreadDocument(models.Model):
    """A document sent with a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "document"], name="thread_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}:{self.document_id}"


class ThreadReading(models.Model):
    """Up to when a person has read a thread."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["thread", "user"], name="thread_reading_once")]

    def __str__(self) -> str:
        return f"{self.thread_id}:{self.user_id}"
