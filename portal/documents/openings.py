"""Grants that last only while something else is open: what the apps of higher storeys say of it.

``DocumentGrant.while_open`` marks them. An app registers a function that gives a condition on grants (``OuterRef``
names of a grant), asked anew at each reading, so that no late clock and no forgotten clean-up keeps a paper open.
"""

from collections.abc import Callable

from django.db.models import Exists, Q

Opening = Callable[[], Exists]

openings: dict[str, Opening] = {}


def register(name: str, opening: Opening) -> None:
    """Add an app's condition under its ``name``."""
    openings[name] = opening


def is_still_open() -> Q:
    """Of a grant: lasting, or one of the apps says that what it came with is open."""
    found = Q(while_open=False)
    for opening in openings.values():
        found |= Q(opening())
    return found
