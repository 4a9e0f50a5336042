"""An instrument and a result as plain JSON values in the active language, for the API and the PDF."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from digital.instruments.catalogue import SCALE_TOP, SCENE_TOP, Instrument, SharedFact, facts_used, instrument
from digital.instruments.scoring import DimensionScore, Result
from digital.texts import read, text


def number(value: Fraction) -> str:
    """A score with two decimals, rounded half up, as the API writes it."""
    cents = (value * 100 + Fraction(1, 2)).__floor__()
    return f"{cents // 100}.{cents % 100:02d}"


def grade_name(found: Instrument, grade: str | int | None) -> str:
    """The band's or level's name in the active language."""
    if grade is None:
        return _("Cannot tell yet")
    if found.kind == "levels":
        return str(found.level_names[int(grade)])
    return next(str(name) for _top, code, name in found.bands if code == grade)


def cross_check_text(code: str) -> str:
    """What a contradiction between two dimensions means, in one sentence."""
    return {
        "ambition_without_preparation": _("Many investments and plans, little preparation: prepare before you buy."),
        "technology_without_people": _("Strong technology, few skills: train people before the next tool."),
        "data_without_protection": _("Much data, little protection: secure what you hold first."),
    }[code]


def _shape(fact: SharedFact) -> Any:
    """What an answer looks like, for the published document."""
    codes = list(fact.item_codes)
    if fact.kind == "ticks":
        return {"type": "list", "of": codes, "exclusive": sorted(fact.exclusive)}
    if fact.kind == "choice":
        return {"type": "one", "of": codes}
    if fact.kind == "percent":
        return {"type": "percent", "minimum": 0, "maximum": 100}
    if fact.kind == "levels":
        return {"type": "object", "keys": codes, "values": list(fact.values)}
    top = SCENE_TOP if fact.kind == "scenes" else SCALE_TOP
    return {"type": "object", "keys": codes, "values": [*range(top + 1), "na"]}


def _question(fact: SharedFact) -> dict[str, Any]:
    return {
        "key": fact.code,
        "question": str(fact.label),
        "why": str(fact.why),
        "how": str(fact.how),
        "answer": _shape(fact),
        "not_applicable_allowed": fact.may_be_na,
        "items": [{"code": item.code, "label": str(item.label)} for item in fact.items],
    }


def instrument_document(code: str) -> dict[str, Any]:
    """The instrument ``code`` with its questions, weights, cut-offs, version and source; raises KeyError."""
    found = instrument(code)
    document: dict[str, Any] = {
        "code": found.code,
        "version": found.version,
        "title": str(found.title),
        "source": str(found.source),
        "answers": {
            "unknown": "unknown",
            "not_applicable": "na",
            "with_evidence": {"value": "…", "grade": "0 said, 1 file, 2 checked by an adviser, 3 third party"},
        },
        "questions": [_question(fact) for fact in facts_used(code)],
        "dimensions": read(code)["dimensions"],
    }
    if found.kind == "bands":
        document["bands"] = [
            {"up_to_and_including": number(top), "code": name, "name": str(label)} for top, name, label in found.bands
        ]
    else:
        document["levels"] = [{"from": number(bottom), "level": level} for bottom, level in found.levels]
        document["binding_scenes"] = list(found.binding_scenes)
        document["binding_scenes_note"] = str(text(read(code)["scenes"]["note"]))
    return document


def _dimension(row: DimensionScore) -> dict[str, Any]:
    share = row.share
    return {
        "code": row.code,
        "name": str(row.label),
        "applies": share.applies,
        "score": number(row.low) if row.is_known else None,
        "score_possible": number(row.high) if share.applies else None,
        "maximum": number(row.maximum),
        "answered_share": number(share.known * 100),
        "confidence": number(share.confidence * 100),
        "parts": [
            {
                "code": part.code,
                "key": part.fact,
                "score": number(found.low * 100) if found.known and found.applies else None,
                "score_possible": number(found.high * 100) if found.applies else None,
            }
            for part, found in row.parts
        ],
    }


def result_document(result: Result) -> dict[str, Any]:
    """A result as JSON. Scores are strings with two decimals; ``score`` is proven, ``score_possible`` what it could be
    once the open answers are known."""
    found, known = result.instrument, result.grade_low is not None
    kind = "band" if found.kind == "bands" else "level"
    document: dict[str, Any] = {
        "instrument": found.code,
        "version": found.version,
        "source": str(found.source),
        "dimensions": [_dimension(row) for row in result.dimensions],
        "overall": number(result.overall.low * 100) if known else None,
        "overall_possible": number(result.overall.high * 100) if known else None,
        "is_complete": result.is_complete,
        kind: result.grade_low,
        f"{kind}_possible": result.grade_high,
        f"{kind}_name": grade_name(found, result.grade_low),
        "answered_share": number(result.overall.known * 100),
        "confidence": number(result.overall.confidence * 100),
    }
    if result.score_levels and result.scene_levels:
        document["score_level"], document["score_level_possible"] = result.score_levels
        document["scene_level"], document["scene_level_possible"] = result.scene_levels
    if found.kind == "bands":
        document["cross_checks"] = [{"code": code, "sentence": cross_check_text(code)} for code in result.cross_checks]
    return document
