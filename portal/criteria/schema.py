"""The published JSON Schema: the fixed part from ``schema.json``, facts, currencies and questions from the
catalogue.
"""

import json
from pathlib import Path
from typing import Any

from portal.common.money import CURRENCIES
from portal.criteria import catalogue, codes
from portal.criteria.catalogue import Kind


def published() -> dict[str, Any]:
    """JSON Schema 2020-12 of a criterion document, with the facts known today and their labels in the active
    language.
    """
    found: dict[str, Any] = json.loads((Path(__file__).parent / "schema.json").read_text(encoding="utf-8"))
    facts = catalogue.all_facts()
    definitions = found["$defs"]
    definitions["fact"] = {"oneOf": [{"const": fact.code, "title": str(fact.label)} for fact in facts]}
    for kind in Kind:
        definitions[f"{kind.value}Fact"] = {"enum": [fact.code for fact in facts if fact.kind is kind]}
    definitions["money"]["properties"]["currency"] = {"enum": list(CURRENCIES)}
    found["x-facts"] = {fact.code: fact_entry(fact) for fact in facts}
    return found


def fact_entry(fact: catalogue.Fact) -> dict[str, Any]:
    """What an outside program needs to know of a fact."""
    entry: dict[str, Any] = {
        "kind": fact.kind.value,
        "scope": fact.scope,
        "label": str(fact.label),
        "question": str(fact.question),
        "can_change": fact.change.value,
    }
    if fact.unit:
        entry["unit"] = fact.unit
    if fact.kind is Kind.CODES:
        entry |= {"codes": fact.code_list, "single": fact.is_single}
        if fact.code_list not in {"isic", "region", "market", "hs"}:
            known = codes.get(fact.code_list)
            entry["values"] = {code: known.label(code) for code in known.top()}
    if fact.derived:
        entry["derived"] = fact.derived
    return entry
