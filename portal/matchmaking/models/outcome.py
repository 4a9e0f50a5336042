"""Outcomes: what each side says came of it, confirmed through one-time links (after UK export wins, D§D7)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId
from portal.matchmaking.models.engagement import Engagement
from portal.organisations.models import Organisation


class WithoutHelp(models.TextChoices):
    """How much of the value would have come without the portal (D§D7); ``SHARE`` gives the class midpoints."""

    NOTHING = "0", _("Nothing")
    UP_TO_20 = "20", _("Up to 20 %")
    ABOUT_40 = "40", _("About 40 %")
    ABOUT_60 = "60", _("About 60 %")
    ABOUT_80 = "80", _("About 80 %")
    OVER_80 = "90", _("More than 80 %")
    ALL = "100", _("All of it")


class Helped(models.TextChoices):
    """The six-step rating of D§D7."""

    NOT_APPLICABLE = "na", _("Does not apply")
    NOT = "0", _("Did not help")
    LITTLE = "1", _("Helped very little")
    SOME = "2", _("Helped somewhat")
    GREAT = "3", _("Helped a lot")
    COMPLETE = "4", _("Made it possible")


class OutcomeReport(PublicId):
    """One side's account of the result of an engagement; it counts in public figures once the other side agrees."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="outcomes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    happened = models.BooleanField()
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    without_help = models.CharField(max_length=3, choices=WithoutHelp.choices, blank=True)
    ratings = models.JSONField(default=dict, blank=True)  # question code → Helped value
    flags = models.JSONField(default=dict, blank=True)  # precondition, faster … → true/false
    value_by_year = models.JSONField(default=dict, blank=True)  # "2027" → amount in ``currency``; together the value
    more = models.JSONField(default=dict, blank=True)  # code of a pillar's own question → code of the answer
    comment = models.TextField(blank=True, max_length=2000)
    may_publish_story = models.BooleanField(default=False)
    reported_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["engagement", "organisation"], name="outcome_once_per_side"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="outcome_value_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id}:{self.organisation_id}"


class OutcomeLink(models.Model):
    """A one-time link, valid 7 days, by which a side reports without signing in; at most 4 per side (D§D7)."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="outcome_links")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["engagement", "organisation", "number"], name="outcome_link_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=4), name="outcome_link_at_most_four"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id}#{self.number}"
