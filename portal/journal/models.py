"""The journal: one row per change, reading or staff look; append-only, hash-chained, the source of notifications."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """Something happened. Written in the same transaction as the change it describes; never changed afterwards.

    ``subject_type``/``subject_key`` name what it happened to (app label.model, public id). ``sequence``, ``hash`` and
    ``previous_hash`` are filled a moment later by the sealing task, in order, so that writers never wait for each
    other. ``dispatched_at`` says that its notifications have been made.
    """

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=40)
    payload = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    is_staff_mode = models.BooleanField(default=False)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    sequence = models.BigIntegerField(null=True, blank=True, unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_key", "at"], name="journal_subject"),
            models.Index(fields=["id"], name="journal_undispatched", condition=models.Q(dispatched_at__isnull=True)),
            models.Index(fields=["id"], name="journal_unsealed", condition=models.Q(sequence__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_key}"


class JournalConcern(models.Model):
    """An organisation that may read an entry because it concerns it. No row: only authorities in staff mode may."""

    entry = models.ForeignKey(JournalEntry, models.CASCADE, related_name="concerns")
    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "organisation"], name="journal_concern_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}:{self.organisation_id}"
