"""A message's text with its placeholders filled, in the reader's language and on the reader's clock."""

import re
from datetime import date, datetime
from typing import Any

from portal.common import formatting

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[\d:.]*[+-]\d{2}:\d{2}")


def filled(text: str, params: dict[str, Any]) -> str:
    """``text`` with ``params``. Days and moments are kept as ISO 8601, so that a reader who changes her language or moves
    to another zone reads them as on every other page."""
    return text % _Params(params)


def worded(value: Any) -> Any:
    """A day or a moment as the reader writes it; anything else as it is."""
    if isinstance(value, str):
        if DAY.fullmatch(value):
            return formatting.date_text(date.fromisoformat(value), formatting.Medium.PLAIN)
        if MOMENT.fullmatch(value):
            return formatting.datetime_text(datetime.fromisoformat(value), formatting.Medium.PLAIN)
    return value


class _Params(dict[str, Any]):
    """Placeholders; one that an older row does not hold shows as an ellipsis instead of failing the page."""

    def __getitem__(self, key: str) -> Any:
        return worded(super().__getitem__(key))

    def __missing__(self, key: str) -> str:
        return "…"
