"""Stored criteria: versions, conflicts, switching, the read model of one process, ranking."""

from decimal import Decimal

import pytest

from portal.common.errors import ConflictError, DomainError
from portal.criteria import matching, ranking, read_model, rematch, rules, services
from portal.criteria.catalogue import FactValue
from portal.criteria.evaluate import Outcome, evaluate
from portal.criteria.index import Index
from portal.criteria.models import CriteriaSet
from tests.portal.criteria.worlds import RATES, TODAY

STAFF = {"any": [{"all": [{"fact": "employees", "op": "gte", "value": "5"}]}]}
NEVER = {"any": [{"all": [{"fact": "employees", "op": "lt", "value": "0"}]}]}


class Nobody:
    user = None


@pytest.fixture
def stored(db):
    return services.criteria_create(actor=Nobody(), kind="test.kind", document=STAFF, is_active=True)


def revised(row, document, version=None):
    return services.criteria_revise(
        actor=Nobody(), criteria=row, document=document, expected_version=version or row.version
    )


def test_every_change_keeps_a_version(stored):
    stricter = {"any": [{"all": [{"fact": "employees", "op": "gte", "value": "50"}]}], "valid_to": "2030-01-01"}
    row = revised(stored, stricter)
    assert (row.version, row.valid_to.year) == (2, 2030)
    assert [(v.version, v.document) for v in row.versions.all()] == [(2, stricter), (1, STAFF)]
    with pytest.raises(TypeError):
        row.versions.first().save()


def test_two_editors_do_not_overwrite_each_other(stored):
    revised(stored, STAFF, 1)
    with pytest.raises(ConflictError):
        revised(stored, STAFF, 1)
    assert stored.versions.count() == 2


def test_wrong_and_impossible_documents_are_refused(stored):
    with pytest.raises(DomainError) as refused:
        revised(stored, {"any": []})
    assert list(refused.value.messages) == ["/any"]
    with pytest.raises(DomainError) as refused:
        revised(stored, NEVER)
    assert list(refused.value.messages) == ["/any/0/all/0"]
    idle = services.criteria_create(actor=Nobody(), kind="test.kind", document=NEVER)
    with pytest.raises(DomainError):
        services.criteria_switch(actor=Nobody(), criteria=idle, is_active=True)
    stored.refresh_from_db()
    assert stored.version == 1


def facts(staff):
    return {"employees": FactValue(Decimal(staff), "persons", None, 2)}


@pytest.mark.django_db(transaction=True)
def test_the_read_model_follows_the_database(settings):
    settings.CRITERIA_READ_MODEL = True
    read_model.forget()
    try:
        rows = [
            services.criteria_create(actor=Nobody(), kind="test.kind", document=STAFF, is_active=True, score=n)
            for n in range(3)
        ]
        found = matching.match_kind("test.kind", facts(6))
        assert [row.pk for row in found.hits] == [row.pk for row in reversed(rows)]
        services.criteria_switch(actor=Nobody(), criteria=rows[2], is_active=False)
        services.criteria_rescore(criteria=rows[0], score=9)
        assert [row.pk for row in matching.match_kind("test.kind", facts(6)).hits] == [rows[0].pk, rows[1].pk]
        revised(rows[0], {"any": [{"all": [{"fact": "employees", "op": "gte", "value": "50"}]}]})
        assert matching.match_kind("test.kind", facts(6)).count == 1
        misses = matching.near_misses("test.kind", facts(6))
        assert (misses.count, misses.by_fact, [r.pk for r in misses.hits]) == (1, {"employees": 1}, [rows[0].pk])
        added = services.criteria_create(actor=Nobody(), kind="test.kind", document=STAFF, is_active=True)
        assert added.pk in [row.pk for row in matching.match_kind("test.kind", facts(6)).hits]
    finally:
        read_model.forget()


def test_functions_of_the_pillars(stored):
    assert matching.fits(stored, facts(5)) is Outcome.MEETS
    assert matching.fits(stored, {}) is Outcome.CANNOT_TELL
    explanation = matching.explain(stored, facts(3))
    assert explanation.rules[0].sentence == "Staff: 3 people. Needed: at least 5 people."
    assert [c.to.value for c in explanation.nearest.changes] == [5]
    counted = matching.count_passing(STAFF, [facts(3), facts(7), {}, facts(9)])
    assert (counted.meets, counted.does_not, counted.cannot_tell, counted.total) == (2, 1, 1, 4)
    with pytest.raises(DomainError):
        matching.count_passing({"any": []}, [])


