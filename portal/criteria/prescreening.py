"""The pre-screen: every public mandate against the facts of a visitor; nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.common.errors import DomainError
from portal.criteria import matching, owners
from portal.criteria.catalogue import Facts, FactValue
from portal.criteria.models import CriteriaSet

MANDATES = "lending.mandate"


@dataclass(frozen=True, slots=True)
class Result:
    """One mandate and its explanation."""

    public_id: str
    title: str
    explanation: matching.Explanation


@dataclass(frozen=True, slots=True)
class Prescreen:
    """Exact counts over all active mandates, and the first results."""

    meets: int
    cannot_tell: int
    does_not: int
    results: list[Result]


def facts_of(firm: Mapping[str, Any], request: Mapping[str, Any]) -> dict[str, FactValue]:
    """Typed facts out of the two objects of the API; DomainError names every wrong one, also one given twice."""
    problems: dict[str, Any] = {f"request.{code}": _("This fact is given twice.") for code in set(firm) & set(request)}
    found: dict[str, FactValue] = {}
    for prefix, raw in (("facts", firm), ("request", request)):
        try:
            found |= matching.facts_from_json(raw, prefix=prefix)
        except DomainError as error:
            problems |= error.messages
    if problems:
        raise DomainError(fields=problems)
    return found


def prescreen(facts: Facts, limit: int = 50, *, kind: str = MANDATES) -> Prescreen:
    """Those that meet first, then those that cannot be told, then near misses, then the others, up to ``limit``."""
    found = matching.match_kind(kind, facts, limit, untold=limit)
    rows = [*found.hits, *found.maybe][:limit]
    if len(rows) < limit:
        rows += _unlike(rows, matching.near_misses(kind, facts, limit).hits)
    active = CriteriaSet.objects.filter(kind=kind, is_active=True)
    if len(rows) < limit:
        shown = [row.pk for row in rows]
        rows += list(active.exclude(pk__in=shown).order_by("-score", "pk")[: limit - len(rows)])
    names = owners.public_ids(kind, rows[:limit])
    results = [
        Result(names[row.pk], row.title, matching.explain(row, facts)) for row in rows[:limit] if row.pk in names
    ]
    total = matching.active_count(kind)
    return Prescreen(found.count, found.untold, max(0, total - found.count - found.untold), results)


def _unlike(rows: list[CriteriaSet], more: list[CriteriaSet]) -> list[CriteriaSet]:
    seen = {row.pk for row in rows}
    return [row for row in more if row.pk not in seen]
