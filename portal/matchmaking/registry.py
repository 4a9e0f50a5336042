"""The pillars known to the exchange, filled as their apps start."""

from portal.matchmaking import codes
from portal.matchmaking.pillars import Pillar

_pillars: dict[str, Pillar] = {}


def register(pillar: Pillar) -> None:
    """Add a pillar; its code must be new."""
    if pillar.code in _pillars and _pillars[pillar.code] is not pillar:
        raise ValueError(f"pillar {pillar.code} is registered twice")
    _pillars[pillar.code] = pillar
    codes.add(pillar.code, pillar.name, is_sealed=pillar.policy.sealed_until_deadline)


def get(code: str) -> Pillar:
    """The pillar called ``code``; KeyError when its app is not installed."""
    return _pillars[code]


def everyone() -> list[Pillar]:
    """All pillars, in order of registration."""
    return list(_pillars.values())
