"""Instruments: one answer set, two instruments, and the traps other implementations fell into."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digital.instruments.answers import read_answers
from digital.instruments.catalogue import INSTRUMENTS, facts, facts_used, instrument
from digital.instruments.gaps import area_share, areas, order
from digital.instruments.ladder import climb
from digital.instruments.scoring import Result, band_of, changes, level_of, score
from digital.roadmaps import roadmaps, sector_of, steps
from portal.common.errors import DomainError
from tests.digital.answers import full, middling


def scored(code: str, answers: dict[str, Any]) -> Result:
    return score(instrument(code), read_answers(answers))


def test_there_are_24_shared_facts_and_both_instruments_read_only_them() -> None:
    assert len(facts()) == 24
    used = {fact.code for code in INSTRUMENTS for fact in facts_used(code)}
    assert used == set(facts())


@pytest.mark.parametrize("code", INSTRUMENTS)
def test_best_answers_give_the_full_score_and_worst_none(code: str) -> None:
    best, worst = scored(code, full()), scored(code, full(good=False))
    assert best.overall.low == best.overall.high == 1
    assert worst.overall.low == worst.overall.high == 0
    assert best.grade_low == ("advanced" if code == "eu-dma" else 4)
    assert worst.grade_low == ("basic" if code == "eu-dma" else 0)


def test_chinese_weights_sum_to_100_with_50_30_20() -> None:
    found = instrument("cn-2024")
    assert [dimension.weight for dimension in found.dimensions] == [50, 30, 20]
    for dimension in found.dimensions:
        assert sum(part.weight for part in dimension.parts) == dimension.weight
    collection = next(p for p in found.dimensions[0].parts if p.code == "collection")
    assert sum(rule.weight for rule in collection.ticks) == 10


@pytest.mark.parametrize(
    ("points", "band"),
    [("0", "basic"), ("25", "basic"), ("25.4", "average"), ("25.0001", "average"), ("50", "average"),
     ("50.5", "moderately_advanced"), ("75", "moderately_advanced"), ("75.01", "advanced"), ("100", "advanced")],
)  # fmt: skip
def test_no_score_falls_between_two_bands(points: str, band: str) -> None:
    assert band_of(instrument("eu-dma"), Fraction(points)) == band


@pytest.mark.parametrize(("points", "level"), [("19.99", 0), ("20", 1), ("39.99", 1), ("40", 2), ("60", 3), ("80", 4)])
def test_chinese_levels_are_closed_below(points: str, level: int) -> None:
    assert level_of(instrument("cn-2024"), Fraction(points)) == level


def test_negative_item_is_outside_the_denominator() -> None:
    good = [c for c in facts()["data_management"].item_codes if c != "not_digital"]
    parts = dict(_parts(scored("eu-dma", {"data_management": good}), "data"))
    assert parts["q7"].low == 1
    parts = dict(_parts(scored("eu-dma", {"data_management": ["not_digital"]}), "data"))
    assert parts["q7"].low == 0


def _parts(result: Result, dimension: str) -> list[tuple[str, Any]]:
    row = next(d for d in result.dimensions if d.code == dimension)
    return [(part.code, share) for part, share in row.parts]


def test_negative_item_excludes_the_others() -> None:
    with pytest.raises(DomainError) as caught:
        read_answers({"data_management": ["policy", "not_digital"]})
    assert "answers.data_management" in caught.value.messages


@given(st.sets(st.sampled_from(sorted(facts()))))
def test_leaving_a_question_open_never_raises_the_score(kept: set[str]) -> None:
    answers = middling()
    for code in INSTRUMENTS:
        whole = scored(code, answers)
        part = scored(code, {key: answers[key] for key in kept})
        assert part.overall.low <= whole.overall.low <= part.overall.high


def test_unknown_is_not_zero() -> None:
    answers = middling()
    zero = scored("eu-dma", {**answers, "automation": dict.fromkeys(facts()["automation"].item_codes, 0)})
    unknown = scored("eu-dma", {**answers, "automation": "unknown"})
    row = next(d for d in unknown.dimensions if d.code == "automation")
    assert not row.is_known
    assert unknown.overall.high > zero.overall.high
    assert not unknown.is_complete
    assert zero.is_complete


def test_not_applicable_leaves_both_sides_of_the_score() -> None:
    answers = full()
    answers["digital_equipment_rate"] = answers["networked_equipment_rate"] = "na"
    answers["scenes"] = {**answers["scenes"], "production": "na"}
    result = scored("cn-2024", answers)
    assert result.overall.low == 1
    assert result.scene_levels == (4, 4)


def test_not_applicable_is_refused_where_everybody_can_answer() -> None:
    with pytest.raises(DomainError):
        read_answers({"security": "na"})


@given(st.sampled_from(sorted(facts())), st.integers(0, 3))
def test_evidence_changes_the_confidence_and_never_the_score(code: str, grade: int) -> None:
    plain = middling()
    graded = {**plain, code: {"value": plain[code], "grade": grade}}
    for name in INSTRUMENTS:
        before, after = scored(name, plain), scored(name, graded)
        assert (before.overall.low, before.overall.high) == (after.overall.low, after.overall.high)
        if code in {fact.code for fact in facts_used(name)} and code != "scenes":
            assert (after.overall.confidence > before.overall.confidence) == (grade > 0)


def test_one_shared_fact_moves_both_instruments() -> None:
    before = middling()
    after = {**before, "security": ["data_rules", "backup", "network_rules", "trained"]}
    for code in INSTRUMENTS:
        assert scored(code, after).overall.low > scored(code, before).overall.low
    assert str(instrument("eu-dma").source) != str(instrument("cn-2024").source)


def test_overall_level_is_the_lower_of_score_and_scenes() -> None:
    answers = full()
    answers["scenes"] = {**answers["scenes"], "energy": 1, "hr": 0}  # hr does not bind
    result = scored("cn-2024", answers)
    assert result.score_levels == (4, 4)
    assert result.scene_levels == (1, 1)
    assert result.grade_low == 1


def test_step_bounds_of_the_equipment_rate() -> None:
    shares = []
    for rate in ("0", "10", "10.1", "20", "20.1", "40", "60", "60.1"):
        shares.append(
            dict(_parts(scored("cn-2024", {"digital_equipment_rate": rate}), "foundation"))["digital_equipment"].low * 6
        )
    assert shares == [0, 0, Fraction("1.5"), Fraction("1.5"), 3, 3, Fraction("4.5"), 6]


def test_plans_count_half() -> None:
    plans = scored("eu-dma", {"invest_areas": dict.fromkeys(facts()["invest_areas"].item_codes, "plans")})
    assert dict(_parts(plans, "strategy"))["q1"].low == Fraction(1, 2)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"invest_areas": full()["invest_areas"], "preparation": []}, "ambition_without_preparation"),
        ({"automation": full()["automation"], "skills": [], "engagement": []}, "technology_without_people"),
        ({"data_management": full()["data_management"], "security": []}, "data_without_protection"),
    ],
)
def test_cross_checks_speak_when_the_two_sides_disagree(change: dict[str, Any], code: str) -> None:
    assert code in scored("eu-dma", {**middling(), **change}).cross_checks
    assert scored("eu-dma", full()).cross_checks == ()


def test_delta_is_per_dimension_and_needs_both_sides() -> None:
    before, after = scored("eu-dma", middling()), scored("eu-dma", full())
    assert all(row.delta is not None and row.delta > 0 for row in changes(before, after))
    partly = scored("eu-dma", {"security": ["backup"]})
    assert next(row for row in changes(partly, after) if row.code == "green").delta is None
    with pytest.raises(ValueError):
        changes(before, scored("cn-2024", middling()))


@pytest.mark.parametrize(
    "bad",
    [
        {"security": "all"}, {"security": ["firewall"]}, {"awareness": ["plan"]}, {"awareness": {}},
        {"digital_spend": "101"}, {"digital_spend": "NaN"}, {"digital_spend": "-1"}, {"digital_spend": True},
        {"digital_spend": []}, {"automation": {"vision": 6}}, {"automation": {"vision": True}},
        {"automation": {"vision": "9" * 5000}}, {"automation": {"teeth": 1}}, {"automation": 3},
        {"scenes": {"quality": 5}}, {"green_management": {"strategy": "perhaps"}}, {"green_management": {"strategy": {}}},
        {"no_such_question": 1}, {"security": {"value": [], "grade": 4}}, {"security": {"value": [], "grade": True}},
        {"security": [["backup"]]},
    ],
)  # fmt: skip
def test_absurd_answers_are_refused_by_name(bad: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as caught:
        read_answers(bad)
    assert list(caught.value.messages) == [f"answers.{next(iter(bad))}"]


def test_impact_weights_and_portions_each_sum_to_one() -> None:
    gaps = order(
        read_answers(middling()), horizon="tactical", cost_shares=roadmaps()["food"].cost_shares, goals=["quality"]
    )
    assert len(gaps) == 12
    for name in ("cost", "goals", "distance", "impact"):
        assert sum(getattr(gap, name) for gap in gaps) == 1
    assert [g.impact for g in gaps] == sorted((g.impact for g in gaps), reverse=True)
    first = gaps[0]
    assert first.impact == first.cost * Fraction("0.45") + first.goals * Fraction("0.30") + first.distance * Fraction(
        "0.25"
    )


def test_horizon_changes_the_order_only_through_its_weights() -> None:
    answers = read_answers(middling())
    shares = roadmaps()["logistics"].cost_shares
    orders = {
        name: [g.area.code for g in order(answers, horizon=name, cost_shares=shares, goals=["safety"])]
        for name in ("strategic", "operational")
    }
    assert orders["strategic"] != orders["operational"]


def test_a_benchmark_replaces_the_table_value() -> None:
    answers = read_answers(middling())
    kinds = {"cost_shares": roadmaps()["food"].cost_shares, "goals": ["safety"]}
    far = order(answers, horizon="tactical", best={"security": Fraction(100)}, **kinds)
    near = order(answers, horizon="tactical", best={"security": Fraction(0)}, **kinds)
    impact = {
        name: next(g.impact for g in rows if g.area.code == "security") for name, rows in (("f", far), ("n", near))
    }
    assert impact["f"] > impact["n"]


def test_ladder_does_not_skip_and_keeps_the_unknown_apart() -> None:
    assert climb(read_answers(full())).level == 4
    assert climb(read_answers(full(good=False))).level == 0
    known_little = climb(read_answers({"security": full()["security"]}))
    assert known_little.level == 4
    assert len(known_little.not_known) == 11
    assert known_little.rungs[0].asked == 1


def test_areas_of_a_full_set_are_full() -> None:
    answers = read_answers(full())
    assert {area_share(area, answers).low for area in areas().values()} == {1}


def test_roadmaps_cover_eight_sectors_in_three_stages_and_link_to_known_things() -> None:
    assert len(roadmaps()) >= 6
    for roadmap in roadmaps().values():
        assert [stage.code for stage in roadmap.stages] == ["start", "grow", "lead"]
        assert sum(roadmap.cost_shares.values()) == 100
        for stage in roadmap.stages:
            assert len(stage.steps) >= 3
    for step in steps().values():
        assert step.area in areas()
        assert 0 < step.price_from < step.price_to
    assert sector_of("C1071") == "food"
    assert sector_of("4711") == "retail"
    assert sector_of("") == "services"
