"""Challenges: a firm puts a problem with a prize, solvers answer, a prototype decides before any contract (D§D13)."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from digital.choices import ChallengeState, IdeaRights, PrototypeState
from digital.models.clocks import Clocked
from portal.common import clock
from portal.common.models import PublicId, Timestamps
from portal.matchmaking.models import Request
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor

POINTS = 10  # most points of one criterion


class Challenge(PublicId, Timestamps, Clocked):
    """A problem with the outcome wanted and a prize; made public by its owner, decided by the jury's figures.

    Entries are unreadable to owner and jury until ``closes_on`` has passed. The prize is paid in two parts, the
    authority's share and the owner's. ``winner`` is set only for an entry whose prototype works.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="challenges")
    title = models.CharField(_("title"), max_length=120)
    problem = models.TextField(_("the problem"), max_length=2000)
    outcome = models.TextField(_("what a solution must achieve (not how)"), max_length=2000)
    language = models.CharField(max_length=10, default="en")
    prize = models.DecimalField(_("prize"), max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="SAR")
    authority_share = models.PositiveSmallIntegerField(
        _("share of the prize paid by an authority, per cent"), default=0
    )
    rights = models.CharField(
        _("who keeps the idea"), max_length=8, choices=IdeaRights.choices, default=IdeaRights.SOLVER
    )
    closes_on = models.DateField(_("last day for entries"))
    decide_on = models.DateField(_("last day for prototypes and the jury"))
    state = models.CharField(max_length=8, choices=ChallengeState.choices, default=ChallengeState.OPEN)
    winner = models.ForeignKey("ChallengeEntry", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    contract = models.ForeignKey(Request, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(authority_share__lte=100), name="challenge_share_percent"),
            models.CheckConstraint(condition=Q(prize__gt=0), name="challenge_prize_positive"),
            models.CheckConstraint(condition=Q(decide_on__gt=F("closes_on")), name="challenge_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(winner__isnull=False), name="challenge_decided_has_winner"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether entries are taken today."""
        return self.state == ChallengeState.OPEN and self.closes_on >= clock.today()


class ChallengeCriterion(models.Model):
    """What the jury looks at, and its weight."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["challenge", "position"], name="challenge_criterion_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="challenge_criterion_weight"),
        ]

    def __str__(self) -> str:
        return self.title


class EntryQuerySet(models.QuerySet["ChallengeEntry"]):
    def visible_to(self, actor: "Actor") -> Self:
        """A solver's own; owner and jury once the last day for entries has passed."""
        if actor.organisation is None and actor.user is None:
            return self.none()
        seen = Q(organisation=actor.organisation) if actor.organisation else Q(pk__in=())
        closed = Q(challenge__closes_on__lt=clock.today(), withdrawn_at__isnull=True)
        if actor.organisation is not None:
            seen |= closed & Q(challenge__organisation=actor.organisation)
        if actor.user is not None:
            seen |= closed & Q(challenge__jurors__user=actor.user)
        return self.filter(seen).distinct()


class ChallengeEntry(PublicId, Timestamps):
    """A solver's answer. May be changed until the last day for entries; its prototype is judged by the owner's gate."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="entries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="challenge_entries")
    title = models.CharField(_("your solution in one line"), max_length=120)
    text = models.TextField(_("how it reaches the outcome"), max_length=4000)
    language = models.CharField(max_length=10, default="en")
    is_pledged = models.BooleanField(_("we pledge that others may use the idea free of charge"), default=False)
    submitted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    prototype = models.CharField(max_length=8, choices=PrototypeState.choices, default=PrototypeState.NONE)
    prototype_text = models.TextField(_("what can be seen and tried, and where"), max_length=2000, blank=True)
    prototype_reason = models.TextField(max_length=1000, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["submitted_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["challenge", "organisation"], name="challenge_entry_once"),
        ]

    def __str__(self) -> str:
        return self.title


class ChallengeJuror(models.Model):
    """A person who judges; named by the owner while entries are taken."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="jurors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["challenge", "user"], name="challenge_juror_once")]

    def __str__(self) -> str:
        return f"{self.challenge_id}:{self.user_id}"


class ChallengeOpinion(models.Model):
    """One juror on one entry: either a declared conflict, or points for every criterion and a word to the solver."""

    entry = models.ForeignKey(ChallengeEntry, models.CASCADE, related_name="opinions")
    juror = models.ForeignKey(ChallengeJuror, models.CASCADE, related_name="opinions")
    has_conflict = models.BooleanField(_("I have a conflict of interest and do not judge this entry"), default=False)
    feedback = models.TextField(_("what the solver can learn"), max_length=1000, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "juror"], name="challenge_opinion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}:{self.juror_id}"


class ChallengePoints(models.Model):
    """The points of one opinion for one criterion, 0 to 10."""

    opinion = models.ForeignKey(ChallengeOpinion, models.CASCADE, related_name="points")
    criterion = models.ForeignKey(ChallengeCriterion, models.CASCADE, related_name="+")
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opinion", "criterion"], name="challenge_points_once"),
            models.CheckConstraint(condition=Q(points__lte=POINTS), name="challenge_points_at_most_ten"),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id}:{self.criterion_id}={self.points}"
