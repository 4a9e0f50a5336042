"""Tables of financing: what is asked, what is offered, what is booked, and lenders' written mandates."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lending import choices
from portal.common.models import PublicId, Timestamps
from portal.criteria.models import CriteriaSet
from portal.matchmaking.models import Engagement, Request, Response
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Organisation

MONEY: dict[str, Any] = {"max_digits": 16, "decimal_places": 2}
RATE: dict[str, Any] = {"max_digits": 24, "decimal_places": 12}


class FinancingDetails(models.Model):
    """What a firm asks lenders for; one row per request of this pillar, amounts in ``currency``."""

    request = models.OneToOneField(Request, models.CASCADE, primary_key=True, related_name="financing")
    kind = models.CharField(_("kind of financing"), max_length=20, choices=choices.Kind.choices, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="SAR")
    months = models.PositiveSmallIntegerField(_("for how many months"), null=True, blank=True)
    needed_on = models.DateField(_("needed by"), null=True, blank=True)
    purpose = models.CharField(_("what for"), max_length=3, choices=choices.Purpose.choices, blank=True)
    purpose_text = models.CharField(_("in a few words"), max_length=300, blank=True)
    grace_months = models.PositiveSmallIntegerField(_("months before repaying starts"), default=0)
    frequency = models.CharField(max_length=12, choices=choices.Frequency.choices, default=choices.Frequency.MONTHLY)
    acceptable_instalment = models.DecimalField(_("largest instalment you can carry"), **MONEY, null=True, blank=True)
    shariah_only = models.BooleanField(_("only Islamic contracts"), default=False)
    security = models.JSONField(_("security you can offer"), default=list, blank=True)  # codes of choices.Security
    security_text = models.CharField(_("about the security"), max_length=500, blank=True)
    guarantee_wished = models.BooleanField(_("a guarantee programme would help"), default=False)
    revenue = models.DecimalField(_("sales of the last full year"), **MONEY, null=True, blank=True)
    debt_payments = models.DecimalField(_("paid to lenders each month today"), **MONEY, null=True, blank=True)
    statement_months = models.PositiveSmallIntegerField(_("months of bank statements"), null=True, blank=True)
    has_borrowed = models.BooleanField(_("has borrowed before"), null=True, blank=True)
    debtor = models.CharField(_("who owes the invoice"), max_length=200, blank=True)
    invoice_due_on = models.DateField(_("invoice due on"), null=True, blank=True)
    share_offered = models.DecimalField(_("share offered"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("financing request")
        verbose_name_plural = _("financing requests")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="financing_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(months__isnull=True) | Q(months__gte=1, months__lte=600), name="financing_months_range"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "currency", "amount"], name="financing_kind_amount")]

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"


class OfferTerms(models.Model):
    """A lender's offer and what the portal computed from it.

    The inputs are the lender's; the figures below ``priced_at`` are written by ``lending.services.offer_price`` only
    and are what the owner sees, signs for, and later finds booked. Rates in per cent a year.
    """

    response = models.OneToOneField(Response, models.CASCADE, primary_key=True, related_name="offer")
    product = models.CharField(_("product"), max_length=20, choices=choices.Product.choices, default="reducing")
    amount = models.DecimalField(_("amount"), **MONEY, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="SAR")
    months = models.PositiveSmallIntegerField(_("term in months"), null=True, blank=True)
    rate = models.DecimalField(_("yearly rate"), max_digits=9, decimal_places=4, null=True, blank=True)
    rate_kind = models.CharField(max_length=8, choices=choices.RateKind.choices, default=choices.RateKind.FIXED)
    index_name = models.CharField(_("index"), max_length=60, blank=True)
    margin = models.DecimalField(_("points over the index"), max_digits=7, decimal_places=4, null=True, blank=True)
    basis = models.CharField(_("charged on"), max_length=8, choices=choices.Basis.choices, blank=True)
    markup = models.DecimalField(_("profit as an amount"), **MONEY, null=True, blank=True)
    frequency = models.CharField(
        _("instalments"), max_length=12, choices=choices.Frequency.choices, default=choices.Frequency.MONTHLY
    )
    day_count = models.CharField(_("day count"), max_length=8, choices=choices.DayCount.choices, blank=True)
    grace_months = models.PositiveSmallIntegerField(_("grace months"), default=0)
    grace = models.CharField(_("during grace"), max_length=14, choices=choices.Grace.choices, default="interest_only")
    balloon = models.DecimalField(_("last large payment"), **MONEY, null=True, blank=True)
    factor = models.DecimalField(_("repaid for each 1"), max_digits=8, decimal_places=4, null=True, blank=True)
    sales = models.DecimalField(_("expected monthly sales"), **MONEY, null=True, blank=True)
    share = models.DecimalField(_("share of sales"), max_digits=7, decimal_places=4, null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days to maturity"), null=True, blank=True)
    use = models.DecimalField(_("assumed use"), max_digits=5, decimal_places=2, null=True, blank=True)  # per cent
    unused_rate = models.DecimalField(
        _("rate on the unused part"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    season = models.JSONField(_("earning months"), default=list, blank=True)
    stages = models.JSONField(
        _("stages of the money"), default=list, blank=True
    )  # [{"month", "amount"}], amount as text
    roll = models.CharField(max_length=20, choices=choices.Roll.choices, default=choices.Roll.NONE)
    month_end = models.BooleanField(_("due dates stay on the last day of the month"), default=False)
    fees = models.JSONField(default=list, blank=True)  # [{"name", "amount", "when", "avoidable", "payee"}]
    pre_money = models.DecimalField(_("value of the firm before"), **MONEY, null=True, blank=True)
    option_pool = models.DecimalField(_("shares kept for staff"), max_digits=5, decimal_places=2, null=True, blank=True)
    claimed_apr = models.DecimalField(_("your own yearly rate"), max_digits=9, decimal_places=4, null=True, blank=True)
    claim_explanation = models.TextField(_("why it differs"), max_length=1000, blank=True)
    security = models.CharField(_("security asked for"), max_length=500, blank=True)
    early_rule = models.CharField(max_length=20, choices=choices.EarlyRule.choices, default=choices.EarlyRule.NONE)
    early_value = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    early_third_party = models.DecimalField(**MONEY, null=True, blank=True)
    conditions = models.TextField(_("conditions"), max_length=4000, blank=True)
    money_days = models.PositiveSmallIntegerField(_("working days to the money"), null=True, blank=True)
    # --- computed ---
    priced_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    effective_apr = models.DecimalField(**RATE, null=True, blank=True)
    nominal_apr = models.DecimalField(**RATE, null=True, blank=True)
    simple_rate = models.DecimalField(**RATE, null=True, blank=True)
    total_cost = models.DecimalField(**MONEY, null=True, blank=True)
    total_repaid = models.DecimalField(**MONEY, null=True, blank=True)
    largest_instalment = models.DecimalField(**MONEY, null=True, blank=True)
    first_instalment = models.DecimalField(**MONEY, null=True, blank=True)
    cash_in_hand = models.DecimalField(**MONEY, null=True, blank=True)
    cost_per_thousand = models.DecimalField(**MONEY, null=True, blank=True)
    avoidable_cost = models.DecimalField(**MONEY, null=True, blank=True)
    ownership = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # investor's share, equity
    convention = models.CharField(max_length=30, blank=True)
    schedule = models.JSONField(default=list, blank=True)  # rows as shown, signed and booked; amounts as text
    notices = models.JSONField(default=list, blank=True)  # [{"code", "params"}]

    class Meta:
        verbose_name = _("offer terms")
        verbose_name_plural = _("offer terms")

    def __str__(self) -> str:
        return f"{self.product} {self.currency} {self.amount}"

    @property
    def is_priced(self) -> bool:
        """Whether the figures belong to the present inputs (every save of inputs clears or renews them)."""
        return self.priced_at is not None

    @property
    def is_equity(self) -> bool:
        return self.product == choices.Product.EQUITY

    @property
    def is_islamic(self) -> bool:
        return self.product in choices.ISLAMIC_PRODUCTS


class KeyFacts(models.Model):
    """The owner's signature on the key facts statement of one offer revision; needed before acceptance.

    ``digest`` is the SHA-256 of the statement's facts, so that what was signed can be proven later.
    """

    response = models.OneToOneField(Response, models.PROTECT, related_name="key_facts")
    number = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class FacilityDetails(models.Model):
    """The facility booked on award: the accepted offer's schedule, row for row."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, primary_key=True, related_name="facility")
    product = models.CharField(max_length=20, choices=choices.Product.choices)
    amount = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=3)
    effective_apr = models.DecimalField(**RATE, null=True, blank=True)
    total_cost = models.DecimalField(**MONEY, null=True, blank=True)
    cash_in_hand = models.DecimalField(**MONEY, null=True, blank=True)
    schedule = models.JSONField(default=list, blank=True)
    key_facts_number = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.product} {self.currency} {self.amount}"


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates by who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """The organisation's own: a rival never reads another's appetite."""
        return self.filter(organisation=actor.organisation) if actor.organisation else self.none()

    def in_force(self) -> Self:
        """Active mandates of organisations whose lender capability is approved."""
        return self.filter(
            state=choices.MandateState.ACTIVE,
            organisation__capabilities__kind=CapabilityKind.LENDER,
            organisation__capabilities__state=CapabilityState.APPROVED,
        )

    def on_shelf(self) -> Self:
        """Those shown to the public."""
        return self.in_force().filter(is_public=True)


