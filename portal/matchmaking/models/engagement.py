"""What follows an award: the engagement, its milestones, ratings and disputes."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps
from portal.matchmaking.models.award import Award
from portal.matchmaking.states import EngagementState
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor


class EngagementQuerySet(models.QuerySet["Engagement"]):
    """Engagements by who may see them."""

    def visible_to(self, actor: "Actor") -> Self:
        """Both sides; an authority sees disputed ones."""
        if actor.organisation is None:
            return self.none()
        seen = Q(owner=actor.organisation) | Q(responder=actor.organisation)
        if actor.holds(CapabilityKind.AUTHORITY):
            seen |= Q(state=EngagementState.DISPUTED)
        return self.filter(seen)


class Engagement(PublicId, Timestamps):
    """The work or loan that follows an award. Made in the award's transaction; both sides carry it to its outcome."""

    award = models.OneToOneField(Award, models.PROTECT, related_name="engagement")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    responder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    pillar = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=EngagementState.choices, default=EngagementState.AGREED)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True, max_length=2000)
    next_check_at = models.DateTimeField(null=True, blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=("active", "disputed")) | Q(started_at__isnull=False),
                name="engagement_active_has_started",
            ),
            models.CheckConstraint(condition=Q(state__in=EngagementState.values), name="engagement_state_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_check_at"], name="engagement_due", condition=Q(next_check_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.pillar}:{self.public_id}"


class Milestone(PublicId):
    """A step both sides must confirm: a delivery, a session, a disbursement."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=160)
    due_on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    responder_confirmed_at = models.DateTimeField(null=True, blank=True)
    owner_confirmed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["engagement", "position"], name="milestone_position_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | (Q(amount__gte=0) & ~Q(currency="")),
                name="milestone_amount_has_currency",
            ),
        ]
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        return self.owner_confirmed_at is not None and self.responder_confirmed_at is not None


class Rating(models.Model):
    """One side's rating of the other, 1–5, after the engagement; shown once both rated or after 14 days."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="ratings")
    by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    about = models.ForeignKey(Organisation, models.PROTECT, related_name="ratings_received")
    stars = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True, max_length=1000)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["engagement", "by"], name="rating_once_per_side"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id}: {self.stars}"


class Dispute(PublicId):
    """One side says the engagement went wrong; an authority mediates within the clock."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="disputes")
    raised_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.TextField(max_length=4000)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decision = models.TextField(blank=True, max_length=4000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["engagement"], condition=Q(decided_at__isnull=True), name="dispute_one_open_per_engagement"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
