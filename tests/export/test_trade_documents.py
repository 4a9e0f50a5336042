"""Trade documents: one entry gives a coherent set; each of the twelve seeded mismatches is caught by its own check."""

import copy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export.trade_documents.checks import CHECKS, TEXTS, check_all
from export.trade_documents.entry import (
    Entry,
    Line,
    Package,
    PartyLine,
    declaration_of,
    invoice_of,
    origin_of,
    packing_of,
)  # fmt: skip
from export.trade_documents.incoterms import MODES, allows, seller_pays, terms
from export.trade_documents.landed import landed_price


def entry(**changes: Any) -> Entry:
    values: dict[str, Any] = {
        "seller": PartyLine("Najd Dates", "Qassim", "SA", "300000000000003"),
        "buyer": PartyLine("Rhein Import", "Köln", "DE", "DE111111111"),
        "consignee": PartyLine("Hafen Lager", "Hamburg", "DE"),
        "invoice_number": "INV-7", "invoice_on": date(2026, 5, 1), "shipment_on": date(2026, 5, 9),
        "order_reference": "PO-1", "currency": "EUR", "incoterm": "CIF", "named_place": "Hamburg", "mode": "sea",
        "transport_reference": "MV Saad 12", "loading": "Jeddah", "discharge": "Hamburg", "payment_terms": "30 days",
        "origin_criterion": "wholly obtained", "signed_by": "Sara",
        "lines": (
            Line("Dates, dried, in boxes", "080410", "SA", Decimal(1000), "box", Decimal("4.35"), Decimal(1000), Decimal(1100)),
            Line("Date syrup in jars", "170290", "SA", Decimal(200), "jar", Decimal("3.10"), Decimal(100), Decimal(140)),
        ),
        "packages": (
            Package(100, "carton", "ND 1-100", 40, 30, 20, Decimal(10), Decimal(11)),
            Package(10, "carton", "ND 101-110", 40, 30, 20, Decimal(10), Decimal(14)),
        ),
        "charges": {"freight": Decimal(800), "insurance": Decimal(45)},
    }  # fmt: skip
    return Entry(**{**values, **changes})


def document_set(source: Entry | None = None) -> dict[str, Any]:
    source = source or entry()
    return {
        "invoice": invoice_of(source),
        "packing": packing_of(source),
        "origin": origin_of(source),
        "declaration": declaration_of(
            source, low_value_limit=Decimal(1000), value_in_limit_currency=source.grand_total
        ),
    }


def test_one_entry_gives_a_coherent_set() -> None:
    documents = document_set()
    assert check_all(documents) == []
    assert documents["invoice"]["total"] == "5815.00"
    assert documents["declaration"]["class"] == "formal"
    assert "unit_price" not in documents["packing"]["lines"][0]


def test_low_value_class_up_to_the_limit() -> None:
    low = declaration_of(entry(), low_value_limit=Decimal(1000), value_in_limit_currency=Decimal(1000))
    assert low["class"] == "low"


SEEDED = {
    "parties": ("packing", ("buyer", "name"), "Rhine Import"),
    "consignee": ("origin", ("consignee", "name"), "Somebody else"),
    "dates": ("invoice", ("date",), "2026-05-10"),
    "hs": ("packing", ("lines", 0, "hs"), "080420"),
    "origin": ("origin", ("lines", 1, "origin"), "AE"),
    "totals": ("invoice", ("total",), "5816.00"),
    "weights": ("packing", ("lines", 1, "net_kg"), "141"),
    "packages": ("packing", ("packages",), 109),
    "transport": ("invoice", ("mode",), "air"),
    "place": ("invoice", ("named_place",), "  "),
    "insurance": ("invoice", ("charges", "insurance"), "0"),
    "certificate": ("origin", ("invoice_number",), "INV-8"),
}


def planted(check: str) -> dict[str, Any]:
    documents = copy.deepcopy(document_set())
    name, path, value = SEEDED[check]
    target = documents[name]
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return documents


def test_there_are_twelve_checks_and_a_seed_for_each() -> None:
    assert len(CHECKS) == 12
    assert set(SEEDED) == set(CHECKS) == set(TEXTS)


@pytest.mark.parametrize("check", CHECKS)
def test_seeded_mismatch_is_caught_by_its_check(check: str) -> None:
    assert check in {finding.check for finding in check_all(planted(check))}


@pytest.mark.parametrize("junk", [None, "", "NaN", "many", [], -5])
def test_absurd_values_are_findings_not_crashes(junk: Any) -> None:
    for name, keys in (
        ("invoice", ("total", "date", "incoterm", "lines", "number")),
        ("packing", ("packages", "groups")),
    ):
        for key in keys:
            documents = document_set()
            documents[name][key] = junk if key not in ("lines", "groups") else []
            assert check_all(documents)


def test_sea_terms_are_for_ships_only() -> None:
    assert len(terms()) == 11
    for term in terms():
        for mode in MODES:
            assert allows(term, mode) == (mode == "sea" or term not in {"FAS", "FOB", "CFR", "CIF"})
    assert not allows("DAT", "sea")


AMOUNT = st.decimals("0", "100000", places=2)


@given(AMOUNT, st.sampled_from(sorted(terms())), AMOUNT, AMOUNT, AMOUNT, st.decimals("0", "40", places=2))
def test_landed_price_is_the_same_under_every_term(
    works: Decimal, term: str, freight: Decimal, insurance: Decimal, inland: Decimal, duty: Decimal
) -> None:
    def price(chosen: str) -> Any:
        return landed_price(
            ex_works=works, units=Decimal(10), term=chosen, duty_rate=duty, tax_rate=Decimal(15),
            costs={"freight": freight, "insurance": insurance, "inland": inland},
        )  # fmt: skip

    mine = price(term)
    assert mine.landed == price("EXW").landed
    assert price("EXW").quoted == works
    assert works <= mine.quoted <= mine.landed
    assert sum(step.amount for step in mine.steps) == mine.landed
    assert mine.quoted == works + sum(step.amount for step in mine.steps if step.code in seller_pays(term))


def test_landed_price_by_hand() -> None:
    result = landed_price(
        ex_works=Decimal(1000), units=Decimal(100), term="FOB", duty_rate=Decimal(10), tax_rate=Decimal(20),
        costs={"inland": Decimal(50), "freight": Decimal(200), "insurance": Decimal(10)},
    )  # fmt: skip
    assert result.customs_value == 1260
    assert result.landed == Decimal(1260) + Decimal(126) + Decimal("277.20")
    assert result.quoted == 1050
    assert result.landed_per_unit == Decimal("16.63")


@pytest.mark.parametrize(
    "bad",
    [
        {"units": Decimal(0)},
        {"term": "DAT"},
        {"ex_works": Decimal(-1)},
        {"costs": {"duty": Decimal(1)}},
        {"customs_basis": "x"},
    ],
)
def test_bad_landed_price_input_is_named(bad: dict[str, Any]) -> None:
    good = {
        "ex_works": Decimal(1),
        "units": Decimal(1),
        "term": "EXW",
        "costs": {},
        "duty_rate": Decimal(0),
        "tax_rate": Decimal(0),
    }
    with pytest.raises(ValueError, match=next(iter(bad))):
        landed_price(**{**good, **bad})
