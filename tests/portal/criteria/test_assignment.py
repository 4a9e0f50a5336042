"""Deferred acceptance: stable, within capacity, never a never, best for the askers; overrides name what they upset."""

from itertools import product
from random import Random

import pytest

from portal.criteria.assignment import Round, blocking_pairs, deferred_acceptance, override


def random_round(random: Random, askers: int, mentors: int, nevers: float = 0.1) -> Round:
    wishes = {
        f"a{a}": random.sample([f"m{m}" for m in range(mentors)], random.randint(0, mentors)) for a in range(askers)
    }
    scores = {
        f"m{m}": {f"a{a}": float(random.randint(0, 4)) for a in range(askers) if random.random() < 0.9}
        for m in range(mentors)
    }
    barred = frozenset((a, m) for a in wishes for m in scores if random.random() < nevers)
    capacity = {m: random.randint(0, 2) for m in scores}
    return Round(wishes, scores, capacity, barred, {a: random.random() for a in wishes})


@pytest.mark.parametrize("seed", range(150))
def test_stable_within_capacity_and_without_nevers(seed):
    random = Random(seed)
    given = random_round(random, random.randint(1, 12), random.randint(1, 6))
    found = deferred_acceptance(given)
    assert blocking_pairs(given, found.placed) == []
    for mentor, places in given.capacity.items():
        assert sum(m == mentor for m in found.placed.values()) <= places
    for asker, mentor in found.placed.items():
        assert mentor in given.wishes[asker]
        assert (asker, mentor) not in given.nevers
        assert given.value(mentor, asker) is not None
    assert set(found.placed) | set(found.unplaced) == set(given.wishes)


@pytest.mark.parametrize("seed", range(40))
def test_no_stable_assignment_is_better_for_any_asker(seed):
    random = Random(seed)
    given = random_round(random, 4, 3)
    found = deferred_acceptance(given)

    def rank(asker, mentor):
        return given.wishes[asker].index(mentor) if mentor is not None else len(given.wishes[asker])

    for choice in product(*([None, *wishes] for wishes in given.wishes.values())):
        placed = {a: m for a, m in zip(given.wishes, choice, strict=True) if m is not None}
        allowed = all(given.value(m, a) is not None for a, m in placed.items()) and all(
            sum(m == mentor for m in placed.values()) <= places for mentor, places in given.capacity.items()
        )
        if allowed and not blocking_pairs(given, placed):
            for asker in given.wishes:
                assert rank(asker, found.placed.get(asker)) <= rank(asker, placed.get(asker))


def test_the_check_sees_an_unstable_pair():
    given = Round({"a": ["m", "n"], "b": ["m"]}, {"m": {"a": 2, "b": 1}, "n": {"a": 1}}, {"m": 1, "n": 1})
    assert blocking_pairs(given, {"a": "n", "b": "m"}) == [("a", "m")]
    assert deferred_acceptance(given).placed == {"a": "m"}


def test_override_names_the_pairs_it_destabilises():
    given = Round({"a": ["m"], "b": ["m"]}, {"m": {"a": 2, "b": 1}}, {"m": 1}, frozenset({("b", "x")}))
    found = override(given, deferred_acceptance(given), "b", "m")
    assert found.placed == {"b": "m"}
    assert found.displaced == ("a",)
    assert found.destabilised == (("a", "m"),)
    with pytest.raises(ValueError, match="never"):
        override(given, deferred_acceptance(given), "b", "x")
    with pytest.raises(ValueError, match="place"):
        override(given, deferred_acceptance(given), "b", "nobody")


def test_long_chains_do_not_recurse():
    size = 3_000
    wishes = {a: [a, (a + 1) % size] for a in range(size)}
    scores = {m: {m: 0.0, (m - 1) % size: 1.0} for m in range(size)}
    given = Round(wishes, scores, dict.fromkeys(range(size), 1))
    found = deferred_acceptance(given)
    assert len(found.placed) == size
    assert blocking_pairs(given, found.placed) == []
