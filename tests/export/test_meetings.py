"""The meeting solver: everything placed when it can be, never a clash, caps, breaks, fairness, absurd input."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from export.meetings import Party, Placed, Schedule, Wanted, proof_of, solve


@st.composite
def free_events(draw: st.DrawFn) -> tuple[list[Party], list[Party], list[Wanted], int]:
    """Everybody free, nobody wanted more often than there are slots."""
    firms, buyers = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    pairs = draw(st.sets(st.tuples(st.integers(0, firms - 1), st.integers(0, buyers - 1)), max_size=80))
    degree = Counter([f"f{a}" for a, _b in pairs] + [f"b{b}" for _a, b in pairs])
    slots = max(degree.values(), default=0) + draw(st.integers(0, 2))
    wanted = [Wanted(f"F{a}", f"B{b}", draw(st.integers(1, 3))) for a, b in sorted(pairs)]
    return [Party(f"F{n}") for n in range(firms)], [Party(f"B{n}") for n in range(buyers)], wanted, slots


@settings(max_examples=300)
@given(free_events())
def test_everything_is_placed_when_all_are_free(event: tuple[list[Party], list[Party], list[Wanted], int]) -> None:
    firms, buyers, wanted, slots = event
    schedule = solve(firms, buyers, wanted, slots=slots)
    assert not schedule.unplaced
    assert {(m.firm, m.buyer) for m in schedule.placed} == {(w.firm, w.buyer) for w in wanted}
    assert proof_of(schedule, firms, buyers, slots=slots).holds


@st.composite
def tight_events(draw: st.DrawFn) -> tuple[list[Party], list[Party], list[Wanted], int, set[int]]:
    slots = draw(st.integers(1, 6))
    subsets = st.one_of(st.none(), st.frozensets(st.integers(0, slots - 1)))
    caps = st.one_of(st.none(), st.integers(0, slots))
    firms = [Party(f"F{n}", draw(subsets), draw(caps)) for n in range(draw(st.integers(1, 6)))]
    buyers = [Party(f"B{n}", draw(subsets), draw(caps)) for n in range(draw(st.integers(1, 6)))]
    codes = st.tuples(st.sampled_from(firms), st.sampled_from(buyers), st.integers(1, 3))
    wanted = [Wanted(f.code, b.code, w) for f, b, w in draw(st.lists(codes, max_size=30))]
    return firms, buyers, wanted, slots, draw(st.sets(st.integers(0, slots - 1), max_size=2))


@settings(max_examples=300)
@given(tight_events())
def test_never_a_clash_and_nothing_lost(event: tuple[list[Party], list[Party], list[Wanted], int, set[int]]) -> None:
    firms, buyers, wanted, slots, breaks = event
    schedule = solve(firms, buyers, wanted, slots=slots, breaks=breaks)
    assert proof_of(schedule, firms, buyers, slots=slots, breaks=breaks).faults == ()
    placed = {(m.firm, m.buyer) for m in schedule.placed}
    left = {(w.firm, w.buyer) for w, _reason in schedule.unplaced}
    assert not placed & left
    assert placed | left == {(w.firm, w.buyer) for w in wanted}


def test_first_meetings_go_round_before_second_ones() -> None:
    firms = [Party(f"F{n}") for n in range(4)]
    buyers = [Party("B", cap=4), Party("C", free=frozenset())]
    wanted = [Wanted(f"F{n}", "B", 1 if n else 3) for n in range(4)] + [Wanted("F0", "C")]
    schedule = solve(firms, buyers, wanted, slots=4)
    assert Counter(m.firm for m in schedule.placed) == Counter(["F0", "F1", "F2", "F3"])
    assert [reason for _w, reason in schedule.unplaced] == ["never_free_together"]


def test_swap_moves_a_third_meeting_when_people_are_not_all_free() -> None:
    firms = [Party("A"), Party("Z", free=frozenset({0}))]
    buyers = [Party("B"), Party("C", free=frozenset({0, 1}))]
    schedule = solve(firms, buyers, [Wanted("A", "B", 9), Wanted("Z", "B", 1)], slots=2)
    assert not schedule.unplaced


def test_forced_clash_is_seen_by_the_proof() -> None:
    firms, buyers = [Party("A"), Party("Z", free=frozenset({1}))], [Party("B", cap=1), Party("C")]
    forged = Schedule((Placed("A", "B", 0), Placed("A", "C", 0), Placed("Z", "B", 0), Placed("Z", "C", 9)), ())
    faults = " ".join(proof_of(forged, firms, buyers, slots=4, breaks=[3]).faults)
    for word in ("clash: A", "clash: B", "not free: Z", "slot 9 is closed", "over the cap: B"):
        assert word in faults


def test_national_event_is_solved() -> None:
    rng = random.Random(7)
    firms = [Party(f"F{n:03}", frozenset(rng.sample(range(20), 16)), 12) for n in range(200)]
    buyers = [Party(f"B{n:02}", frozenset(rng.sample(range(20), 18)), 18) for n in range(60)]
    wanted = [Wanted(f.code, b.code, rng.randint(1, 3)) for f in firms for b in rng.sample(buyers, 6)]
    schedule = solve(firms, buyers, wanted, slots=20, breaks=[10])
    proof = proof_of(schedule, firms, buyers, slots=20, breaks=[10])
    assert proof.holds
    assert proof.without_any == ()
    assert len(schedule.placed) > 900


@pytest.mark.parametrize(
    "bad",
    [
        {"wanted": [Wanted("A", "X")]},
        {"firms": [Party("A"), Party("A")]},
        {"slots": -1},
    ],
)
def test_absurd_input_is_refused(bad: dict[str, object]) -> None:
    given_values = {"firms": [Party("A")], "buyers": [Party("B")], "wanted": [], "slots": 3, **bad}
    slots = given_values.pop("slots")
    with pytest.raises(ValueError):
        solve(given_values["firms"], given_values["buyers"], given_values["wanted"], slots=slots)  # type: ignore[arg-type]
