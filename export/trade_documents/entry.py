"""One entry, four documents: commercial invoice, packing list, declaration of origin, customs declaration data set.

Pure. A document is a plain mapping (JSON types; amounts and weights as decimal texts) so that it can be kept as it was
issued, compared with its siblings, or replaced by one that came from outside.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

DOCUMENTS = ("invoice", "packing", "origin", "declaration")
CHARGES = ("freight", "insurance", "packing", "discount")
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party as it is printed."""

    name: str
    address: str
    country: str  # alpha-2
    tax_number: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of goods."""

    description: str
    hs: str
    origin: str  # alpha-2, last substantial change
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net_kg: Decimal
    gross_kg: Decimal

    @property
    def total(self) -> Decimal:
        return (self.quantity * self.unit_price).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Package:
    """A group of equal packages."""

    number: int
    kind: str
    marks: str
    length_cm: int
    width_cm: int
    height_cm: int
    net_kg: Decimal
    gross_kg: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that is typed, once."""

    seller: PartyLine
    buyer: PartyLine
    consignee: PartyLine | None
    invoice_number: str
    invoice_on: date
    shipment_on: date
    order_reference: str
    currency: str
    incoterm: str
    named_place: str
    mode: str
    transport_reference: str
    loading: str
    discharge: str
    payment_terms: str
    origin_criterion: str
    signed_by: str
    lines: tuple[Line, ...]
    packages: tuple[Package, ...]
    charges: dict[str, Decimal] = field(default_factory=dict)

    @property
    def goods_total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def grand_total(self) -> Decimal:
        added = sum((self.charges.get(name, Decimal(0)) for name in CHARGES[:3]), Decimal(0))
        return self.goods_total + added - self.charges.get("discount", Decimal(0))


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _text(inner) for key, inner in value.items()}
    return [_text(inner) for inner in value] if isinstance(value, list | tuple) else value


def _parties(entry: Entry) -> Document:
    return {
        "seller": asdict(entry.seller),
        "buyer": asdict(entry.buyer),
        "consignee": asdict(entry.consignee) if entry.consignee else asdict(entry.buyer),
    }


def _transport(entry: Entry) -> Document:
    return {
        "mode": entry.mode,
        "transport_reference": entry.transport_reference,
        "loading": entry.loading,
        "discharge": entry.discharge,
        "shipment_on": entry.shipment_on,
    }


def invoice_of(entry: Entry) -> Document:
    """The commercial invoice."""
    return _text(
        {
            **_parties(entry),
            **_transport(entry),
            "number": entry.invoice_number,
            "date": entry.invoice_on,
            "order_reference": entry.order_reference,
            "currency": entry.currency,
            "incoterm": entry.incoterm,
            "named_place": entry.named_place,
            "payment_terms": entry.payment_terms,
            "signed_by": entry.signed_by,
            "lines": [{**asdict(line), "total": line.total} for line in entry.lines],
            "charges": {name: entry.charges[name] for name in CHARGES if entry.charges.get(name)},
            "goods_total": entry.goods_total,
            "total": entry.grand_total,
            "packages": sum(package.number for package in entry.packages),
        }
    )


def packing_of(entry: Entry) -> Document:
    """The packing list: no prices."""
    groups = [asdict(package) for package in entry.packages]
    return _text(
        {
            **_parties(entry),
            **_transport(entry),
            "invoice_number": entry.invoice_number,
            "lines": [
                {key: value for key, value in asdict(line).items() if key != "unit_price"} for line in entry.lines
            ],
            "groups": groups,
            "packages": sum(package.number for package in entry.packages),
            "net_kg": sum((package.number * package.net_kg for package in entry.packages), Decimal(0)),
            "gross_kg": sum((package.number * package.gross_kg for package in entry.packages), Decimal(0)),
        }
    )


def origin_of(entry: Entry) -> Document:
    """The exporter's declaration of origin."""
    return _text(
        {
            **_parties(entry),
            **_transport(entry),
            "invoice_number": entry.invoice_number,
            "invoice_date": entry.invoice_on,
            "criterion": entry.origin_criterion,
            "marks": [package.marks for package in entry.packages],
            "lines": [
                {
                    "description": line.description,
                    "hs": line.hs,
                    "origin": line.origin,
                    "net_kg": line.net_kg,
                    "gross_kg": line.gross_kg,
                }
                for line in entry.lines
            ],
            "gross_kg": sum((line.gross_kg for line in entry.lines), Decimal(0)),
            "signed_by": entry.signed_by,
        }
    )


def declaration_of(entry: Entry, *, low_value_limit: Decimal, value_in_limit_currency: Decimal) -> Document:
    """The customs data set; class "low" up to the limit (data of the exporting country), "formal" above."""
    return _text(
        {
            **_parties(entry),
            **_transport(entry),
            "class": "low" if value_in_limit_currency <= low_value_limit else "formal",
            "invoice_number": entry.invoice_number,
            "currency": entry.currency,
            "incoterm": entry.incoterm,
            "named_place": entry.named_place,
            "total": entry.grand_total,
            "packages": sum(package.number for package in entry.packages),
            "lines": [
                {
                    "description": line.description,
                    "hs": line.hs,
                    "origin": line.origin,
                    "quantity": line.quantity,
                    "unit": line.unit,
                    "net_kg": line.net_kg,
                    "gross_kg": line.gross_kg,
                    "value": line.total,
                }
                for line in entry.lines
            ],
        }
    )
