"""Matches of one request written many at a time.

Ten thousand model instances cost more than everything else of a match run; here only what differs between the rows is
passed. A match that is there already keeps its moments: score, reasons and the mandate are refreshed.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from portal.common.bulk import insert_rows, prepared
from portal.common.models import new_public_ids
from portal.matchmaking.models import Match, Request
from portal.matchmaking.pillars import Candidate

REFRESHED = ("score", "parts", "reasons", "misses", "unknowns", "source_key", "superseded_at")
MIRRORED = ("pillar", "region", "sector", "closes_at", "is_open")  # Match.copy_request
VARYING = (
    "public_id", "organisation", "score", "parts", "reasons", "misses", "unknowns", "source_key", "released_at",
    "notified_at",
)  # fmt: skip


def matches_keep(
    request: Request, candidates: Sequence[Candidate], moment: datetime, released: Collection[int] = ()
) -> None:
    """Insert or refresh the match of every candidate; new ones of the organisations ``released`` are shown and told now."""
    model = Match(request=request)
    model.copy_request()
    constants = {
        "request": request.pk,
        "engine_version": Match._meta.get_field("engine_version").get_default(),
        "found_at": moment,
        "decline_codes": [],
        "decline_text": "",
        **{name: getattr(model, name) for name in MIRRORED},
    }
    ids = iter(new_public_ids(len(candidates)))
    now = prepared(Match, "released_at", moment)
    encoded: dict[int, str] = {}
    rows = []
    for one in candidates:
        shown_at = now if one.organisation_id in released else None
        rows.append((next(ids), one.organisation_id, *_varying(one, encoded), shown_at, shown_at))
    unique = ("request", "organisation")
    insert_rows(Match, constants, VARYING, rows, unique=unique, refreshed=(*REFRESHED, *MIRRORED))


def _varying(one: Candidate, encoded: dict[int, str]) -> tuple[Any, ...]:
    """What differs between rows; a reason shared by many candidates is written as JSON once."""
    for reason in one.reasons:
        if id(reason) not in encoded:
            encoded[id(reason)] = json.dumps(reason, cls=DjangoJSONEncoder, ensure_ascii=False)
    reasons = f"[{', '.join(encoded[id(reason)] for reason in one.reasons)}]"
    score = connection.ops.adapt_decimalfield_value(one.score, 6, 2)
    parts = ", ".join([f'"{name}": {points}' for name, points in one.parts.items()])
    return score, f"{{{parts}}}", reasons, one.misses, one.unknowns, one.source_key
