"""Rows by one statement: the same on both databases as one by one; refreshed, never doubled."""

import pytest
from django.db.models import F

from portal.common import bulk
from portal.common.bulk import insert_rows, insert_select, prepared
from portal.criteria.models import CriteriaSet
from portal.notify.models import Preference
from portal.organisations.models import Membership
from tests.people import Cast, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return build()


def write(rows: list[tuple[object, ...]]) -> None:
    insert_rows(
        Preference, {"category": "requests"}, ("user", "frequency"), rows,
        unique=("user", "category"), refreshed=("frequency",),
    )  # fmt: skip


def test_rows_are_made_once_and_refreshed(cast: Cast) -> None:
    write([(cast.owner.user.pk, "daily"), (cast.rival.user.pk, "off")])
    write([(cast.owner.user.pk, "now")])
    write([])
    kept = dict(Preference.objects.values_list("user_id", "frequency"))
    assert kept == {cast.owner.user.pk: "now", cast.rival.user.pk: "off"}


def test_texts_that_many_rows_share_are_the_same_rows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MANY", 2)
    monkeypatch.setattr(bulk, "LONG", 1)
    assert bulk._shared(["off", "off", "daily", "daily"]) == ["off", "daily"]
    assert bulk._shared(["off", None]) == bulk._shared(["a", "b"]) == []
    wanted = dict(
        zip((p.user.pk for p in (cast.owner, cast.rival, cast.lender, cast.adviser)), ("off", "daily") * 2, strict=True)
    )
    write(list(wanted.items()))
    assert dict(Preference.objects.values_list("user_id", "frequency")) == wanted


def test_rows_from_a_query_carry_constants_and_columns(cast: Cast) -> None:
    members = Membership.objects.filter(organisation=cast.owner.organisation)
    columns = {"user": F("user_id"), "category": "briefs", "frequency": "daily"}
    made = insert_select(Preference, members, columns)
    assert made == members.count() > 0
    assert insert_select(Preference, members, columns) == 0, "rows that are there stay"
    assert set(Preference.objects.values_list("category", "frequency")) == {("briefs", "daily")}


def test_json_and_moments_are_prepared_by_their_fields() -> None:
    assert "{" in str(prepared(CriteriaSet, "document", {"any": []}))


def test_among_is_in_for_thousands(cast: Cast) -> None:
    keys = [cast.owner.user.pk, 10**9, *range(-40_000, 0)]
    assert list(Membership.objects.filter(user__among=keys)) == list(Membership.objects.filter(user=cast.owner.user))
    assert not Membership.objects.filter(pk__among=[]).exists()
