"""The register: what a provider offers, its packages with list price, and what its customers say."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from digital.choices import TagKind
from portal.common import clock
from portal.common.models import PublicId, Timestamps
from portal.matchmaking.models import ScopeOwner
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Capability, Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor


def vetted_providers() -> models.QuerySet[Capability]:
    """Provider capabilities that are approved and have not expired."""
    return Capability.objects.filter(kind=CapabilityKind.PROVIDER, state=CapabilityState.APPROVED).exclude(
        expires_on__lt=clock.today()
    )


class ProviderQuerySet(models.QuerySet["ProviderProfile"]):
    def public(self) -> Self:
        """Profiles of vetted providers: an expired vetting takes its profile off the list by itself."""
        return self.filter(organisation__in=vetted_providers().values("organisation"))


class ProviderProfile(PublicId, Timestamps, ScopeOwner):
    """What a provider says of itself. One per organisation; public only while the organisation is vetted.

    What it asks of a need itself stands in ``digital/scopes.py``.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="provider_profile")
    summary = models.TextField(_("what you do, for whom"), max_length=1200, blank=True)
    language = models.CharField(max_length=10, default="en")  # of the summary
    project_from = models.DecimalField(_("smallest project"), max_digits=14, decimal_places=2, null=True, blank=True)
    project_to = models.DecimalField(_("largest project"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="SAR")
    support_hours = models.CharField(_("support hours"), max_length=80, blank=True)
    staff = models.PositiveIntegerField(_("people"), null=True, blank=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider profile")
        verbose_name_plural = _("provider profiles")

    def __str__(self) -> str:
        return str(self.organisation)


class ProviderTag(models.Model):
    """A provider works in this category, sector, language or region."""

    profile = models.ForeignKey(ProviderProfile, models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=8, choices=TagKind.choices)
    code = models.CharField(max_length=24)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "kind", "code"], name="provider_tag_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "code"], name="provider_tag_search")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"


class PackageQuerySet(models.QuerySet["Package"]):
    def public(self) -> Self:
        """Published packages of vetted providers."""
        return self.filter(is_published=True, organisation__in=vetted_providers().values("organisation"))

    def visible_to(self, actor: "Actor") -> Self:
        return self.filter(organisation=actor.organisation) if actor.organisation else self.none()


class Package(PublicId, Timestamps):
    """A fixed scope at a list price everybody can read. ``list_price`` is the sum of its lines (also checked)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="packages")
    title = models.CharField(_("name of the package"), max_length=120)
    category = models.CharField(_("category"), max_length=16)
    scope = models.TextField(_("what is included"), max_length=3000)
    excluded = models.TextField(_("what is not included"), max_length=1000, blank=True)
    language = models.CharField(max_length=10, default="en")
    list_price = models.DecimalField(_("list price"), max_digits=14, decimal_places=2)
    yearly_fee = models.DecimalField(_("yearly fee after the first year"), max_digits=14, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="SAR")
    months = models.PositiveSmallIntegerField(_("months to deliver"), default=1)
    is_published = models.BooleanField(_("show to everybody"), default=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        ordering: ClassVar = ["list_price", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(list_price__gt=0, yearly_fee__gte=0), name="package_price_positive"),
        ]
        indexes: ClassVar = [models.Index(fields=["category", "list_price"], name="package_search")]

    def __str__(self) -> str:
        return self.title

    @property
    def three_year_cost(self) -> object:
        """Price and two further years."""
        return self.list_price + 2 * self.yearly_fee


class PackageLine(models.Model):
    """One line of a package's price, by cost kind, so that a scheme's excluded costs can be told apart."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind of cost"), max_length=12)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["package", "kind"], name="package_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="package_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class ReferenceCustomer(PublicId):
    """A customer a provider names; asked once by a one-time link. Only the answer counts, never the naming."""

    provider = models.ForeignKey(Organisation, models.CASCADE, related_name="references")
    firm = models.CharField(_("firm"), max_length=160)
    email = models.EmailField(_("e-mail of the person who knows"))
    language = models.CharField(max_length=10, default="en")
    category = models.CharField(max_length=16, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_independent = models.BooleanField(_("no shared owner, director or family"), null=True, blank=True)
    months_used = models.PositiveSmallIntegerField(_("months of use"), null=True, blank=True)
    still_uses = models.BooleanField(_("still in use"), null=True, blank=True)
    satisfied = models.BooleanField(_("satisfied"), null=True, blank=True)
    gain_percent = models.PositiveSmallIntegerField(_("gain in productivity, per cent"), null=True, blank=True)
    may_quote = models.BooleanField(_("our name may be shown"), default=False)
    comment = models.TextField(_("in your words"), max_length=600, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "email"], name="reference_customer_once"),
        ]

    def __str__(self) -> str:
        return self.firm