def test_an_unreadable_document_is_survived(stored):
    CriteriaSet.objects.filter(pk=stored.pk).update(document={"any": "nonsense"}, version=7)
    stored.refresh_from_db()
    assert matching.fits(stored, facts(5)) is Outcome.CANNOT_TELL
    assert matching.match_kind("test.kind", facts(5)).count == 0


def evaluated(staff=6, grade=2):
    held = {"employees": FactValue(Decimal(staff), "", None, grade)}
    return evaluate(rules.read(STAFF), held, today=TODAY, rates=RATES)


def test_rank_shows_components_that_sum_to_the_score():
    one = ranking.rank_one(1, evaluated(), ranking.Standing(10, 9, 0.5, 1.0), RATES)
    assert set(one.components) == set(ranking.COMPONENTS)
    assert one.score == pytest.approx(sum(one.parts.values()))
    assert 0 <= one.score <= 1
    assert sum(ranking.weights()["weights"].values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (ranking.Standing(20, 19), ranking.Standing(20, 2)),
        (ranking.Standing(capacity_left=0.9), ranking.Standing(capacity_left=0.1)),
        (ranking.Standing(price_ratio=0.9), ranking.Standing(price_ratio=1.1)),
        (ranking.Standing(), ranking.Standing(10, 0)),
    ],
)
def test_a_better_standing_ranks_higher(better, worse):
    first, second = (ranking.rank_one(1, evaluated(), s, RATES).score for s in (better, worse))
    assert first > second
    assert ranking.static_score(better) > ranking.static_score(worse)


def test_evidence_and_room_rank_higher():
    standing = ranking.Standing()
    assert (
        ranking.rank_one(1, evaluated(grade=3), standing, RATES).score
        > ranking.rank_one(1, evaluated(grade=0), standing, RATES).score
    )
    assert ranking.fit(evaluated(staff=60), RATES) > ranking.fit(evaluated(staff=5), RATES)


def test_equals_change_places_with_the_seed():
    equals = [ranking.rank_one(key, evaluated(), ranking.Standing(), RATES) for key in range(8)]
    firsts = {ranking.ordered(equals, seed)[0].key for seed in range(100)}
    assert firsts == set(range(8))
    assert ranking.ordered(equals, 5) == ranking.ordered(reversed(equals), 5)


def test_many_requests_at_once_equal_one_by_one(stored):
    asked = [rematch.Asked(key, facts(key)) for key in range(3, 8)]
    found = dict(rematch.match_many("test.kind", asked))
    assert {key: m.count for key, m in found.items()} == {3: 0, 4: 0, 5: 1, 6: 1, 7: 1}
    index = Index.of([(stored.pk, 0.0, rules.read(STAFF))])
    assert dict(rematch.match_all(index, asked, TODAY, RATES)) == found
    assert list(rematch.chunks(7, 3)) == [(0, 3), (3, 6), (6, 7)]


def test_unmet_demand_names_region_sector_and_the_binding_fact(stored):
    small = {"sector": FactValue(frozenset({"1071"})), "region": FactValue(frozenset({"SA-02"})), **facts(2)}
    asked = [rematch.Asked(1, small), rematch.Asked(2, facts(9)), rematch.Asked(3, {})]
    assert rematch.unmet_demand("test.kind", asked) == {rematch.Unmet("SA-02", "1071", "employees"): 1}


@pytest.mark.django_db(transaction=True)
def test_a_big_index_is_built_aside_while_rows_answer(settings, monkeypatch):
    settings.CRITERIA_READ_MODEL = True
    monkeypatch.setattr(read_model, "BUILD_AT_ONCE", 0)
    read_model.forget()
    try:
        row = services.criteria_create(actor=Nobody(), kind="test.kind", document=STAFF, is_active=True)
        first = matching.match_kind("test.kind", facts(6))
        model = read_model._models["test.kind"]
        model.builder.join(timeout=30)
        assert model.index is not None
        second = matching.match_kind("test.kind", facts(6))
        assert [r.pk for r in first.hits] == [r.pk for r in second.hits] == [row.pk]
        assert matching.active_count("test.kind") == 1
    finally:
        read_model.forget()
