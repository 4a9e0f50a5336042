"""How lenders' terms moved between the first offer and the one accepted, as public figures per lender.

Lenders are institutions and named in the public register; the cases behind a figure are firms, so a lender whose agreed
loans are those of fewer than ten different firms is not shown to the public. Firms that have not agreed to public
statistics are not counted; the authority's own figures count everybody.
"""

from decimal import Decimal
from statistics import median
from typing import Any

from lending import figures
from portal.common import suppression
from portal.organisations.models import Organisation


def terms(*, is_exact: bool = False) -> dict[str, dict[str, str | int | None]]:
    """Per lender whose accepted offers are those of enough firms, by name; ``is_exact``: everybody, from one firm on.

    How many; middle change of the yearly rate in points and of the amount in per cent between first and final offer;
    middle days from the published request to the money.
    """
    least = 1 if is_exact else suppression.K
    moved, paid = figures.gaps(everybody=is_exact), figures.days_to_money(everybody=is_exact)
    names = Organisation.objects.in_bulk(list(moved))
    found: dict[str, dict[str, str | int | None]] = {}
    for key, gaps in moved.items():
        if len({firm for firm, _rate, _amount in gaps}) < least:
            continue
        days = paid.get(key, [])
        found[names[key].legal_name] = {
            "agreed": len(gaps),
            "rate": middle([rate for _firm, rate, _amount in gaps]),
            "amount": middle([amount for _firm, _rate, amount in gaps]),
            "days": middle([count for _firm, count in days], 0)
            if len({firm for firm, _count in days}) >= least
            else None,
        }
    return dict(sorted(found.items()))


def middle(values: list[Any], decimals: int = 2) -> str:
    """The median with ``decimals`` decimals."""
    return str(Decimal(median(values)).quantize(Decimal(1).scaleb(-decimals)))
