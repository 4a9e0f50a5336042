"""Texts of the pillar's data files: one list per text, in the order English, Chinese, Arabic.

The files under ``digital/data`` carry their own translations, so that a question, a roadmap step or a scheme and its
three wordings are reviewed together. A house test refuses an empty one.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language

LANGUAGES = ("en", "zh-hans", "ar")
FOLDER = Path(__file__).resolve().parent / "data"


class Text(tuple[str, ...]):
    """One text in the three languages; ``str()`` gives the active language's wording."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.in_language(get_language() or "en")

    def in_language(self, language: str) -> str:
        """The wording for ``language`` (English for a language we do not speak)."""
        return self[LANGUAGES.index(language)] if language in LANGUAGES else self[0]

    def lazy(self) -> Any:
        """A lazy string for choices and labels."""
        return lazystr(self)


def text(wordings: Sequence[str]) -> Text:
    """A Text from a data file's list; raises ValueError when a language is missing."""
    if len(wordings) != len(LANGUAGES) or not all(wordings):
        raise ValueError(f"a text needs {len(LANGUAGES)} wordings: {wordings!r}")
    return Text(wordings)


@cache
def read(name: str) -> Any:
    """The parsed data file ``name`` (without ``.json``). The result is shared: do not change it."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
