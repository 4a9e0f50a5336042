"""Finding a product code of the Harmonised System by words in English, Chinese or Arabic. A person chooses the code.

Never by machine translation: a market ranked on a wrongly translated word is worse than none.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

CODE = re.compile(r"(0[1-9]|[1-6]\d|7[0-689]|8\d|9\d)\d{4}")  # chapter 77 is reserved and never used
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
_WORD = re.compile(r"[a-z0-9]+|[\u0600-\u06ff]+|[\u4e00-\u9fff]+")
_STOP = frozenset({"of", "and", "the", "or", "in", "with", "for", "other", "a", "من", "و", "في", "او", "غير"})


def is_code(text: str) -> bool:
    """Whether ``text`` has the form of a six-digit code in a chapter that exists."""
    return CODE.fullmatch(text) is not None


def folded(text: str) -> str:
    """``text`` without case, accents and the variants of Arabic letters."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_ARABIC)


def _stem(word: str) -> str:
    if "\u0600" <= word[0] <= "\u06ff":
        return word[2:] if word.startswith("ال") and len(word) > 4 else word
    for ending, replacement in (("ies", "y"), ("oes", "o"), ("s", "")):
        if len(word) > 3 and word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)] + replacement
    return word


def tokens(text: str) -> list[str]:
    """The searchable pieces of ``text``: word stems, and for Chinese its pairs of characters."""
    found: list[str] = []
    for word in _WORD.findall(folded(text)):
        if "\u4e00" <= word[0] <= "\u9fff":
            found += [word[at : at + 2] for at in range(len(word) - 1)] or [word]
        elif word not in _STOP:
            found.append(_stem(word))
    return list(dict.fromkeys(found))


def searchable(*texts: str) -> str:
    """The ``words`` column of a code: the tokens of all its descriptions between spaces."""
    return " " + " ".join(dict.fromkeys(token for text in texts for token in tokens(text))) + " "


@dataclass(frozen=True, slots=True)
class Hit:
    """A code that fits the words, with the share of them it holds (0–1)."""

    code: str
    share: float


def score(query: str, code: str, words: str) -> float:
    """How well a code fits: 1 when it holds all query tokens as words, half for a beginning; a code prefix is full."""
    wanted = tokens(query)
    if not wanted:
        return 0.0
    points = 0.0
    for token in wanted:
        if token.isdigit():
            points += 1.0 if code.startswith(token) else 0.0
        elif f" {token} " in words:
            points += 1.0
        elif f" {token}" in words or (len(token) > 3 and token in words):
            points += 0.5
    return points / len(wanted)


def best(query: str, rows: Iterable[tuple[str, str]], *, limit: int = 20) -> list[Hit]:
    """The best of ``rows`` (code, words), six-digit codes before headings on equal share, then by code."""
    hits = [Hit(code, share) for code, words in rows if (share := score(query, code, words)) > 0]
    top = max((hit.share for hit in hits), default=0.0)
    kept = [hit for hit in hits if hit.share >= top / 2]
    return sorted(kept, key=lambda hit: (-hit.share, -len(hit.code), hit.code))[:limit]
