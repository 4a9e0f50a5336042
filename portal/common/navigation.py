"""The registry of navigation entries. Each app registers its own in ``AppConfig.ready``.

    from portal.common.navigation import Item, register
    register(Item(code="lending-inbox", label=_("Financing requests"), url_name="lending:inbox",
                  shown=lambda actor: actor.holds("lender"), rows=unread, order=20))

The registry lives on the lowest storey because imports go down only; ``portal.web.navigation`` draws it.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.functional import Promise
from redis.exceptions import RedisError

COUNT_SECONDS = 30


def everybody(actor: Any) -> bool:
    return True


def signed_in(actor: Any) -> bool:
    return bool(actor and actor.is_signed_in)


def counted(key: str, rows: QuerySet[Any]) -> int:
    """A count beside an entry, at most half a minute old: every page shows it, none depends on it."""
    try:
        return int(cache.get_or_set(f"count:{key}", rows.count, COUNT_SECONDS) or 0)
    except RedisError:  # the page matters more than what a count costs
        return rows.count()


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. ``shown``, ``count`` and ``rows`` take the Actor.

    The number beside it is ``count``, a kept number, or that of ``rows``, which one index finds and which depend on
    nothing but the keys of the person and the organisation (their SQL is kept).
    """

    code: str
    label: Promise | str
    url_name: str
    shown: Callable[[Any], bool] = signed_in
    count: Callable[[Any], int] | None = None
    order: int = 50
    section: str = "main"  # main, account, footer-money, footer-digital, footer-policy, footer (the service itself)
    rows: Callable[[Any], QuerySet[Any]] | None = None


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Adds ``item``; a second registration under the same code replaces the first."""
    _items[item.code] = item
    items.cache_clear()


@functools.cache
def items(section: str) -> list[Item]:
    """The entries of a section in order."""
    return sorted(
        (item for item in _items.values() if item.section == section), key=lambda item: (item.order, item.code)
    )
