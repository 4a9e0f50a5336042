"""Pools: firms share a shipment or a facility and its cost."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps
from portal.organisations.models import Organisation


class PoolKind(models.TextChoices):
    SHIPMENT = "shipment", _("Shared shipment")
    FACILITY = "facility", _("Shared place or equipment")


class SplitRule(models.TextChoices):
    WEIGHT = "weight", _("By chargeable weight")
    EQUAL = "equal", _("In equal parts")
    USE = "use", _("By use")


class PoolState(models.TextChoices):
    OPEN = "open", _("Open to join")
    CLOSED = "closed", _("Settled")
    FAILED = "failed", _("Did not come about")


class Pool(PublicId, Timestamps):
    """An offer to share a cost by a stated rule. Members commit until the deadline; then shares are fixed or it fails."""

    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="export_pools")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(_("what is shared"), max_length=10, choices=PoolKind.choices)
    title = models.CharField(_("title"), max_length=120)
    details = models.TextField(_("route or place, dates, conditions"), max_length=1500)
    rule = models.CharField(_("how the cost is split"), max_length=6, choices=SplitRule.choices)
    total = models.DecimalField(_("whole cost"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    commit_until = models.DateTimeField(_("join until"))
    state = models.CharField(max_length=6, choices=PoolState.choices, default=PoolState.OPEN)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(total__gt=0), name="export_pool_costs_something"),
        ]

    def __str__(self) -> str:
        return self.title


class PoolMember(PublicId):
    """A firm's commitment: its load or use, what it would pay alone, its share once settled."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    alone = models.DecimalField(_("what you would pay alone"), max_digits=14, decimal_places=2)
    weight_kg = models.DecimalField(_("weight (kg)"), max_digits=10, decimal_places=2, default=0)
    volume_m3 = models.DecimalField(_("volume (m³)"), max_digits=8, decimal_places=3, default=0)
    use = models.DecimalField(_("hours or days of use"), max_digits=8, decimal_places=2, default=0)
    share = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    joined_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pool", "organisation"], name="export_pool_member_once"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__lte=models.F("alone")), name="export_pool_nobody_above_alone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id}: {self.organisation_id}"
