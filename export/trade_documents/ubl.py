"""The commercial invoice as UBL 2.1 (ISO/IEC 19845) in the terms of EN 16931, written and checked by the ``factur-x`` library.

Pure. What the standard has no field for (Incoterm, ports, marks) travels as notes. An export leaves the country untaxed:
category G of UN/EDIFACT code list 5305 with reason code VATEX-EU-G. Units become UN/ECE recommendation 20 and 21 codes; one
the table does not know is counted as pieces and named in the line's note.
"""

import importlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

LEVEL = "en16931"
SPECIFICATION = "urn:cen.eu:en16931:2017"
COMMERCIAL_INVOICE = "380"  # UN/EDIFACT 1001
EXPORT, REASON_CODE, REASON = "G", "VATEX-EU-G", "Export outside the territory"
PIECE = "C62"
UNITS = {
    "kg": "KGM", "g": "GRM", "t": "TNE", "tonne": "TNE", "l": "LTR", "litre": "LTR", "m": "MTR", "m2": "MTK", "m3": "MTQ",
    "box": "XBX", "carton": "XCT", "pallet": "XPX", "bag": "XBG", "bottle": "XBO", "set": "SET", "pair": "PR",
    "piece": PIECE, "pieces": PIECE, "pcs": PIECE, "unit": PIECE, "hour": "HUR",
}  # fmt: skip
CHARGE_WORDS = {"freight": "Freight", "insurance": "Insurance", "packing": "Packing"}


def invoice_xml(invoice: Mapping[str, Any]) -> bytes:
    """The issued invoice as an XML file, valid against the UBL schema. Raises ValueError naming what is missing."""
    for name in ("number", "date", "currency", "lines", "seller", "buyer"):
        if not invoice.get(name):
            raise ValueError(name)
    xml: bytes = importlib.import_module("facturx").generate_ubl_xml(
        _terms(invoice), level=LEVEL, check_schematron=None
    )
    return xml


def _terms(invoice: Mapping[str, Any]) -> dict[str, Any]:
    """The business terms of EN 16931 by their numbers."""
    charges = {name: Decimal(str(amount)) for name, amount in invoice.get("charges", {}).items()}
    discount = charges.pop("discount", Decimal(0))
    goods, total, added = Decimal(invoice["goods_total"]), Decimal(invoice["total"]), sum(charges.values(), Decimal(0))
    return {
        "BT-1": invoice["number"],
        "BT-2": date.fromisoformat(invoice["date"]),
        "BT-3": COMMERCIAL_INVOICE,
        "BT-5": invoice["currency"],
        "BT-13": invoice.get("order_reference") or None,
        "BT-20": invoice.get("payment_terms") or None,
        "BT-24": SPECIFICATION,
        "BT-72": date.fromisoformat(invoice["shipment_on"]),
        "BG-1": [{"BT-22": note} for note in _notes(invoice)],
        "BG-4": _party(invoice["seller"]),
        "BG-7": _party(invoice["buyer"]),
        "BG-13": {name: value for name, value in _party(invoice["consignee"]).items() if name != "vat_identifier"},
        "BG-20": [_extra(discount, "Discount")] if discount else [],
        "BG-21": [_extra(amount, CHARGE_WORDS[name]) for name, amount in charges.items()],
        "BG-23": [
            {
                "BT-116": str(total),
                "BT-117": "0.00",
                "BT-118": EXPORT,
                "BT-119": "0.00",
                "BT-120": REASON,
                "BT-121": REASON_CODE,
            }
        ],
        "BG-25": [_line(number, line) for number, line in enumerate(invoice["lines"], start=1)],
        "BT-106": str(goods),
        "BT-107": str(discount) if discount else None,
        "BT-108": str(added) if added else None,
        "BT-109": str(total),
        "BT-110": "0.00",
        "BT-112": str(total),
        "BT-115": str(total),
    }


def _notes(invoice: Mapping[str, Any]) -> list[str]:
    notes = [f"Delivery terms: {invoice['incoterm']} {invoice['named_place']}, Incoterms 2020"]
    for name, words in (("transport_reference", "Transport"), ("loading", "Loading"), ("discharge", "Discharge")):
        if invoice.get(name):
            notes.append(f"{words}: {invoice[name]}")
    return notes


def _party(party: Mapping[str, Any]) -> dict[str, Any]:
    found = {"name": party["name"], "addr_l1": party["address"], "country_code": party["country"]}
    if party.get("tax_number"):
        found["vat_identifier"] = party["tax_number"]
    return found


def _extra(amount: Decimal, words: str) -> dict[str, str]:
    return {"amount": str(amount), "reason": words, "vat_category_code": EXPORT, "vat_rate": "0.00"}


def _line(number: int, line: Mapping[str, Any]) -> dict[str, Any]:
    unit = UNITS.get(str(line["unit"]).strip().casefold())
    found = {
        "BT-126": str(number),
        "BT-129": str(line["quantity"]),
        "BT-130": unit or PIECE,
        "BT-131": str(line["total"]),
        "BT-146": str(line["unit_price"]),
        "BT-151": EXPORT,
        "BT-152": "0.00",
        "BT-153": line["description"],
        "BT-158": {"HS": {"": line["hs"]}},
        "BT-159": line["origin"],
    }
    return found if unit else {**found, "BT-127-00": [{"BT-127": f"Unit: {line['unit']}"}]}
