"""Trade documents in the browser: entry, refusals with the field named, issue, PDF, public check, revocation."""

from typing import Any

import pytest
from django.test import Client

from export.models import IssuedDocument, Shipment
from tests.people import Cast, Person

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "portal.identity.backends.AuthenticationBackend"


def entry(**changes: Any) -> dict[str, Any]:
    values = {
        "invoice_number": "INV-1", "invoice_on": "2026-05-01", "shipment_on": "2026-05-09", "buyer_name": "Rhein Import",
        "buyer_address": "Köln", "buyer_country": "DE", "currency": "EUR", "incoterm": "CIF", "named_place": "Hamburg", "mode": "sea",
        "payment_terms": "30 days", "origin_criterion": "wholly grown", "freight": "800", "insurance": "45", "signed_by": "Sara",
        "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-description": "Dates", "lines-0-hs": "080410",
        "lines-0-origin": "SA", "lines-0-quantity": "1000", "lines-0-unit": "box", "lines-0-unit_price": "4.35",
        "lines-0-net_kg": "1000", "lines-0-gross_kg": "1100", "packages-TOTAL_FORMS": "1", "packages-INITIAL_FORMS": "0",
        "packages-0-number": "100", "packages-0-kind": "carton", "packages-0-marks": "ND", "packages-0-length_cm": "40",
        "packages-0-width_cm": "30", "packages-0-height_cm": "20", "packages-0-net_kg": "10", "packages-0-gross_kg": "11",
    }  # fmt: skip
    return {**values, **changes}


def enter(client: Client, who: Person) -> Client:
    client.force_login(who.user, backend=BACKEND)
    return client


def test_entry_to_verified_documents(cast: Cast, client: Client) -> None:
    enter(client, cast.owner)
    answer = client.post("/en/export/documents/new/", entry())
    shipment = Shipment.objects.get()
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert client.get(f"/en/export/documents/{shipment.public_id}/").status_code == 200
    client.post(f"/en/export/documents/{shipment.public_id}/issue/")
    codes = dict(IssuedDocument.objects.values_list("kind", "code"))
    assert set(codes) == {"invoice", "packing", "origin", "declaration"}
    for language in ("en", "ar", "zh-hans"):
        pdf = client.get(f"/{language}/export/issued/{codes['invoice']}.pdf")
        assert pdf.content.startswith(b"%PDF")
    assert client.get(f"/en/export/issued/{codes['declaration']}.json").json()["content"]["class"] == "formal"
    xml = client.get(f"/en/export/issued/{codes['invoice']}.xml").content
    assert b'<cbc:PayableAmount currencyID="EUR">5195.00</cbc:PayableAmount>' in xml
    assert b"CIF Hamburg, Incoterms 2020" in xml
    assert client.get(f"/en/export/issued/{codes['packing']}.xml").status_code == 404
    client.logout()
    page = client.get(f"/en/export/verify/{codes['origin']}/").content.decode()
    assert "genuine" in page
    assert "4,350" not in page, "no prices on the public page"
    enter(client, cast.owner).post(f"/en/export/issued/{codes['origin']}/revoke/", {"reason": "Wrong buyer"})
    client.logout()
    assert "revoked" in client.get(f"/en/export/verify/{codes['origin']}/").content.decode()
    assert client.get("/en/export/verify/nothing/").status_code == 404


def test_tampered_document_fails_its_seal(cast: Cast, client: Client) -> None:
    enter(client, cast.owner).post("/en/export/documents/new/", entry())
    client.post(f"/en/export/documents/{Shipment.objects.get().public_id}/issue/")
    document = IssuedDocument.objects.get(kind="origin")
    IssuedDocument.objects.filter(pk=document.pk).update(content={**document.content, "criterion": "bought"})
    assert "does not match" in client.get(f"/en/export/verify/{document.code}/").content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lines-0-hs": "770101"}, "lines-0-hs"),
        ({"lines-0-hs": "abc"}, "lines-0-hs"),
        ({"lines-0-quantity": "-1"}, "lines-0-quantity"),
        ({"incoterm": "DAT"}, "incoterm"),
        ({"buyer_country": "XX"}, "buyer_country"),
        ({"packages-0-number": "0"}, "packages-0-number"),
        ({"invoice_on": "31.02.2026"}, "invoice_on"),
        ({"invoice_on": "2026-05-10"}, "shipment_on"),
        ({"mode": "air"}, "incoterm"),
        ({"insurance": ""}, "insurance"),
        ({"named_place": ""}, "named_place"),
        ({"lines-0-net_kg": "1200"}, "lines-0-net_kg"),
        ({"packages-0-net_kg": "12"}, "packages-0-net_kg"),
        ({"consignee_name": "Somebody"}, "consignee_country"),
        ({"lines-TOTAL_FORMS": "999999"}, ""),
    ],
)
def test_bad_entry_is_refused_and_nothing_stored(
    cast: Cast, client: Client, change: dict[str, Any], field: str
) -> None:
    answer = enter(client, cast.owner).post("/en/export/documents/new/", entry(**change))
    assert answer.status_code == 200
    assert not Shipment.objects.exists()
    if field:
        assert f'id="id_{field}_error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "header", "named"),
    [
        ({"packages-0-number": "99"}, {}, "Packing list: Net weight (kg)"),
        ({}, {"mode": "air"}, "Commercial invoice: Incoterm 2020"),
        ({}, {"invoice_on": "2026-05-10"}, "Commercial invoice: Date of shipment"),
    ],
)
def test_contradictions_block_the_issue_and_are_named(
    cast: Cast, client: Client, change: dict[str, Any], header: dict[str, Any], named: str
) -> None:
    enter(client, cast.owner).post("/en/export/documents/new/", entry(**change))
    shipment = Shipment.objects.get()
    Shipment.objects.update(header={**shipment.header, **header})  # what came from elsewhere is checked all the same
    page = client.get(f"/en/export/documents/{shipment.public_id}/").content.decode()
    assert "Contradiction" in page
    assert named in page
    client.post(f"/en/export/documents/{shipment.public_id}/issue/")
    assert not IssuedDocument.objects.exists()


def test_invoice_number_is_unique_per_seller_and_strangers_see_nothing(cast: Cast, client: Client) -> None:
    enter(client, cast.owner).post("/en/export/documents/new/", entry())
    client.post("/en/export/documents/new/", entry())
    assert Shipment.objects.count() == 1
    enter(client, cast.stranger).post("/en/export/documents/new/", entry())
    assert Shipment.objects.count() == 2
    assert client.get(f"/en/export/documents/{Shipment.objects.first().public_id}/").status_code == 404
    assert enter(client, cast.colleague).post("/en/export/documents/new/", entry(invoice_number="2")).status_code == 403


def test_landed_price_page(client: Client, cast: Cast) -> None:
    query = "ex_works=1000&currency=SAR&units=100&term=FOB&duty_rate=10&tax_rate=20&customs_basis=cif"
    query += "&cost_freight=200&cost_insurance=10&cost_inland=50"
    page = enter(client, cast.owner).get(f"/en/export/documents/landed-price/?{query}").content.decode()
    assert "1,663.20" in page
    assert "16.63" in page
