"""Which columns of a wide table a reader sees: chosen in the address (``?columns=…``), remembered for each table.

The address wins, so that a copied one shows the same; else the choice of last time, kept in a cookie of the table's name.
The first column, which names the row, is always there and is not among the choices.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

PARAM = "columns"
YEAR = 365 * 24 * 3600  # seconds
Choices = Sequence[tuple[str, Promise | str]]


@dataclass(frozen=True, slots=True)
class Columns:
    """The choice for one table. In templates: ``{% if "fit" in columns %}``."""

    table: str
    choices: Choices
    shown: frozenset[str]
    is_chosen: bool  # by this request, so worth remembering

    def __contains__(self, code: object) -> bool:
        return code in self.shown

    @property
    def is_all(self) -> bool:
        return len(self.shown) == len(self.choices)

    def remember(self, response: HttpResponse) -> HttpResponse:
        """Keep what this request chose; everything shown needs no memory."""
        if self.is_chosen and self.is_all:
            response.delete_cookie(cookie_of(self.table))
        elif self.is_chosen:
            value = ".".join(code for code, _label in self.choices if code in self.shown) or "-"
            is_secure = settings.SESSION_COOKIE_SECURE
            name = cookie_of(self.table)
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=is_secure)
        return response


def cookie_of(table: str) -> str:
    return f"columns-{table}"


def columns_of(request: HttpRequest, table: str, choices: Choices) -> Columns:
    """The columns to show; unknown names are passed over, and with none known all are shown."""
    known = frozenset(code for code, _label in choices)
    is_chosen = PARAM in request.GET
    kept = request.COOKIES.get(cookie_of(table), "")
    asked = request.GET.getlist(PARAM) if is_chosen else kept.split(".")
    shown = known.intersection(asked)
    wants_none = "-" in asked or (asked == [""] and is_chosen)
    return Columns(table, choices, shown if shown or wants_none else known, is_chosen)
