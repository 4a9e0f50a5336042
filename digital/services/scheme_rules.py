"""For whom a grant scheme is: the document published with the scheme's data, or the one an authority wrote since.

Evaluated, explained and edited like every other criteria document; every version is kept.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from digital.models import SchemeConditions
from digital.schemes.catalogue import Scheme
from digital.services import conditions
from digital.services.common import require_authority
from portal.criteria.rules import Criterion, read
from portal.journal.services import record
from portal.organisations.actors import Actor

KIND = "digital.scheme"


def conditions_of(found: Scheme) -> SchemeConditions | None:
    """What an authority wrote for this version of the scheme, if anything."""
    rows = SchemeConditions.objects.select_related("criteria")
    return rows.filter(scheme=found.code, version=found.version).first()


def document_of(found: Scheme, row: SchemeConditions | None) -> Mapping[str, Any]:
    """The document in force; {} means that the scheme is for every firm."""
    if row is None:
        return found.for_whom
    return conditions.written(row.criteria)


def criteria_of(schemes: Iterable[Scheme]) -> dict[tuple[str, str], Criterion | None]:
    """(code, version) → the typed criterion, None for a scheme without conditions. One query."""
    written = {(row.scheme, row.version): row for row in SchemeConditions.objects.select_related("criteria")}
    found = {}
    for one in schemes:
        document = document_of(one, written.get((one.code, one.version)))
        found[one.code, one.version] = read(document, strict=False) if document else None
    return found


@transaction.atomic
def conditions_save(
    *, actor: Actor, found: Scheme, document: Mapping[str, Any], expected_version: int, note: str = ""
) -> SchemeConditions:
    """Keep the conditions of a scheme's version; only an authority. ConflictError when a colleague was quicker."""
    require_authority(actor)
    row = conditions_of(found) or SchemeConditions(scheme=found.code, version=found.version)
    row.criteria = conditions.keep(
        actor=actor, kind=KIND, criteria=row.criteria, document=document, title=str(found.title),
        expected_version=expected_version, note=note,
    )  # fmt: skip
    row.save()
    payload = {"scheme": found.code, "version": found.version}
    record(actor=actor, verb="digital.scheme.conditions", subject=row, payload=payload, notify=False)
    return row
