"""The pillar's details of a request, the terms of a bid, and the project that follows."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from digital.models.assessments import Assessment
from digital.models.providers import Package
from portal.common.models import PublicId
from portal.matchmaking.models import Engagement, Request, Response
from portal.organisations.models import Organisation

QUESTIONS = 3  # the firm's own questions to every bidder
MILESTONES = 5  # lines of a bid
AMOUNT: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "null": True, "blank": True}


class TransformationDetails(models.Model):
    """What a firm wants changed. One-to-one with the request; made with it."""

    request = models.OneToOneField(Request, models.CASCADE, primary_key=True, related_name="transformation")
    category = models.CharField(_("what kind of solution"), max_length=16, blank=True)
    problem = models.TextField(_("what does not work today"), max_length=3000, blank=True)
    result = models.TextField(_("what shall be better, in figures if you can"), max_length=2000, blank=True)
    must_have = models.TextField(_("what the solution must do"), max_length=2000, blank=True)
    users = models.PositiveIntegerField(_("people who will use it"), null=True, blank=True)
    budget = models.DecimalField(_("most you can pay"), **AMOUNT)
    currency = models.CharField(max_length=3, default="SAR")
    budget_note = models.CharField(
        _("if you leave it empty, why"),
        max_length=12,
        blank=True,
        choices=[("unknown", _("I do not know yet")), ("private", _("I prefer not to say"))],
    )
    starts_on = models.DateField(_("wished start"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months you can wait for the result"), null=True, blank=True)
    languages = models.CharField(_("language of work"), max_length=10, blank=True)
    question_1 = models.CharField(_("your question to every bidder"), max_length=300, blank=True)
    question_2 = models.CharField(_("second question"), max_length=300, blank=True)
    question_3 = models.CharField(_("third question"), max_length=300, blank=True)
    scheme = models.CharField(_("grant you may use"), max_length=24, blank=True)
    own_cash = models.DecimalField(_("own money set aside for it"), **AMOUNT)
    own_monthly = models.DecimalField(_("own money you can add each month"), **AMOUNT)
    assessment = models.ForeignKey(Assessment, models.SET_NULL, null=True, blank=True, related_name="+")
    package = models.ForeignKey(Package, models.SET_NULL, null=True, blank=True, related_name="+")
    # The solver whose prototype works, when the request follows a challenge or pilot: asked alone.
    partner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(budget__isnull=True) | Q(budget__gt=0), name="need_budget_positive"),
        ]

    def __str__(self) -> str:
        return str(self.request_id)

    @property
    def questions(self) -> list[str]:
        """The firm's own questions, without gaps."""
        return [text for text in (self.question_1, self.question_2, self.question_3) if text]


class ProposalTerms(models.Model):
    """A provider's bid: scope, price by milestones, cost over three years, answers to the firm's questions."""

    response = models.OneToOneField(Response, models.CASCADE, primary_key=True, related_name="proposal")
    scope = models.TextField(_("what you will deliver"), max_length=4000, blank=True)
    not_included = models.TextField(_("what is not included"), max_length=2000, blank=True)
    price = models.DecimalField(_("total price"), **AMOUNT)
    currency = models.CharField(max_length=3, default="SAR")
    yearly_fee = models.DecimalField(
        _("yearly fee after the first year"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    internal_cost = models.DecimalField(
        _("what the firm must spend besides (machines, line, own hours)"), max_digits=14, decimal_places=2, default=0
    )
    months = models.PositiveSmallIntegerField(_("months until it works"), null=True, blank=True)
    support = models.CharField(_("support"), max_length=200, blank=True)
    team = models.TextField(_("who does the work"), max_length=1500, blank=True)
    answer_1 = models.TextField(max_length=1500, blank=True)
    answer_2 = models.TextField(max_length=1500, blank=True)
    answer_3 = models.TextField(max_length=1500, blank=True)
    package = models.ForeignKey(Package, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(price__isnull=True) | Q(price__gt=0)) & Q(yearly_fee__gte=0, internal_cost__gte=0),
                name="proposal_price_positive",
            ),
        ]

    def __str__(self) -> str:
        return str(self.response_id)

    @property
    def three_year_cost(self) -> Decimal | None:
        """Price, what the firm spends besides, and two further years of fees."""
        return None if self.price is None else self.price + self.internal_cost + 2 * self.yearly_fee


class ProposalMilestone(models.Model):
    """One line of a bid: what, in which month after the start, for how much, which kind of cost."""

    terms = models.ForeignKey(ProposalTerms, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    month = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    kind = models.CharField(max_length=12)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terms", "position"], name="proposal_milestone_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="proposal_milestone_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title


class ProjectDetails(models.Model):
    """What the pillar keeps of a running project. Made when the bid is accepted."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, primary_key=True, related_name="digital_project")
    price = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    category = models.CharField(max_length=16, blank=True)
    size_class = models.CharField(max_length=8, blank=True)  # of the buyer on that day: a benchmark must not move later
    before = models.ForeignKey(Assessment, models.SET_NULL, null=True, blank=True, related_name="+")
    financing_request = models.ForeignKey(Request, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return str(self.engagement_id)


class UsageMonth(PublicId):
    """Proof that a solution is used, not only bought: one month's log, stated by one side, confirmed by the other."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="usage")
    month = models.DateField()  # its first day
    active_users = models.PositiveIntegerField()
    records = models.PositiveIntegerField()  # orders, invoices, checks … worked in the system
    stated_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["month"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["engagement", "month"], name="usage_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.month:%Y-%m}"
