"""Readiness: levels, gates, unknown answers, "stay at home"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export import readiness, readiness_text
from export.readiness import assess, check_answers, question_codes

ANSWERS = st.dictionaries(st.sampled_from(question_codes()), st.one_of(st.none(), st.integers(0, 4)))


def everything(value: int) -> dict[str, int | None]:
    return dict.fromkeys(question_codes(), value)


def test_instrument_has_six_dimensions_of_four_and_weights_sum_to_100() -> None:
    dimensions = readiness.instrument()["dimensions"]
    assert [len(dimension["questions"]) for dimension in dimensions] == [4] * 6
    assert sum(dimension["weight"] for dimension in dimensions) == 100


def test_every_question_has_words_and_five_answers() -> None:
    assert set(readiness_text.QUESTIONS) == set(question_codes()) == set(readiness_text.ANSWERS)
    assert {len(texts) for texts in readiness_text.ANSWERS.values()} == {5}


@pytest.mark.parametrize(
    ("value", "score", "level"), [(0, 0, "aware"), (2, 50, "planning"), (3, 75, "scaling"), (4, 100, "scaling")]
)
def test_level_follows_score(value: int, score: int, level: str) -> None:
    result = assess(everything(value))
    assert (result.score, result.level) == (score, level)


@pytest.mark.parametrize("gate", ["norms", "working_capital"])
def test_closed_gate_caps_at_planning_whatever_the_sum(gate: str) -> None:
    result = assess({**everything(4), gate: 1})
    assert result.uncapped_level == "scaling"
    assert result.level == "planning"
    assert result.closed_gates == (gate,)
    assert result.improvements[0].question == gate
    assert result.improvements[0].opens_gate


def test_ip_gate_only_for_branded_goods() -> None:
    answers = {**everything(4), "ip": 0}
    assert assess(answers).level == "scaling"
    assert assess(answers, branded=True).level == "planning"


def test_weak_home_base_says_stay_at_home_with_reason() -> None:
    answers = {**everything(3), "standing": 0, "reach": 1, "capacity": 0, "punctuality": 1}
    result = assess(answers)
    assert result.stay_home
    assert result.stay_home_reasons == ("home",)
    assert {"standing", "capacity"} <= {item.question for item in result.improvements}


def test_unknown_is_not_zero() -> None:
    full, partial = everything(3), {**everything(3), "label": None}
    assert assess(partial).score == assess(full).score
    assert assess(partial).answered == 23


def test_nothing_answered_gives_no_advice_to_stay() -> None:
    assert not assess({}).stay_home


@given(ANSWERS, st.booleans())
def test_bounds_and_monotone_in_every_answer(answers: dict[str, int | None], branded: bool) -> None:
    result = assess(answers, branded=branded)
    assert 0 <= result.score <= 100
    if result.closed_gates:
        assert result.level in ("aware", "planning")
    for item in result.improvements:
        if item.held is not None:
            better = assess({**answers, item.question: item.needed}, branded=branded)
            assert better.score >= result.score
            assert item.question not in better.closed_gates


@pytest.mark.parametrize("bad", [{"nope": 1}, {"norms": 5}, {"norms": -1}, {"norms": True}, {"norms": 2.5}])
def test_bad_answers_are_named(bad: dict[str, object]) -> None:
    assert set(check_answers(bad)) == set(bad)
    with pytest.raises(ValueError, match="bad answers"):
        assess(bad)  # type: ignore[arg-type]
