"""Creating, revising, switching on and off. The owner's service calls these in its own transaction and journals."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.criteria import read_model
from portal.criteria.contradictions import contradictions, is_impossible
from portal.criteria.models import CriteriaSet, CriteriaVersion
from portal.criteria.rates import default_table
from portal.criteria.rules import SCHEMA_VERSION, Criterion, DocumentError, read, upgraded

OVERTAKEN = _("Somebody else has changed these criteria in the meantime. Look at them again.")


class ActorLike(Protocol):
    """What is needed of an actor (``portal.organisations.actors.Actor`` fits)."""

    @property
    def user(self) -> Any: ...


def document_check(document: Any) -> Criterion:
    """The typed criterion; DomainError with one message per JSON pointer when it cannot be used."""
    try:
        return read(document)
    except DocumentError as error:
        raise DomainError(fields={problem.pointer: problem.message for problem in error.problems}) from error


@transaction.atomic
def criteria_create(
    *,
    actor: ActorLike,
    kind: str,
    document: Mapping[str, Any],
    title: str = "",
    score: float = 0.0,
    is_active: bool = False,
    note: str = "",
) -> CriteriaSet:
    """A new set with version 1. DomainError when the document is wrong, or active and impossible to meet."""
    criterion = document_check(document)
    if is_active:
        _refuse_impossible(criterion)
    criteria = CriteriaSet.objects.create(
        kind=kind,
        title=title,
        document=dict(upgraded(document)),
        schema_version=SCHEMA_VERSION,
        valid_from=criterion.valid_from,
        valid_to=criterion.valid_to,
        is_active=is_active,
        score=score,
        created_by=actor.user,
    )
    _keep_version(criteria, actor, note)
    return criteria


@transaction.atomic
def criteria_revise(
    *,
    actor: ActorLike,
    criteria: CriteriaSet,
    document: Mapping[str, Any],
    expected_version: int,
    note: str = "",
) -> CriteriaSet:
    """The next version. ConflictError when somebody else has revised it since ``expected_version``."""
    criterion = document_check(document)
    if criteria.is_active:
        _refuse_impossible(criterion)
    changed = CriteriaSet.objects.filter(pk=criteria.pk, version=expected_version).update(
        document=dict(upgraded(document)),
        schema_version=SCHEMA_VERSION,
        version=expected_version + 1,
        valid_from=criterion.valid_from,
        valid_to=criterion.valid_to,
        updated_at=clock.now(),
    )
    if not changed:
        raise ConflictError(OVERTAKEN)
    criteria.refresh_from_db()
    _keep_version(criteria, actor, note)
    return criteria


@transaction.atomic
def criteria_switch(*, actor: ActorLike, criteria: CriteriaSet, is_active: bool) -> CriteriaSet:
    """Switch matching on or off. DomainError when criteria nobody can meet are switched on."""
    if is_active:
        _refuse_impossible(document_check(criteria.document))
    CriteriaSet.objects.filter(pk=criteria.pk).update(is_active=is_active, updated_at=clock.now())
    criteria.refresh_from_db()
    _announce(criteria.kind)
    return criteria


@transaction.atomic
def criteria_rescore(*, criteria: CriteriaSet, score: float) -> None:
    """Keep the owner's static part of the ranking; no new version, the rules have not changed."""
    CriteriaSet.objects.filter(pk=criteria.pk).exclude(score=score).update(score=score, updated_at=clock.now())
    _announce(criteria.kind)


def _refuse_impossible(criterion: Criterion) -> None:
    rates = default_table()
    if is_impossible(criterion, rates):
        raise DomainError(fields={c.rule.pointer: c.message for c in contradictions(criterion, rates)})


def _keep_version(criteria: CriteriaSet, actor: ActorLike, note: str) -> None:
    CriteriaVersion.objects.create(
        criteria=criteria,
        version=criteria.version,
        document=criteria.document,
        schema_version=criteria.schema_version,
        note=note[:200],
        created_at=clock.now(),
        created_by=actor.user,
    )
    _announce(criteria.kind)


def _announce(kind: str) -> None:
    """This process sees the change with its next match; the others within a second."""
    transaction.on_commit(lambda: read_model.mark_stale(kind), robust=True)
