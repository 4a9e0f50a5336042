"""The gate before publishing: every language complete, current and easy to read, or a signed waiver that is shown."""

import hashlib
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import LANGUAGES, FieldState
from portal.briefs.fields import BY_CODE, FIELDS, GATED, REQUIRED, TextField
from portal.briefs.models import Brief, BriefText
from portal.briefs.readability import Reading, measure

Texts = dict[str, dict[str, BriefText]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One field in one language as the editor shows it."""

    field: TextField
    language: str
    body: str
    state: FieldState
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why the brief cannot be published as it is. ``field`` is None when the whole language is meant."""

    language: str
    field: TextField | None
    why: Promise


def digest(text: str) -> str:
    """Digest of a source text, to notice that it has changed after a translation."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def texts_of(brief: Brief) -> Texts:
    """All stored fields: language → code → row. One query."""
    found: Texts = {language: {} for language in LANGUAGES}
    for row in brief.texts.all():
        found.setdefault(row.language, {})[row.code] = row
    return found


def state_of(brief: Brief, language: str, code: str, texts: Texts) -> FieldState:
    """State of one field: missing, draft, ready, or outdated because the source has changed since."""
    row = texts[language].get(code)
    if row is None or not row.body.strip():
        return FieldState.MISSING
    if language != brief.source_language:
        source = texts[brief.source_language].get(code)
        if row.source_digest != digest(source.body if source else ""):
            return FieldState.OUTDATED
    return FieldState.READY if row.is_ready else FieldState.DRAFT


def cells(brief: Brief) -> list[tuple[TextField, list[Cell]]]:
    """The editor's grid: per field its three languages, the source first."""
    texts = texts_of(brief)
    order = [brief.source_language, *(language for language in LANGUAGES if language != brief.source_language)]
    grid = []
    for field in FIELDS:
        row = []
        for language in order:
            held = texts[language].get(field.code)
            body = held.body if held else ""
            reading = measure(body, language) if field.is_gated and body.strip() else None
            row.append(Cell(field, language, body, state_of(brief, language, field.code, texts), reading))
        grid.append((field, row))
    return grid


def readings(texts: Texts) -> dict[str, Reading]:
    """The reading of each language's gated fields together."""
    return {
        language: measure("\n".join(texts[language][code].body for code in GATED if code in texts[language]), language)
        for language in LANGUAGES
    }


def obstacles(brief: Brief, texts: Texts | None = None) -> list[Obstacle]:
    """Everything between this draft and publishing; empty means it may go out without a waiver."""
    texts = texts if texts is not None else texts_of(brief)
    found = []
    wanted = [
        *REQUIRED,
        *(code for code in ("fits", "fits_not", "question", "choices", "changes") if has(texts, brief, code)),
    ]
    for language in LANGUAGES:
        for code in wanted:
            state = state_of(brief, language, code, texts)
            if state == FieldState.MISSING:
                found.append(Obstacle(language, BY_CODE[code], _("is missing")))
            elif state == FieldState.OUTDATED:
                found.append(Obstacle(language, BY_CODE[code], _("was translated before the source changed")))
            elif code in GATED and (faults := measure(texts[language][code].body, language).faults):
                found.append(Obstacle(language, BY_CODE[code], faults[0].why))
    for language, reading in readings(texts).items():
        found += [Obstacle(language, None, measured.label) for measured in reading.measures if not measured.passes]
    return found


def has(texts: Texts, brief: Brief, code: str) -> bool:
    """Whether the source language holds an optional field (then the translations must too)."""
    row = texts[brief.source_language].get(code)
    return row is not None and bool(row.body.strip())
