"""Pre-screen, validation and schema over HTTP."""

import json

import pytest
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from portal.criteria import owners, read_model, services
from portal.criteria.api import ANSWER_EXAMPLE, DOCUMENT_EXAMPLE, FIRM_EXAMPLE
from portal.criteria.models import CriteriaSet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_owner(monkeypatch):
    """These tests make sets without a mandate; the owner of that kind hides such sets and has tests of its own."""
    monkeypatch.delitem(owners._resolvers, "lending.mandate", raising=False)


class Nobody:
    user = None


def mandate(*rules, title="Working capital", score=0.0, kind="lending.mandate"):
    return services.criteria_create(
        actor=Nobody(), kind=kind, document={"any": [{"all": list(rules)}]}, title=title, is_active=True, score=score
    )


AGE = {"fact": "age_months", "op": "gte", "value": "24"}
STAFF = {"fact": "employees", "op": "gte", "value": 5}


def post(path, body, language="en", **more):
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return APIClient().post(
        f"/api/v1/{path}", text, content_type="application/json", headers={"accept-language": language}, **more
    )


def test_prescreen_explains_every_mandate():
    row = mandate(AGE)
    answer = post("prescreen", FIRM_EXAMPLE)
    assert answer.status_code == 200
    expected = json.loads(json.dumps(ANSWER_EXAMPLE))
    expected["results"][0]["mandate"] = row.public_id
    assert answer.json() == expected


def test_prescreen_without_facts_cannot_tell():
    mandate(AGE)
    (result,) = post("prescreen", {"facts": {}, "request": {}}).json()["results"]
    assert result["outcome"] == "cannot_tell"
    assert result["missing"] == ["age_months"]
    assert result["rules"][0]["held"] is None


def test_prescreen_orders_meets_then_untold_then_misses():
    missing = mandate(AGE, {"fact": "revenue", "op": "gte", "value": {"amount": "1", "currency": "SAR"}}, score=9)
    no = mandate({"fact": "age_months", "op": "gte", "value": "99"}, score=8)
    yes = mandate(AGE)
    answer = post("prescreen", {"facts": {"age_months": "30"}}).json()
    assert [r["mandate"] for r in answer["results"]] == [yes.public_id, missing.public_id, no.public_id]
    assert answer["counts"] == {"meets": 1, "cannot_tell": 1, "does_not": 1}
    few = post("prescreen", {"facts": {"age_months": "30"}, "limit": 1}).json()
    assert len(few["results"]) == 1
    assert few["counts"] == answer["counts"]


def test_prescreen_only_sees_active_sets_of_its_kind():
    hidden = mandate(AGE)
    services.criteria_switch(actor=Nobody(), criteria=hidden, is_active=False)
    mandate(AGE, kind="brief.audience")
    assert post("prescreen", {"facts": {}}).json()["results"] == []


def test_owner_gives_the_public_id_and_may_hide(monkeypatch):
    shown, hidden = mandate(AGE), mandate(AGE)
    monkeypatch.setitem(owners._resolvers, "lending.mandate", lambda rows: {shown.pk: "the-owner"})
    assert [r["mandate"] for r in post("prescreen", {}).json()["results"]] == ["the-owner"]
    assert hidden.is_active


