"""Anything at all sent to the API or given to the reader is answered with a finding, never with a failure."""

import json

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.criteria import catalogue, rules
from portal.criteria.api import PrescreenView, ValidateView

words = st.sampled_from(
    ["any", "all", "fact", "op", "value", "negate", "define", "use", "schema", "valid_from", "min", "max", "amount",
     "currency", "SAR", "facts", "request", "limit", *rules.OPERATORS, *(fact.code for fact in catalogue.all_facts())]
)  # fmt: skip
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8), words, st.just("1e9999"),
    st.just("C"), st.just("2026-01-01"), st.just("0001-01-01"), st.just("9999-12-31"), st.just("\u202e٣"),
)  # fmt: skip
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words | st.text(max_size=5), inner, max_size=4),
    max_leaves=25,
)
facts = st.sampled_from([fact.code for fact in catalogue.all_facts()])
rule = st.fixed_dictionaries({"fact": facts, "op": st.sampled_from(rules.OPERATORS), "value": anything})
document = st.fixed_dictionaries(
    {"any": st.lists(st.fixed_dictionaries({"all": st.lists(rule, max_size=3)}), max_size=2)}
)
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def status(view, body) -> int:
    request = RequestFactory().post("/", json.dumps(body), content_type="application/json")
    return view.as_view()(request).render().status_code


@FUZZ
@given(anything | document)
def test_reading_finds_problems_but_never_breaks(body):
    for problem in rules.problems_of(body):
        assert problem.pointer == "" or problem.pointer.startswith("/")


@FUZZ
@given(anything | document)
def test_validation_answers(body):
    assert status(ValidateView, body) in {200, 400}


@pytest.mark.django_db
@FUZZ
@given(anything | st.fixed_dictionaries({"facts": st.dictionaries(facts, anything, max_size=4)}))
def test_prescreen_answers(body):
    assert status(PrescreenView, body) in {200, 400}
