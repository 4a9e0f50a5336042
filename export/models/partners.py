"""Partner profiles: typed offers and requests, anonymous until both agree, reviewed by two, living 365 days."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps
from portal.organisations.models import Organisation


class ProfileType(models.TextChoices):
    BUSINESS_OFFER = "business_offer", _("Business offer")
    BUSINESS_REQUEST = "business_request", _("Business request")
    TECHNOLOGY_OFFER = "technology_offer", _("Technology offer")
    TECHNOLOGY_REQUEST = "technology_request", _("Technology request")
    RESEARCH_REQUEST = "research_request", _("Request for a research partner")


class MoneyFlow(models.TextChoices):
    """Which way the money will flow decides between offer and request."""

    PAID = "paid", _("We would be paid")
    PAY = "pay", _("We would pay")


class Agreement(models.TextChoices):
    COMMERCIAL = "commercial", _("Commercial agreement")
    ASSISTED = "assisted", _("Commercial agreement with technical assistance")
    SUPPLIER = "supplier", _("Supplier agreement")
    OUTSOURCING = "outsourcing", _("Outsourcing")
    INVESTMENT = "investment", _("Investment")
    RESEARCH = "research", _("Research and development cooperation")


class Stage(models.TextChoices):
    """How far what is offered has come (also "not asked" for requests)."""

    IDEA = "idea", _("An idea")
    PROTOTYPE = "prototype", _("A prototype")
    TESTED = "tested", _("Tested with customers")
    MARKET = "market", _("On the market")


class Property(models.TextChoices):
    """How it is protected."""

    NONE = "none", _("Not protected")
    SECRET = "secret", _("Secret know-how")
    APPLIED = "applied", _("Patent or design applied for")
    GRANTED = "granted", _("Patent or design granted")
    COPYRIGHT = "copyright", _("Copyright or trade mark")


class ProfileState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    RETURNED = "returned", _("Returned")
    EXPIRED = "expired", _("Expired")
    CLOSED = "closed", _("Closed")


class PartnerProfile(PublicId, Timestamps):
    """What a firm offers or seeks abroad. The open part must not name it; its name follows once both agree."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partner_profiles")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(_("type"), max_length=20, choices=ProfileType.choices)
    money = models.CharField(_("which way would the money flow?"), max_length=4, choices=MoneyFlow.choices)
    title = models.CharField(_("title"), max_length=150)
    summary = models.TextField(_("short summary"), max_length=500)
    description = models.TextField(_("full description"), max_length=4000)
    advantages = models.TextField(_("advantages and what is new"), max_length=2000, blank=True)
    sought = models.TextField(_("partner sought: role, kind, size"), max_length=1500)
    agreement = models.CharField(_("kind of agreement"), max_length=12, choices=Agreement.choices)
    stage = models.CharField(_("how far it has come"), max_length=10, choices=Stage.choices, blank=True)
    ip_status = models.CharField(_("how it is protected"), max_length=10, choices=Property.choices, blank=True)
    keywords = models.CharField(_("keywords of product, technology and market"), max_length=120, blank=True)
    deadline = models.DateField(_("interest by, for calls with a deadline"), null=True, blank=True)
    countries = models.JSONField(_("target countries"), default=list, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    state = models.CharField(max_length=10, choices=ProfileState.choices, default=ProfileState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    reminded_days = models.PositiveSmallIntegerField(default=0)  # the last reminder sent: 30 or 7 days before

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=ProfileState.PUBLISHED) | Q(published_at__isnull=False, expires_on__isnull=False),
                name="export_profile_published_has_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProfileReview(models.Model):
    """One reviewer's word on a submitted profile; two different people must pass it."""

    profile = models.ForeignKey(PartnerProfile, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    passed = models.BooleanField()
    comment = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["profile", "reviewer"], condition=Q(is_current=True), name="export_review_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.passed}"


class InterestState(models.TextChoices):
    NEW = "new", _("New")
    INFORMATION = "information", _("More information asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in five working days")
    MEETING = "meeting", _("Meeting")
    AGREEMENT = "agreement", _("Agreement")
    CLOSED = "closed", _("Closed")


class Interest(PublicId, Timestamps):
    """A firm's expression of interest in a profile, to be answered within five working days."""

    profile = models.ForeignKey(PartnerProfile, models.PROTECT, related_name="interests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partner_interests")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    message = models.TextField(_("message"), max_length=1500)
    offers = models.CharField(_("what we offer"), max_length=300)
    needs = models.CharField(_("what we need"), max_length=300)
    state = models.CharField(max_length=12, choices=InterestState.choices, default=InterestState.NEW)
    reason = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["profile", "organisation"],
                condition=Q(state__in=("new", "information", "accepted", "meeting")),
                name="export_interest_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}→{self.profile_id}"
