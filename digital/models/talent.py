"""Trainings with their outcome, people with digital skills, and firms that look for them (R19)."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from digital.choices import IntroState, PlaceState, WorkKind
from digital.models.clocks import Clocked
from portal.common import clock
from portal.common.models import PublicId, Timestamps
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor

LANGUAGES = 3  # most languages of a person or a job


class Training(PublicId, Timestamps, Clocked):
    """A course or seminar of an organisation, with places, confirmed attendance and an outcome survey."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="trainings")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what people can do afterwards"), max_length=2000)
    language = models.CharField(_("language of the training"), max_length=10)
    skill = models.CharField(_("skill"), max_length=16)  # a category of the register
    starts_at = models.DateTimeField(_("begins"))
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    place = models.CharField(_("place, or how to join online"), max_length=200)
    seats = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="training_within_seats"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="training_has_hours"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= clock.now()


class TrainingPlace(PublicId):
    """A person's place. The trainer notes who came; thirty days later the person says what became of it.

    Invariants (also constraints): a survey only after attendance.
    """

    training = models.ForeignKey(Training, models.CASCADE, related_name="places")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="training_places")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=PlaceState.choices, default=PlaceState.REGISTERED)
    registered_at = models.DateTimeField()
    surveyed_at = models.DateTimeField(null=True, blank=True)
    is_used = models.BooleanField(_("I use at work what I learnt"), null=True, blank=True)
    is_better_off = models.BooleanField(_("I have a new job, new tasks or better pay since"), null=True, blank=True)
    worth = models.PositiveSmallIntegerField(_("how much it was worth, 0 to 10"), null=True, blank=True)
    comment = models.TextField(_("in your words"), max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["registered_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["training", "user"], name="training_place_once"),
            models.CheckConstraint(
                condition=Q(surveyed_at__isnull=True) | Q(state="attended"), name="training_survey_after_attendance"
            ),
            models.CheckConstraint(condition=Q(worth__isnull=True) | Q(worth__lte=10), name="training_worth_to_ten"),
        ]

    def __str__(self) -> str:
        return f"{self.training_id}:{self.user_id}"


class TalentQuerySet(models.QuerySet["Talent"]):
    def offered(self) -> Self:
        """People who look for work now."""
        return self.filter(is_open=True, expires_on__gte=clock.today(), user__is_active=True)


class Talent(PublicId, Timestamps):
    """A person with digital skills who looks for work. Firms see no name, mail or employer before the person agrees."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="talent")
    headline = models.CharField(_("what you can do, in one line (no name)"), max_length=120)
    text = models.TextField(_("experience and projects (no names, no numbers)"), max_length=1500, blank=True)
    language = models.CharField(max_length=10, default="en")
    region = models.CharField(_("region"), max_length=16, blank=True)
    is_open = models.BooleanField(_("show me to firms that hire"), default=True)
    expires_on = models.DateField()

    objects = TalentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.headline


class TalentTag(models.Model):
    """A skill, a language or a kind of work of a person."""

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="tags")
    kind = models.CharField(
        max_length=8, choices=[("skill", _("Skill")), ("language", _("Language")), ("work", _("Work"))]
    )
    code = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["talent", "kind", "code"], name="talent_tag_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "code"], name="talent_tag_search")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"


class Opening(PublicId, Timestamps):
    """A firm looks for a person with a digital skill."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="openings")
    title = models.CharField(_("the work, in one line"), max_length=120)
    text = models.TextField(_("tasks and what you offer"), max_length=2000)
    language = models.CharField(max_length=10, default="en")
    skill = models.CharField(_("skill you need most"), max_length=16)
    work = models.CharField(_("kind of work"), max_length=10, choices=WorkKind.choices)
    spoken = models.CharField(_("language at work"), max_length=10)
    region = models.CharField(_("region"), max_length=16, blank=True)
    is_remote = models.BooleanField(_("can be done from anywhere"), default=False)
    pay_from = models.DecimalField(_("pay a month from"), max_digits=12, decimal_places=2)
    pay_to = models.DecimalField(_("pay a month up to"), max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="SAR")
    open_until = models.DateField(_("open until"))
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pay_from__gt=0, pay_to__gte=F("pay_from")), name="opening_pay_in_order"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.open_until >= clock.today()


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The firm's and the person's own."""
        seen = Q(pk__in=())
        if actor.organisation is not None:
            seen |= Q(opening__organisation=actor.organisation)
        if actor.user is not None:
            seen |= Q(talent__user=actor.user)
        return self.filter(seen)


class Introduction(PublicId, Timestamps, Clocked):
    """One side asks to meet the other about an opening; names are shown once the other side agrees.

    A hire counts in public figures when both sides say so.
    """

    opening = models.ForeignKey(Opening, models.CASCADE, related_name="introductions")
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="introductions")
    is_by_firm = models.BooleanField()
    state = models.CharField(max_length=8, choices=IntroState.choices, default=IntroState.ASKED)
    message = models.TextField(_("a word to the other side"), max_length=1000, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    hired_said_firm = models.BooleanField(null=True, blank=True)
    hired_said_talent = models.BooleanField(null=True, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opening", "talent"], name="introduction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id}:{self.talent_id}"
