"""The registry of what waits for whom. Each app may add providers in ``AppConfig.ready``; the overview draws them.

from portal.common.waiting import Waiting, register
register("lending", lambda actor: [Waiting(what=_("Sign the key facts"), url=…, due_at=…)])
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that is not finished: what is to be done, to what, by whom, by when.

    ``who`` empty means the reader must act; otherwise it names, in words, who acts next. ``title`` is a user's text in
    ``language``.
    """

    what: str | Promise
    url: str
    title: str = ""
    language: str = ""
    due_at: datetime | None = None
    who: str | Promise = ""
    number: int = 0


Provider = Callable[[Any], Sequence[Waiting]]
_providers: dict[str, Provider] = {}


def register(code: str, provider: Provider) -> None:
    """Add a provider; it takes the Actor and costs at most one query (``web``'s budget is 12 a page)."""
    _providers[code] = provider


def everything(actor: Any) -> list[Waiting]:
    """All that waits, the most urgent first; what has no date comes last."""
    rows = [row for provider in _providers.values() for row in provider(actor)]
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at.timestamp() if row.due_at else 0))
