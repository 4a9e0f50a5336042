"""The public page of accepted prices."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from digital.instruments.benchmark import K
from digital.instruments.gaps import labels
from digital.services.prices import VENDORS, PriceRow, benchmark
from portal.common import charts

SIZE_NAMES = {
    "micro": _("1 to 9 people"),
    "small": _("10 to 49 people"),
    "medium": _("50 to 249 people"),
    "large": _("250 people and more"),
    "": _("Size not known"),
}
CURRENCY = "SAR"


def words(row: PriceRow) -> dict[str, Any]:
    """A published group with its names."""
    known = labels("categories")
    return {
        "row": row,
        "categories": [str(known[code]) if code in known else str(_("Other")) for code in row.categories],
        "sizes": [str(SIZE_NAMES[size]) for size in row.sizes],
    }


@login_not_required
@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """What firms paid, by category and size; silent about small groups."""
    rows = [words(row) for row in benchmark(CURRENCY)]
    chart = None
    if rows:
        comma = str(_(", "))
        bars = [(comma.join(r["categories"]) or str(_("Everything")), r["row"].median) for r in rows if not r["sizes"]]
        reading = str(_("Each bar is the price in the middle: half of the firms paid less."))
        chart = charts.bars(str(_("Middle price by category")), bars, reading=reading, unit=CURRENCY)
    context = {"rows": rows, "chart": chart, "currency": CURRENCY, "deals": K, "vendors": VENDORS}
    return render(request, "digital/prices.html", context)
