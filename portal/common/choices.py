"""The words of a field's choices: Django's ``get_…_display`` builds the table of all choices again for every value."""

from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.translation import get_language


@cache
def choice_words(model: type[Model], name: str, _language: str | None) -> dict[Any, str]:
    """Value → words of the field ``name`` in the active language."""
    return {value: str(words) for value, words in model._meta.get_field(name).flatchoices}  # type: ignore[union-attr]


def choice_word(thing: Model, name: str) -> str:
    """The words of the value of field ``name``; the value itself when it is not among the choices."""
    value = getattr(thing, name)
    return choice_words(type(thing), name, get_language()).get(value, str(value))
