"""Criteria kept in the database: the one in force and every earlier version. They never know who owns them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps


class CriteriaSet(PublicId, Timestamps):
    """Who something is for: a lender's mandate, a provider's scope, a mentor's offer, a scheme, a brief's audience.

    ``kind`` is the owner's word ("lending.mandate"); the owner points here with its own one-to-one. ``score`` is the
    owner's static part of the ranking (see :mod:`portal.criteria.ranking`). Changed only by the services, which keep
    ``version`` rising and copy every document to :class:`CriteriaVersion`.
    """

    kind = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=120, blank=True)
    document = models.JSONField()
    schema_version = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=False)
    score = models.FloatField(default=0.0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("criteria")
        verbose_name_plural = _("criteria")
        indexes: ClassVar = [
            models.Index(fields=["kind", "updated_at"], name="criteria_changed"),
            models.Index(fields=["kind", "-score"], name="criteria_active", condition=models.Q(is_active=True)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="criteria_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.public_id} v{self.version}"


class CriteriaVersion(models.Model):
    """A document as it once was in force. Written with each change, never altered."""

    criteria = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    schema_version = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("version of criteria")
        verbose_name_plural = _("versions of criteria")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["criteria", "version"], name="criteria_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.criteria_id} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a version is never altered")
        super().save(*args, **kwargs)
