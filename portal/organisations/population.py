"""How many firms of the portal a criterion document fits: for authorities and responders, never exact to one firm."""

from collections.abc import Mapping
from typing import Any, Final

from portal.common import clock
from portal.criteria.matching import Passing
from portal.criteria.population import Population
from portal.criteria.rates import default_table
from portal.criteria.rules import read
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.facts import facts_of_many
from portal.organisations.models import Capability, Organisation

LOOKED_AT: Final = 2_000  # newest approved firms
ROUNDED_TO: Final = 10  # so that no firm's facts can be found out by changing a rule and counting again


def approved_firms() -> list[Organisation]:
    """The newest approved small firms."""
    approved = Capability.objects.filter(kind=CapabilityKind.BORROWER, state=CapabilityState.APPROVED)
    rows = Organisation.objects.filter(pk__in=approved.values("organisation"))
    return list(rows.order_by("-pk")[:LOOKED_AT])


def count_firms(document: Mapping[str, Any]) -> Passing:
    """How many approved firms meet ``document``, do not, cannot be told; each rounded down to tens."""
    held = facts_of_many(approved_firms())
    population = Population(held.items(), today=clock.today(), rates=default_table())
    found = population.passing(read(document, strict=False))
    return Passing(*(number - number % ROUNDED_TO for number in (found.meets, found.does_not, found.cannot_tell)))
