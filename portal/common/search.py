"""Full-text search behind one small interface: SQLite FTS5 or PostgreSQL ``tsvector``, no extension of either.

Words are cut and normalised here, in Python, so both databases index the same tokens and answer alike: English is
lower-cased and lightly stemmed, Arabic is stripped of vowels, unified in its letter forms and lightly stemmed, Chinese
is cut into overlapping pairs of characters. A query is a list of units, each a set of equivalent tokens; documents that
hold at least half of the units come back, most units first, then the database's own rank.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

MAX_QUERY = 200  # characters of a query that count
MAX_UNITS = 24
MAX_TOKENS = 12_000  # tokens of one document
CANDIDATES = 400
COVERAGE = 0.5

RUN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]+|[^\W_\u4e00-\u9fff\u3400-\u4dbf]+", re.UNICODE)
HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]")
ARABIC = re.compile(r"[\u0621-\u064a]")
LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
PREFIXES = ("وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال")
SUFFIXES = ("يات", "ات", "ان", "ون", "ين", "يه", "ها", "وا", "ه", "ي")
STOP_TEXT = (
    "a an and are as at be by can do does for from how i if in is it me my of on or our the to us we what when "
    "where which who with you your am get have has need want there any about "
    "في من على علي الى الي عن هل كيف ما ماذا متى متي اين و او لي لنا هذا هذه التي الذي ان مع"
)
STOP_WORDS = frozenset(STOP_TEXT.split())
HAN_STOP = re.compile(
    r"怎么|如何|什么|哪些|哪里|可以|我们|我的|我想|有没有|吗|的|了|和|与|或|及|在|是|请问|需要|能否|能不能"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found: its key, the share of the query's units it holds (0–1), the database's rank."""

    key: str
    coverage: float
    rank: float


