"""The open calculators over HTTP."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.digital.answers import full, middling


def post(path: str, body: Any, language: str = "en") -> tuple[int, dict[str, Any]]:
    answer = Client(headers={"accept-language": language}).post(
        f"/api/v1/calculators/{path}", json.dumps(body), content_type="application/json"
    )
    return answer.status_code, answer.json()


SCHEME = {
    "rate": "0.5", "cap_per_application": "30000", "cap_per_window": "30000", "used_in_window": "0",
    "group_used": "0", "group_cap": None, "cumulation_ceiling": None, "other_aid": "0",
}  # fmt: skip


def test_grant_as_in_the_contract() -> None:
    status, body = post("grant", {"scheme": SCHEME, "eligible_costs": ["40000", "5000"]})
    assert status == 200
    assert (body["grant"], body["binding"]) == ("22500.00", "rate")
    assert [step["limit"] for step in body["steps"]] == ["rate", "cap_per_application", "cap_per_window"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"scheme": SCHEME, "eligible_costs": []}, "eligible_costs"),
        ({"scheme": SCHEME, "eligible_costs": ["-1"]}, "eligible_costs.0"),
        ({"scheme": {**SCHEME, "rate": "1.5"}, "eligible_costs": ["1"]}, "scheme.rate"),
        ({"scheme": {**SCHEME, "rate": "NaN"}, "eligible_costs": ["1"]}, "scheme.rate"),
        ({"scheme": {**SCHEME, "colour": "red"}, "eligible_costs": ["1"]}, "scheme.colour"),
        ({"scheme": SCHEME, "eligible_costs": ["1"], "x": 1}, "x"),
        ({"scheme": [], "eligible_costs": ["1"]}, "scheme"),
        ({"eligible_costs": ["1"]}, "scheme"),
    ],
)
def test_grant_refuses_bad_input_by_field(body: Any, field: str) -> None:
    status, answer = post("grant", body)
    assert status == 400
    assert field in answer["errors"]


def test_maturity_scores_both_instruments() -> None:
    status, body = post("digital-maturity", {"instrument": "eu-dma", "answers": full()})
    assert (status, body["overall"], body["band"], body["answered_share"]) == (200, "100.00", "advanced", "100.00")
    status, body = post("digital-maturity", {"instrument": "cn-2024", "answers": middling()})
    assert status == 200
    assert [row["maximum"] for row in body["dimensions"]] == ["50.00", "30.00", "20.00"]
    assert body["level"] == min(body["score_level"], body["scene_level"])


def test_maturity_without_answers_cannot_tell() -> None:
    status, body = post("digital-maturity", {"instrument": "eu-dma", "answers": {}})
    assert status == 200
    assert body["overall"] is None
    assert body["answered_share"] == "0.00"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"instrument": "siri", "answers": {}}, "instrument"),
        ({"instrument": "eu-dma", "answers": []}, "answers"),
        ({"instrument": "eu-dma", "answers": {"nope": 1}}, "answers.nope"),
        ({"instrument": "eu-dma", "answers": {"security": None, "automation": 7}}, "answers.automation"),
        ({"instrument": "eu-dma"}, "answers"),
        ([], ""),
    ],
)
def test_maturity_refuses_bad_input_by_field(body: Any, field: str) -> None:
    status, answer = post("digital-maturity", body)
    assert status == 400
    assert field in answer["errors"]


def test_errors_speak_the_readers_language() -> None:
    body = {"instrument": "eu-dma", "answers": {"nope": 1}}
    assert (
        len({post("digital-maturity", body, lang)[1]["errors"]["answers.nope"][0] for lang in ("en", "ar", "zh-hans")})
        == 3
    )


@pytest.mark.parametrize("code", ["eu-dma", "cn-2024"])
def test_instruments_are_published_with_their_source(code: str) -> None:
    for language in ("en", "zh-hans", "ar"):
        body = Client(headers={"accept-language": language}).get(f"/api/v1/instruments/{code}.json").json()
        assert body["source"]
        assert {row["key"] for row in body["questions"]} <= set(full())
    assert Client().get("/api/v1/instruments/none.json").status_code == 404
