"""The dashboard: snapshots, hidden for the public, exact for the authority, cheap to show, downloadable."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.common.downloads import harmless
from portal.matchmaking.models import UnmetDemand
from portal.reports import services
from portal.reports.catalogue import FIGURES

pytestmark = pytest.mark.django_db


@pytest.fixture
def refreshed(cast):
    services.refresh()


@pytest.mark.usefixtures("refreshed")
def test_every_figure_has_a_snapshot_and_one_current_row():
    found = services.views()
    assert all(view.snapshot is not None for view in found.values())
    services.refresh()
    from portal.reports.models import FigureSnapshot

    assert FigureSnapshot.objects.filter(is_current=True).count() == len(FIGURES)


@pytest.mark.usefixtures("refreshed")
def test_few_firms_are_hidden_from_the_public_and_known_to_the_authority():
    assert services.views()["firms"].text == ""
    assert services.views(is_exact=True)["firms"].value == 2


@pytest.mark.usefixtures("refreshed")
def test_showing_costs_few_queries(client, cast, django_assert_max_num_queries):
    client.force_login(cast.authority.user)
    client.get("/en/reports/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/en/reports/").status_code == 200
    own = [row["sql"] for row in captured if "usersession" not in row["sql"]]  # the session list stamps each request
    assert len(own) <= 10, own
    client.logout()
    with django_assert_max_num_queries(4):
        page = client.get("/ar/figures/")
    assert page.status_code == 200
    assert len(page.content) < 90_000


def test_only_an_authority_sees_the_dashboard(client, cast):
    for person, code in ((cast.authority, 200), (cast.owner, 403), (cast.lender, 403)):
        client.force_login(person.user)
        assert client.get("/en/reports/").status_code == code


@pytest.mark.usefixtures("refreshed")
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)
def test_each_figure_downloads_as_csv_and_json(client, figure):
    answer = client.get(f"/en/figures/{figure.code}.csv")
    assert answer.status_code == 200
    assert str(figure.definition)[:20] in answer.content.decode("utf-8-sig")
    data = client.get(f"/zh-hans/figures/{figure.code}.json").json()
    assert data["code"] == figure.code
    assert data["as_of"]


@pytest.mark.django_db
def test_every_table_is_drawn_and_hidden_cells_are_not():
    from portal.reports.catalogue import BY_CODE
    from portal.reports.models import FigureSnapshot
    from portal.reports.views import TABLES, drawing

    for code in TABLES:
        figure = BY_CODE[code]
        cells = dict.fromkeys((name for name, _label in figure.columns), "25")
        payload = {"rows": {"lending": cells, "clocks": dict.fromkeys(cells)}}
        chart = drawing(services.View(figure, FigureSnapshot(code=code, payload=payload)))
        assert chart is not None
        assert {float(value) for value in chart.series[0].values} == {25.0}
        assert len(chart.labels) == (len(cells) if code == "funnel" else 1)


def test_an_unknown_figure_is_not_found(client):
    assert client.get("/en/figures/secret.json").status_code == 404


@pytest.mark.usefixtures("cast")
def test_unmet_demand_below_ten_is_not_shown():
    from portal.reports.catalogue import BY_CODE
    from portal.reports.figures import Period

    assert UnmetDemand.objects.count() == 0
    assert BY_CODE["unmet_region"].compute(Period.now()) == {}


def test_a_formula_in_a_name_is_harmless_in_a_download():
    assert [harmless(value) for value in ("=1+1", "Riyadh", Decimal(-5), -0.5)] == ["'=1+1", "Riyadh", "-5", "-0.5"]


def test_a_lender_is_shown_to_the_public_from_ten_agreed_loans_on(cast, monkeypatch):
    from lending import figures as lending
    from lending import moved_terms

    many, few = cast.lender.organisation, cast.rival.organisation
    moved = {
        many.pk: [
            (firm, Decimal("0.25"), Decimal(-10)) if firm < 6 else (firm, Decimal("0.75"), Decimal(0))
            for firm in range(11)
        ],
        few.pk: [(loan % 9, Decimal(2), Decimal(0)) for loan in range(12)],  # twelve loans, nine firms
    }
    monkeypatch.setattr(lending, "gaps", lambda **_everybody: moved)
    monkeypatch.setattr(
        lending, "days_to_money", lambda **_everybody: {many.pk: [(firm, Decimal(12)) for firm in range(9)]}
    )
    assert moved_terms.terms() == {"Dune Bank": {"agreed": 11, "rate": "0.25", "amount": "-10.00", "days": None}}
    assert set(moved_terms.terms(is_exact=True)) == {"Dune Bank", "Palm Finance"}
