"""Queries whose SQL is kept: the same rows as Django's own, for every value."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.common import clock
from portal.common.prepared import Prepared, columns_of, count_together, instance
from portal.identity.models import User
from portal.organisations.models import Capability, Organisation
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
