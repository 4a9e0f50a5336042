"""Grant applications with their dated events, and which firms count as one group."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from digital.choices import ApplicationState
from digital.models.clocks import Clocked
from portal.common.models import PublicId, Timestamps
from portal.criteria.models import CriteriaSet
from portal.documents.models import Document
from portal.matchmaking.models import Request
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor


class ConnectedFirm(models.Model):
    """Two firms with the same owners, address or business: they share a scheme's group cap. Symmetric, smaller key first."""

    one = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    other = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    stated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="connected_firm_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="connected_firm_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id}–{self.other_id}"


class GrantApplicationQuerySet(models.QuerySet["GrantApplication"]):
    def visible_to(self, actor: "Actor") -> Self:
        """The firm's own; authorities see what was sent."""
        if actor.organisation is None:
            return self.none()
        seen = Q(organisation=actor.organisation)
        if actor.holds(CapabilityKind.AUTHORITY):
            seen |= ~Q(state__in=(ApplicationState.DRAFT, ApplicationState.WITHDRAWN))
        return self.filter(seen)


class GrantApplication(PublicId, Timestamps, Clocked):
    """A firm applies for a scheme. The scheme's version is fixed at sending; amounts are computed, never typed.

    Invariants (also constraints): a sent application has its day; the grant is not above the eligible cost.
    ``decision_due_on``/``payment_due_on``: the legal limits, counted in working days.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grant_applications")
    scheme = models.CharField(max_length=24)
    version = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    request = models.ForeignKey(Request, models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(_("what it is for"), max_length=160)
    currency = models.CharField(max_length=3)
    other_aid = models.DecimalField(_("other public aid for the same cost"), max_digits=14, decimal_places=2, default=0)
    eligible = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    binding = models.CharField(max_length=20, blank=True)
    applied_on = models.DateField(null=True, blank=True)
    decision_due_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision_reason = models.TextField(blank=True, max_length=1000)
    claim_by = models.DateField(null=True, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    payment_due_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)

    objects = GrantApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant application")
        verbose_name_plural = _("grant applications")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(applied_on__isnull=False), name="grant_sent_has_day"
            ),
            models.CheckConstraint(condition=Q(amount__lte=F("eligible")), name="grant_not_above_eligible"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, eligible__gte=0, other_aid__gte=0), name="grant_not_negative"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["scheme", "organisation", "applied_on"], name="grant_window")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.public_id}"


class GrantCost(models.Model):
    """One cost line of an application, by kind."""

    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="costs")
    kind = models.CharField(max_length=12)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="grant_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class GrantEvent(models.Model):
    """Something with a date that a scheme cares about: contract, deposit, payment, delivery.

    ``is_warned``: the firm was shown that this day lies before the application and said it knows the grant is lost.
    """

    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12)
    happened_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    is_warned = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["happened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"


class ClaimEvidence(models.Model):
    """One paper of a claim, by the scheme's list."""

    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=16)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "kind"], name="claim_evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.kind}"


class SchemeConditions(models.Model):
    """For whom one version of a scheme is, once an authority has written it anew; without a row the published data counts.

    ``criteria`` None or switched off: the scheme is for every firm.
    """

    scheme = models.CharField(max_length=24)
    version = models.CharField(max_length=8)
    criteria = models.OneToOneField(CriteriaSet, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "version"], name="scheme_conditions_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.version}"
