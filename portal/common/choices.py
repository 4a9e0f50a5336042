"""The words of a field's choices: Django's ``get_…_display`` builds the table of all choices again for every value."""

from functools import cache
from typing import Any

from django.db.models import Model


@cache
def choice_words(model: type[Model], name: str) -> dict[Any, Any]:
    """Value → words (lazy, so in the language of whoever reads) of the field ``name``."""
    return dict(model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]


def choice_word(thing: Model, name: str) -> str:
    """The words of the value of field ``name``; the value itself when it is not among the choices."""
    value = getattr(thing, name)
    return str(choice_words(type(thing), name).get(value, value))
