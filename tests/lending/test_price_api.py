"""``POST /api/v1/calculators/price``: the public contract."""

from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client

URL = "/api/v1/calculators/price"


@pytest.fixture
def post(client: Client) -> Any:
    def call(body: Any, language: str = "en") -> Any:
        return client.post(URL, body, content_type="application/json", headers={"accept-language": language})

    return call


def product(**values: Any) -> dict[str, Any]:
    return {"currency": "SAR", "product": {"kind": "reducing", "principal": "1000000", **values}}


def test_dated_flows(post: Any) -> None:
    flows = [{"at": "2026-01-01", "amount": "1000.00"}, {"at": "2027-07-01", "amount": "-1200.00"}]
    answer = post({"currency": "SAR", "flows": flows})
    assert answer.status_code == 200
    body = answer.json()
    assert body["effective_apr"].startswith("12.9620")
    assert body["total_cost"] == "200.00"
    assert body["convention"] == "directive-2008/48"
    assert body["schedule"] == [
        {
            "n": 1,
            "at": "2027-07-01",
            "t": "1.4958904110",
            "instalment": "1200.00",
            "principal": "1000.00",
            "interest": "200.00",
            "balance": "0.00",
        }
    ]


def test_flows_in_years(post: Any) -> None:
    flows = [{"t": "0", "amount": "1000"}, {"t": "1.5", "amount": "-1200"}]
    assert post({"currency": "EUR", "flows": flows}).json()["effective_apr"].startswith("12.924")


def test_product(post: Any) -> None:
    body = post(product(rate="9", months=36, fee_withheld="20000", start="2026-01-31")).json()
    assert body["cash_in_hand"] == "980000.00"
    assert body["total_cost"] == "164790.39"
    assert body["effective_apr"].startswith("10.8949")
    assert body["nominal_apr"].startswith("10.3859")
    assert len(body["schedule"]) == 36
    assert body["schedule"][0]["at"] == "2026-02-28"
    assert sum(D(row["principal"]) for row in body["schedule"]) == 1_000_000


def test_missing_start_is_said(post: Any) -> None:
    assert any("today" in text for text in post(product(rate="9", months=12)).json()["warnings"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "currency"),
        ({"currency": "XXX", "flows": []}, "currency"),
        ({"currency": "SAR"}, "flows"),
        ({"currency": "SAR", "flows": [], "product": {}}, "product.kind"),
        ({"currency": "SAR", "flows": []}, "flows"),
        ({"currency": "SAR", "flows": [{"at": "2026-01-01", "t": "0", "amount": "1"}]}, "flows.0"),
        ({"currency": "SAR", "flows": [{"t": "0", "amount": "1"}, {"at": "2026-01-01", "amount": "-1"}]}, "flows"),
        ({"currency": "SAR", "flows": [{"t": "0", "amount": "NaN"}]}, "flows.0.amount"),
        ({"currency": "SAR", "flows": [{"t": "0", "amount": "Infinity"}]}, "flows.0.amount"),
        ({"currency": "SAR", "flows": "x"}, "flows"),
        (product(rate="9"), "product.months"),
        (product(rate="abc", months=12), "product.rate"),
        (product(rate="9", months=12, colour="red"), "product.colour"),
        (product(rate="9", months=12, grace_months=12), "product.grace_months"),
        (product(rate="9", months=12, fees=[{"amount": "5", "when": "sometime"}]), "product.fees.0.when"),
        (product(rate="9", months=12, fee_withheld="1000000"), "product.fees"),
        (product(kind="balloon", rate="9", months=12), "product.balloon"),
        (product(principal="1000.555", rate="9", months=12), "product.principal"),
        ({**product(rate="9", months=12), "note": "x"}, "note"),
    ],
)
def test_nonsense_is_refused_by_field(post: Any, body: dict[str, Any], field: str) -> None:
    answer = post(body)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_flows_without_a_rate(post: Any) -> None:
    answer = post({"currency": "SAR", "flows": [{"t": "0", "amount": "100"}, {"t": "1", "amount": "50"}]})
    assert answer.status_code == 422
    assert answer.json()["errors"]["flows"]


@pytest.mark.parametrize("body", ["[]", "null", "not json", "{"])
def test_broken_bodies(client: Client, body: str) -> None:
    answer = client.post(URL, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_several_rates_are_said(post: Any) -> None:
    flows = [{"t": "0", "amount": "100"}, {"t": "1", "amount": "-230"}, {"t": "2", "amount": "132"}]
    body = post({"currency": "SAR", "flows": flows}).json()
    assert [round(float(root), 6) for root in body["roots"]] == [10.0, 20.0]
    assert body["warnings"]


@pytest.mark.parametrize("kind", ["reducing", "equal_principal", "flat", "interest_only", "murabaha", "ijarah"])
@pytest.mark.parametrize("frequency", ["weekly", "fortnightly", "monthly", "quarterly"])
def test_every_plain_kind_and_frequency(post: Any, kind: str, frequency: str) -> None:
    answer = post(product(kind=kind, rate="9", months=12, frequency=frequency, start="2026-01-31"))
    assert answer.status_code == 200
    assert D(answer.json()["schedule"][-1]["balance"]) == 0


def test_daily_limits_hold(post: Any) -> None:
    rows = [{"t": "0", "amount": "1"}, *({"t": str(k), "amount": "-1"} for k in range(1, 3001))]
    assert post({"currency": "SAR", "flows": rows}).status_code == 400
