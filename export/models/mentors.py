"""Mentors of companies: the corporate account, each mentor's offer, availability, rounds, sessions, goals."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from export.choices import AppealState, FaultKind, RoundState, SessionState
from portal.common import clock
from portal.common.models import PublicId, Timestamps, new_public_id
from portal.matchmaking.models import Engagement, Request, ScopeOwner
from portal.organisations.models import Organisation


def new_feed_token() -> str:
    """The secret part of a calendar feed's address."""
    return new_public_id() + new_public_id()


class MentorAccount(Timestamps):
    """A company's mentoring: the hours a month it gives in all, and what it commits itself to in public. One each.

    ``commitment`` empty: the company has no public page.
    """

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="mentor_account")
    monthly_hours = models.PositiveSmallIntegerField(_("hours a month of the whole company"), default=20)
    commitment = models.TextField(_("what your company commits itself to, in public"), max_length=600, blank=True)
    commitment_language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.monthly_hours}"


class MentorOffer(PublicId, Timestamps, ScopeOwner):
    """What one person of a company offers as mentor. Lists are JSON lists of codes (matching reads them all anyway).

    What it asks of a request itself stands in ``export/scopes.py``.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mentor_offers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentor_offers")
    headline = models.CharField(_("what you can help with, in one sentence"), max_length=160)
    topics = models.JSONField(_("topics"), default=list)
    sectors = models.JSONField(_("sectors"), default=list, blank=True)
    markets = models.JSONField(_("markets"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list)
    stages = models.JSONField(_("stages"), default=list, blank=True)
    hours_a_month = models.PositiveSmallIntegerField(
        _("hours a month"), default=4, validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    capacity = models.PositiveSmallIntegerField(
        _("firms at a time"), default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default=clock.home_zone)
    never = models.ManyToManyField(Organisation, blank=True, related_name="+", verbose_name=_("never these firms"))
    statement = models.TextField(_("conflicts of interest you want to state"), max_length=1000, blank=True)
    statement_signed_on = models.DateField(null=True, blank=True)
    statement_reminded_on = models.DateField(null=True, blank=True)
    is_away = models.BooleanField(_("away: propose nothing to me now"), default=False)
    feed_token = models.CharField(max_length=40, unique=True, default=new_feed_token, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="export_mentor_offer_one_per_person"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class AvailabilitySlot(models.Model):
    """A weekly hour in which a mentor can talk, in the mentor's own time zone."""

    offer = models.ForeignKey(MentorOffer, models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField()  # 0 Monday … 6 Sunday
    hour = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "weekday", "hour"], name="export_slot_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6, hour__lte=23), name="export_slot_in_week"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}:{self.hour}"


class MentoringRound(PublicId, Timestamps):
    """A matching round: open requests against mentors' places, solved once, changed by hand with a reason, approved."""

    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    solved_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    unplaced = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class RoundPlace(PublicId):
    """A request placed with a mentor in a round; an override keeps its reason and the pairs it destabilises."""

    round = models.ForeignKey(MentoringRound, models.CASCADE, related_name="places")
    request = models.ForeignKey(Request, models.CASCADE, related_name="+")
    offer = models.ForeignKey(MentorOffer, models.CASCADE, related_name="+", null=True)
    score = models.PositiveSmallIntegerField(default=0)
    parts = models.JSONField(default=dict)
    override_reason = models.CharField(max_length=300, blank=True)
    destabilised = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "request"], name="export_round_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}→{self.offer_id}"


class MentoringSession(PublicId, Timestamps):
    """A talk of a mentorship: proposed by a side, answered within 48 hours by the other, held, its log confirmed by both."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="sessions")
    proposed_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.PROPOSED)
    topic = models.CharField(_("topic"), max_length=160)
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(15), MaxValueValidator(240)]
    )
    link = models.URLField(_("address of the call"), blank=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    advice = models.TextField(_("what was advised"), max_length=3000, blank=True)
    next_steps = models.TextField(_("next steps, who and by when"), max_length=2000, blank=True)
    log_by = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    owner_confirmed_at = models.DateTimeField(null=True, blank=True)
    responder_confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=SessionState.HELD) | Q(ended_at__isnull=False), name="export_session_held_has_end"
            ),
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="export_session_state_known"),
        ]
        ordering: ClassVar = ["-starts_at"]

    def __str__(self) -> str:
        return f"{self.topic} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def is_confirmed(self) -> bool:
        return self.owner_confirmed_at is not None and self.responder_confirmed_at is not None


class SessionFault(PublicId):
    """A no-show or late cancel held against a side for 30 days, unless its appeal is upheld."""

    session = models.ForeignKey(MentoringSession, models.CASCADE, related_name="faults")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="session_faults")
    kind = models.CharField(max_length=12, choices=FaultKind.choices)
    at = models.DateTimeField()
    appeal = models.CharField(max_length=8, choices=AppealState.choices, default=AppealState.NONE)
    appeal_text = models.TextField(max_length=2000, blank=True)
    decision_text = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "organisation"], name="export_fault_once_per_side"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id}"


class MentoringGoal(PublicId, Timestamps):
    """A goal of a mentorship with its baseline; read again at 3, 6 and 12 months."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="goals")
    title = models.CharField(_("goal"), max_length=160)
    unit = models.CharField(_("counted in"), max_length=40)
    baseline = models.DecimalField(_("today"), max_digits=14, decimal_places=2)
    target = models.DecimalField(_("to reach"), max_digits=14, decimal_places=2)
    asked_months = models.PositiveSmallIntegerField(default=0)  # the last reading asked for: 3, 6 or 12 months

    def __str__(self) -> str:
        return self.title


class GoalReading(models.Model):
    """The value of a goal some months after the start."""

    goal = models.ForeignKey(MentoringGoal, models.CASCADE, related_name="readings")
    months = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "months"], name="export_goal_reading_once"),
            models.CheckConstraint(condition=Q(months__in=(3, 6, 12)), name="export_goal_reading_months"),
        ]

    def __str__(self) -> str:
        return f"{self.months}: {self.value}"
