"""Facts of an organisation: entered once with date, source and evidence grade; reused by every form and rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.common.errors import ConflictError, NotAllowedError
from portal.identity.models import User
from portal.journal.services import record
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.choices import EvidenceGrade
from portal.organisations.models import Fact, Organisation

# Facts that are also columns of the organisation, because lists filter on them.
MIRRORED: Final = {"sector": "sector", "region": "region", "founded_on": "founded_on", "country": "country"}


@dataclass(frozen=True, slots=True)
class FactValue:
    """One fact in force. ``value`` in its JSON form, ``unit`` ISO 4217 for money."""

    code: str
    value: Any
    unit: str = ""
    as_of: date | None = None
    source: str = ""
    grade: int = EvidenceGrade.SAID


def facts_of(organisation: Organisation) -> dict[str, FactValue]:
    """All facts in force by code; the organisation's own columns stand in where no fact was recorded."""
    found = {}
    for code, column in MIRRORED.items():
        value = getattr(organisation, column)
        if value:
            found[code] = FactValue(code, value.isoformat() if isinstance(value, date) else value)
    for row in Fact.objects.filter(organisation=organisation, is_current=True):
        found[row.code] = FactValue(row.code, row.value, row.unit, row.as_of, row.source, row.grade)
    return found


def history_of(organisation: Organisation, code: str) -> list[Fact]:
    """Every value a fact ever had, newest first."""
    rows = Fact.objects.filter(organisation=organisation, code=code).select_related("recorded_by")
    return list(rows.order_by("-pk"))


def may_record(actor: Actor, organisation: Organisation, grade: int) -> bool:
    """Members who may edit state facts and add files; only advisers and authorities grade them higher."""
    own = actor.may_edit and actor.organisation is not None and actor.organisation.pk == organisation.pk
    if actor is SYSTEM or actor.is_authority:
        return True
    if grade >= EvidenceGrade.CHECKED:
        return actor.holds("adviser") and actor.may_edit and not own
    return own


def json_form(value: Any) -> Any:
    """A Python value as facts store it: numbers as text, dates as ISO text, sets as sorted lists."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        text = f"{Decimal(value):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(item) for item in value)
    return str(value)


@transaction.atomic
def record_fact(
    *,
    actor: Actor,
    organisation: Organisation,
    code: str,
    value: Any,
    unit: str = "",
    as_of: date | None = None,
    source: str = "",
    grade: int = EvidenceGrade.SAID,
) -> Fact:
    """Make ``value`` the fact in force; the one before becomes history. The same value again changes nothing.

    Raises ``NotAllowedError`` for somebody who may not, ``ConflictError`` when two record at once.
    """
    if not may_record(actor, organisation, grade):
        raise NotAllowedError(_("Only a member who may edit can change this."))
    stored = json_form(value)
    held = Fact.objects.filter(organisation=organisation, code=code, is_current=True).first()
    wanted = (stored, unit, as_of, source, grade)
    if held is not None:
        if (held.value, held.unit, held.as_of, held.source, held.grade) == wanted:
            return held
        if not Fact.objects.filter(pk=held.pk, is_current=True).update(is_current=False):
            raise ConflictError(_("Somebody else changed this fact a moment ago. Look again."))
    user = actor.user if isinstance(actor.user, User) else None
    fact = Fact.objects.create(
        organisation=organisation,
        code=code,
        value=stored,
        unit=unit,
        as_of=as_of,
        source=source,
        grade=grade,
        recorded_by=user,
    )
    _mirror(organisation, code, stored)
    record(
        actor=actor,
        verb="fact.recorded",
        subject=organisation,
        concerns=[organisation],
        payload={"code": code, "before": held.value if held else None, "after": stored, "grade": int(grade)},
    )
    return fact


def _mirror(organisation: Organisation, code: str, stored: Any) -> None:
    column = MIRRORED.get(code)
    if column is None or not stored:
        return
    value = stored[0] if isinstance(stored, list) else stored
    setattr(organisation, column, date.fromisoformat(value) if column == "founded_on" else value)
    organisation.save(update_fields=[column, "updated_at"])


@transaction.atomic
def record_facts(
    *, actor: Actor, organisation: Organisation, values: Mapping[str, tuple[Any, str]], source: str = ""
) -> list[Fact]:
    """Several facts at once, each as (value, unit); all or none."""
    return [
        record_fact(actor=actor, organisation=organisation, code=code, value=value, unit=unit, source=source)
        for code, (value, unit) in values.items()
    ]
