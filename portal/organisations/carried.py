"""Answers given before there was an account: kept in the session, recorded as facts at registration."""

from collections.abc import MutableMapping
from typing import Any

from portal.common.errors import DomainError
from portal.criteria import catalogue
from portal.criteria.catalogue import FactValue
from portal.criteria.matching import facts_from_json
from portal.organisations.actors import Actor
from portal.organisations.facts import record_fact
from portal.organisations.models import Organisation

SESSION_KEY = "carried-facts"  # code → JSON form of the catalogue, or None for “I am not sure”
SOURCE = "fit check"


def carried(session: MutableMapping[str, Any]) -> dict[str, Any]:
    """The answers so far."""
    held = session.get(SESSION_KEY)
    return dict(held) if isinstance(held, dict) else {}


def carry(session: MutableMapping[str, Any], code: str, raw: Any) -> None:
    """Keep one answer."""
    session[SESSION_KEY] = {**carried(session), code: raw}


def facts_told(session: MutableMapping[str, Any]) -> dict[str, FactValue]:
    """The answers as typed facts; one that makes no sense any more is left out."""
    found: dict[str, FactValue] = {}
    for code, raw in carried(session).items():
        if raw is None:
            continue
        try:
            found |= facts_from_json({code: raw})
        except DomainError:
            continue
    return found


def take_over(session: MutableMapping[str, Any], actor: Actor, organisation: Organisation) -> int:
    """Record the firm's own answers as facts; what belongs to a request stays in the session for its form.

    Answers that are no sense any more are left out. Returns how many facts were recorded.
    """
    recorded = 0
    kept: dict[str, Any] = {}
    for code, raw in carried(session).items():
        entry = catalogue.get(code)
        if raw is None or entry is None:
            continue
        if entry.scope != "firm":
            kept[code] = raw
            continue
        unit = raw.get("currency", "") if isinstance(raw, dict) else ""
        try:
            record_fact(actor=actor, organisation=organisation, code=code, value=raw, unit=unit, source=SOURCE)
        except DomainError:
            continue
        recorded += 1
    session[SESSION_KEY] = kept
    return recorded
