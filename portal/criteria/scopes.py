"""The criteria set of an owner whose profile makes the first rules: a provider's scope, a mentor's offer.

The profile's own answers (categories, languages) are ``fixed`` rules; ``further`` is what the owner wrote in the editor on
top. The engine sees one document, both joined; the editor changes ``further`` alone. Without any rule the set is switched
off: what says nothing of whom it is for is proposed to nobody.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.common.errors import ConflictError
from portal.criteria import services
from portal.criteria.compose import joined
from portal.criteria.models import CriteriaSet
from portal.criteria.services import ActorLike

Rules = Sequence[Mapping[str, Any]]


def keep(
    *,
    actor: ActorLike,
    kind: str,
    criteria: CriteriaSet | None,
    fixed: Rules,
    further: Mapping[str, Any],
    title: str = "",
    is_active: bool = True,
    expected_version: int | None = None,
    note: str = "",
) -> CriteriaSet | None:
    """The set as it shall be now; None while there has never been a rule. Call it in the owner's transaction.

    ``expected_version`` is the version the editor showed (0: none yet); ConflictError when it has been overtaken.
    """
    document = joined(fixed, further)
    version = criteria.version if criteria is not None else 0
    if expected_version is not None and expected_version != version:
        raise ConflictError(services.OVERTAKEN)
    if criteria is None:
        if not document:
            return None
        return services.criteria_create(
            actor=actor, kind=kind, document=document, title=title[:120], is_active=is_active, note=note
        )
    if document and document != criteria.document:
        criteria = services.criteria_revise(
            actor=actor, criteria=criteria, document=document, expected_version=version, note=note
        )
    wanted = is_active and bool(document)
    if criteria.is_active != wanted:
        criteria = services.criteria_switch(actor=actor, criteria=criteria, is_active=wanted)
    return criteria
