"""Trade documents: one entry per shipment, the documents issued from it, each with a code anybody can verify."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps, new_public_id
from portal.organisations.models import Organisation


class DocumentKind(models.TextChoices):
    INVOICE = "invoice", _("Commercial invoice")
    PACKING = "packing", _("Packing list")
    ORIGIN = "origin", _("Declaration of origin")
    DECLARATION = "declaration", _("Customs declaration data")


class Shipment(PublicId, Timestamps):
    """Everything typed once for a shipment. A draft until its documents are issued; then frozen.

    ``header``, ``lines`` and ``packages`` are the entry's payload (amounts and weights as decimal texts).
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="shipments")
    invoice_number = models.CharField(max_length=35)
    header = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    packages = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "invoice_number"], name="export_invoice_number_once"),
            models.CheckConstraint(condition=~Q(invoice_number=""), name="export_shipment_has_number"),
        ]

    def __str__(self) -> str:
        return self.invoice_number


class IssuedDocument(models.Model):
    """A document as it was issued; ``code`` opens the public verification page, ``digest`` is of its content."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    code = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "kind"], name="export_document_one_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.shipment_id}"
