"""The eleven Incoterms 2020: modes of transport, what the seller pays, where the named place lies (data with source)."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data" / "incoterms.json"
MODES = ("sea", "air", "road", "rail", "courier")
COSTS = (
    "inland", "export_clearance", "loading", "freight", "insurance", "delivery", "unloading", "duty", "import_tax",
)  # fmt: skip
NEEDS_INSURANCE = frozenset({"CIP", "CIF"})


@cache
def terms() -> Mapping[str, Mapping[str, Any]]:
    """Every term by its code."""
    return {term["code"]: term for term in json.loads(DATA.read_text(encoding="utf-8"))["terms"]}


def allows(term: str, mode: str) -> bool:
    """Whether ``term`` may be used with ``mode``: the four sea terms only on water."""
    return term in terms() and mode in MODES and (terms()[term]["modes"] == "any" or mode == "sea")


def seller_pays(term: str) -> frozenset[str]:
    """The cost kinds in the seller's price under ``term``. Raises KeyError for an unknown term."""
    return frozenset(terms()[term]["seller_pays"])
