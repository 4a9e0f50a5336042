"""One criterion against many firms in columns equals plain evaluation firm by firm."""

from random import Random

import pytest

from portal.criteria.derived import with_derived
from portal.criteria.evaluate import Outcome, quick_outcome
from portal.criteria.population import Population
from tests.portal.criteria.worlds import RATES, TODAY, criterion, firm


@pytest.mark.parametrize("seed", range(15))
def test_columns_equal_plain_evaluation(seed):
    random = Random(seed)
    firms = [(key * 3, firm(random)) for key in range(90)]
    population = Population(firms, today=TODAY, rates=RATES)
    for _ in range(40):
        document = criterion(random)
        expected = {outcome: [] for outcome in Outcome}
        for key, facts in firms:
            complete = with_derived(facts, TODAY, RATES)
            expected[quick_outcome(document, complete, today=TODAY, rates=RATES)].append(key)
        found = population.keys_by_outcome(document)
        assert found[Outcome.MEETS] == expected[Outcome.MEETS]
        assert found[Outcome.CANNOT_TELL] == expected[Outcome.CANNOT_TELL]
        counted = population.passing(document)
        assert (counted.meets, counted.does_not, counted.cannot_tell) == tuple(
            len(expected[outcome]) for outcome in (Outcome.MEETS, Outcome.DOES_NOT, Outcome.CANNOT_TELL)
        )


def test_nobody_is_nobody():
    population = Population([], today=TODAY, rates=RATES)
    assert population.passing(criterion(Random(1))).total == 0
