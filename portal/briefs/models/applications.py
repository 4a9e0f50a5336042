"""Applications for a benefit, with two legal limits counted in working days."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import ApplicationState
from portal.briefs.models.brief import Brief, BriefVersion
from portal.common.models import PublicId, Timestamps

USER = settings.AUTH_USER_MODEL


class Application(PublicId, Timestamps):
    """A firm asks for the benefit of a brief, itself or through an intermediary; or confirms a benefit without asking.

    ``decision_due_on`` is set on submission and moved by the days a question waits for the firm; ``payment_due_on`` on
    approval. ``findings`` is the result of the conditions at submission. One live application per firm and brief.
    """

    reference = models.CharField(max_length=20, unique=True)
    brief = models.ForeignKey(Brief, models.PROTECT, related_name="applications")
    version = models.ForeignKey(BriefVersion, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="benefit_applications")
    through = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="client_applications"
    )
    applied_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    state = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    is_confirmation = models.BooleanField(default=False)
    cost = models.DecimalField(_("cost of your project"), max_digits=14, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="SAR")
    statement = models.TextField(_("what you will do with it"), max_length=3000, blank=True)
    findings = models.JSONField(default=list, blank=True)
    fit = models.CharField(max_length=8, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decision_due_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.TextField(_("reasons of the decision"), max_length=3000, blank=True)
    payment_due_on = models.DateField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    payment_reference = models.CharField(_("payment reference"), max_length=60, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brief", "organisation"],
                condition=~models.Q(state__in=["rejected", "withdrawn"]),
                name="application_one_live_per_firm",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="paid") | models.Q(paid_at__isnull=False, amount__isnull=False),
                name="application_paid_has_amount_and_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(submitted_at__isnull=False) | models.Q(state="withdrawn"),
                name="application_submitted_has_moment",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "decision_due_on"], name="application_clock")]

    def __str__(self) -> str:
        return self.reference


class Representative(PublicId, Timestamps):
    """A firm lets an adviser (a chamber, an agency) apply for benefits on its behalf, until it ends that.

    Without a live row the adviser can neither start an application for the firm nor see its facts.
    """

    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="representatives")
    adviser = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="represented")
    granted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "adviser"],
                condition=models.Q(ended_at__isnull=True),
                name="representative_one_live",
            ),
            models.CheckConstraint(
                condition=~models.Q(organisation=models.F("adviser")), name="representative_is_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.adviser_id}"


class ApplicationMessage(Timestamps):
    """A question of the office or an answer of the firm on an application; kept for ever."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="messages")
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    is_official = models.BooleanField(default=False)
    body = models.TextField(max_length=3000)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.pk}"


class ApplicationFile(Timestamps):
    """A document of the firm's vault handed in with an application; the office reads it through a grant."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="files")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "document"], name="application_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.document_id}"
