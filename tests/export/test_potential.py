"""The export-potential formula and its invariants; the firm rank with open weights."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from export.potential import access_of, potentials, rank, totals_of, why

COUNTRIES = ("ZAF", "DEU", "CHN", "SAU")
MARKETS = ("DEU", "CHN", "SAU", "FRA", "ARE")
PRODUCTS = ("080510", "080520", "200911", "220421", "870323", "720211")
CUBE = st.lists(st.floats(0.0, 1e6, allow_subnormal=False), min_size=4 * 5 * 6, max_size=4 * 5 * 6).map(
    lambda values: [
        (i, j, k, values[(a * 5 + b) * 6 + c])
        for a, i in enumerate(COUNTRIES)
        for b, j in enumerate(MARKETS)
        for c, k in enumerate(PRODUCTS)
        if i != j
    ]
)


@settings(max_examples=60)
@given(CUBE)
def test_potentials_of_all_products_add_up_to_the_pairs_trade(flows: list[tuple[str, str, str, float]]) -> None:
    totals = totals_of(flows)
    for exporter in COUNTRIES:
        sums: dict[str, float] = dict.fromkeys(MARKETS, 0.0)
        for product in PRODUCTS:
            for row in potentials(totals, exporter, product):
                sums[row.market] += row.potential
        for market in MARKETS:
            if market != exporter:
                assert math.isclose(sums[market], totals.pair[exporter, market], rel_tol=1e-9, abs_tol=1e-6)


@settings(max_examples=40)
@given(CUBE)
def test_doubled_trade_doubles_every_potential(flows: list[tuple[str, str, str, float]]) -> None:
    once = potentials(totals_of(flows), "ZAF", PRODUCTS[0])
    twice = potentials(totals_of([(i, j, k, 2 * v) for i, j, k, v in flows]), "ZAF", PRODUCTS[0])
    for a, b in zip(once, twice, strict=True):
        assert math.isclose(2 * a.potential, b.potential, rel_tol=1e-9, abs_tol=1e-9)


def test_hand_computed_case() -> None:
    # v_ik=30+10, world of k = 40+60; demand DEU = 30+60; pair ZAF-DEU = 30+20
    flows = [
        ("ZAF", "DEU", "080510", 30.0),
        ("ZAF", "SAU", "080510", 10.0),
        ("ESP", "DEU", "080510", 60.0),
        ("ZAF", "DEU", "220421", 20.0),
        ("ESP", "SAU", "220421", 20.0),
    ]
    found = {row.market: row for row in potentials(totals_of(flows), "ZAF", "080510")}
    germany = found["DEU"]
    assert germany.supply == pytest.approx(0.4)
    assert germany.demand == 90
    # expected = 0.4*90 + 0.5*20 = 46; ease = 50/46
    assert germany.ease == pytest.approx(50 / 46)
    assert germany.potential == pytest.approx(0.4 * 90 * 50 / 46)
    assert germany.untapped == pytest.approx(0.4 * 90 * 50 / 46 - 30)


def test_product_not_exported_has_potential_zero() -> None:
    flows = [("ZAF", "DEU", "080510", 5.0), ("ESP", "DEU", "220421", 9.0)]
    assert [row.potential for row in potentials(totals_of(flows), "ZAF", "220421")] == [0.0]


def test_over_traded_market_has_no_negative_untapped() -> None:
    flows = [("ZAF", "DEU", "080510", 50.0), ("ZAF", "SAU", "080510", 1.0), ("ESP", "SAU", "080510", 50.0)]
    assert all(row.untapped >= 0 for row in potentials(totals_of(flows), "ZAF", "080510"))


FLOWS = [
    ("ZAF", "DEU", "080510", 10.0), ("ESP", "DEU", "080510", 400.0), ("ZAF", "SAU", "080510", 10.0),
    ("ESP", "SAU", "080510", 150.0), ("ZAF", "DEU", "220421", 90.0), ("ZAF", "SAU", "220421", 40.0),
]  # fmt: skip


def test_weights_change_the_order_and_zero_switches_off() -> None:
    found = potentials(totals_of(FLOWS), "ZAF", "080510")
    plain = rank(found, weights={"potential": 1})
    near = rank(found, weights={"potential": 1, "access": 5}, access={"DEU": 0.1, "SAU": 1.0})
    off = rank(found, weights={"potential": 1, "access": 0}, access={"DEU": 0.1, "SAU": 1.0})
    assert [item.market for item in plain] == [item.market for item in off] == ["DEU", "SAU"]
    assert [item.market for item in near] == ["SAU", "DEU"]
    assert why(near[1])[0][0] == "access"


@pytest.mark.parametrize("weights", [{"nope": 1.0}, {"untapped": -1.0}, {"untapped": 6.0}, {"untapped": math.nan}])
def test_bad_weights_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(weights))):
        rank([], weights=weights)


@given(st.floats(0, 20000), st.booleans(), st.booleans())
def test_access_is_a_share_and_falls_with_distance(distance: float, language: bool, adjacent: bool) -> None:
    rules = {"half_distance_km": 6000, "same_language": 1.2, "adjacent": 1.2}
    here = access_of(distance_km=distance, same_language=language, adjacent=adjacent, rules=rules)
    further = access_of(distance_km=distance + 500, same_language=language, adjacent=adjacent, rules=rules)
    assert here is not None
    assert further is not None
    assert 0 < further <= here <= 1


def test_unknown_distance_is_not_zero_access() -> None:
    assert access_of(distance_km=None, same_language=True, adjacent=False, rules={}) is None
