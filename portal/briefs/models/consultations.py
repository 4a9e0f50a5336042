"""A draft rule read and commented paragraph by paragraph, answered officially, its execution followed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import ConsultationState, Execution, Position
from portal.common.models import PublicId, Timestamps

USER = settings.AUTH_USER_MODEL


class Consultation(PublicId, Timestamps):
    """A draft text open for comments between two days. ``names`` and ``summaries`` map language → text."""

    name: str  # with the next one: in the reader's language, set by the pages, never stored
    summary: str

    issuer = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="consultations")
    brief = models.ForeignKey("briefs.Brief", models.SET_NULL, null=True, blank=True, related_name="consultations")
    names = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ConsultationState.choices, default=ConsultationState.DRAFT)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gt=models.F("opens_on")), name="consultation_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return str(self.names.get("en", self.public_id))


class Paragraph(PublicId, Timestamps):
    """One numbered paragraph of the draft. ``texts`` maps language → Markdown."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="paragraphs")
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consultation", "number"], name="paragraph_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} §{self.number}"


class Comment(PublicId, Timestamps):
    """What a person says about a paragraph. Its official answer and what became of it are kept on the same row."""

    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="comments")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10)
    body = models.TextField(_("your comment"), max_length=3000)
    position = models.CharField(_("answer"), max_length=10, choices=Position.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=3000, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    execution = models.CharField(_("progress"), max_length=12, choices=Execution.choices, blank=True)
    execution_note = models.TextField(_("note"), max_length=1000, blank=True)
    execution_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(position="") | models.Q(answered_at__isnull=False), name="comment_answer_has_moment"
            ),
            models.CheckConstraint(
                condition=~models.Q(execution="dropped") | ~models.Q(execution_note=""),
                name="comment_dropped_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paragraph_id}:{self.pk}"


class AnswerTemplate(PublicId, Timestamps):
    """A ready official answer in three languages, for many comments at once."""

    issuer = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="answer_templates")
    name = models.CharField(_("name"), max_length=80)
    position = models.CharField(_("answer"), max_length=10, choices=Position.choices)
    texts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class SentNotice(models.Model):
    """One notice of one consultation window, sent once. Its key makes overlapping job windows harmless."""

    key = models.CharField(max_length=120, unique=True)
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
