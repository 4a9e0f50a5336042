"""A stored reason tells the same sentence as the live evaluation, in each language."""

from datetime import date

import pytest
from django.utils import translation

from portal.criteria import reasons
from portal.criteria.evaluate import evaluate
from portal.criteria.matching import facts_from_json
from portal.criteria.rates import default_table
from portal.criteria.rules import read
from portal.criteria.sentences import sentence

DOCUMENT = {
    "schema": 2,
    "any": [
        {
            "all": [
                {"fact": "employees", "op": "gte", "value": "10"},
                {"fact": "revenue", "op": "between", "value": {"min": {"amount": "1000000", "currency": "SAR"}}},
                {"fact": "sector", "op": "any_of", "value": ["C"]},
                {"fact": "founded_on", "op": "lte", "value": "2024-01-01"},
            ]
        }
    ],
}


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_stored_reasons_tell_the_same_sentence(language: str) -> None:
    facts = facts_from_json({"employees": "7", "sector": "1071", "revenue": {"amount": "5", "currency": "SAR"}})
    result = evaluate(read(DOCUMENT), facts, today=date(2026, 1, 1), rates=default_table())
    with translation.override(language):
        for rule in result.shown.rules:
            assert reasons.told(reasons.stored(rule)) == sentence(rule)
