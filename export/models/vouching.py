"""Vouching: a named person of a large company states, in a scope and for a time, what it knows of a supplier."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from export.choices import Consent
from portal.common.models import PublicId, Timestamps
from portal.organisations.models import Organisation


class VouchingState(models.TextChoices):
    ACTIVE = "active", _("In force")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")


class VouchingQuerySet(models.QuerySet["Vouching"]):
    def in_force(self) -> "VouchingQuerySet":
        """Active and shown with the firm's consent."""
        return self.filter(state=VouchingState.ACTIVE, consent=Consent.GIVEN)


class Vouching(PublicId, Timestamps):
    """A signed statement about a firm: product, volume, quality system, period; at most twelve months, revocable."""

    voucher = models.ForeignKey(Organisation, models.PROTECT, related_name="vouchings_given")
    firm = models.ForeignKey(Organisation, models.PROTECT, related_name="vouchings", verbose_name=_("firm"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    product = models.CharField(_("product bought from it"), max_length=160)
    volume = models.CharField(_("volume a year, with unit"), max_length=80)
    quality_system = models.CharField(_("quality system seen"), max_length=120, blank=True)
    since_on = models.DateField(_("supplier since"))
    statement = models.TextField(_("what you state"), max_length=1000)
    state = models.CharField(max_length=8, choices=VouchingState.choices, default=VouchingState.ACTIVE)
    consent = models.CharField(max_length=8, choices=Consent.choices, default=Consent.ASKED)
    signed_on = models.DateField()
    expires_on = models.DateField(_("valid until"))
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    objects = VouchingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(voucher=F("firm")), name="export_vouching_not_for_itself"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("signed_on")), name="export_vouching_expires_later"),
            models.UniqueConstraint(
                fields=["voucher", "firm", "product"], condition=Q(state="active"), name="export_vouching_one_per_product"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id}→{self.firm_id}"


class VouchingDispute(models.Model):
    """Somebody who relied on a vouching says it was not true; counted on the voucher's page."""

    vouching = models.ForeignKey(Vouching, models.CASCADE, related_name="disputes")
    by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vouching", "by"], name="export_vouching_dispute_once"),
        ]

    def __str__(self) -> str:
        return f"{self.vouching_id}"
