"""What views share: the request with its actor, paging, a fragment or a whole page."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from portal.common.prepared import Rows

PAGE_SIZE = 20
COUNT_LIMIT = 2_000


class CappedPaginator(Paginator):
    """Counts at most ``COUNT_LIMIT`` rows: an exact count of a million filtered rows costs more than the page itself."""

    @cached_property
    def count(self) -> int:
        if isinstance(self.object_list, Rows):
            return self.object_list.count(COUNT_LIMIT)
        if isinstance(self.object_list, QuerySet) and not self.object_list.query.is_sliced:
            return int(self.object_list.order_by()[:COUNT_LIMIT].count())
        return int(super().count)


def page_of(request: HttpRequest, rows: QuerySet[Any] | Rows | list[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """The page asked for in the address (``?page=``); nonsense gives the nearest page that exists.

    Lists end after ``COUNT_LIMIT`` rows: whoever looks for more filters.
    """
    return CappedPaginator(rows, size).get_page(request.GET.get("page"))  # type: ignore[arg-type]  # Rows has the parts used


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (not a boosted or history visit)."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def posted(request: HttpRequest) -> Any:
    """The posted values, even when there are none, or None: what binds a form exactly when something was sent."""
    return request.POST if request.method == "POST" else None
