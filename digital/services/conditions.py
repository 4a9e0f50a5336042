"""For whom something given is (a grant scheme, an offer of help): a criteria document, judged and explained for a firm."""

from collections.abc import Mapping
from typing import Any

from portal.criteria import scopes
from portal.criteria.catalogue import FactValue
from portal.criteria.matching import Explanation, explain_criterion
from portal.criteria.models import CriteriaSet
from portal.criteria.rules import Criterion
from portal.criteria.sentences import requirements
from portal.organisations.actors import Actor

Facts = Mapping[str, FactValue]


def keep(
    *,
    actor: Actor,
    kind: str,
    criteria: CriteriaSet | None,
    document: Mapping[str, Any],
    title: str,
    expected_version: int | None = None,
    note: str = "",
) -> CriteriaSet | None:
    """The set that says for whom it is, {} meaning everybody. ConflictError when a colleague was quicker.

    Call it in the owner's transaction, after the permission has been checked.
    """
    return scopes.keep(
        actor=actor, kind=kind, criteria=criteria, fixed=(), further=document, title=title,
        expected_version=expected_version, note=note,
    )  # fmt: skip


def written(criteria: CriteriaSet | None) -> Mapping[str, Any]:
    """The document in force; {} means that it is for every firm."""
    return criteria.document if criteria is not None and criteria.is_active else {}


def fit(criterion: Criterion | None, facts: Facts | None) -> dict[str, Any]:
    """What a page shows: the conditions in words and, with the facts of a firm, the explanation."""
    if criterion is None:
        return {"groups": [], "explanation": None}
    explanation: Explanation | None = None if facts is None else explain_criterion(criterion, facts)
    return {"groups": requirements(criterion), "explanation": explanation}
