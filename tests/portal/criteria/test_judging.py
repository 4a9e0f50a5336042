"""Judging many documents at once says what plain evaluation says."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from portal.criteria import ranking, read_model, services
from portal.criteria.catalogue import FactValue
from portal.criteria.evaluate import Outcome, evaluate
from portal.criteria.judging import Judge
from portal.criteria.rates import default_table
from portal.criteria.reasons import stored_all
from tests.portal.criteria import worlds
from tests.portal.criteria.worlds import TODAY


def test_shared_rules_change_no_judgement():
    random = Random(20261126)
    rates = default_table()
    for _world in range(40):
        judge = Judge(worlds.firm(random), today=TODAY, rates=rates)
        for criterion in [worlds.criterion(random) for _ in range(25)]:
            found, plain = judge.of(criterion), evaluate(criterion, judge.facts, today=TODAY, rates=rates)
            outcomes = [result.outcome for result in plain.shown.rules]
            assert found.outcome is plain.outcome
            assert found.reasons == stored_all(plain)
            assert (found.fit, found.evidence) == (ranking.fit(plain, rates), ranking.evidence(plain))
            assert (found.met, found.misses, found.unknowns) == (
                outcomes.count(Outcome.MEETS), outcomes.count(Outcome.DOES_NOT), outcomes.count(Outcome.CANNOT_TELL)
            )  # fmt: skip


@pytest.mark.django_db
def test_stored_documents_share_their_rules_and_say_the_same() -> None:
    class Nobody:
        user = None

    rule = {"fact": "employees", "op": "gte", "value": "5"}
    other = {"fact": "age_months", "op": "gte", "value": "12"}
    rows = [
        services.criteria_create(actor=Nobody(), kind="test.kind", document={"any": [{"all": entries}]})
        for entries in ([rule, other], [other, rule])
    ]
    one, two = (read_model.criterion_of(row) for row in rows)
    assert one.groups[0].rules[0] is two.groups[0].rules[1]
    facts = {"employees": FactValue(Decimal(4))}
    found = [Judge(facts, today=date(2026, 11, 26), rates=default_table()).of(criterion) for criterion in (one, two)]
    assert [(f.outcome, f.misses, f.unknowns) for f in found] == [(Outcome.DOES_NOT, 1, 1)] * 2
