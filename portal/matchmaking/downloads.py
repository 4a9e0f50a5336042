"""Files leaving the exchange: CSV that no spreadsheet can be tricked by."""

import csv
import io
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from portal.matchmaking.models import Match

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width signs are read as the plain ones


def harmless(value: Any) -> str:
    """``value`` as text that a spreadsheet does not read as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RISKY) or text.lstrip().startswith(RISKY) else text


def csv_response(name: str, head: list[str], rows: list[list[Any]]) -> HttpResponse:
    """A UTF-8 CSV download with a byte order mark, so that Excel shows Arabic and Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def inbox_csv(matches: QuerySet[Match]) -> HttpResponse:
    """What the inbox shows, at most 5,000 rows; the firm stays masked."""
    head = [_("Reference"), _("Title"), _("Kind"), _("Closes"), _("Fit"), _("State")]
    rows = [
        [m.request.reference, m.request.title, m.request.pillar, m.request.closes_at, m.score, m.request.state]
        for m in matches[:5000]
    ]
    return csv_response("requests", head, rows)
