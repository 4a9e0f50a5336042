"""Copies of one's data and wishes to be erased."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId
from portal.organisations.models import Organisation


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Being prepared")
    READY = "ready", _("Ready")
    EXPIRED = "expired", _("Expired")


class DataCopy(PublicId):
    """A zip file with everything kept about a person and, for an administrator, the organisation. Expires."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="data_copies")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    path = models.CharField(max_length=200, blank=True)  # below MEDIA_ROOT
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="waiting"), name="data_copy_one_waiting"),
            models.CheckConstraint(condition=~Q(state="ready") | Q(expires_at__isnull=False), name="data_copy_expires"),
        ]

    def __str__(self) -> str:
        return self.public_id


class ErasureState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Erasure(PublicId):
    """A person's wish to be erased: carried out after a pause in which it may be withdrawn."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasures")
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.ASKED)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="asked"), name="erasure_one_open"),
        ]

    def __str__(self) -> str:
        return self.public_id
