"""Invented firms for the editor's test panel, where real firms may not be looked into (policy, schemes)."""

from portal.criteria import codes
from portal.criteria.editor import SampleFirm
from portal.criteria.matching import facts_from_json


def firms() -> list[SampleFirm]:
    """Five typical firms with names in the active language; one of them has hardly any facts."""
    return [
        SampleFirm(row["key"], codes.in_language(row["names"]), facts_from_json(row["facts"]))
        for row in codes.data("example_firms.json")["firms"]
    ]
