"""Judging many documents at once says what plain evaluation says."""

from random import Random

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
            assert (found.met, found.misses, found.unknowns) == (
                outcomes.count(Outcome.MEETS), outcomes.count(Outcome.DOES_NOT), outcomes.count(Outcome.CANNOT_TELL)
            )  # fmt: skip
