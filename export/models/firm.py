"""The firm's own steps abroad: readiness answers and results."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.common.models import PublicId, Timestamps
from portal.organisations.models import Organisation


class ReadinessAssessment(PublicId, Timestamps):
    """Answers to the readiness instrument. A draft (one per firm) until finished; then kept as it was.

    ``answers`` maps question codes to 0–4 or null. Score and level are those of the instrument ``version``.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="readiness_assessments")
    answers = models.JSONField(default=dict, blank=True)
    is_branded = models.BooleanField(default=False)
    experience = models.CharField(max_length=20, blank=True)
    version = models.CharField(max_length=20, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    level = models.CharField(max_length=12, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(completed_at__isnull=True), name="export_readiness_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(score__gte=0, score__lte=100),
                name="export_readiness_done_has_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.level or 'draft'}"


class MarketChoice(PublicId, Timestamps):
    """A market a firm has picked for a product, with the figures it saw when it picked it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="market_choices")
    hs6 = models.CharField(max_length=6)
    market = models.CharField(max_length=3)
    basis = models.JSONField(default=dict, blank=True)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "hs6", "market"], name="export_market_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hs6} → {self.market}"
