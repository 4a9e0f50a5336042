"""A message's text with its placeholders filled, in the reader's language and on the reader's clock."""

import re
from datetime import date, datetime
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from portal.common import formatting
from portal.common.formatting import Medium
from portal.common.markup import markup

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[\d:.]*[+-]\d{2}:\d{2}")


def filled(text: str, params: dict[str, Any], medium: Medium = Medium.PLAIN) -> str:
    """``text`` with ``params``. Days and moments are kept as ISO 8601, so that a reader who changes her language or moves
    to another zone reads them as on every other page. In HTML every placeholder has a direction of its own."""
    if medium is Medium.HTML:
        return SafeString(escape(text) % _Params(params, medium))  # our words escaped, values by markup()
    return text % _Params(params, medium)


def worded(value: Any, medium: Medium) -> Any:
    """A day or a moment as the reader writes it; other words as they are, in HTML isolated; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    try:
        if DAY.fullmatch(value):
            return formatting.date_text(date.fromisoformat(value), medium)
        if MOMENT.fullmatch(value):
            return formatting.datetime_text(datetime.fromisoformat(value), medium)
    except ValueError:  # a title that only looks like a day
        pass
    return markup("<bdi>{}</bdi>", value) if medium is Medium.HTML else value


class _Params(dict[str, Any]):
    """Placeholders; one that an older row does not hold shows as an ellipsis instead of failing the page."""

    def __init__(self, params: dict[str, Any], medium: Medium):
        super().__init__(params)
        self.medium = medium

    def __getitem__(self, key: str) -> Any:
        return worded(super().__getitem__(key), self.medium)

    def __missing__(self, key: str) -> str:
        return "…"
