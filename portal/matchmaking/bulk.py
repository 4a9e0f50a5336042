"""Matches of one request written many at a time, in SQL that SQLite and PostgreSQL read alike.

Ten thousand model instances cost more than everything else of a match run; here only what differs between the rows is
passed. A match that is there already keeps its moments: score, reasons and the mandate are refreshed.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from portal.common.models import new_public_ids
from portal.matchmaking.models import Match, Request
from portal.matchmaking.pillars import Candidate

CHUNK = 1000
REFRESHED = ("score", "reasons", "misses", "unknowns", "source_key", "superseded_at")
MIRRORED = ("pillar", "region", "sector", "closes_at", "is_open")  # Match.copy_request
VARYING = ("public_id", "organisation_id", "score", "reasons", "misses", "unknowns", "source_key", "released_at")


def matches_keep(
    request: Request, candidates: Sequence[Candidate], moment: datetime, released: Collection[int] = ()
) -> None:
    """Insert or refresh the match of every candidate; new ones of the organisations ``released`` are shown at once."""
    quote = connection.ops.quote_name
    constants = {
        "request_id": request.pk,
        "engine_version": Match._meta.get_field("engine_version").get_default(),
        "found_at": connection.ops.adapt_datetimefield_value(moment),
        "decline_codes": "[]",
        "decline_text": "",
        **_mirrored(request),
    }
    columns = ", ".join(quote(name) for name in (*VARYING, *constants))
    row = f"({', '.join(['%s'] * (len(VARYING) + len(constants)))})"
    changes = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in (*REFRESHED, *MIRRORED))
    ids = iter(new_public_ids(len(candidates)))
    encoded: dict[int, str] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(candidates), CHUNK):
            values: list[Any] = []
            chunk = candidates[start : start + CHUNK]
            for one in chunk:
                shown_at = constants["found_at"] if one.organisation.pk in released else None
                values += (next(ids), *_varying(one, encoded), shown_at, *constants.values())
            cursor.execute(
                f"INSERT INTO {quote(Match._meta.db_table)} ({columns})"  # noqa: S608 - names of ours
                f" VALUES {', '.join([row] * len(chunk))}"
                f" ON CONFLICT ({quote('request_id')}, {quote('organisation_id')}) DO UPDATE SET {changes}",
                values,
            )


def _mirrored(request: Request) -> dict[str, object]:
    """What a match copies of its request, as the database takes it."""
    model = Match(request=request)
    model.copy_request()
    return {name: _prepared(Match._meta.get_field(name), getattr(model, name)) for name in MIRRORED}


def _prepared(field: Any, value: Any) -> object:
    return field.get_db_prep_save(value, connection)


def _varying(one: Candidate, encoded: dict[int, str]) -> tuple[object, ...]:
    """What differs between rows; a reason shared by many candidates is written as JSON once."""
    for reason in one.reasons:
        if id(reason) not in encoded:
            encoded[id(reason)] = json.dumps(reason, cls=DjangoJSONEncoder, ensure_ascii=False)
    reasons = f"[{', '.join(encoded[id(reason)] for reason in one.reasons)}]"
    score = connection.ops.adapt_decimalfield_value(one.score, 6, 2)
    return one.organisation.pk, score, reasons, one.misses, one.unknowns, one.source_key
