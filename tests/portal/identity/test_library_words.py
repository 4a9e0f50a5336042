"""Our words for the sign-in library's texts: still the library's texts, and in the house's style."""

import re
from pathlib import Path

import allauth
import pytest
from django.utils import translation
from django.utils.translation import gettext

from portal.identity import library_words

LIBRARY = Path(allauth.__file__).parent
NAMES = {"IP"}


def test_every_text_is_still_the_library_s() -> None:
    sources = [*LIBRARY.glob("templates/**/*.html"), *LIBRARY.glob("account/**/*.py"), *LIBRARY.glob("mfa/**/*.py")]
    held = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in sources)
    held = re.sub(r"{{ *(\w+) *}}", r"%(\1)s", held)
    assert [text for text in library_words.WORDS if text not in held] == []


def test_english_is_in_sentence_case() -> None:
    with translation.override("en"):
        texts = [gettext(text) for text in library_words.WORDS]
    inner = [word for text in texts for word in re.findall(r"(?<=[a-z] )[A-Z]\w*", text)]
    assert [word for word in inner if word not in NAMES] == []


@pytest.mark.parametrize("left", [0, 1, 2, 3, 11, 100])
def test_the_arabic_count_of_recovery_codes_names_its_numbers(left: int) -> None:
    with translation.override("ar"):
        text = str(library_words.COUNTED % {"unused_count": left, "total_count": 10})
    assert f" {left} " in text
    assert "10" in text
