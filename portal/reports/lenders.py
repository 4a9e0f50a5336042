"""How lenders' terms moved between the first offer and the one accepted, as public figures per lender.

Lenders are institutions and named in the public register; the cases behind a figure are firms, so a lender with fewer
than ten agreed loans is not shown to the public.
"""

from decimal import Decimal
from statistics import median
from typing import Any

from lending import figures
from portal.common import suppression
from portal.organisations.models import Organisation


def terms(least: int = suppression.K) -> dict[str, dict[str, str | int | None]]:
    """Per lender with at least ``least`` accepted offers, by name.

    How many; middle change of the yearly rate in points and of the amount in per cent between first and final offer;
    middle days from the published request to the money.
    """
    moved, paid = figures.gaps(), figures.days_to_money()
    names = Organisation.objects.in_bulk(list(moved))
    found: dict[str, dict[str, str | int | None]] = {}
    for key, gaps in moved.items():
        if len(gaps) < least:
            continue
        days = paid.get(key, [])
        found[names[key].legal_name] = {
            "agreed": len(gaps),
            "rate": middle([rate for rate, _amount in gaps]),
            "amount": middle([amount for _rate, amount in gaps]),
            "days": middle(days, 0) if len(days) >= least else None,
        }
    return dict(sorted(found.items()))


def middle(values: list[Any], decimals: int = 2) -> str:
    """The median with ``decimals`` decimals."""
    return str(Decimal(median(values)).quantize(Decimal(1).scaleb(-decimals)))
