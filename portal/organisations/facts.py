"""Facts of an organisation: entered once with date, source and evidence grade; reused by every form and rule.

What can be recorded is the catalogue of ``portal.criteria`` (scope ``firm``); a row stores the value as the catalogue
writes it, with the currency of money in ``unit``.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.criteria import catalogue, values
from portal.criteria.catalogue import FactValue, Kind
from portal.identity.models import User
from portal.journal.services import record
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.choices import EvidenceGrade
from portal.organisations.models import Fact, Organisation

CLEARED: Final = ""  # stored when a firm takes an answer back: unknown again
# Facts that are also columns of the organisation, because lists filter on them.
MIRRORED: Final = {"sector": "sector", "region": "region", "founded_on": "founded_on"}


def raw_of(entry: catalogue.Fact, value: Any, unit: str) -> Any:
    """The catalogue's JSON form of a stored row."""
    if value is None or value == CLEARED:
        return None
    return {"amount": value, "currency": unit} if entry.kind is Kind.MONEY else value


def read(code: str, value: Any, unit: str, as_of: date | None = None, grade: int = 0) -> FactValue | None:
    """A stored row as a typed value; None when the catalogue does not know (or any more accept) it."""
    entry = catalogue.get(code)
    if entry is None:
        return None
    try:
        held = values.read_fact(entry, raw_of(entry, value, unit))
    except values.ValueProblem:
        return None
    return FactValue(held.value, held.unit, as_of, grade)


def facts_of(organisation: Organisation) -> dict[str, FactValue]:
    """All facts in force by code; the organisation's own columns stand in where no fact was recorded."""
    return facts_of_many([organisation])[organisation.pk]


def facts_of_many(organisations: Iterable[Organisation]) -> dict[int, dict[str, FactValue]]:
    """As :func:`facts_of` for many: primary key → facts. One query."""
    firms = {firm.pk: firm for firm in organisations}
    table: dict[int, dict[str, FactValue]] = {}
    for key, firm in firms.items():
        table[key] = {}
        for code, column in MIRRORED.items():
            value = getattr(firm, column)
            held = read(code, value.isoformat() if isinstance(value, date) else [value], "") if value else None
            if held is not None:
                table[key][code] = held
    for row in Fact.objects.filter(organisation__in=firms, is_current=True):
        held = read(row.code, row.value, row.unit, row.as_of, row.grade)
        if held is not None:
            table[row.organisation_id][row.code] = held
    return table


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


def stored_form(code: str, value: Any, unit: str) -> tuple[Any, str]:
    """The checked (value, unit) to store. Raises ``DomainError`` on the fact's code with what is wrong.

    ``value`` is a typed value (Decimal, date, bool, set of codes) or the catalogue's JSON form.
    """
    entry = catalogue.get(code)
    if entry is None or entry.scope != "firm":
        raise DomainError(fields={code: [_("This is not something a firm's profile holds.")]})
    raw = _plain(value)
    try:
        held = values.read_fact(entry, raw_of(entry, raw, unit) if not isinstance(raw, Mapping) else raw)
    except values.ValueProblem as problem:
        raise DomainError(fields={code: [problem.message]}) from problem
    written = values.write_fact(entry, held)
    if held.value is None:
        return CLEARED, ""
    if entry.kind is Kind.MONEY:
        return written["amount"], written["currency"]
    return written, held.unit


def _plain(value: Any) -> Any:
    if isinstance(value, set | frozenset | tuple):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


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

    ``unit`` is the currency of a money fact. Raises ``DomainError`` for a value that makes no sense,
    ``NotAllowedError`` for somebody who may not, ``ConflictError`` when two record at once.
    """
    if not may_record(actor, organisation, grade):
        raise NotAllowedError(_("Only a member who may edit can change this."))
    stored, unit = stored_form(code, value, unit)
    held = Fact.objects.filter(organisation=organisation, code=code, is_current=True).first()
    values = {"value": stored, "unit": unit, "as_of": as_of, "source": source, "grade": grade}
    if held is not None:
        if all(getattr(held, name) == value for name, value in values.items()):
            return held
        _make_history(held)
    user = actor.user if isinstance(actor.user, User) else None
    fact = Fact.objects.create(organisation=organisation, code=code, recorded_by=user, **values)
    _mirror(organisation, code, stored)
    record(
        actor=actor,
        verb="fact.recorded",
        subject=organisation,
        concerns=[organisation],
        payload={"code": code, "before": held.value if held else None, "after": stored, "grade": int(grade)},
    )
    return fact


def _make_history(held: Fact) -> None:
    """Raises ConflictError when somebody else did so first."""
    if not Fact.objects.filter(pk=held.pk, is_current=True).update(is_current=False):
        raise ConflictError(_("Somebody else changed this fact a moment ago. Look again."))


def _mirror(organisation: Organisation, code: str, stored: Any) -> None:
    column = MIRRORED.get(code)
    if column is None or not stored:
        return
    value = stored[0] if isinstance(stored, list) else stored  # lists filter on the first of several
    setattr(organisation, column, date.fromisoformat(value) if column == "founded_on" else value)
    organisation.save(update_fields=[column, "updated_at"])


@transaction.atomic
def record_facts(
    *,
    actor: Actor,
    organisation: Organisation,
    facts: Mapping[str, tuple[Any, str]],
    as_of: date | None = None,
    source: str = "",
) -> list[Fact]:
    """Several facts at once, each as (value, unit); all or none."""
    return [
        record_fact(
            actor=actor, organisation=organisation, code=code, value=value, unit=unit, as_of=as_of, source=source
        )
        for code, (value, unit) in facts.items()
    ]
