"""Innovation funding: the table's rows, caps and refusals, by hand and by properties; the page."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from export.innovation import FORMS, Partner, funding, kind_of

D = Decimal
SMALL = Partner("Small", False, 20, D(2_000_000), D(1_000_000), 20, False, D(300_000), D(0), D(0))
BODY = replace(SMALL, name="Institute", is_research=True, staff=400)


@pytest.mark.parametrize(
    ("partner", "kind", "single", "cooperation"),
    [
        (replace(SMALL, weak_region=True), "small_weak", 45, 55),
        (replace(SMALL, years=3), "small_young", 45, 50),
        (SMALL, "small", 40, 45),
        (replace(SMALL, staff=200), "medium", 35, 40),
        (replace(SMALL, staff=20, turnover=D(60_000_000), balance=D(60_000_000)), "other_500", 25, 30),
        (replace(SMALL, staff=700), "other_1000", None, 30),
        (replace(SMALL, staff=1000), "", None, None),
    ],
)
def test_every_row_of_the_table(partner: Partner, kind: str, single: int | None, cooperation: int | None) -> None:
    assert kind_of(partner) == kind
    for form, rate in (("single", single), ("cooperation", cooperation)):
        share = funding([partner, SMALL], form=form, foreign=False).shares[0]
        assert share.grant == (D(300_000) * rate / 100 if rate else 0)
        assert bool(share.refused) == (rate is None)


def test_the_caps_of_the_guideline() -> None:
    rich = replace(SMALL, weak_region=True, staff_cost=D(900_000))
    assert funding([rich], form="single", foreign=False).grant == D(310_500)
    both = funding([rich, replace(BODY, staff_cost=D(400_000))], form="cooperation", foreign=False)
    assert [share.grant for share in both.shares] == [D(308_000), D(280_000)]
    assert [share.binding for share in both.shares] == ["cost_cap", "cost_cap"]
    many = funding([rich] * 12, form="cooperation", foreign=True)
    assert D(2_999_999) < many.grant <= D(3_000_000)
    assert {share.binding for share in many.shares} == {"project_cap"}


def test_orders_count_up_to_a_share_of_staff_cost_and_a_partner_abroad_adds_ten_points() -> None:
    ordering = replace(SMALL, staff_cost=D(100_000), orders=D(60_000))
    share = funding([ordering, SMALL], form="cooperation", foreign=True).shares[0]
    assert (share.eligible, share.rate, share.grant, share.binding) == (D(135_000), D(55), D(74_250), "orders")


def test_whole_project_faults() -> None:
    assert funding([SMALL], form="cooperation", foreign=False).faults == ("cooperation_needs_two",)
    assert funding([SMALL, SMALL], form="single", foreign=False).faults == ("single_has_one",)
    assert funding([BODY, BODY], form="cooperation", foreign=False).faults == ("needs_sme",)
    with pytest.raises(ValueError, match="form"):
        funding([SMALL], form="feasibility", foreign=False)


costs = st.decimals(0, 2_000_000, places=2)
partners = st.builds(
    Partner, st.just("P"), st.booleans(), st.integers(0, 1200), costs.map(lambda x: x * 50), costs, st.integers(0, 40), st.booleans(),
    costs, costs, costs,
)  # fmt: skip


@given(st.lists(partners, min_size=1, max_size=9), st.sampled_from(FORMS), st.booleans())
def test_never_more_than_the_cost_or_the_cap(members: list[Partner], form: str, foreign: bool) -> None:
    found = funding(members, form=form, foreign=foreign)
    assert 0 <= found.grant <= D(3_000_000)
    assert found.own >= 0
    assert all(share.grant <= share.eligible for share in found.shares)


def test_page_in_three_languages_and_bad_input(db: None, client: Client) -> None:
    query: dict[str, Any] = {
        "form": "single", "partners-TOTAL_FORMS": "1", "partners-INITIAL_FORMS": "0", "partners-0-name": "Noor", "partners-0-staff": "20",
        "partners-0-turnover": "2000000", "partners-0-balance": "1000000", "partners-0-years": "20", "partners-0-staff_cost": "300000",
    }  # fmt: skip
    for language in ("en", "zh-hans", "ar"):
        page = client.get(f"/{language}/export/innovation/", query)
        assert page.context["found"].grant == D(120_000)
    assert "found" not in client.get("/en/export/innovation/", {**query, "partners-0-staff": "-3"}).context
    assert client.get("/en/export/innovation/").status_code == 200
