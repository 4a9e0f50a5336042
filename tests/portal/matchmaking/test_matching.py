"""Batches, the published draw, the history of match runs, the standing of responders."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from portal.common import clock
from portal.criteria.index import draw
from portal.criteria.ranking import Standing, points
from portal.matchmaking import matching, registry, standing, tasks
from portal.matchmaking.models import Match, MatchRun, Request, ResponderStanding
from portal.matchmaking.pillars import Candidate
from portal.notify.models import InboxItem
from tests.people import Cast, build, organisation, person
from tests.portal.matchmaking.test_journey import published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch):
    """The probe pillar with three told at once."""

    def use(**policy: int) -> None:
        pillar = registry.get("probe")
        changed = replace(pillar, policy=replace(pillar.policy, **{"batch_size": 3, **policy}))
        monkeypatch.setitem(registry._pillars, "probe", changed)

    return use


def lenders(count: int) -> None:
    for number in range(count):
        person(f"l{number}@many.example", organisation(f"Lender {number}", "lender"))


def released(request: Request) -> list[int]:
    rows = Match.objects.filter(request=request, released_at__isnull=False)
    return list(rows.values_list("organisation_id", flat=True))


def test_equals_are_drawn_by_the_published_rule(cast: Cast, small_batches) -> None:
    lenders(8)
    small_batches()
    request = published(cast)
    fitting = Match.objects.filter(request=request, misses=0).values_list("organisation_id", flat=True)
    expected = sorted(fitting, key=lambda key: draw(key, request.pk))
    assert sorted(released(request)) == sorted(expected[:3])
    matching.release_batch(request)
    assert sorted(released(request)) == sorted(expected[:6]), "the next batch follows the same draw"


def test_over_many_requests_equals_come_first_equally_often() -> None:
    candidates = [Candidate(organisation_id=key, score=Decimal(50)) for key in range(100, 110)]
    first = Counter(matching.in_order(candidates, SimpleNamespace(pk=key))[0].organisation_id for key in range(5000))
    assert min(first.values()) > 400
    assert max(first.values()) < 600


def test_a_better_score_goes_before_every_draw() -> None:
    firms = [Candidate(organisation_id=key, score=Decimal(key)) for key in (1, 3, 2)]
    for seed in range(50):
        ordered = matching.in_order(firms, SimpleNamespace(pk=seed))
        assert [one.organisation_id for one in ordered] == [3, 2, 1]


def test_a_second_run_starts_no_second_batch_before_its_time(cast: Cast, small_batches, monkeypatch) -> None:
    lenders(8)
    small_batches(widen_after_hours=48)
    request = published(cast)
    matching.match_run(request)
    matching.match_run(request)
    assert len(released(request)) == 3
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=49))
    tasks.rematch()
    assert len(released(request)) == 6


def test_enough_interest_ends_the_telling(cast: Cast, small_batches) -> None:
    lenders(8)
    small_batches(enough_interest=2)
    request = published(cast)
    keys = Match.objects.filter(request=request, released_at__isnull=False).values_list("pk", flat=True)[:2]
    Match.objects.filter(pk__in=list(keys)).update(responded_at=clock.now())
    assert matching.release_batch(request) == 0


def test_a_batch_is_told_by_person_and_marked(cast: Cast, small_batches) -> None:
    lenders(8)
    small_batches()
    request = published(cast)
    rows = Match.objects.filter(request=request, released_at__isnull=False)
    assert all(row.notified_at == row.released_at for row in rows)
    told = InboxItem.objects.filter(code="RequestMatchedForResponders", entry__subject_key=request.public_id)
    assert set(told.values_list("organisation_id", flat=True)) == set(released(request))


def test_the_history_keeps_only_runs_that_changed_something(cast: Cast) -> None:
    request = published(cast)
    tasks.rematch()
    assert MatchRun.objects.filter(request=request).count() == 1
    cast.rival.organisation.capabilities.update(state="suspended")
    tasks.rematch()
    run = MatchRun.objects.filter(request=request).first()
    assert (run.cause, run.joined, run.gone) == ("nightly", 0, 1)
    assert Match.objects.get(request=request, organisation=cast.rival.organisation).superseded_at == run.ran_at


# --- standing and the published formula -------------------------------------------------------------------------------


def test_standing_counts_answers_of_the_year_once_their_time_is_over(cast: Cast, monkeypatch) -> None:
    pillar = registry.get("probe")
    requests = [published(cast) for _number in range(3)]
    mine = Match.objects.filter(organisation=cast.lender.organisation)
    mine.filter(request=requests[0]).update(responded_at=clock.now())
    mine.filter(request=requests[1]).update(declined_at=clock.now())
    assert standing.count(pillar) == 0, "nobody's time is over"
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=pillar.policy.widen_after_hours + 1))
    assert standing.count(pillar) >= 2
    found = standing.of("probe", [cast.lender.organisation.pk, cast.rival.organisation.pk])
    assert found[cast.lender.organisation.pk] == Standing(asked=3, answered=2)
    assert found[cast.rival.organisation.pk] == Standing(asked=3, answered=0)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=400))
    assert standing.count(pillar) == 0
    assert not ResponderStanding.objects.exists(), "a year later it is forgotten"


def test_the_formula_s_points_are_its_weights() -> None:
    best = points(1.0, 1.0, Standing(asked=10**6, answered=10**6, capacity_left=1.0, price_ratio=0.8))
    assert best == {"fit": 40.0, "evidence": 15.0, "answers": 20.0, "capacity": 15.0, "price": 10.0}
    newcomer = points(1.0, 0.0, Standing())
    assert newcomer == {"fit": 40.0, "evidence": 0.0, "answers": 10.0, "capacity": 7.5, "price": 5.0}
