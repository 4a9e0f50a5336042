"""Programmes: made at the desk, grouped by topic and priority for everybody, measured by indicators."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.briefs.models import Brief, Indicator, Programme
from portal.briefs.services import programmes
from portal.briefs.views.programmes import way_done
from portal.common import clock
from portal.common.errors import DomainError, NotAllowedError

pytestmark = pytest.mark.django_db
FORM = {
    "name_en": "Small firms go digital", "name_ar": "رقمنة المنشآت", "summary_en": "Half of them by 2028.", "topic": "digital",
    "priority": "1", "starts_on": "2026-01-01", "ends_on": "", "indicator-TOTAL_FORMS": "2", "indicator-INITIAL_FORMS": "2",
    "indicator-0-name_en": "Firms with a till", "indicator-0-unit": "%", "indicator-0-baseline": "30", "indicator-0-target": "50",
    "indicator-0-value": "37", "indicator-0-as_of": "2026-09-30", "indicator-1-baseline": "0",
}  # fmt: skip


def make(cast, **more):
    given = {
        "names": {"en": "P"}, "summaries": {}, "topic": "digital", "priority": 2, "starts_on": clock.today(), "ends_on": None,
        "indicators": [], "actor": cast.authority.actor, "programme": None,
    }  # fmt: skip
    return programmes.programme_save(**{**given, **more})


def test_made_at_the_desk_with_indicators_and_shown_to_everybody(client, cast, published):
    client.force_login(cast.authority.user)
    answer = client.post("/en/programmes/new/", FORM)
    row = Programme.objects.get()
    assert answer["Location"].endswith(f"/programmes/{row.public_id}/")
    Brief.objects.filter(pk=published.pk).update(programme=row)
    client.logout()
    page = client.get("/ar/programmes/").content.decode()
    assert "رقمنة المنشآت" in page
    page = client.get(f"/en/programmes/{row.public_id}/").content.decode()
    assert "Firms with a till" in page
    assert 'value="35"' in page  # 7 of 20 points of the way
    assert "Digital tools voucher" in page


def test_an_empty_title_or_target_is_refused_with_its_field(client, cast):
    client.force_login(cast.authority.user)
    assert (
        "Give the programme a title"
        in client.post("/en/programmes/new/", {**FORM, "name_en": "", "name_ar": ""}).content.decode()
    )
    assert (
        "Say what shall be reached"
        in client.post("/en/programmes/new/", {**FORM, "indicator-0-target": ""}).content.decode()
    )
    assert not Programme.objects.exists()


def test_changing_replaces_the_indicators(client, cast):
    row = make(cast, indicators=[{"names": {"en": "Old"}, "baseline": 0, "target": 10}])
    client.force_login(cast.authority.user)
    assert 'value="Old"' in client.get(f"/en/programmes/{row.public_id}/edit/").content.decode()
    client.post(f"/en/programmes/{row.public_id}/edit/", FORM)
    assert [i.names["en"] for i in Indicator.objects.filter(programme=row)] == ["Firms with a till"]


def test_only_the_own_authority_writes(client, cast):
    row = make(cast)
    for person in (cast.owner, cast.lender):
        with pytest.raises(NotAllowedError):
            make(cast, actor=person.actor, programme=row)
        client.force_login(person.user)
        assert client.get("/en/programmes/new/").status_code == 403
        assert client.get(f"/en/programmes/{row.public_id}/edit/").status_code == 403


@pytest.mark.parametrize(
    "fault",
    [
        {"names": {}},
        {"ends_on": clock.today() - timedelta(days=1)},
        {"indicators": [{"names": {"en": "x"}, "baseline": 5, "target": 5}]},
    ],
)
def test_what_makes_no_sense_is_refused(cast, fault):
    with pytest.raises(DomainError):
        make(cast, **fault)


def test_the_most_urgent_comes_first(client, cast):
    make(cast, names={"en": "Second"}, priority=5)
    make(cast, names={"en": "First"}, priority=1)
    page = client.get("/en/programmes/").content.decode()
    assert page.index("First") < page.index("Second")


@pytest.mark.parametrize(("value", "percent"), [("37", 35), ("20", 0), ("80", 100), (None, None)])
def test_way_done(value, percent):
    row = Indicator(baseline=Decimal(30), target=Decimal(50), value=None if value is None else Decimal(value))
    assert way_done(row) == percent
    row.target = Decimal(10)  # falling is the aim: 30 to 10
    assert value != "20" or way_done(row) == 50
