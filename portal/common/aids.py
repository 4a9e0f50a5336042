"""Help that a page of one pillar shows beside its own work: financing, insurance, grants offered elsewhere in the house.

The registry lies on the lowest storey, because pillars and briefs never see each other: each registers what it has for a
theme ("export"), a page asks for the theme and gets plain rows with addresses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Aid:
    """One offer of help. ``kind``: finance, insurance, guarantee or grant; ``fit`` in words where it was worked out."""

    kind: str
    title: str
    issuer: str
    url: str
    text: str = ""
    fit: Promise | str = ""


Source = Callable[[Any, str], list[Aid]]  # (actor, theme)
_sources: dict[str, Source] = {}


def register(code: str, source: Source) -> None:
    """Add a source; a second one under the same code replaces the first."""
    _sources[code] = source


def aids(actor: Any, theme: str) -> list[Aid]:
    """Everything the house has for ``theme`` and this person's firm, in the order of registration."""
    return [aid for source in _sources.values() for aid in source(actor, theme)]
