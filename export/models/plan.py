"""The export plan: nine sections of text, objectives, risks; one plan per market and product."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps
from portal.organisations.models import Organisation


class PlanSection(models.TextChoices):
    BUSINESS = "business", _("About the business")
    OBJECTIVES = "objectives", _("Objectives")
    MARKET = "market", _("Target market")
    ADAPTATION = "adaptation", _("Adapting the product")
    MARKETING = "marketing", _("Marketing and route to market")
    PRICE = "price", _("Costs and price")
    FUNDING = "funding", _("Funding and credit")
    PAYMENT = "payment", _("Getting paid")
    TRAVEL = "travel", _("Travel and rules")


class ExportPlan(PublicId, Timestamps):
    """A firm's plan for one product in one market. Texts by section code; progress counts the answered parts."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="export_plans")
    market = models.CharField(_("market"), max_length=3)
    hs6 = models.CharField(_("HS code"), max_length=6)
    texts = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "market", "hs6"], name="export_plan_once_per_market"),
        ]

    def __str__(self) -> str:
        return f"{self.hs6} → {self.market}"


class PlanFigures(Timestamps):
    """The plan in figures: one shipment from the works to arrival, and three years of it. Amounts in ``currency``.

    ``costs`` holds amounts of a shipment by kind (decimal texts), ``years`` three pairs of units and fixed costs.
    """

    plan = models.OneToOneField(ExportPlan, models.CASCADE, related_name="figures")
    currency = models.CharField(max_length=3)
    market_currency = models.CharField(max_length=3)
    unit_cost = models.DecimalField(max_digits=14, decimal_places=4)
    ex_works = models.DecimalField(max_digits=14, decimal_places=2)
    units = models.DecimalField(max_digits=12, decimal_places=2)
    term = models.CharField(max_length=3)
    named_place = models.CharField(max_length=80)
    costs = models.JSONField(default=dict, blank=True)
    duty_rate = models.DecimalField(max_digits=7, decimal_places=3)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3)
    customs_basis = models.CharField(max_length=3, default="cif")
    payment_days = models.PositiveSmallIntegerField(default=30)
    years = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(units__gt=0, ex_works__gte=0, unit_cost__gte=0, duty_rate__gte=0, tax_rate__gte=0),
                name="export_plan_figures_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.term} {self.ex_works} {self.currency}"


class PlanObjective(PublicId):
    """What shall be reached, by whom, by when."""

    plan = models.ForeignKey(ExportPlan, models.CASCADE, related_name="objectives")
    text = models.CharField(_("objective with a figure"), max_length=200)
    owner = models.CharField(_("who"), max_length=80)
    due_on = models.DateField(_("by when"))

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text


class PlanRisk(PublicId):
    """What can go wrong, how likely, how bad, what then (1–3 each)."""

    plan = models.ForeignKey(ExportPlan, models.CASCADE, related_name="risks")
    text = models.CharField(_("risk"), max_length=200)
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood (1 low – 3 high)"), validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    impact = models.PositiveSmallIntegerField(
        _("impact (1 low – 3 high)"), validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    contingency = models.CharField(_("what we do then"), max_length=200)

    class Meta:
        ordering: ClassVar = ["-likelihood", "-impact", "pk"]

    def __str__(self) -> str:
        return self.text
