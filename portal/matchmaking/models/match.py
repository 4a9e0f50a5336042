"""The match: a request was found to fit (or to miss by a rule) a responder."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.models import PublicId
from portal.criteria.codes import ISIC
from portal.matchmaking.models.request import Request
from portal.matchmaking.states import RequestState
from portal.organisations.models import Organisation

# What an inbox shows first: open, shown to the responder, and neither answered nor declined.
IS_NEW = Q(is_open=True, released_at__isnull=False, responded_at__isnull=True, declined_at__isnull=True)

IS_ENDED = Q(is_open=False, released_at__isnull=False, responded_at__isnull=True, declined_at__isnull=True)


class MatchQuerySet(models.QuerySet["Match"]):
    """Matches by where they stand; each is served by a partial index of the same condition."""

    def new(self) -> Self:
        return self.filter(IS_NEW)

    def ended(self) -> Self:
        """Shown to the responder and over before it answered or declined."""
        return self.filter(IS_ENDED)

    def reading_papers(self) -> Self:
        """Papers open while answers are taken, and afterwards for those who have answered. (No copies: this decides.)"""
        taking = Q(request__state=RequestState.OPEN, request__closes_at__gt=clock.now())
        return self.filter(taking | Q(responded_at__isnull=False), released_at__isnull=False)

    def near(self, organisation: Organisation | None) -> Self:
        """Open requests that miss the organisation's rules by one and were not shown to it."""
        return self.filter(
            organisation=organisation, is_open=True, misses=1, released_at__isnull=True, superseded_at__isnull=True
        )


