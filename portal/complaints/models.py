"""Complaints and appeals: who says what about whom, the clock, every message, the decision."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common.models import PublicId, Timestamps

USER = settings.AUTH_USER_MODEL


class ComplaintKind(models.TextChoices):
    COMPLAINT = "complaint", _("Complaint")
    APPEAL = "appeal", _("Appeal against a decision")


class Subject(models.TextChoices):
    """What the complaint is about."""

    VETTING = "vetting", _("A vetting decision")
    REQUEST = "request", _("A request or an answer to it")
    LENDER = "lender", _("A lender's conduct")
    PROVIDER = "provider", _("A provider's or mentor's conduct")
    BENEFIT = "benefit", _("A benefit or its payment")
    DATA = "data", _("A wrong datum")
    PORTAL = "portal", _("The portal itself")


class ComplaintState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("complaint", "Received")
    TAKEN = "taken", pgettext_lazy("complaint", "In the hands of an officer")
    HEARING = "hearing", pgettext_lazy("complaint", "Waiting for an answer")
    DECIDED = "decided", pgettext_lazy("complaint", "Decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "Withdrawn")


class Outcome(models.TextChoices):
    UPHELD = "upheld", _("Upheld")
    PARTLY = "partly", _("Partly upheld")
    REJECTED = "rejected", pgettext_lazy("complaint", "Not upheld")
    SETTLED = "settled", _("Settled between the parties")
    OUTSIDE = "outside", _("Outside this office's powers")


class Complaint(PublicId, Timestamps):
    """A firm or a visitor with an account complains, or appeals against a decision.

    ``due_on`` counts working days of the portal's country. An appeal is decided by somebody who did not take the
    decision appealed against (``first_decider``); the constraint keeps it so.
    """

    days_left: int | None  # working days until ``due_on``, set by the list of cases, never stored

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ComplaintKind.choices, default=ComplaintKind.COMPLAINT)
    subject = models.CharField(_("what it is about"), max_length=10, choices=Subject.choices)
    about_type = models.CharField(max_length=60, blank=True)
    about_key = models.CharField(_("reference"), max_length=40, blank=True)
    user = models.ForeignKey(USER, models.PROTECT, related_name="complaints")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="complaints")
    against = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="complaints_received"
    )
    state = models.CharField(max_length=10, choices=ComplaintState.choices, default=ComplaintState.RECEIVED)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    title = models.CharField(_("in one line"), max_length=140)
    story = models.TextField(_("what happened"), max_length=5000)
    wish = models.TextField(_("what should happen now"), max_length=2000, blank=True)
    due_on = models.DateField()
    first_decider = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    officer = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    decision = models.TextField(_("decision and reasons"), max_length=5000, blank=True)
    is_public = models.BooleanField(_("publish the decision without names"), default=False)
    appeal_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="appeals")
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="complaint_clock")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="decided") | (~models.Q(outcome="") & models.Q(decided_at__isnull=False)),
                name="complaint_decided_has_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(officer__isnull=True)
                | models.Q(first_decider__isnull=True)
                | ~models.Q(officer=models.F("first_decider")),
                name="complaint_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ComplaintMessage(Timestamps):
    """One message in a complaint; kept for ever, seen by both sides and the office."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="messages")
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    is_official = models.BooleanField(default=False)
    body = models.TextField(_("message"), max_length=5000)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.complaint_id}:{self.pk}"
