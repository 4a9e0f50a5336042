"""The price benchmark: silent below ten deals of five vendors, safe when figures are subtracted, sizes as on the day."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from digital.models import ProjectDetails
from digital.services import prices
from digital.services.prices import Deal, groups_of
from portal.common import clock
from portal.organisations.models import Consent
from tests.digital.world import award, bid, know, need, provider
from tests.people import Cast, agree

D = Decimal
SIZES = ("micro", "small", "medium", "")
cells = st.dictionaries(
    st.tuples(st.sampled_from(["erp", "pos", "crm", ""]), st.sampled_from(SIZES)), st.integers(0, 22), max_size=8
)


def deals_of(counts: dict[tuple[str, str], int]) -> list[Deal]:
    found: list[Deal] = []
    for (category, size), count in counts.items():
        found += [Deal(len(found) + n, n % 7, category, size, D(1000 + n)) for n in range(count)]
    return found


@given(cells)
@settings(max_examples=150)
def test_no_filter_and_no_difference_of_two_filters_shows_a_small_group(counts: dict[tuple[str, str], int]) -> None:
    sets = [frozenset(group.rows) for group in groups_of(deals_of(counts))]
    for one in sets:
        assert len(one) >= 10
        assert len({deal.vendor for deal in one}) >= 5
        for other in sets:
            rest = one - other
            assert not rest or (len(rest) >= 10 and len({deal.vendor for deal in rest}) >= 5)


@pytest.mark.django_db
def test_the_page_is_silent_about_a_few_deals(cast: Cast) -> None:
    know(cast.owner.organisation, "employees", "12")
    agree(cast.owner, "statistics")
    award(cast, bid(provider("A", "a@code.example"), need(cast, scheme=""), 42000))
    assert [deal.size for deal in prices.deals("SAR")] == ["small"]
    html = Client().get(reverse("digital:prices")).content.decode()
    assert "42,000" not in html
    assert "Too few deals" in html


@pytest.mark.django_db
def test_ten_deals_of_five_vendors_show_quarters(cast: Cast) -> None:
    agree(cast.owner, "statistics")
    sellers = [provider(f"V{n}", f"v{n}@code.example") for n in range(5)]
    for n in range(10):
        award(cast, bid(sellers[n % 5], need(cast, scheme=""), 40000 + 1000 * n))
    (row,) = prices.benchmark("SAR")
    assert (row.deals, row.lower, row.median, row.upper) == (10, D(42200), D(44500), D(46800))
    assert prices.benchmark_for("inventory", "micro", "SAR") == row
    html = Client().get(reverse("digital:prices")).content.decode()
    assert "44,500" in html
    Consent.objects.update(withdrawn_at=clock.now())
    assert prices.benchmark("SAR") == [], "prices of a firm that agrees no longer are not counted"
    Consent.objects.update(withdrawn_at=None)
    ProjectDetails.objects.filter(engagement__responder=sellers[0].organisation).update(currency="USD")
    assert prices.benchmark("SAR") == []
