"""Shipments and their documents: saved, checked, issued, revoked, verified."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from export.models.papers import DocumentKind, IssuedDocument, Shipment
from export.services.firm import require_editor
from export.trade_documents import checks
from export.trade_documents.entry import (
    CHARGES,
    Entry,
    Line,
    Package,
    PartyLine,
    declaration_of,
    invoice_of,
    origin_of,
    packing_of,
)
from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.criteria.rates import default_table
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation

LIMITS = Path(__file__).resolve().parent.parent / "data" / "declaration.json"


@cache
def low_value_limits() -> Mapping[str, Mapping[str, str]]:
    """The limit of the low-value class by exporting country ("*" for the others)."""
    return json.loads(LIMITS.read_text(encoding="utf-8"))["limits"]


def seller_of(firm: Organisation) -> PartyLine:
    """The firm as seller, from what it told once."""
    address = ", ".join(part for part in (firm.city, firm.region, firm.country) if part)
    number = firm.facts.filter(code="vat_number", is_current=True).values_list("value", flat=True).first()
    return PartyLine(firm.legal_name, address, firm.country, str(number or ""))


def _party(header: Mapping[str, Any], role: str) -> PartyLine:
    return PartyLine(*(str(header.get(f"{role}_{name}", "")) for name in ("name", "address", "country", "tax_number")))


def entry_of(shipment: Shipment) -> Entry:
    """The shipment as the documents are built from it."""
    header = shipment.header
    charges = {name: Decimal(header[name]) for name in CHARGES if header.get(name)}
    return Entry(
        seller=seller_of(shipment.organisation),
        buyer=_party(header, "buyer"),
        consignee=_party(header, "consignee") if header.get("consignee_name") else None,
        invoice_number=shipment.invoice_number,
        invoice_on=date.fromisoformat(header["invoice_on"]),
        shipment_on=date.fromisoformat(header["shipment_on"]),
        lines=tuple(Line(**{**line, **_decimals(line, "quantity", "unit_price", "net_kg", "gross_kg")}) for line in shipment.lines),
        packages=tuple(Package(**{**item, **_decimals(item, "net_kg", "gross_kg")}) for item in shipment.packages),
        charges=charges,
        **{
            name: str(header.get(name, ""))
            for name in (
                "order_reference", "currency", "incoterm", "named_place", "mode", "transport_reference", "loading",
                "discharge", "payment_terms", "origin_criterion", "signed_by",
            )
        },
    )  # fmt: skip


def _decimals(row: Mapping[str, Any], *names: str) -> dict[str, Decimal]:
    return {name: Decimal(str(row[name])) for name in names}


def documents_of(shipment: Shipment) -> dict[str, dict[str, Any]]:
    """The four documents built from the entry."""
    entry = entry_of(shipment)
    limits = low_value_limits()
    limit = limits.get(shipment.organisation.country, limits["*"])
    worth = default_table().convert(entry.grand_total, entry.currency, limit["currency"])
    bound = Decimal(limit["amount"])
    return {
        DocumentKind.INVOICE: invoice_of(entry),
        DocumentKind.PACKING: packing_of(entry),
        DocumentKind.ORIGIN: origin_of(entry),
        # Without an exchange rate the stricter, formal class is taken.
        DocumentKind.DECLARATION: declaration_of(
            entry, low_value_limit=bound, value_in_limit_currency=bound + 1 if worth is None else worth
        ),
    }


def findings_of(shipment: Shipment) -> list[checks.Finding]:
    """Contradictions of the shipment's documents."""
    return checks.check_all(documents_of(shipment))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


@transaction.atomic
def shipment_save(
    *, actor: Actor, shipment: Shipment | None, header: dict[str, Any], lines: list[dict[str, Any]], packages: list[dict[str, Any]]
) -> Shipment:
    """Keep an entry as draft. Raises DomainError for a used invoice number, ConflictError when it was issued meanwhile."""
    firm = require_editor(actor)
    if not lines or not packages:
        raise DomainError(_("Enter at least one line of goods and one kind of package."))
    values = {
        "invoice_number": header["invoice_number"],
        "header": {name: _plain(value) for name, value in header.items() if value not in (None, "")},
        "lines": [{name: _plain(value) for name, value in line.items()} for line in lines],
        "packages": [{name: _plain(value) for name, value in item.items()} for item in packages],
    }
    try:
        with transaction.atomic():
            if shipment is None:
                shipment = Shipment.objects.create(organisation=firm, created_by=actor.user, **values)
            elif not Shipment.objects.filter(pk=shipment.pk, organisation=firm, issued_at__isnull=True).update(
                updated_at=clock.now(), **values
            ):
                raise ConflictError(_("The documents were issued meanwhile; this entry can no longer change."))
    except IntegrityError as error:
        raise DomainError(fields={"invoice_number": _("You have used this number for another invoice.")}) from error
    shipment.refresh_from_db()
    record(actor=actor, verb="export.shipment.saved", subject=shipment, notify=False)
    return shipment


@transaction.atomic
def documents_issue(*, actor: Actor, shipment: Shipment) -> list[IssuedDocument]:
    """Issue all four documents; refused while any check finds a contradiction."""
    firm = require_editor(actor)
    moment = clock.now()
    if findings_of(shipment):
        raise DomainError(_("The documents contradict each other. Mend what is marked; nothing was issued."))
    moved = Shipment.objects.filter(pk=shipment.pk, organisation=firm, issued_at__isnull=True).update(issued_at=moment)
    if not moved:
        raise ConflictError(_("These documents were issued already."))
    issued = [
        IssuedDocument.objects.create(shipment=shipment, kind=kind, content=content, digest=digest_of(content), issued_at=moment)
        for kind, content in documents_of(shipment).items()
    ]
    record(actor=actor, verb="export.documents.issued", subject=shipment, payload={"codes": [d.code for d in issued]}, notify=False)
    return issued


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a document's content in canonical JSON."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def document_revoke(*, actor: Actor, document: IssuedDocument, reason: str) -> None:
    """Take a document back; its public page says so from now on."""
    firm = require_editor(actor)
    if not reason.strip():
        raise DomainError(fields={"reason": _("Say why; everybody who checks the document reads it.")})
    rows = IssuedDocument.objects.filter(pk=document.pk, shipment__organisation=firm, revoked_at__isnull=True)
    if not rows.update(revoked_at=clock.now(), revoke_reason=reason[:300]):
        raise ConflictError(_("This document was revoked already."))
    record(actor=actor, verb="export.document.revoked", subject=document.shipment, payload={"kind": document.kind}, notify=False)
