"""Codes of the pillars as the tables know them. Imports nothing, so that the models can stand on it."""

from django.utils.functional import Promise

_names: dict[str, str | Promise] = {}
_sealed: set[str] = set()


def add(code: str, name: str | Promise, *, is_sealed: bool) -> None:
    """Make a registered pillar known to the tables."""
    _names[code] = name
    if is_sealed:
        _sealed.add(code)


def pillar_choices() -> list[tuple[str, str]]:
    """Choices of ``Request.pillar``: a callable, so that a new pillar makes no migration of the spine."""
    return [(code, str(name)) for code, name in _names.items()]


def sealed_pillars() -> list[str]:
    """Codes of pillars whose responses stay sealed until the closing moment."""
    return sorted(_sealed)
