"""Three years of selling, by hand and by properties; the plan's figures on its page, in its PDF, and on the way to lenders."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from export.models import ExportPlan, PlanFigures
from export.projection import Plan, outlook
from portal.matchmaking.models import Request
from tests.people import Cast

D = Decimal
BACKEND = "portal.identity.backends.AuthenticationBackend"
money = st.decimals(0, 100_000, places=2)


def test_by_hand() -> None:
    years = [Plan(D(1000), D(3000)), Plan(D(2000), D(1000)), Plan(D(4000), D(500))]
    found = outlook(years, quoted=D(6), at_works=D(5), unit_cost=D(3), payment_days=73)
    assert [(y.revenue, y.costs, y.result, y.total) for y in found.years] == [
        (D(6000), D(4000), D(-1000), D(-1000)),
        (D(12000), D(8000), D(3000), D(2000)),
        (D(24000), D(16000), D(7500), D(9500)),
    ]
    assert (found.margin, found.needed_units, found.pays_back_in) == (D(2), 1500, 2)
    assert found.tied_up == D(3200)  # 4,000 × 4 a year, a fifth of the year


def test_selling_below_cost_never_pays() -> None:
    found = outlook([Plan(D(10), D(0))] * 3, quoted=D(5), at_works=D(4), unit_cost=D(5), payment_days=30)
    assert (found.needed_units, found.pays_back_in) == (None, None)


@given(st.lists(st.tuples(money, money), min_size=1, max_size=3), money, money, money)
def test_what_comes_in_is_spent_or_left(years: list[tuple[D, D]], at_works: D, carried: D, unit_cost: D) -> None:
    found = outlook(
        [Plan(u, f) for u, f in years],
        quoted=at_works + carried,
        at_works=at_works,
        unit_cost=unit_cost,
        payment_days=60,
    )
    for year in found.years:
        assert abs(year.revenue - year.costs - year.fixed - year.result) <= D("0.02")
    assert found.years[-1].total == sum(year.result for year in found.years)


def test_bad_figures_are_named() -> None:
    with pytest.raises(ValueError, match="unit_cost"):
        outlook([], quoted=D(1), at_works=D(1), unit_cost=D(-1), payment_days=0)


FIGURES = {
    "currency": "SAR", "market_currency": "EUR", "unit_cost": "3", "ex_works": "5000", "units": "1000", "term": "CIF",
    "named_place": "Hamburg", "duty_rate": "5", "tax_rate": "7", "customs_basis": "cif", "payment_days": "73",
    "cost_freight": "800", "cost_insurance": "50", "units_1": "1000", "fixed_1": "3000", "units_2": "2000", "fixed_2": "1000",
    "units_3": "4000", "fixed_3": "500",
}  # fmt: skip


@pytest.fixture
def plan(db: None, cast: Cast) -> ExportPlan:
    return ExportPlan.objects.create(
        organisation=cast.owner.organisation, market="DEU", hs6="080410", created_by=cast.owner.user
    )


def test_figures_are_kept_shown_and_taken_to_lenders(cast: Cast, client: Client, plan: ExportPlan) -> None:
    client.force_login(cast.owner.user, backend=BACKEND)
    path = f"/en/export/plans/{plan.public_id}/"
    assert client.post(path + "figures/", FIGURES).status_code == 302
    for language in ("en", "zh-hans", "ar"):
        page = client.get(f"/{language}/export/plans/{plan.public_id}/")
        assert page.status_code == 200
        assert page.context["worked"].landed.quoted == Decimal(5850)
    assert "Hamburg" in str(client.get(path + "figures/").content.decode())
    assert client.get(path + "plan.pdf").content.startswith(b"%PDF")
    answer = client.post(path + "finance/")
    draft = Request.objects.get(pillar="lending")
    assert answer["Location"].endswith(f"/requests/{draft.public_id}/tasks/")
    details: Any = draft.financing  # type: ignore[attr-defined]
    assert (details.kind, details.currency, details.months) == ("trade", "SAR", 3)
    assert details.amount == 3080  # 4,000 units × 3.85 a fifth of the year


@pytest.mark.parametrize(
    "change",
    [
        {"term": "DAT"},
        {"units": "0"},
        {"units_1": "-1"},
        {"payment_days": "1000"},
        {"named_place": ""},
        {"tax_rate": "NaN"},
    ],
)
def test_bad_figures_are_refused_at_their_field(
    cast: Cast, client: Client, plan: ExportPlan, change: dict[str, str]
) -> None:
    client.force_login(cast.owner.user, backend=BACKEND)
    page = client.post(f"/en/export/plans/{plan.public_id}/figures/", {**FIGURES, **change})
    assert f'id="id_{next(iter(change))}_error"' in page.content.decode()
    assert not PlanFigures.objects.exists()


def test_a_stranger_knows_nothing_of_the_plan(cast: Cast, client: Client, plan: ExportPlan) -> None:
    client.force_login(cast.stranger.user, backend=BACKEND)
    assert client.get(f"/en/export/plans/{plan.public_id}/figures/").status_code == 404
    assert client.post(f"/en/export/plans/{plan.public_id}/finance/").status_code == 404
