"""The pillars known to the exchange, filled as their apps start. Knows nothing of models."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.matchmaking.pillars import Pillar

_pillars: dict[str, "Pillar"] = {}


def register(pillar: "Pillar") -> None:
    """Add a pillar; its code must be new."""
    if pillar.code in _pillars and _pillars[pillar.code] is not pillar:
        raise ValueError(f"pillar {pillar.code} is registered twice")
    _pillars[pillar.code] = pillar


def get(code: str) -> "Pillar":
    """The pillar called ``code``; KeyError when its app is not installed."""
    return _pillars[code]


def everyone() -> "list[Pillar]":
    """All pillars, in order of registration."""
    return list(_pillars.values())


def pillar_choices() -> list[tuple[str, str]]:
    """Choices of ``Request.pillar``: a callable, so that a new pillar makes no migration of the spine."""
    return [(pillar.code, str(pillar.name)) for pillar in _pillars.values()]


def sealed_pillars() -> list[str]:
    """Codes of pillars whose responses stay sealed until the closing moment."""
    return [pillar.code for pillar in _pillars.values() if pillar.policy.sealed_until_deadline]
