"""Filters of lists that cost little: django-filter makes a form class and a table of options for every page."""

from functools import lru_cache
from typing import Any, ClassVar

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.common.forms import PlainSelect


class OneOf(django_filters.ChoiceFilter):
    """One of a list of codes."""

    def __init__(self, *values: Any, **named: Any):
        super().__init__(*values, **{"widget": PlainSelect, **named})


class ListOrder(django_filters.OrderingFilter):
    """The order of a list."""

    def __init__(self, *values: Any, **named: Any):
        super().__init__(*values, **{"widget": PlainSelect, **named})


class ListFilter(django_filters.FilterSet):
    """A filter whose form class is made once, and which is drawn once for what was asked.

    Its choices must be the same for every reader of a language.
    """

    form_class: type[forms.Form]
    carried: ClassVar[tuple[str, ...]] = ()  # travels with the form and chooses nothing by itself

    @property
    def is_asked(self) -> bool:
        """Whether the address chooses or orders anything: if not, no form need be made to know that."""
        return any(self.data.get(name) for name in self.base_filters if name not in self.carried)

    @property
    def drawn(self) -> SafeString:
        """The fields of the form, with errors beside them."""
        typed = ((name, *self.data.getlist(name)) for name in self.base_filters if name in self.data)
        return drawn_fields(type(self), tuple(typed), get_language())  # type: ignore[arg-type]  # mypy takes its class for unhashable

    def get_form_class(self) -> type[forms.Form]:
        """The class of the form; its words and choices are lazy, so they follow the reader."""
        mine = type(self)
        if "form_class" not in mine.__dict__:
            mine.form_class = super().get_form_class()
        return mine.form_class


@lru_cache(128)
def drawn_fields(kind: type[ListFilter], typed: tuple[tuple[str, ...], ...], _language: str | None) -> SafeString:
    """The fields for the values ``typed`` by name: a form of two hundred options costs a tenth of its page."""
    data = QueryDict(mutable=True)
    for name, *values in typed:
        data.setlist(name, values)
    return kind(data, queryset=kind._meta.model._default_manager.none()).form.render()
