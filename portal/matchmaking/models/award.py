"""The award: one response wins one slot of one request."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId
from portal.matchmaking.models.request import Request
from portal.matchmaking.models.response import Response


class Award(PublicId):
    """The owner's decision, with the written reason. The two unique constraints make a second winner impossible."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="awards")
    response = models.OneToOneField(Response, models.PROTECT, related_name="award")
    slot = models.PositiveSmallIntegerField(default=1)
    awarded_at = models.DateTimeField()
    awarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rationale = models.TextField(_("why this one"), max_length=2000)
    checked_identity_by = models.CharField(max_length=20)  # "password" or "code"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "slot"], name="award_one_per_slot"),
            models.CheckConstraint(condition=models.Q(slot__gte=1), name="award_slot_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}#{self.slot}"
