"""Mentor scoring, hard refusals, preference lists, and the session rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pycountry
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from export import countries
from export.forms.support import TopicsForm
from export.mentoring import (
    Mentor,
    Need,
    _sector_fits,
    answer_expires_at,
    hard_refusals,
    is_late_cancel,
    may_report_no_show,
    preferences,
    rules,
    score_pair,
    standing,
)
from portal.criteria.catalogue import FactValue
from portal.criteria.rules import Criterion, read

DAY = date(2026, 5, 1)


def speaks(*languages: str) -> Criterion:
    """For firms that talk in one of these."""
    return read({"any": [{"all": [{"fact": "talk_languages", "op": "any_of", "value": list(languages)}]}]})


HANS = Mentor(
    code="hans", organisation="mnc", topics=frozenset({"pricing", "agents"}), sectors=frozenset({"10"}),
    markets=frozenset({"DEU"}), languages=frozenset({"en", "de"}), stages=frozenset({"planning"}),
    hours_utc=frozenset(range(8, 12)), capacity=2, own_sector="1071", own_country="DEU", statement_until=date(2026, 12, 31),
)  # fmt: skip
DATES = Need(
    code="dates", organisation="sme", topics=frozenset({"pricing", "agents"}), sector="1030", markets=frozenset({"DEU"}),
    languages=frozenset({"en", "de"}), stage="planning", hours_utc=frozenset(range(6, 14)), country="SAU",
    facts={"talk_languages": FactValue(frozenset({"en", "de"}))},
)  # fmt: skip
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sector", "offered", "fits"),
    [("1071", {"10"}, 1), ("1071", {"C"}, 1), ("10", {"1071"}, 1), ("1071", {"46", "G"}, 0), ("", {"10"}, 0), ("10", set(), 0)],
)  # fmt: skip
def test_a_sector_fits_its_broader_and_its_narrower_codes(sector: str, offered: set[str], fits: int) -> None:
    assert _sector_fits(sector, frozenset(offered)) == fits


def test_every_country_stands_in_one_region_and_what_is_chosen_stands_open() -> None:
    codes = [code for _region, rows in countries.by_region("en") for code, _name in rows]
    assert sorted(codes) == sorted(country.alpha_3 for country in pycountry.countries)
    with translation.override("ar"):
        form = TopicsForm({"markets": ["DEU", "SAU"]})
        page = str(form["markets"])
    assert page.count("<details open>") == 2
    assert page.count(" checked") == 2
    assert "غرب آسيا" in page
    assert "markets" not in form.errors
    assert "markets" in TopicsForm({"markets": ["XXX"]}).errors


def test_weights_sum_to_100_and_a_perfect_pair_gets_them_all() -> None:
    assert sum(rules()["weights"].values()) == 100
    pair = score_pair(HANS, DATES, on=DAY)
    assert pair.score == 100
    assert pair.parts["topics"] == 40


def test_half_the_topics_give_half_the_points() -> None:
    assert score_pair(replace(HANS, topics=frozenset({"pricing"})), DATES, on=DAY).parts["topics"] == 20


@pytest.mark.parametrize(
    ("mentor", "need", "rule"),
    [
        ({"organisation": "sme"}, {}, "same_firm"),
        ({"own_sector": "1030", "own_country": "SAU"}, {}, "competitor"),
        ({}, {"competitors": frozenset({"mnc"})}, "competitor"),
        ({"never": frozenset({"sme"})}, {}, "never_list"),
        ({}, {"never": frozenset({"mnc"})}, "never_list"),
        ({"statement_until": date(2026, 4, 30)}, {}, "conflict_statement"),
        ({"statement_until": None}, {}, "conflict_statement"),
        ({"is_away": True}, {}, "no_capacity"),
        ({"capacity": 0}, {}, "no_capacity"),
        ({"for_whom": speaks("fr")}, {}, "for_whom"),
    ],
)
def test_hard_rules_refuse_by_name(mentor: dict, need: dict, rule: str) -> None:
    pair = score_pair(replace(HANS, **mentor), replace(DATES, **need), on=DAY)
    assert pair.refused == (rule,)
    assert pair.score == 0


def test_full_mentor_is_refused() -> None:
    assert hard_refusals(HANS, DATES, on=DAY, taken=2) == ("no_capacity",)


SETS = st.frozensets(st.sampled_from(["a", "b", "c"]))


@given(SETS, SETS, SETS, SETS, SETS, st.frozensets(st.integers(0, 23)))
def test_score_is_0_to_100_and_parts_within_weights(
    a: frozenset, b: frozenset, c: frozenset, d: frozenset, e: frozenset, h: frozenset
) -> None:
    pair = score_pair(
        replace(HANS, topics=a, markets=b, hours_utc=h), replace(DATES, topics=c, markets=d, sector="".join(e)), on=DAY
    )
    assert 0 <= pair.score <= 100
    assert all(0 <= points <= rules()["weights"][name] for name, points in pair.parts.items())


def test_own_ranking_comes_first_and_refused_pairs_are_on_no_list() -> None:
    other = replace(HANS, code="mei", organisation="mnc2", topics=frozenset())
    barred = replace(HANS, code="bar", organisation="mnc3", for_whom=speaks("fr"))
    ours, theirs, pairs = preferences([HANS, other, barred], [DATES], on=DAY, own={"dates": ["mei", "bar", "nobody"]})
    assert ours == {"dates": ["mei", "hans"]}
    assert theirs == {"hans": ["dates"], "mei": ["dates"], "bar": []}
    assert pairs["dates", "bar"].refused == ("for_whom",)


def test_session_clock() -> None:
    assert is_late_cancel(starts_at=NOW, cancelled_at=NOW - timedelta(hours=2, minutes=59))
    assert not is_late_cancel(starts_at=NOW, cancelled_at=NOW - timedelta(hours=3))
    assert may_report_no_show(starts_at=NOW, at=NOW + timedelta(minutes=10))
    assert not may_report_no_show(starts_at=NOW, at=NOW + timedelta(minutes=9))
    assert answer_expires_at(NOW) - NOW == timedelta(hours=48)


@pytest.mark.parametrize(
    ("count", "state"), [(0, "good"), (1, "good"), (2, "warned"), (3, "warned"), (4, "paused"), (7, "paused")]
)
def test_standing_by_faults_of_thirty_days(count: int, state: str) -> None:
    faults = [NOW - timedelta(days=n) for n in range(count)] + [NOW - timedelta(days=31)]
    assert standing(faults, at=NOW).state == state


def test_pause_ends_when_the_fourth_newest_fault_leaves_the_window() -> None:
    faults = [NOW - timedelta(days=n) for n in (1, 2, 3, 10)]
    paused = standing(faults, at=NOW)
    assert paused.free_again_at is not None
    assert standing(faults, at=paused.free_again_at).state == "warned"


def test_what_a_mentor_asks_and_nobody_knows_refuses_nobody() -> None:
    silent = replace(DATES, facts={})
    pair = score_pair(replace(HANS, for_whom=speaks("fr")), silent, on=DAY)
    assert (pair.refused, pair.unknowns) == ((), 1)
    assert [reason["outcome"] for reason in pair.reasons] == ["cannot_tell"]