class Mandate(PublicId, Timestamps):
    """A lender's written appetite: for whom, how much, how long. Ranges in ``currency`` and months, both ends included.

    Empty lists and empty bounds mean "any". Sets hold codes (kinds, purposes, ISIC prefixes, ISO 3166-2 regions) and
    are read by ``lending.matching`` only. ``document`` may add rules in the criteria language.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="mandates")
    criteria = models.OneToOneField(
        CriteriaSet, models.PROTECT, null=True, blank=True, editable=False, related_name="mandate"
    )
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=8, choices=choices.MandateState.choices, default=choices.MandateState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    kinds = models.JSONField(_("kinds of financing"), default=list, blank=True)
    purposes = models.JSONField(_("purposes"), default=list, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="SAR")
    amount_min = models.DecimalField(_("smallest amount"), **MONEY, null=True, blank=True)
    amount_max = models.DecimalField(_("largest amount"), **MONEY, null=True, blank=True)
    months_min = models.PositiveSmallIntegerField(_("shortest term"), null=True, blank=True)
    months_max = models.PositiveSmallIntegerField(_("longest term"), null=True, blank=True)
    sectors = models.JSONField(_("sectors"), default=list, blank=True)
    sectors_never = models.JSONField(_("sectors never financed"), default=list, blank=True)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    age_months_min = models.PositiveSmallIntegerField(_("firm's age at least"), null=True, blank=True)
    revenue_min = models.DecimalField(_("yearly sales at least"), **MONEY, null=True, blank=True)
    statements_min = models.PositiveSmallIntegerField(_("months of bank statements at least"), null=True, blank=True)
    security_any = models.JSONField(_("security accepted"), default=list, blank=True)
    shariah = models.CharField(max_length=4, choices=choices.Shariah.choices, default=choices.Shariah.ANY)
    guarantee_helps = models.BooleanField(_("a guarantee replaces missing security"), default=False)
    document = models.JSONField(_("further rules"), default=dict, blank=True)
    four_eyes = models.BooleanField(_("a second person approves every offer"), default=False)
    capacity = models.PositiveSmallIntegerField(_("open offers at most"), null=True, blank=True)
    is_public = models.BooleanField(_("shown on the public shelf"), default=False)
    shelf_product = models.CharField(max_length=20, choices=choices.Product.choices, default="reducing", blank=True)
    shelf_text = models.CharField(_("one sentence for the shelf"), max_length=300, blank=True)
    shelf_language = models.CharField(max_length=10, default="en")
    rate_from = models.DecimalField(_("yearly rate from"), max_digits=7, decimal_places=4, null=True, blank=True)
    rate_to = models.DecimalField(_("yearly rate to"), max_digits=7, decimal_places=4, null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        indexes: ClassVar = [
            models.Index(fields=["state", "currency", "amount_min", "amount_max"], name="mandate_range"),
            models.Index(fields=["organisation", "state"], name="mandate_of_lender"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount_min__isnull=True) | Q(amount_max__isnull=True) | Q(amount_min__lte=F("amount_max")),
                name="mandate_amounts_ordered",
            ),
            models.CheckConstraint(
                condition=Q(months_min__isnull=True) | Q(months_max__isnull=True) | Q(months_min__lte=F("months_max")),
                name="mandate_months_ordered",
            ),
            models.CheckConstraint(condition=Q(state__in=choices.MandateState.values), name="mandate_state_known"),
        ]

    def __str__(self) -> str:
        return self.name


class MandateVersion(models.Model):
    """A mandate as it stood: written on every change of an active one, never altered."""

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mandate", "version"], name="mandate_version_once"),
        ]
        ordering: ClassVar = ["-version"]

    def __str__(self) -> str:
        return f"{self.mandate_id} v{self.version}"


class Appeal(PublicId):
    """A firm asks a second person of the lender to look again at a refusal (answer within ten working days)."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="appeals")
    lender = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.TextField(_("what should be looked at again"), max_length=2000)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)  # the day the firm and the lender were told that it is late
    overturned = models.BooleanField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "lender"], name="appeal_once_per_refusal"),
        ]

    def __str__(self) -> str:
        return self.public_id
