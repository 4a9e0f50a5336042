"""What changed between two versions, word by word (character by character in Chinese), field by field."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.briefs.fields import FIELDS, TextField
from portal.briefs.models import Brief, BriefVersion
from portal.common import formatting
from portal.common.formatting import Medium
from portal.criteria import codes

PIECE = re.compile(r"\s+|[\u4e00-\u9fff]|[^\s\u4e00-\u9fff]+")
SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs: runs of (kind, text)."""

    field: TextField
    runs: tuple[tuple[str, str], ...]


def runs(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """``old`` → ``new`` as runs of same, removed, added text. Joining same+removed gives old, same+added gives new."""
    before, after = PIECE.findall(old), PIECE.findall(new)
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append((SAME, "".join(before[a:b])))
            continue
        if b > a:
            found.append((REMOVED, "".join(before[a:b])))
        if d > c:
            found.append((ADDED, "".join(after[c:d])))
    return tuple(found)


def changes(old: BriefVersion | None, new: BriefVersion, language: str) -> list[FieldChange]:
    """The fields of ``language`` that differ between two versions (the note about changes apart)."""
    before = (old.content["texts"].get(language, {}) if old else {}) or {}
    after = new.content["texts"].get(language, {})
    return [
        FieldChange(field, runs(before.get(field.code, ""), after.get(field.code, "")))
        for field in FIELDS
        if field.code != "changes" and before.get(field.code, "") != after.get(field.code, "")
    ]


def term_lines(old: BriefVersion | None, new: BriefVersion) -> list[tuple[str, str, str]]:
    """The terms that differ, in words: (what, before, after); both empty when the conditions changed."""
    return [
        (str(_("Conditions")), "", "")
        if code == "conditions"
        else (capfirst(str(column_of(code).verbose_name)), term_text(code, before), term_text(code, after))
        for code, before, after in term_changes(old, new)
    ]


def column_of(code: str) -> Any:
    """The brief's column behind a term."""
    return Brief._meta.get_field(code)


def term_text(code: str, value: object) -> str:
    """A term as read: choices by name, dates and figures in the reader's notation, a dash for nothing."""
    if value in (None, ""):
        return "–"
    column = column_of(code)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, models.DateField):
        return formatting.date_text(date.fromisoformat(str(value)), Medium.PLAIN)
    if isinstance(column, models.DecimalField | models.IntegerField):
        return formatting.number(Decimal(str(value)), None, Medium.PLAIN)
    return codes.get("region").label(str(value)) if code == "region" else str(value)


def term_changes(old: BriefVersion | None, new: BriefVersion) -> list[tuple[str, object, object]]:
    """Terms (dates, amounts, limits, conditions) that differ: (code, before, after)."""
    if old is None:
        return []
    before, after = old.content["terms"], new.content["terms"]
    found = [(code, before.get(code), after.get(code)) for code in after if before.get(code) != after.get(code)]
    if old.content.get("conditions") != new.content.get("conditions"):
        found.append(("conditions", None, None))
    return found