class Match(PublicId):
    """A request and a responder that suit each other, with score and reasons; made by the matcher, never deleted.

    Its status is the most advanced moment it carries (a funnel): found, released (visible to the responder),
    notified, seen, declined or answered. A match with ``misses`` > 0 is kept for "misses by one rule" and is not released.

    ``pillar``, ``region``, ``sector``, ``closes_at`` and ``is_open`` are copies of the request's (``portal/matchmaking/mirror.py``
    keeps them right): an inbox of a million rows is filtered and sorted by one index, without a join.
    """

    # Both keys lead an index below; one of their own would only be written to.
    request = models.ForeignKey(Request, models.CASCADE, related_name="matches", db_index=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="matches", db_index=False)
    pillar = models.CharField(max_length=20, editable=False)
    region = models.CharField(max_length=10, blank=True, editable=False)  # of the asking firm, ISO 3166-2
    sector = models.CharField(max_length=1, blank=True, editable=False)  # of the asking firm: its ISIC section
    closes_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_open = models.BooleanField(default=False, editable=False)
    score = models.DecimalField(max_digits=6, decimal_places=2, default=0)  # 0–100
    parts = models.JSONField(default=dict, blank=True)  # points of the score by component
    reasons = models.JSONField(
        default=list, blank=True
    )  # [{"code", "outcome", "held", "needed", ...}] shown by the pillar
    misses = models.PositiveSmallIntegerField(default=0)
    unknowns = models.PositiveSmallIntegerField(default=0)
    source_key = models.CharField(max_length=40, blank=True)  # public id of the mandate/scope that matched
    engine_version = models.CharField(max_length=20, default="1")
    found_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    watched_at = models.DateTimeField(null=True, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_codes = models.JSONField(default=list, blank=True)
    decline_text = models.TextField(blank=True, max_length=2000)
    assigned_to = models.ForeignKey(
        "identity.User", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    revealed_at = models.DateTimeField(null=True, blank=True)  # owner showed name and contact to this responder
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "organisation"], name="match_once_per_responder"),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | Q(released_at__isnull=False), name="match_declined_was_released"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-released_at", "-id"], name="match_inbox"),
            models.Index(fields=["request", "-score"], name="match_ranking"),
            models.Index(fields=["organisation", "closes_at", "id"], name="match_new_closing", condition=IS_NEW),
            models.Index(fields=["organisation", "-score", "id"], name="match_new_fit", condition=IS_NEW),
            models.Index(
                fields=["organisation", "region", "closes_at", "id"], name="match_new_region", condition=IS_NEW
            ),
            models.Index(
                fields=["organisation", "sector", "closes_at", "id"], name="match_new_sector", condition=IS_NEW
            ),
            models.Index(
                fields=["organisation", "pillar", "closes_at", "id"], name="match_new_pillar", condition=IS_NEW
            ),
            models.Index(fields=["organisation"], name="match_unseen", condition=IS_NEW & Q(seen_at__isnull=True)),
            models.Index(
                fields=["organisation", "closes_at", "id"],
                name="match_watched",
                condition=Q(is_open=True, watched_at__isnull=False),
            ),
            models.Index(
                fields=["organisation", "closes_at", "id"],
                name="match_answered",
                condition=Q(responded_at__isnull=False),
            ),
            models.Index(
                fields=["organisation", "closes_at", "id"],
                name="match_declined",
                condition=Q(declined_at__isnull=False),
            ),
            models.Index(
                fields=["organisation", "-closes_at", "-id"],
                name="match_ended",
                condition=IS_ENDED,
            ),
            models.Index(fields=["assigned_to"], name="match_assigned", condition=Q(assigned_to__isnull=False)),
            models.Index(
                fields=["organisation", "-score", "id"],
                name="match_near",
                condition=Q(is_open=True, misses=1, released_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}→{self.organisation_id}"

    def copy_request(self) -> None:
        """Take over what the inbox filters and sorts on."""
        self.pillar = self.request.pillar
        firm = self.request.organisation
        self.region = "-".join(firm.region.split("-")[:2])  # districts are below what the inbox offers
        self.sector = ISIC.ancestors(firm.sector)[-1] if firm.sector and ISIC.is_valid(firm.sector) else ""
        self.closes_at = self.request.closes_at
        self.is_open = self.request.state == RequestState.OPEN

    def save(self, *arguments: Any, **options: Any) -> None:
        """A new row takes the request's values; afterwards only ``mirror`` writes them."""
        if self._state.adding:
            self.copy_request()
        super().save(*arguments, **options)


class UnmetDemand(models.Model):
    """A request for which no responder passed, counted by district, sector and the rule that bound most often."""

    request = models.OneToOneField(Request, models.CASCADE, related_name="unmet_demand")
    pillar = models.CharField(max_length=20)
    region = models.CharField(max_length=10, blank=True)
    sector = models.CharField(max_length=8, blank=True)
    binding = models.CharField(max_length=60, blank=True)  # fact code of the rule that refused most responders
    counted_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["pillar", "region", "sector"], name="unmet_where")]

    def __str__(self) -> str:
        return f"{self.request_id}"


class RunCause(models.TextChoices):
    """Why a request was matched."""

    OPENED = "opened", _("Published")
    NIGHTLY = "nightly", _("Nightly run")
    APPETITE = "appetite", _("Changed rules of a responder")


class MatchRun(models.Model):
    """A match run that changed who fits a request: the history of a match list. Written once, never altered."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="match_runs")
    ran_at = models.DateTimeField()
    cause = models.CharField(max_length=8, choices=RunCause.choices)
    fitting = models.PositiveIntegerField()
    near = models.PositiveIntegerField()  # kept away by one rule, as far as they are kept
    joined = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-ran_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(joined__lte=F("fitting")), name="match_run_joined_fit"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.fitting}"


class ResponderStanding(models.Model):
    """What is known of a responder in one pillar for the published order; counted nightly (``standing.py``).

    ``asked`` and ``answered`` count the matches of the last 365 days; ``capacity_left`` is a share 0–1, ``price_ratio`` the
    usual public price over the middle of the market.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    pillar = models.CharField(max_length=20)
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    capacity_left = models.FloatField(null=True)
    price_ratio = models.FloatField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "pillar"], name="standing_once"),
            models.CheckConstraint(condition=Q(answered__lte=F("asked")), name="standing_answers_were_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.pillar}"
