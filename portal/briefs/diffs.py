"""What changed between two versions, word by word (character by character in Chinese), field by field."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.briefs.fields import FIELDS, TextField
from portal.briefs.models import BriefVersion

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


def term_changes(old: BriefVersion | None, new: BriefVersion) -> list[tuple[str, object, object]]:
    """Terms (dates, amounts, limits, conditions) that differ: (code, before, after)."""
    if old is None:
        return []
    before, after = old.content["terms"], new.content["terms"]
    found = [(code, before.get(code), after.get(code)) for code in after if before.get(code) != after.get(code)]
    if old.content.get("conditions") != new.content.get("conditions"):
        found.append(("conditions", None, None))
    return found
