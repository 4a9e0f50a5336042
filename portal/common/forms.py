"""The form bases of the house: plain text inputs for figures, date inputs, digits of three scripts accepted."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import pretty_name
from django.utils.choices import BlankChoiceIterator
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.common import formatting
from portal.common.errors import DomainError, NotAllowedError
from portal.common.markup import shown
from portal.common.rendering import attributes

# Arabic-Indic, Persian and full-width digits; Arabic and full-width separators; blanks people put between groups.
_DIGITS = {ord(c): str(n) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９") for n, c in enumerate(row)}
_SIGNS = {
    ord("٫"): ".",
    ord("．"): ".",
    ord("٬"): ",",
    ord("，"): ",",
    ord("،"): ",",
    ord("\u2212"): "-",
    ord("－"): "-",
}
_BLANKS = dict.fromkeys(map(ord, " \u00a0\u202f\u2009\u2066\u2067\u2068\u2069\u200e\u200f"), None)
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")
_LONG = re.compile(r"(-?[1-9]\d{3,17})(\.?\d*)")
_INDIAN = re.compile(r"-?\d{1,2}(,\d{2})*,\d{3}(\.\d*)?")


def normalise_number(text: str) -> str:
    """``١٬٢٣٤٫٥``, ``１，２３４．５`` or ``1 234.5`` as ``1234.5``; text that is no well-grouped number is unchanged.

    A comma counts as a thousands sign only when it groups three digits (or the Indian 2-2-3), so "12,5" stays
    as typed and the field refuses it instead of reading 125.
    """
    plain = text.strip().translate(_DIGITS).translate(_SIGNS).translate(_BLANKS)
    if _GROUPED.fullmatch(plain) or _INDIAN.fullmatch(plain):
        return plain.replace(",", "")
    return plain


class PlainSelect(forms.Select):
    """A list without groups, drawn at once: a filter's list of sectors costs a table of sixty options otherwise."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The element; option by option as ``rendering.select`` draws it."""
        chosen = set(self.format_value(value))
        options = [
            f'<option value="{shown(key)}"{" selected" if str(key) in chosen else ""}>{shown(words)}</option>'
            for key, words in self.choices
        ]
        own = attributes(self.build_attrs(self.attrs, attrs))
        return SafeString(f'<select name="{shown(name)}"{own}>{"".join(options)}</select>')


class NumberInput(forms.TextInput):
    """A text input for figures (ux 3.6): no spinner, no wheel, the numeric keyboard, grouped when shown again."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, whole: bool = False):
        super().__init__(
            {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off", "dir": "ltr", **(attrs or {})}
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return normalise_number(value) if isinstance(value, str) else value

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal | int | float):
            return formatting.number(value, None, formatting.Medium.BARE).replace("\u2212", "-")
        if isinstance(value, str) and (typed := _LONG.fullmatch(value)):
            return f"{int(typed[1]):,}{typed[2]}"  # typed before, shown again: digits and decimals stay as they are
        return super().format_value(value)


class DateInput(forms.DateInput):
    """The browser's own date field; the value travels as ISO text."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


def moment_field(**options: Any) -> forms.SplitDateTimeField:
    """A date and a time side by side, in the reader's own time zone; each part has a name of its own."""
    on: dict[str, Any] = {"type": "date", "aria-label": _("Date")}
    at: dict[str, Any] = {"type": "time", "aria-label": _("Time")}
    widget = forms.SplitDateTimeWidget(date_format="%Y-%m-%d", date_attrs=on, time_format="%H:%M", time_attrs=at)
    return forms.SplitDateTimeField(widget=widget, **options)


class MoneyField(forms.DecimalField):
    """An amount in one currency; shows the ISO code before the input. ``prefix`` may be changed per form."""

    def __init__(self, *, currency: str = "SAR", max_digits: int = 14, decimal_places: int = 2, **options: Any):
        options.setdefault("min_value", Decimal(0))
        options.setdefault("widget", NumberInput())
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **options)
        self.prefix = currency


class PercentField(forms.DecimalField):
    """Per cent as typed and stored (9.3 means 9.3 %)."""

    suffix = "%"

    def __init__(self, *, max_digits: int = 8, decimal_places: int = 4, **options: Any):
        options.setdefault("min_value", Decimal(0))
        options.setdefault("widget", NumberInput())
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **options)


def _required_message(field: forms.Field, label: Any) -> str:
    """Says which answer is missing, in the same words beside the field and in the summary."""
    if isinstance(field, forms.BooleanField):
        return gettext("Tick “%(label)s” to go on") % {"label": label}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return gettext("Choose an answer for “%(label)s”") % {"label": label}
    return gettext("Fill in “%(label)s”") % {"label": label}


_required_message_lazy = lazy(_required_message, str)


def refine(fields: dict[str, forms.Field]) -> None:
    """Gives Django's plain number, date and choice fields the house's widgets, messages and words."""
    for name, field in fields.items():
        widget = field.widget
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            label = field.label if field.label is not None else pretty_name(name)
            field.error_messages["required"] = _required_message_lazy(field, label)
        if isinstance(field, forms.IntegerField) and type(widget) is forms.NumberInput:
            whole = not isinstance(field, forms.DecimalField | forms.FloatField)
            field.widget = NumberInput(_own_attributes(widget), whole=whole)
        elif isinstance(field, forms.DateField) and type(widget) is forms.DateInput:
            field.widget = DateInput(widget.attrs)
        elif isinstance(field, forms.ChoiceField):
            _name_blank(field)
        if isinstance(field, forms.DecimalField | forms.IntegerField):
            field.error_messages["invalid"] = _("Enter a number, such as 250,000 or 12.5")
            for validator in field.validators:
                if isinstance(validator, MaxValueValidator):
                    validator.message = _("Enter a number of at most %(limit_value)s")
                elif isinstance(validator, MinValueValidator):
                    validator.message = _("Enter a number of at least %(limit_value)s")


def _name_blank(field: forms.ChoiceField) -> None:
    """Says "Choose" where Django shows dashes for a choice not made yet."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == BLANK_CHOICE_DASH[0][1]:
            field.empty_label = _("Choose")
    elif isinstance(field.choices, BlankChoiceIterator):
        field.choices = BlankChoiceIterator(field.choices.choices, [("", _("Choose"))])


def _own_attributes(widget: forms.Widget) -> dict[str, Any]:
    return {name: value for name, value in widget.attrs.items() if name not in {"min", "max", "step"}}


class HouseFormMixin:
    """Refined widgets and the bridge from a service's ``DomainError`` to the fields."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        refine(self.fields)

    def add_domain_error(self, error: DomainError) -> None:
        """Shows each message beside its field, or above the form when it has none.

        A refusal of permission is no matter of the form: it is raised again and answered with 403.
        """
        if isinstance(error, NotAllowedError):
            raise error
        for name, messages in error.messages.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)  # type: ignore[attr-defined]


class QForm(HouseFormMixin, forms.Form):
    """Base of plain forms."""


class QModelForm(HouseFormMixin, forms.ModelForm):
    """Base of forms on a model."""

    def _update_errors(self, errors: ValidationError) -> None:
        """As Django's, but a rule of the database that has no words of its own is not told by its name."""
        rules = self.instance._meta.constraints
        bare = {rule.default_violation_error_message % {"name": rule.name} for rule in rules}
        for error in getattr(errors, "error_dict", {}).get(NON_FIELD_ERRORS, []):
            if error.message in bare:
                error.message = _("These answers do not fit together. Look at them once more.")
        super()._update_errors(errors)  # type: ignore[misc]
