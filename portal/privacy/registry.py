"""What apps of higher storeys add: their part of a data copy, reasons to keep an account, what grows old."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from portal.identity.models import User
from portal.organisations.models import Organisation

Part = Callable[[User, Organisation | None], Iterable[dict[str, Any]]]
Hold = Callable[[User], Iterable[str | Promise]]
Ageing = Callable[[datetime], int]

parts: dict[str, Part] = {}
holds: dict[str, Hold] = {}
ageing: dict[str, Ageing] = {}


def register(
    name: str, *, part: Part | None = None, hold: Hold | None = None, age: tuple[str, Ageing] | None = None
) -> None:
    """Add an app's functions under its ``name``; ``age`` names the period of retention.json it serves."""
    if part is not None:
        parts[name] = part
    if hold is not None:
        holds[name] = hold
    if age is not None:
        ageing[age[0]] = age[1]
