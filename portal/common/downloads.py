"""Files leaving the system as CSV that no spreadsheet can be tricked by."""

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.http import HttpResponse

RISKY: Final = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # full-width signs are read as the plain ones


# Where a spreadsheet set to another country's separator, or one that ends a row at a line break, would begin a new cell.
INNER: Final = re.compile(r"([;\t\r\n|]\s*)(?=[=+\-@＝＋－＠])")


def harmless(value: Any) -> str:
    """``value`` as text that a spreadsheet does not read as a formula. A number stays one, a negative one too."""
    text = "" if value is None else str(value)
    if isinstance(value, int | float | Decimal):
        return text
    is_risky = text.startswith(RISKY) or text.lstrip().startswith(RISKY)
    text = INNER.sub(r"\1'", text)
    return f"'{text}" if is_risky else text


def csv_response(name: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """A UTF-8 CSV download with a byte order mark, so that Excel shows Arabic and Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([harmless(cell) for cell in head])
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
