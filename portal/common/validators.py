"""Validators of names and titles: one plain line that looks like what it is."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Cc control, Cf format (direction marks, zero width, BOM), Cs surrogates, Co private use, Zl/Zp line separators.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
JOINERS = "\u200c\u200d"  # zero-width (non-)joiner: ordinary spelling in Persian and Indian scripts, between letters
LOOKALIKES = ("LATIN", "CYRILLIC", "GREEK")  # scripts with letters of the same shape
WORD = re.compile(r"\w+")
MAX_MARKS = 3  # combining marks on one letter; more is only meant to spill over other lines


def hidden_character(text: str) -> str:
    """The first character that shows nothing or turns the direction of what follows; empty when there is none."""
    for index, character in enumerate(text):
        if unicodedata.category(character) not in HIDDEN:
            continue
        before, after = text[index - 1 : index], text[index + 1 : index + 2]
        if character in JOINERS and before.isalpha() and after.isalpha() and not before.isascii():
            continue
        return character
    return ""


def scripts(word: str) -> set[str]:
    """Which of the scripts with look-alike letters occur in ``word``."""
    names = (unicodedata.name(character, "") for character in word if character.isalpha())
    return {script for name in names for script in LOOKALIKES if name.startswith(script)}


def stacked_marks(text: str) -> int:
    """The largest number of combining marks on one letter."""
    most = run = 0
    for character in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.category(character) == "Mn" else 0
        most = max(most, run)
    return most


def plain_line(value: str) -> None:
    """A name or title: no hidden or direction characters, no word of two look-alike scripts, at least one letter.

    Raises ValidationError with the words for the person who typed it.
    """
    if hidden_character(value):
        raise ValidationError(
            _("This contains a hidden character (it shows nothing or turns the text around). Please type it again."),
            code="hidden",
        )
    if any(len(scripts(word)) > 1 for word in WORD.findall(value)):
        raise ValidationError(
            _("One word mixes letters of different alphabets that look alike. Please use one alphabet per word."),
            code="lookalike",
        )
    if stacked_marks(value) > MAX_MARKS or (value and not any(c.isalnum() for c in value)):
        raise ValidationError(_("Please write this with ordinary letters or digits."), code="letters")
