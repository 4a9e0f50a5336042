"""The twelve cross-checks of a set of trade documents. A set with a finding is not issued.

Pure: reads the documents as they are (not the entry they came from), so a document changed by hand or received from a
forwarder is checked like our own. A finding names the check, the documents and the field; the words are in ``TEXTS``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from export.hs import is_code
from export.trade_documents.entry import CHARGES
from export.trade_documents.incoterms import NEEDS_INSURANCE, allows, terms

Documents = Mapping[str, Mapping[str, Any]]

TEXTS = {
    "parties": _("Seller and buyer are the same on every document."),
    "consignee": _("The consignee is named, is not the seller, and is the same on every document."),
    "dates": _("The invoice is dated on or before the shipment."),
    "hs": _("Each line has the same valid HS code on every document."),
    "origin": _("Each line has the same country of origin on every document."),
    "totals": _("Lines, charges and totals add up, in one currency."),
    "weights": _("Net weight is not above gross weight."),
    "packages": _("Number of packages and weights agree."),
    "transport": _("The Incoterm fits the means of transport."),
    "place": _("The Incoterm names its place."),
    "insurance": _("CIF and CIP show the insurance."),
    "certificate": _("The declaration of origin names this invoice."),
}
CHECKS = tuple(TEXTS)
FIELDS = {
    "seller": _("Seller"), "buyer": _("Buyer"), "consignee": _("Consignee"), "shipment_on": _("Date of shipment"),
    "lines": _("Lines of goods"), "hs": _("HS code"), "origin": _("Country of origin"), "total": _("Total"),
    "currency": _("Currency"), "net_kg": _("Net weight (kg)"), "gross_kg": _("Gross weight (kg)"), "packages": _("Number of packages"),
    "incoterm": _("Incoterm 2020"), "mode": _("Means of transport"), "named_place": _("Named place"),
    "insurance": _("Insurance on the invoice"), "number": _("Invoice number"), "invoice_number": _("Invoice number"),
    "invoice_date": _("Invoice date"),
}  # fmt: skip
TOLERANCE_KG = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction: which check, in which document, in which field."""

    check: str
    document: str
    field: str


def place_of(finding: Finding) -> tuple[Any, int | None]:
    """The field of a finding in words, and its line (from 1) where it stands in one."""
    parts = finding.field.split(".")
    line = int(parts[1]) + 1 if len(parts) == 3 else None
    return FIELDS.get(parts[-1], parts[-1]), line


