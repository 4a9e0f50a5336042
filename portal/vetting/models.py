"""Vetting cases: an organisation shows that it meets the published criteria of a capability."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps
from portal.documents.models import Document
from portal.organisations.actors import Actor
from portal.organisations.models import Capability
from portal.vetting.choices import OPEN_STATES, QUEUE_STATES, AppealState, CaseState, Verdict


class CaseQuerySet(models.QuerySet["VettingCase"]):
    """Questions asked of cases."""

    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        """The organisation's own cases; an authority sees every case that was submitted once."""
        if not actor.is_signed_in or actor.organisation is None:
            return self.none()
        own = models.Q(capability__organisation=actor.organisation)
        if actor.is_authority:
            return self.filter(own | models.Q(submitted_at__isnull=False))
        return self.filter(own)

    def queue(self) -> "CaseQuerySet":
        """Cases the authority must act on, oldest first."""
        return self.filter(state__in=QUEUE_STATES).order_by("submitted_at", "pk")


class VettingCase(PublicId, Timestamps):
    """One application for a capability (first or yearly renewal), with its clock and decision.

    Made as a draft by a member; ``criteria_version`` fixes the published criteria it is judged by. ``days_used`` holds
    the working days spent before the last return to the applicant; the days since ``clock_started_on`` are added.
    """

    capability = models.ForeignKey(Capability, models.PROTECT, related_name="cases")
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.DRAFT)
    is_renewal = models.BooleanField(default=False)
    criteria_version = models.CharField(max_length=20)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")  # of the decision letter
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    clock_started_on = models.DateField(null=True, blank=True)
    days_used = models.PositiveSmallIntegerField(default=0)
    days_allowed = models.PositiveSmallIntegerField(default=20)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    no_conflict_at = models.DateTimeField(null=True, blank=True)  # the officer declared to have no conflict of interest
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("note to the applicant"), blank=True, max_length=2000)
    letter = models.TextField(blank=True)  # as sent, in ``language``
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("vetting case")
        verbose_name_plural = _("vetting cases")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["capability"], condition=models.Q(state__in=OPEN_STATES), name="vetting_one_open_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[CaseState.APPROVED, CaseState.REJECTED])
                | models.Q(decided_at__isnull=False, decided_by__isnull=False, no_conflict_at__isnull=False),
                name="vetting_decision_is_signed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CaseState.IN_REVIEW) | models.Q(officer__isnull=False),
                name="vetting_review_has_officer",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[CaseState.DRAFT, CaseState.WITHDRAWN])
                | models.Q(submitted_at__isnull=False),
                name="vetting_submitted_has_moment",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "submitted_at"], name="vetting_queue")]

    def __str__(self) -> str:
        return f"{self.capability_id}:{self.state}"


class VettingAnswer(Timestamps):
    """What the applicant says to one criterion, and what the reviewer says of it."""

    case = models.ForeignKey(VettingCase, models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=40)
    is_met = models.BooleanField(null=True, blank=True)  # the applicant's own yes or no
    text = models.TextField(blank=True, max_length=2000)
    link = models.URLField(blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.OPEN)
    question = models.TextField(blank=True, max_length=1000)  # the reviewer's words to the applicant

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "criterion"], name="vetting_one_answer_per_criterion"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.criterion}"


class VettingEvidence(models.Model):
    """A document of the applicant's vault shown as evidence for one criterion."""

    answer = models.ForeignKey(VettingAnswer, models.CASCADE, related_name="evidence")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "document"], name="vetting_evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}:{self.document_id}"


class Appeal(PublicId, Timestamps):
    """A rejected applicant asks for a second opinion; another person than the first decides."""

    case = models.OneToOneField(VettingCase, models.PROTECT, related_name="appeal")
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.FILED)
    reason = models.TextField(_("why the decision is wrong"), max_length=3000)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    days_allowed = models.PositiveSmallIntegerField(default=15)
    first_decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, max_length=3000)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("first_decided_by")),
                name="appeal_by_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(state=AppealState.FILED)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="appeal_decision_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.state}"
