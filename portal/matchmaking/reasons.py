"""The sentence of one stored reason of a match, made when read, in the reader's language."""

from collections.abc import Callable
from typing import Any

from portal.criteria.reasons import told

_words: dict[str, Callable[[dict[str, Any]], str]] = {}


def register(prefix: str, words: Callable[[dict[str, Any]], str]) -> None:
    """A pillar's words for reasons that are no criterion, told by how their fact begins ("export.")."""
    _words[prefix] = words


def reason_text(reason: dict[str, Any]) -> str:
    """One rule in words, with the value held and the value needed."""
    for prefix, words in _words.items():
        if str(reason.get("fact", "")).startswith(prefix):
            return words(reason)
    return told(reason)
