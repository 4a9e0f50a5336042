"""The size-class calculator of the API: the agreed contract."""

import pytest

ADDRESS = "/api/v1/calculators/size-class"


def ask(client, body, language="en"):
    return client.post(ADDRESS, body, content_type="application/json", headers={"Accept-Language": language})


CONTRACT = {
    "sector_group": "industry",
    "employees": 999,
    "revenue": {"amount": "50000000", "currency": "CNY"},
    "regimes": ["CN"],
}


def test_the_contract_example(client):
    (row,) = ask(client, CONTRACT).json()["classes"]
    assert row["class"] == "medium"
    assert row["in_force"] == "2011-06-18"
    first = row["decided_by"][0]
    assert (first["metric"], first["held"], first["bound"]) == ("employees", "999", "1000")
    assert "1,000" in first["sentence"]


def test_without_regimes_all_four_answer_and_unknown_names_what_is_missing(client):
    rows = {row["regime"]: row for row in ask(client, {"employees": 12}).json()["classes"]}
    assert list(rows) == ["CN", "SA", "EU", "IN"]
    assert rows["CN"]["class"] == "unknown"
    assert rows["CN"]["missing"] == ["sector_group"]
    assert rows["SA"]["missing"] == ["revenue"]
    assert rows["EU"]["missing"] == ["revenue", "balance_sheet"]
    assert rows["IN"]["missing"] == ["investment", "revenue"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"employes": 3}, "employes"),
        ({"employees": -1}, "employees"),
        ({"employees": "many"}, "employees"),
        ({"sector_group": "mining"}, "sector_group"),
        ({"revenue": {"amount": "1", "currency": "XXX"}}, "revenue.currency"),
        ({"revenue": {"amount": "-1", "currency": "SAR"}}, "revenue.amount"),
        ({"revenue": {"amount": "NaN", "currency": "SAR"}}, "revenue.amount"),
        ({"revenue": {"amount": "1", "currency": "SAR", "year": 2025}}, "revenue.year"),
        ({"revenue": "5"}, "revenue"),
        ({"regimes": []}, "regimes"),
        ({"regimes": ["US"]}, "regimes.0"),
        ({"on": "yesterday"}, "on"),
    ],
)
def test_bad_input_is_refused_by_field(client, body, field):
    response = ask(client, body)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert response.json()["errors"][field][0]


def test_a_body_that_is_not_an_object_is_refused(client):
    assert ask(client, [1, 2]).status_code == 400
    assert ask(client, "{").status_code == 400


def test_conversion_is_said(client):
    body = {"employees": 5, "revenue": {"amount": "1000000", "currency": "USD"}, "regimes": ["SA"]}
    (row,) = ask(client, body).json()["classes"]
    assert row["class"] == "small"
    assert "2025" in row["decided_by"][0]["conversion"]


def test_the_document_describes_it(client):
    document = client.get("/api/v1/openapi.json").json()
    operation = document["paths"]["/api/v1/calculators/size-class"]["post"]
    assert operation["requestBody"]["content"]["application/json"]["examples"]
    schema = document["components"]["schemas"]["Class"]
    assert {"regime", "class", "decided_by"} <= set(schema["properties"])
