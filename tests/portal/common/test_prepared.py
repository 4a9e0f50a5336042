"""Queries whose SQL is kept: the same rows as Django's own, for every value."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from portal.common import clock
from portal.common.http import CappedPaginator
from portal.common.prepared import Prepared, Rows, columns_of, count_together, instance, key_names
from portal.identity.models import User
from portal.organisations.models import Capability, Membership, Organisation
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_the_same_rows_for_every_value(cast: Cast) -> None:
    query = Prepared(lambda key: Organisation.objects.filter(pk=key).values_list(*columns_of(Organisation)))
    for firm in (cast.owner.organisation, cast.lender.organisation):
        (row,) = query.rows(key=firm.pk)
        found = instance(Organisation, row)
        assert found == firm
        assert found.created_at == firm.created_at
    assert query.rows(key=0) == []


def test_days_and_moments_are_filled_in(cast: Cast) -> None:
    query = Prepared(lambda day: Capability.objects.in_force(day).values_list("pk"))
    Capability.objects.filter(organisation=cast.lender.organisation).update(expires_on=date(2030, 5, 1))
    late = set(query.rows(day=date(2030, 5, 2)))
    assert len(set(query.rows(day=date(2030, 5, 1))) - late) == cast.lender.organisation.capabilities.count()
    since = Prepared(lambda moment: User.objects.filter(joined_at__lte=moment).values_list("pk"))
    assert len(since.rows(moment=clock.now())) == User.objects.count()


def test_a_query_that_forgets_a_value_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="does not ask for key"):
        Prepared(lambda key: User.objects.filter(is_active=True).values_list("pk")).rows(key=1)


def test_counts_of_many_tables_come_in_one_query(cast: Cast) -> None:
    def build(person: int) -> list[Any]:
        return [User.objects.filter(pk=person), Organisation.objects.all(), User.objects.none()]

    expected = [1, Organisation.objects.count(), 0]
    assert count_together(("a", "b", "c"), build, person=cast.owner.user.pk) == expected
    with CaptureQueriesContext(connection) as found:
        assert count_together(("a", "b", "c"), build, person=0) == [0, *expected[1:]]
    assert len(found) == 1


def members(organisation: int) -> QuerySet[Membership]:
    rows = Membership.objects.filter(organisation=organisation).select_related("user", "organisation")
    return rows.annotate(firms=Count("user__memberships")).order_by("-pk")


def test_objects_are_those_of_the_queryset_with_what_it_joins(cast: Cast) -> None:
    key = cast.owner.organisation.pk
    wanted = list(members(key))
    with CaptureQueriesContext(connection) as asked:
        found = Prepared(members).objects(organisation=key)
        seen = [(row, row.user, row.organisation, row.firms, row.user.joined_at) for row in found]  # type: ignore[attr-defined]
    assert len(asked) == 1
    assert seen == [(row, row.user, row.organisation, row.firms, row.user.joined_at) for row in wanted]  # type: ignore[attr-defined]
    assert len(wanted) > 1


def test_pages_of_a_kept_list(cast: Cast) -> None:
    key = cast.owner.organisation.pk
    rows = Rows(Prepared(members), organisation=key)
    everyone = list(members(key))
    assert rows.count() == len(everyone)
    assert rows.count(most=1) == 1
    pages = CappedPaginator(rows, 2)  # type: ignore[arg-type]
    assert [row for page in pages for row in page] == everyone


def test_a_query_over_several_keys_leaves_places_free(cast: Cast) -> None:
    query = Prepared(lambda **keys: Organisation.objects.filter(pk__in=list(keys.values())))
    wanted = {cast.owner.organisation, cast.lender.organisation}
    assert set(query.objects(**key_names([firm.pk for firm in wanted], 5))) == wanted
    assert query.objects(**key_names([], 5)) == []
    with pytest.raises(ValueError, match="6 keys"):
        key_names(range(6), 5)


def test_a_query_that_changes_its_values_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="changes its values"):
        Prepared(
            lambda word: Organisation.objects.filter(legal_name=word, region__startswith=f"{word}-").values_list("pk")
        ).rows(word="a")


NAMED = Prepared(lambda key: Organisation.objects.filter(pk=key))


def test_changes_of_every_kind_are_those_of_the_orm(cast: Cast) -> None:
    firm, other = cast.owner.organisation, cast.lender.organisation
    moment = clock.now()
    assert NAMED.update({"legal_name": "Noor's Foods", "updated_at": moment}, key=firm.pk) == 1
    assert NAMED.update({"legal_name": "Crescent", "updated_at": moment}, key=other.pk) == 1
    assert NAMED.update({"legal_name": "Nobody", "updated_at": moment}, key=0) == 0
    assert set(Organisation.objects.filter(updated_at=moment).values_list("legal_name", flat=True)) == {
        "Noor's Foods",
        "Crescent",
    }
    person = Prepared(lambda key: Capability.objects.filter(organisation=key))
    assert person.update({"expires_on": None}, key=other.pk) == person.update(
        {"expires_on": date(2030, 1, 2)}, key=other.pk
    )
    assert set(other.capabilities.values_list("expires_on", flat=True)) == {date(2030, 1, 2)}


def test_a_change_that_cannot_be_kept_is_made_by_django(cast: Cast) -> None:
    member = Prepared(lambda key: Membership.objects.filter(user=key))
    row = Membership.objects.get(user=cast.owner.user)
    assert member.update({"organisation": cast.lender.organisation}, key=cast.owner.user.pk) == 1
    row.refresh_from_db()
    assert row.organisation == cast.lender.organisation
