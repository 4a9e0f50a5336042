"""The pillars known to the exchange, filled as their apps start."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models import Model, prefetch_related_objects

from portal.common.http import PAGE_SIZE
from portal.common.prepared import Prepared, key_names
from portal.matchmaking import codes
from portal.matchmaking.models import Request
from portal.matchmaking.pillars import Pillar, accessor

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


def attach_details(requests: Sequence[Request]) -> None:
    """Read the details rows of many requests at once: afterwards ``pillar.details(request)`` costs no query."""
    for pillar in everyone():
        mine = {request.pk: request for request in requests if request.pillar == pillar.code}
        name = accessor(pillar.details_model, "request")
        if len(mine) > PAGE_SIZE:
            prefetch_related_objects(list(mine.values()), name)
        elif mine:
            for row in details_of(pillar.details_model).objects(**key_names(list(mine), PAGE_SIZE)):
                setattr(mine[row.pk], name, row)


def details(request: Request) -> Any:
    """The details row of ``request``."""
    attach_details([request])
    return get(request.pillar).details(request)


@cache
def details_of(model: type[Model]) -> Prepared:
    """The details rows of the requests of one page."""
    return Prepared(lambda **keys: model._default_manager.filter(pk__in=list(keys.values())))
