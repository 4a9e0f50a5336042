"""What the portal has counted itself towards a criterion, told by the apps that count it.

An applicant need not prove, and an officer need not ask for, what stands here already: reference customers who answered
a one-time link, for example. A count decides nothing; the officer does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from portal.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Count:
    """``held`` of ``needed`` for the criterion ``code``; ``url_name`` is the applicant's page that adds to it."""

    code: str
    text: Any
    held: int
    needed: int
    is_met: bool
    url_name: str = ""


Counter = Callable[[Organisation], Iterable[Count]]
_counters: dict[str, Counter] = {}


def register(kind: str, counter: Counter) -> None:
    """Let ``counter`` count for applications of ``kind``."""
    _counters[kind] = counter


def counts_of(kind: str, organisation: Organisation) -> dict[str, list[Count]]:
    """The counts by criterion; empty where nobody counts."""
    found: dict[str, list[Count]] = {}
    for row in _counters[kind](organisation) if kind in _counters else ():
        found.setdefault(row.code, []).append(row)
    return found
