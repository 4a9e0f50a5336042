"""The compiled index answers exactly what plain evaluation answers."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from portal.criteria import rules
from portal.criteria.catalogue import FactValue
from portal.criteria.evaluate import Outcome, evaluate
from portal.criteria.index import DELTA_LIMIT, Index, draw, plain_near_miss
from portal.criteria.rules import Criterion
from tests.portal.criteria.worlds import RATES, TODAY, criterion, firm

Documents = dict[int, tuple[float, Criterion]]


def plain_answer(documents: Documents, facts, day, seed):
    """Counts, ordered keys and near misses by evaluating every document."""
    by_outcome: dict[Outcome, list[tuple[float, int, int]]] = {outcome: [] for outcome in Outcome}
    near, by_fact = [], {}
    for key, (score, document) in documents.items():
        outcome = evaluate(document, facts, today=day, rates=RATES).outcome
        by_outcome[outcome].append((-score, draw(key, seed), key))
        culprits = plain_near_miss(document, facts, day, RATES)
        if culprits:
            near.append(key)
        for code in culprits:
            by_fact[code] = by_fact.get(code, 0) + 1
    order = {outcome: [key for _s, _d, key in sorted(found)] for outcome, found in by_outcome.items()}
    return order[Outcome.MEETS], order[Outcome.CANNOT_TELL], sorted(near), by_fact


def check(index: Index, documents: Documents, random: Random, tries: int) -> int:
    met = 0
    for _ in range(tries):
        facts, seed = firm(random), random.randrange(10**6)
        day = TODAY + timedelta(days=random.randint(-3, 3))
        meets, untold, near, by_fact = plain_answer(documents, facts, day, seed)
        found = index.match(facts, today=day, rates=RATES, limit=7, untold=7, seed=seed)
        assert (found.count, found.untold) == (len(meets), len(untold))
        assert [hit.key for hit in found.top] == meets[:7]
        assert [hit.key for hit in found.top_untold] == untold[:7]
        missed = index.near_misses(facts, today=day, rates=RATES, limit=10**6)
        assert sorted(hit.key for hit in missed.top) == near
        assert (missed.count, missed.by_fact) == (len(near), by_fact)
        met += len(meets)
    return met


def world(random: Random, size: int) -> Documents:
    return {key * 7 + 3: (float(random.choice([0, 1, 1, 2, 5])), criterion(random)) for key in range(size)}


@pytest.mark.parametrize("seed", range(20))
def test_index_equals_plain_evaluation(seed: int):
    random = Random(seed)
    documents = world(random, 120)
    index = Index.of((key, score, document) for key, (score, document) in documents.items())
    assert len(index) == 120
    assert check(index, documents, random, 6) > 0


@pytest.mark.parametrize("seed", range(8))
def test_changes_are_visible_at_once(seed: int):
    random = Random(1000 + seed)
    documents = world(random, 60)
    index = Index.of((key, score, document) for key, (score, document) in documents.items())
    for _ in range(25):
        key = random.choice([*documents, random.randrange(10**6)])
        if random.random() < 0.4 and key in documents:
            del documents[key]
            assert index.remove(key)
            assert not index.remove(key)
        else:
            documents[key] = (float(random.randint(0, 4)), criterion(random))
            index.replace(key, documents[key][1], documents[key][0])
        check(index, documents, random, 1)
    assert len(index) == len(documents)


def test_many_distinct_bounds_use_checkpoints_exactly():
    random = Random(5)
    documents: Documents = {}
    for key in range(9_000):
        low, high = sorted((random.randrange(10**6), random.randrange(10**6)))
        raw = {
            "fact": "amount",
            "op": "between",
            "value": {
                "min": {"amount": f"{low}.25", "currency": "SAR"},
                "max": {"amount": str(high + 1), "currency": "SAR"},
                "max_open": key % 2 == 0,
            },
        }
        documents[key] = (random.random(), rules.read({"any": [{"all": [raw]}]}))
    index = Index.of((key, score, document) for key, (score, document) in documents.items())
    amounts = ["0", "1000000", "0.25", *(f"{random.randrange(10**6)}.25" for _ in range(30))]
    for amount in amounts:
        facts = {"amount": FactValue(Decimal(amount), "SAR")}
        expected = [k for k, (_s, d) in documents.items() if evaluate(d, facts, today=TODAY, rates=RATES).outcome == 2]
        expected.sort(key=lambda k: -documents[k][0])
        found = index.match(facts, today=TODAY, rates=RATES, limit=20)
        assert found.count == len(expected)
        assert [hit.key for hit in found.top] == expected[:20]


def test_delta_is_frozen_when_it_grows_and_stays_exact():
    random = Random(6)
    pool = [criterion(random) for _ in range(40)]
    documents = {key: (1.0, pool[key % 40]) for key in range(DELTA_LIMIT + 50)}
    index = Index()
    for key, (score, document) in documents.items():
        index.replace(key, document, score)
    for key in (1, 2, DELTA_LIMIT + 1):
        del documents[key]
        assert index.remove(key)
    check(index, documents, random, 2)


def test_too_many_alternatives_fall_back_to_plain_evaluation():
    outside = [{"fact": "employees", "op": "ne", "value": str(n)} for n in range(8)]
    document = rules.read({"any": [{"all": outside}]})
    index = Index.of([(1, 0.0, document)])
    assert index.match({"employees": FactValue(Decimal(3))}, today=TODAY, rates=RATES).count == 0
    assert index.match({"employees": FactValue(Decimal(30))}, today=TODAY, rates=RATES).count == 1
    assert index.match({}, today=TODAY, rates=RATES, untold=1).top_untold[0].key == 1
    near = index.near_misses({"employees": FactValue(Decimal(3))}, today=TODAY, rates=RATES)
    assert near.by_fact == {"employees": 1}
    assert index.remove(1)
    assert len(index) == 0


def test_equals_share_the_first_places():
    document = rules.read({"any": [{"all": [{"fact": "employees", "op": "gte", "value": "1"}]}]})
    index = Index.of([(key, 1.0, document) for key in range(200)])
    facts = {"employees": FactValue(Decimal(5))}
    shown = {
        hit.key for seed in range(400) for hit in index.match(facts, today=TODAY, rates=RATES, limit=5, seed=seed).top
    }
    assert len(shown) == 200


def test_empty_index_answers_nothing():
    found = Index().match({}, today=TODAY, rates=RATES)
    assert (found.count, found.untold, found.top) == (0, 0, ())