def fold(text: str) -> str:
    """``text`` lower-cased, digits made western, Arabic vowels and tatweel removed, letter forms unified."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = "".join(
        c for c in unicodedata.normalize("NFD", plain) if unicodedata.category(c) != "Mn" or "\u0653" <= c <= "\u0655"
    )
    plain = unicodedata.normalize("NFC", plain).translate(LETTERS)
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() and unicodedata.digit(c, None) is not None else c
        for c in plain
    )


def stem_english(word: str) -> str:
    """A light stem: plurals, -ing, -ed, -ly and final e go; short words stay."""
    for ending, keep, instead in (
        ("ies", 3, "y"),
        ("sses", 3, "ss"),
        ("ing", 4, ""),
        ("edly", 4, ""),
        ("ed", 4, ""),
        ("ly", 4, ""),
        ("es", 4, ""),
        ("s", 3, ""),
    ):
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= keep - (ending == "ies")
            and not word.endswith(("ss", "us", "is"))
        ):
            word = word[: -len(ending)] + instead
            break
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word


def stem_arabic(word: str) -> str:
    """A light stem: article and its joined particles, then one ending, never below three letters."""
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            word = word[len(prefix) :]
            break
    else:
        if word.startswith("و") and len(word) > 4:
            word = word[1:]
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def word_token(word: str) -> str:
    """The token of one folded word that is not Chinese."""
    return stem_arabic(word) if ARABIC.search(word) else stem_english(word)


def han_tokens(run: str) -> list[str]:
    """Overlapping pairs of a run of Chinese characters; a single character stands for itself."""
    return [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]


def tokens(text: str) -> list[str]:
    """Index tokens of ``text`` in reading order (at most 12,000)."""
    found: list[str] = []
    for run in RUN.findall(fold(text)):
        if HAN.match(run):
            found += han_tokens(run) + (list(run) if len(run) > 1 else [])
        elif run not in STOP_WORDS:
            found.append(word_token(run))
        if len(found) > MAX_TOKENS:
            break
    return found[:MAX_TOKENS]


class Synonyms:
    """Groups of words and short phrases that mean the same, across languages."""

    def __init__(self, groups: Sequence[Sequence[str]] = ()):
        self.of: dict[tuple[str, ...], frozenset[tuple[str, ...]]] = {}
        for group in groups:
            keys = frozenset(key for word in group if (key := self.key(word)))
            for key in keys:
                self.of[key] = self.of.get(key, frozenset()) | keys
        chinese = sorted({fold(w) for group in groups for w in group if HAN.match(w)}, key=len, reverse=True)
        self.han = re.compile("(" + "|".join(map(re.escape, chinese)) + ")") if chinese else None
        self.longest = max((len(key) for key in self.of), default=0)

    @staticmethod
    def key(text: str) -> tuple[str, ...]:
        return tuple(
            unit
            for run in RUN.findall(fold(text))
            for unit in (han_tokens(run) if HAN.match(run) else () if run in STOP_WORDS else (word_token(run),))
        )


NO_SYNONYMS = Synonyms()
Unit = frozenset[tuple[str, ...]]  # alternatives, each a tuple of tokens that must all be present


def units(text: str, synonyms: Synonyms = NO_SYNONYMS) -> list[Unit]:
    """The units of a query: known phrases first (longest match), then single tokens."""
    cleaned = HAN_STOP.sub(" ", fold(text[:MAX_QUERY]))
    if synonyms.han is not None:  # known Chinese words are cut out first, so that no pair straddles two words
        cleaned = synonyms.han.sub(r" \1 ", cleaned)
    line = list(Synonyms.key(cleaned))
    found: list[Unit] = []
    at = 0
    while at < len(line) and len(found) < MAX_UNITS:
        for length in range(min(synonyms.longest, len(line) - at), 0, -1):
            phrase = tuple(line[at : at + length])
            if phrase in synonyms.of:
                found.append(synonyms.of[phrase])
                at += length
                break
        else:
            found.append(frozenset({(line[at],)}))
            at += 1
    return list(dict.fromkeys(found))


def coverage_of(wanted: Sequence[Unit], held: frozenset[str]) -> float:
    """Share of the units of which at least one alternative is wholly among the ``held`` tokens."""
    if not wanted:
        return 0.0
    return sum(any(all(token in held for token in phrase) for phrase in unit) for unit in wanted) / len(wanted)


class SqliteIndex:
    """Tokens in an FTS5 table whose row id is the id of the plain table."""

    def write(self, pk: int, title: list[str], body: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_fts WHERE rowid = %s", [pk])
            cursor.execute(
                "INSERT INTO search_fts (rowid, title, body) VALUES (%s, %s, %s)", [pk, " ".join(title), " ".join(body)]
            )

    def erase(self, keys: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_fts WHERE rowid = %s", [[key] for key in keys])

    def candidates(self, kind: str, language: str, words: Iterable[str]) -> list[tuple[str, str, float]]:
        match = " OR ".join(f'"{word}"' for word in words)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT d.key, d.tokens, -bm25(search_fts, 6.0, 1.0) AS points"
                " FROM search_fts JOIN search_document d ON d.id = search_fts.rowid"
                " WHERE search_fts MATCH %s AND d.kind = %s AND d.language = %s ORDER BY points DESC LIMIT %s",
                [match, kind, language, CANDIDATES],
            )
            return cursor.fetchall()


class PostgresIndex:
    """Tokens in a ``tsvector`` written token by token, so that no text-search configuration or parser is involved."""

    def write(self, pk: int, title: list[str], body: list[str]) -> None:
        places = [f"'{word}':{min(at, 16000)}A" for at, word in enumerate(title, 1)]
        places += [f"'{word}':{min(at + len(title), 16000)}D" for at, word in enumerate(body, 1)]
        with connection.cursor() as cursor:
            cursor.execute("UPDATE search_document SET vector = %s::tsvector WHERE id = %s", [" ".join(places), pk])

    def erase(self, keys: Sequence[int]) -> None:
        """Nothing beside the row itself."""

    def candidates(self, kind: str, language: str, words: Iterable[str]) -> list[tuple[str, str, float]]:
        query = " | ".join(f"'{word}'" for word in words)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key, tokens, ts_rank('{0.1, 0.2, 0.4, 1.0}', vector, %s::tsquery, 1) AS points"
                " FROM search_document"
                " WHERE vector @@ %s::tsquery AND kind = %s AND language = %s ORDER BY points DESC, key LIMIT %s",
                [query, query, kind, language, CANDIDATES],
            )
            return cursor.fetchall()


def backend() -> Any:
    """The index of the database in use."""
    return PostgresIndex() if connection.vendor == "postgresql" else SqliteIndex()


def put(*, kind: str, key: str, language: str, title: str, body: str) -> None:
    """Index (or re-index) one document. ``kind`` separates collections; ``key`` is its public id."""
    title_tokens, body_tokens = tokens(title), tokens(body)
    everything = " ".join(sorted(set(title_tokens + body_tokens)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_document (kind, key, language, tokens) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (kind, key, language) DO UPDATE SET tokens = excluded.tokens RETURNING id",
            [kind, key, language, everything],
        )
        backend().write(cursor.fetchone()[0], title_tokens, body_tokens)


def drop(*, kind: str, key: str) -> None:
    """Forget a document in every language."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM search_document WHERE kind = %s AND key = %s", [kind, key])
        rows = [row[0] for row in cursor.fetchall()]
        backend().erase(rows)
        cursor.execute("DELETE FROM search_document WHERE kind = %s AND key = %s", [kind, key])


def clear(kind: str) -> None:
    """Forget a whole collection (before a rebuild)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT key FROM search_document WHERE kind = %s", [kind])
        keys = [row[0] for row in cursor.fetchall()]
    for key in keys:
        drop(kind=kind, key=key)


def find(*, kind: str, language: str, text: str, limit: int = 50, synonyms: Synonyms = NO_SYNONYMS) -> list[Hit]:
    """Documents of ``kind`` in ``language`` for the words ``text``, best first. Never raises on input."""
    wanted = units(text, synonyms)
    words = sorted({token for unit in wanted for phrase in unit for token in phrase})
    if not words:
        return []
    hits = [
        Hit(key, share, float(points))
        for key, held, points in backend().candidates(kind, language, words)
        if (share := coverage_of(wanted, frozenset(held.split()))) >= COVERAGE
    ]
    hits.sort(key=lambda hit: (-round(hit.coverage, 6), -hit.rank, hit.key))
    return hits[:limit]


def synonyms_from(document: Mapping[str, Any]) -> Synonyms:
    """Synonyms from a data document ``{"groups": [["loan", "credit", "贷款"], …]}``."""
    return Synonyms(document["groups"])
