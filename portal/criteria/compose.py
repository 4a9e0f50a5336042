"""Documents put together: rules an owner's own profile always asks, and further groups written in the editor."""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from portal.criteria.rules import SCHEMA_VERSION, upgraded


def joined(fixed: Sequence[Mapping[str, Any]], further: Mapping[str, Any]) -> dict[str, Any]:
    """``further`` with the ``fixed`` rules added to each of its groups; {} when there is no rule at all."""
    if not further:
        return {"schema": SCHEMA_VERSION, "any": [{"all": [dict(rule) for rule in fixed]}]} if fixed else {}
    document = dict(upgraded(further))
    document["any"] = [{**group, "all": [*fixed, *group["all"]]} for group in document["any"]]
    return {"schema": SCHEMA_VERSION, **document}


def fingerprint(document: Mapping[str, Any]) -> int:
    """A number that changes with the document, for owners who keep no version of their own."""
    return zlib.crc32(json.dumps(document, sort_keys=True, ensure_ascii=False).encode())
