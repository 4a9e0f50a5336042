"""What the exchange's rows mean in this pillar: a request for support, a mentor's plan, the mentorship."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from export.choices import Stage, TalkLanguage
from export.models.mentors import MentorOffer
from portal.matchmaking.models import Engagement, Request, Response


class SupportDetails(models.Model):
    """What a firm asks mentors for. One row per request of this pillar; lists are JSON lists of codes."""

    request = models.OneToOneField(Request, models.CASCADE, primary_key=True, related_name="support_details")
    topics = models.JSONField(_("topics"), default=list, blank=True)
    hs6 = models.CharField(_("HS code of the product"), max_length=6, blank=True)
    markets = models.JSONField(_("markets"), default=list, blank=True)
    stage = models.CharField(_("how far you are"), max_length=12, choices=Stage.choices, blank=True)
    languages = models.JSONField(_("languages you can talk in"), default=list, blank=True)
    hours_utc = models.JSONField(default=list, blank=True)  # hours of the day, in UTC, that suit the firm
    goal = models.CharField(_("what should be different in six months"), max_length=300, blank=True)
    competitors = models.ManyToManyField("organisations.Organisation", blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.pk}"


class MentoringTerms(models.Model):
    """A mentor's plan: who, how often, how long, how."""

    response = models.OneToOneField(Response, models.CASCADE, primary_key=True, related_name="mentoring_terms")
    offer = models.ForeignKey(
        MentorOffer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mentor")
    )
    months = models.PositiveSmallIntegerField(
        _("months"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    hours_a_month = models.PositiveSmallIntegerField(
        _("hours a month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    talk_language = models.CharField(_("language of the talks"), max_length=2, choices=TalkLanguage.choices, blank=True)
    approach = models.TextField(_("how you would help"), max_length=2000, blank=True)
    first_talk_on = models.DateField(_("first talk"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class MentorshipDetails(models.Model):
    """The mentorship behind an engagement: which mentor, how many hours were agreed. Made when a plan is accepted."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, primary_key=True, related_name="mentorship")
    offer = models.ForeignKey(MentorOffer, models.PROTECT, null=True, related_name="mentorships")
    months = models.PositiveSmallIntegerField(default=3)
    hours_a_month = models.PositiveSmallIntegerField(default=2)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(months__gte=1), name="export_mentorship_has_months"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
