"""What others paid: accepted bids by category and size of the buyer, only in groups of ten deals from five vendors."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from digital.instruments.benchmark import Group, K, deals_from_vendors, group_for, publish, quantile
from digital.models import ProjectDetails
from digital.services.common import SIZES
from portal.matchmaking.states import EngagementState
from portal.organisations.consents import STATISTICS, agreeing

VENDORS = 5
QUARTERS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))


@dataclass(frozen=True, slots=True)
class Deal:
    """One accepted bid as it was on the day of the award."""

    key: int
    vendor: int
    category: str
    size: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A published group: categories and sizes it joins (empty: all), how many deals, quartiles of the price."""

    categories: tuple[str, ...]
    sizes: tuple[str, ...]
    deals: int
    lower: Decimal
    median: Decimal
    upper: Decimal


def deals(currency: str) -> list[Deal]:
    """Every deal in one currency, ended ones included, those broken off or disputed left out. One query.

    Deals of buyers that have not agreed to public statistics are not counted.
    """
    agreed = ProjectDetails.objects.filter(currency=currency, engagement__owner__in=agreeing(STATISTICS))
    rows = agreed.exclude(engagement__state__in=(EngagementState.TERMINATED, EngagementState.DISPUTED))
    fields = ("pk", "engagement__responder_id", "category", "size_class", "price")
    return [Deal(*row) for row in rows.order_by("pk").values_list(*fields)]


def groups_of(rows: Sequence[Deal]) -> list[Group]:
    """Groups that stay safe when one is subtracted from another: every block alone is large enough."""
    return publish(
        rows, lambda deal: deal.category, lambda deal: deal.size, deals_from_vendors(K, VENDORS), (*SIZES, "")
    )


def _row(group: Group) -> PriceRow:
    prices = [Fraction(deal.price) for deal in group.rows]
    lower, median, upper = (Decimal(round(quantile(prices, share) / 100) * 100) for share in QUARTERS)
    categories, sizes = (group.parent, group.keys) if group.parent else (group.keys, ())
    return PriceRow(categories, sizes, len(group.rows), lower, median, upper)


def benchmark(currency: str) -> list[PriceRow]:
    """What may be published: all deals, by category, by size within a category; prices to the hundred."""
    found = [_row(group) for group in groups_of(deals(currency))]
    unique = dict.fromkeys(row for row in found if row.categories or len(found) == 1)
    return list(unique)


def benchmark_for(category: str, size: str, currency: str) -> PriceRow | None:
    """The finest published group a need of this category and size belongs to."""
    group = group_for(groups_of(deals(currency)), category, size)
    return None if group is None else _row(group)
