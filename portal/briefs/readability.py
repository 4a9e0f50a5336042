"""How easy a text is to read, in English, Chinese and Arabic, with the sentences at fault.

Small metrics of our own (no corpus, no network): English counts words per sentence and the Automated Readability Index
(ARI = 4.71·letters/words + 0.5·words/sentences − 21.43, an American school grade); Chinese counts characters per
sentence and per clause; Arabic counts words per sentence and the share of long words. Limits are data
(``data/readability.json``) with source and date.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.briefs.data import read

FENCE = re.compile(r"`[^`]*`|\[\[figure:[^\]]*\]\]")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
MARKS = re.compile(r"^\s*(?:[-*+]\s+|\d+[.)]\s+|#{1,6}\s+|>\s?)|[*_#|]+|<[^>]*>", re.MULTILINE)
ENDINGS = {"en": r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])", "zh-hans": r"(?<=[。！？；])", "ar": r"(?<=[.!?؟])\s+"}
WORD = {
    "en": re.compile(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,]*"),
    "ar": re.compile(r"[\u0621-\u064a\u066e-\u06d3]+|\d[\d.,]*|[A-Za-z]+"),
}
HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]|[A-Za-z]+|\d[\d.,]*")
CLAUSE = re.compile(r"[，、：,:]")
ARTICLE = re.compile(r"^(?:و|ف|ب|ك|ل)?ال")


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence that is too long: its words, how many units it holds and how many it may hold."""

    sentence: str
    why: Promise
    value: int
    limit: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric of one text. ``value`` and ``limit`` in the metric's own unit; lower is easier."""

    code: str
    label: Promise
    value: float
    limit: float

    @property
    def passes(self) -> bool:
        return self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Reading:
    """The measures of one text in one language and its sentences at fault. An empty text passes (it is *missing*)."""

    language: str
    sentences: int
    measures: tuple[Measure, ...]
    faults: tuple[Fault, ...]

    @property
    def passes(self) -> bool:
        return not self.faults and all(measure.passes for measure in self.measures)

    def as_data(self) -> dict[str, object]:
        """The reading as kept in a version."""
        return {
            "passes": self.passes,
            "sentences": self.sentences,
            "measures": {m.code: [round(m.value, 2), m.limit] for m in self.measures},
            "faults": len(self.faults),
        }


def plain(markdown: str) -> str:
    """``markdown`` without marks, links' addresses, code and figures."""
    return MARKS.sub("", LINK.sub(r"\1", FENCE.sub("0", markdown)))


def sentences(text: str, language: str) -> list[str]:
    """The sentences of ``text``; every line is at least one sentence (headings, list items)."""
    found = [part.strip() for line in plain(text).splitlines() for part in re.split(ENDINGS[language], line)]
    return [sentence for sentence in found if HAN.search(sentence) or WORD["ar"].search(sentence)]


def english(found: Sequence[str], limits: dict[str, float]) -> tuple[list[Measure], list[Fault]]:
    counts = [WORD["en"].findall(sentence) for sentence in found]
    words = [word for sentence in counts for word in sentence] or [""]
    letters = sum(len(word) for word in words)
    per_sentence = mean(len(sentence) for sentence in counts)
    ari = max(0.0, 4.71 * letters / len(words) + 0.5 * len(words) / len(found) - 21.43)
    measures = [
        Measure("mean_words", _("Words per sentence"), per_sentence, limits["mean_words"]),
        Measure("ari", _("School grade (ARI)"), ari, limits["ari"]),
    ]
    top = int(limits["longest_words"])
    why = _("This sentence has too many words.")
    return measures, [Fault(s, why, len(c), top) for s, c in zip(found, counts, strict=True) if len(c) > top]


def chinese(found: Sequence[str], limits: dict[str, float]) -> tuple[list[Measure], list[Fault]]:
    counts = [len(HAN.findall(sentence)) for sentence in found]
    clauses = [max(len(HAN.findall(clause)) for clause in CLAUSE.split(sentence)) for sentence in found]
    measures = [
        Measure("median_characters", _("Characters per sentence"), median(counts), limits["median_characters"]),
        Measure("longest_clause", _("Longest stretch without a comma"), max(clauses), limits["longest_clause"]),
    ]
    top, clause_top = int(limits["longest_characters"]), int(limits["longest_clause"])
    faults = [
        Fault(s, _("This sentence has too many characters."), n, top)
        for s, n in zip(found, counts, strict=True)
        if n > top
    ]
    faults += [
        Fault(s, _("This sentence runs too long without a comma."), n, clause_top)
        for s, n, whole in zip(found, clauses, counts, strict=True)
        if n > clause_top and whole <= top
    ]
    return measures, faults


def arabic(found: Sequence[str], limits: dict[str, float]) -> tuple[list[Measure], list[Fault]]:
    counts = [WORD["ar"].findall(sentence) for sentence in found]
    words = [ARTICLE.sub("", word) for sentence in counts for word in sentence]
    long = sum(len(word) >= limits["long_word_letters"] for word in words) / max(1, len(words))
    measures = [
        Measure("median_words", _("Words per sentence"), median(len(c) for c in counts), limits["median_words"]),
        Measure("long_word_share", _("Share of long words"), long, limits["long_word_share"]),
    ]
    top = int(limits["longest_words"])
    why = _("This sentence has too many words.")
    return measures, [Fault(s, why, len(c), top) for s, c in zip(found, counts, strict=True) if len(c) > top]


METRICS: dict[str, Callable[..., tuple[list[Measure], list[Fault]]]] = {"en": english, "zh-hans": chinese, "ar": arabic}


def measure(text: str, language: str) -> Reading:
    """The reading of ``text`` in ``language`` (one of the portal's three; KeyError otherwise)."""
    found = sentences(text, language)
    if not found:
        return Reading(language, 0, (), ())
    measures, faults = METRICS[language](found, read("readability")["limits"][language])
    return Reading(language, len(found), tuple(measures), tuple(faults))


def marked(text: str, language: str) -> list[tuple[str, Fault | None]]:
    """The sentences of ``text`` in order, each with its fault or None: what the editor underlines."""
    faults = {fault.sentence: fault for fault in measure(text, language).faults}
    return [(sentence, faults.get(sentence)) for sentence in sentences(text, language)]
