"""What readers do: firms told, opens counted, understanding asked, corrections proposed, searches saved."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import CorrectionState, Fit, Frequency
from portal.briefs.models.brief import Brief, BriefVersion
from portal.common.models import PublicId, Timestamps

USER = settings.AUTH_USER_MODEL


class BriefAudience(PublicId, Timestamps):
    """The conditions of a published version applied to one firm, in the background. Kept when a newer version comes.

    ``findings`` holds per rule: code, outcome, value held, value needed (what the firm is shown about itself).
    """

    version = models.ForeignKey(BriefVersion, models.CASCADE, related_name="audience")
    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="briefs_received")
    fit = models.CharField(max_length=8, choices=Fit.choices)
    misses = models.PositiveSmallIntegerField(default=0)
    unknowns = models.PositiveSmallIntegerField(default=0)
    findings = models.JSONField(default=list)
    told_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "organisation"], name="brief_audience_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "fit"], name="brief_audience_firm")]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.organisation_id}:{self.fit}"


class BriefReading(models.Model):
    """How often a version was opened in one language on one day. A count only: nothing about the reader is kept."""

    version = models.ForeignKey(BriefVersion, models.CASCADE, related_name="readings")
    language = models.CharField(max_length=10)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "language", "day"], name="brief_reading_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.language}:{self.day}"


class ClarityAnswer(Timestamps):
    """One reader's answer to “was this clear?” and to the question of understanding. No person is stored."""

    version = models.ForeignKey(BriefVersion, models.CASCADE, related_name="clarity")
    language = models.CharField(max_length=10)
    is_clear = models.BooleanField()
    is_right = models.BooleanField(null=True, blank=True)
    remark = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.version_id}:{self.is_clear}"


class Correction(PublicId, Timestamps):
    """A visitor says what is wrong in a brief and how it should read. An editor accepts or refuses with a reason."""

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="corrections")
    version = models.ForeignKey(BriefVersion, models.CASCADE, related_name="+")
    language = models.CharField(max_length=10)
    code = models.CharField(_("part of the brief"), max_length=12)
    proposal = models.TextField(_("what should change, and why"), max_length=2000)
    email = models.EmailField(_("your e-mail address"), blank=True)
    state = models.CharField(max_length=8, choices=CorrectionState.choices, default=CorrectionState.OPEN)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(answered_at__isnull=False),
                name="correction_answer_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brief_id}:{self.code}"


class SavedSearch(PublicId, Timestamps):
    """A finder's address kept by a reader who wants mail about new briefs. Sends nothing before it is confirmed.

    ``seen_until`` is the moment up to which briefs were already mailed, so each mail holds only what is new.
    """

    email = models.EmailField(_("e-mail address"))
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    query = models.CharField(max_length=500, blank=True)
    frequency = models.CharField(_("how often"), max_length=6, choices=Frequency.choices, default=Frequency.WEEKLY)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    seen_until = models.DateTimeField()
    next_send_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_send_at"],
                name="saved_search_due",
                condition=models.Q(confirmed_at__isnull=False, stopped_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email", "language", "query"],
                condition=models.Q(stopped_at__isnull=True),
                name="saved_search_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}:{self.frequency}"
