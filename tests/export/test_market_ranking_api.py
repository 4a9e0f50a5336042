"""POST /api/v1/calculators/market-ranking: with the caller's flows and with a loaded (example) set; bad input."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

URL = "/api/v1/calculators/market-ranking"
FLOWS = [
    {"exporter": "ZAF", "importer": "DEU", "hs6": "080510", "value": "30"},
    {"exporter": "ZAF", "importer": "SAU", "hs6": "080510", "value": "10"},
    {"exporter": "ESP", "importer": "DEU", "hs6": "080510", "value": "60"},
    {"exporter": "ZAF", "importer": "DEU", "hs6": "220421", "value": "20"},
    {"exporter": "ESP", "importer": "SAU", "hs6": "220421", "value": "20"},
]
pytestmark = pytest.mark.django_db


def post(client: Client, language: str = "en", **body: Any) -> Any:
    return client.post(URL, json.dumps(body), content_type="application/json", headers={"accept-language": language})


def test_flows_of_the_caller_are_ranked_with_inputs(client: Client) -> None:
    answer = post(client, exporter="ZAF", hs6="080510", weights={"untapped": 1}, flows=FLOWS)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    first = body["markets"][0]
    assert [row["market"] for row in body["markets"]] == ["DEU", "SAU"]
    assert first["rank"] == 1
    assert float(first["supply"]) == pytest.approx(0.4)
    assert float(first["demand"]) == 90
    assert float(first["ease"]) == pytest.approx(50 / 46)
    assert float(first["potential"]) == pytest.approx(0.4 * 90 * 50 / 46)
    assert float(first["untapped"]) == pytest.approx(0.4 * 90 * 50 / 46 - 30)
    assert first["inputs"]["untapped"] == "1"


def test_mean_over_the_years_named(client: Client) -> None:
    flows = [{**flow, "year": year} for flow in FLOWS for year in (2019, 2020)]
    old = {**FLOWS[0], "value": "999999", "year": 2010}  # outside the last five years
    once = post(client, exporter="ZAF", hs6="080510", flows=FLOWS).json()["markets"]
    twice = post(client, exporter="ZAF", hs6="080510", flows=[*flows, old]).json()["markets"]
    assert once == twice


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"exporter": "ZZZ"}, "exporter"),
        ({"exporter": "FRA"}, "exporter"),
        ({"hs6": "0805"}, "hs6"),
        ({"hs6": "770101"}, "hs6"),
        ({"hs6": "999999"}, "hs6"),
        ({"weights": {"charm": 1}}, "weights.charm"),
        ({"weights": {"untapped": -1}}, "weights.untapped"),
        ({"weights": {"untapped": "nan"}}, "weights.untapped"),
        ({"flows": []}, "flows"),
        ({"flows": [{**FLOWS[0], "importer": "QQQ"}]}, "flows.0.importer"),
        ({"flows": [{**FLOWS[0], "value": "-1"}]}, "flows.0.value"),
        ({"flows": [{**FLOWS[0], "value": "many"}]}, "flows.0.value"),
        ({"flows": [FLOWS[0], {**FLOWS[1], "year": 2020}]}, "flows"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_bad_input_names_the_field(client: Client, change: dict[str, Any], field: str) -> None:
    answer = post(client, **{"exporter": "ZAF", "hs6": "080510", "flows": FLOWS, **change})
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_without_flows_and_without_data_it_says_so(client: Client) -> None:
    assert "flows" in post(client, exporter="ZAF", hs6="080510").json()["errors"]


def test_loaded_set_gives_the_same_figures_as_the_same_flows(client: Client, tmp_path: Path) -> None:
    table = tmp_path / "flows.csv"
    lines = [f"{f['exporter']},{f['importer']},{f['hs6']},2020,{f['value']}" for f in FLOWS]
    table.write_text("exporter,importer,hs6,year,value_usd\n" + "\n".join(lines), encoding="utf-8")
    call_command("load_trade", str(table), "--source", "made up", "--example", verbosity=0)
    loaded = post(client, exporter="ZAF", hs6="080510").json()
    sent = post(client, exporter="ZAF", hs6="080510", flows=FLOWS).json()
    assert loaded["markets"] == sent["markets"]
    assert loaded["dataset"]["is_example"]
    assert any("example" in note for note in loaded["warnings"])
    assert "exporter" in post(client, exporter="FRA", hs6="080510").json()["errors"]
    assert "hs6" in post(client, exporter="ZAF", hs6="010121").json()["errors"]