@pytest.mark.parametrize("language", ["zh-hans", "ar"])
def test_prescreen_speaks_the_readers_language(language):
    mandate(AGE)
    (result,) = post("prescreen", FIRM_EXAMPLE, language).json()["results"]
    assert "at least" not in result["rules"][0]["sentence"]
    assert "18" in result["rules"][0]["sentence"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"facts": {"height": 3}}, "facts.height"),
        ({"facts": {"employees": "many"}}, "facts.employees"),
        ({"facts": {"employees": -1}}, "facts.employees"),
        ({"facts": {"employees": True}}, "facts.employees"),
        ({"facts": {"employees": "1e400"}}, "facts.employees"),
        ({"facts": {"employees": [1]}}, "facts.employees"),
        ({"facts": {"revenue": "5"}}, "facts.revenue"),
        ({"facts": {"revenue": {"amount": "5", "currency": "XXX"}}}, "facts.revenue.currency"),
        ({"facts": {"founded_on": "2026-02-30"}}, "facts.founded_on"),
        ({"facts": {"sector": ["ZZ"]}}, "facts.sector.0"),
        ({"facts": {"sector": {"a": 1}}}, "facts.sector"),
        ({"facts": {"purpose": ["export", "digital"]}}, "facts.purpose"),
        ({"facts": {"has_website": "yes"}}, "facts.has_website"),
        ({"facts": {"months": 3}, "request": {"months": 4}}, "request.months"),
        ({"request": {"amount": 5}}, "request.amount"),
        ({"facts": []}, "facts"),
        ({"limit": 0}, "limit"),
        ({"surprise": 1}, "surprise"),
        ([], ""),
    ],
)
def test_prescreen_names_the_wrong_field(body, field):
    mandate(AGE)
    answer = post("prescreen", body)
    assert answer.status_code == 400
    assert field in answer.json()["errors"], answer.json()


@pytest.mark.parametrize(
    "body",
    ["{", "[" * 100_000, '{"facts": {"employees": NaN}}', '{"facts": {"\\ud800": 1}}', b"\xff", "9" * 5000, "null"],
)
def test_broken_bodies_are_the_senders_fault(body):
    for path in ("prescreen", "criteria/validate"):
        assert post(path, body).status_code == 400


def test_big_body_is_refused():
    assert post("criteria/validate", '{"any": "' + "x" * 1_000_001 + '"}').status_code == 400


def test_validate_answers_sentences():
    answer = post("criteria/validate", DOCUMENT_EXAMPLE)
    assert answer.status_code == 200
    assert answer.json() == {
        "valid": True,
        "sentences": [
            "Age of the firm: at least 24 months.",
            "Sector: at least one of Manufacturing, Software and IT consultancy.",
            "Amount asked: from SAR 50,000 to SAR 500,000.",
        ],
        "contradictions": [],
    }


def test_validate_names_contradictions_and_places():
    never = {"fact": "age_months", "op": "lt", "value": "12"}
    answer = post("criteria/validate", {"any": [{"all": [AGE, never]}]}).json()
    assert [c["pointer"] for c in answer["contradictions"]] == ["/any/0/all/1"]
    wrong = post("criteria/validate", {"any": [{"all": [AGE, {"fact": "x", "op": "gte", "value": 1}]}]})
    assert wrong.status_code == 400
    assert list(wrong.json()["errors"]) == ["/any/0/all/1/fact"]


def test_schema_is_valid_and_in_openapi():
    schema = APIClient().get("/api/v1/criteria/schema.json").json()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(DOCUMENT_EXAMPLE)
    assert schema["x-facts"]["age_months"]["question"]
    paths = APIClient().get("/api/v1/openapi.json").json()["paths"]
    for path in ("prescreen", "criteria/validate", "criteria/schema.json"):
        assert f"/api/v1/{path}" in paths


def test_index_and_rows_give_the_same_prescreen(settings):
    rows = [mandate(AGE, score=n % 3) for n in range(6)] + [mandate(STAFF, AGE) for _ in range(4)]
    body = {"facts": {"age_months": "30"}}
    plain = post("prescreen", body).json()
    settings.CRITERIA_READ_MODEL = True
    read_model.forget()
    try:
        assert post("prescreen", body).json() == plain
        services.criteria_revise(
            actor=Nobody(), criteria=rows[0], document={"any": [{"all": [STAFF]}]}, expected_version=1
        )
        CriteriaSet.objects.filter(pk=rows[1].pk).update(is_active=False)
        read_model.mark_stale("lending.mandate")
        fresh = post("prescreen", body).json()
        assert fresh["counts"] == {"meets": 4, "cannot_tell": 5, "does_not": 0}
    finally:
        read_model.forget()