def number(value: Any) -> Decimal | None:
    """``value`` as a Decimal, or None when it is no finite number."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def check_all(documents: Documents) -> list[Finding]:
    """All findings of a set that holds ``invoice`` and any of ``packing``, ``origin``, ``declaration``."""
    found: list[Finding] = []
    for check in (_parties, _consignee, _dates, _lines, _totals, _weights, _packages, _terms, _certificate):
        found += check(documents)
    return list(dict.fromkeys(found))


def _others(documents: Documents) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((name, document) for name, document in documents.items() if name != "invoice")


def _parties(documents: Documents) -> Iterator[Finding]:
    invoice = documents["invoice"]
    for party in ("seller", "buyer"):
        if not (invoice.get(party) or {}).get("name"):
            yield Finding("parties", "invoice", party)
        for name, document in _others(documents):
            if document.get(party) != invoice.get(party):
                yield Finding("parties", name, party)


def _consignee(documents: Documents) -> Iterator[Finding]:
    invoice = documents["invoice"]
    consignee = invoice.get("consignee") or {}
    if not consignee.get("name") or consignee.get("name") == (invoice.get("seller") or {}).get("name"):
        yield Finding("consignee", "invoice", "consignee")
    for name, document in _others(documents):
        if document.get("consignee") != invoice.get("consignee"):
            yield Finding("consignee", name, "consignee")


def _dates(documents: Documents) -> Iterator[Finding]:
    for name, document in documents.items():
        try:
            shipped = date.fromisoformat(str(document.get("shipment_on")))
            issued = date.fromisoformat(str(documents["invoice"].get("date")))
        except ValueError:
            yield Finding("dates", name, "shipment_on")
            continue
        if issued > shipped:
            yield Finding("dates", name, "shipment_on")


def _lines(documents: Documents) -> Iterator[Finding]:
    lines = documents["invoice"].get("lines") or []
    if not lines:
        yield Finding("totals", "invoice", "lines")
    for at, line in enumerate(lines):
        if not is_code(str(line.get("hs", ""))[:6]):
            yield Finding("hs", "invoice", f"lines.{at}.hs")
        if not line.get("origin"):
            yield Finding("origin", "invoice", f"lines.{at}.origin")
    for name, document in _others(documents):
        theirs = document.get("lines") or []
        if len(theirs) != len(lines):
            yield Finding("hs", name, "lines")
            continue
        for at, (line, other) in enumerate(zip(lines, theirs, strict=True)):
            for field in ("hs", "origin"):
                if line.get(field) != other.get(field):
                    yield Finding(field, name, f"lines.{at}.{field}")


def _totals(documents: Documents) -> Iterator[Finding]:
    invoice = documents["invoice"]
    goods = Decimal(0)
    for at, line in enumerate(invoice.get("lines") or []):
        quantity, price, total = (number(line.get(key)) for key in ("quantity", "unit_price", "total"))
        if quantity is None or price is None or total is None or (quantity * price).quantize(Decimal("0.01")) != total:
            yield Finding("totals", "invoice", f"lines.{at}.total")
        goods += total or 0
    charges = {name: number((invoice.get("charges") or {}).get(name, 0)) or Decimal(0) for name in CHARGES}
    whole = goods + charges["freight"] + charges["insurance"] + charges["packing"] - charges["discount"]
    if number(invoice.get("total")) != whole:
        yield Finding("totals", "invoice", "total")
    declared = documents.get("declaration")
    if declared is not None:
        for field in ("total", "currency"):
            if declared.get(field) != invoice.get(field):
                yield Finding("totals", "declaration", field)


def _weights(documents: Documents) -> Iterator[Finding]:
    for name, document in documents.items():
        for at, line in enumerate([*(document.get("lines") or []), *(document.get("groups") or [])]):
            net, gross = number(line.get("net_kg")), number(line.get("gross_kg"))
            if net is None or gross is None or net < 0 or net > gross:
                yield Finding("weights", name, f"lines.{at}.net_kg")


def _sum(document: Mapping[str, Any], field: str) -> Decimal:
    return sum((number(line.get(field)) or Decimal(0) for line in document.get("lines") or []), Decimal(0))


def _packages(documents: Documents) -> Iterator[Finding]:
    invoice, packing = documents["invoice"], documents.get("packing")
    for name, document in documents.items():
        if "packages" in document and document["packages"] != invoice.get("packages"):
            yield Finding("packages", name, "packages")
    if packing is None:
        return
    groups = packing.get("groups") or []
    if packing.get("packages") != sum(group.get("number", 0) for group in groups):
        yield Finding("packages", "packing", "packages")
    for field in ("net_kg", "gross_kg"):
        counted = sum((group.get("number", 0) * (number(group.get(field)) or 0) for group in groups), Decimal(0))
        if number(packing.get(field)) != counted or abs(counted - _sum(invoice, field)) > TOLERANCE_KG:
            yield Finding("packages", "packing", field)
    origin = documents.get("origin")
    if origin is not None and number(origin.get("gross_kg")) != _sum(invoice, "gross_kg"):
        yield Finding("packages", "origin", "gross_kg")


def _terms(documents: Documents) -> Iterator[Finding]:
    invoice = documents["invoice"]
    term = str(invoice.get("incoterm", ""))
    for name, document in documents.items():
        if not allows(term, str(document.get("mode", ""))) or document.get("mode") != invoice.get("mode"):
            yield Finding("transport", name, "incoterm" if name == "invoice" else "mode")
        if document.get("incoterm", term) != term:
            yield Finding("transport", name, "incoterm")
    if term in terms() and not str(invoice.get("named_place", "")).strip():
        yield Finding("place", "invoice", "named_place")
    if documents.get("declaration", {}).get("named_place", invoice.get("named_place")) != invoice.get("named_place"):
        yield Finding("place", "declaration", "named_place")
    insurance = number((invoice.get("charges") or {}).get("insurance", 0)) or Decimal(0)
    if term in NEEDS_INSURANCE and insurance <= 0:
        yield Finding("insurance", "invoice", "charges.insurance")


def _certificate(documents: Documents) -> Iterator[Finding]:
    invoice = documents["invoice"]
    if not str(invoice.get("number", "")).strip():
        yield Finding("certificate", "invoice", "number")
    for name, document in _others(documents):
        if document.get("invoice_number") != invoice.get("number"):
            yield Finding("certificate", name, "invoice_number")
    origin = documents.get("origin")
    if origin is not None and origin.get("invoice_date") != invoice.get("date"):
        yield Finding("certificate", "origin", "invoice_date")
