"""Filters of lists that cost little: django-filter makes a form class and a table of options for every page."""

from typing import Any

import django_filters
from django import forms

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
    """A filter whose form class is made once."""

    form_class: type[forms.Form]

    def get_form_class(self) -> type[forms.Form]:
        """The class of the form; its words and choices are lazy, so they follow the reader."""
        mine = type(self)
        if "form_class" not in mine.__dict__:
            mine.form_class = super().get_form_class()
        return mine.form_class
