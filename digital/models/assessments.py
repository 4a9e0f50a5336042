"""Assessments, the answers in them, and the plan a firm makes of the result."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from digital.choices import Horizon, Moment, PlanState
from portal.common.models import PublicId, Timestamps
from portal.documents.models import Document
from portal.matchmaking.models import Engagement, Request
from portal.organisations.choices import EvidenceGrade
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The firm's own; an adviser's, while the firm lets it follow."""
        if actor.organisation is None:
            return self.none()
        followed = AdviserLink.objects.filter(adviser=actor.organisation, ended_at__isnull=True)
        return self.filter(Q(organisation=actor.organisation) | Q(organisation__in=followed.values("organisation")))


class Assessment(PublicId, Timestamps):
    """One filling of the shared questions at one moment. Made by a member of the firm; a finished one never changes.

    Invariants (also constraints): at most one unfinished assessment per firm; a finished one has its moment in time.
    ``engagement``: the project a later assessment credits its change to. Sector and size class are copied at
    finishing, so that a benchmark does not move when the firm does.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assessments")
    moment = models.CharField(max_length=2, choices=Moment.choices, default=Moment.T0)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    horizon = models.CharField(_("what you plan for"), max_length=12, choices=Horizon.choices, default=Horizon.TACTICAL)
    goals = models.JSONField(default=list, blank=True)  # at most three KPI codes
    sector = models.CharField(max_length=16, blank=True)
    size_class = models.CharField(max_length=8, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    engagement = models.ForeignKey(Engagement, models.SET_NULL, null=True, blank=True, related_name="+")
    is_shared = models.BooleanField(_("count us, unnamed, in benchmarks"), default=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(finished_at__isnull=True), name="assessment_one_unfinished"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["finished_at", "sector"], name="assessment_benchmark")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.moment}"


class AssessmentAnswer(Timestamps):
    """One answer: value as JSON, evidence grade, the paper behind it, when and by whom.

    ``is_carried``: taken over from the previous assessment and not yet looked at again.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    code = models.CharField(max_length=40)  # code of a shared fact
    value = models.JSONField()
    grade = models.PositiveSmallIntegerField(choices=EvidenceGrade.choices, default=EvidenceGrade.SAID)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_carried = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "code"], name="assessment_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}:{self.code}"


class AdviserLink(PublicId):
    """A firm lets an adviser's organisation follow its assessments and plan, until it ends that."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="adviser_links")
    adviser = models.ForeignKey(Organisation, models.CASCADE, related_name="followed_firms")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "adviser"], condition=Q(ended_at__isnull=True), name="adviser_link_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adviser_id}→{self.organisation_id}"


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The firm's own and those of firms the adviser follows."""
        if actor.organisation is None:
            return self.none()
        followed = AdviserLink.objects.filter(adviser=actor.organisation, ended_at__isnull=True)
        return self.filter(Q(organisation=actor.organisation) | Q(organisation__in=followed.values("organisation")))


class PlanItem(PublicId, Timestamps):
    """A step the firm means to take: from the roadmap (``step``) or its adviser's own words (``title``)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="plan_items")
    step = models.CharField(max_length=24, blank=True)
    title = models.CharField(_("step"), max_length=160, blank=True)
    state = models.CharField(max_length=12, choices=PlanState.choices, default=PlanState.PROPOSED)
    position = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField(_("by"), null=True, blank=True)
    assessment = models.ForeignKey(Assessment, models.SET_NULL, null=True, blank=True, related_name="plan_items")
    request = models.ForeignKey(Request, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of the plan")
        verbose_name_plural = _("steps of the plan")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "step"], condition=~Q(step=""), name="plan_step_once"),
            models.CheckConstraint(condition=~Q(step="") | ~Q(title=""), name="plan_item_has_words"),
        ]

    def __str__(self) -> str:
        return self.step or self.title


class PlanNote(models.Model):
    """One entry of a step's trail: a comment, a change of state, or both; by the firm or its adviser."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=2000, blank=True)
    state = models.CharField(max_length=12, choices=PlanState.choices, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.state or self.text[:20]}"
