"""The sentence of one stored reason of a match, made when read, in the reader's language."""

from typing import Any


def reason_text(reason: dict[str, Any]) -> str:
    """One rule in words, with the value held and the value needed."""
    return f"{reason.get('fact', '')}: {reason.get('held', '')} / {reason.get('needed', '')}"
