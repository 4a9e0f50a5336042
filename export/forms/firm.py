"""Readiness steps and the market finder."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from export import readiness_text
from export.potential import DEFAULT_WEIGHTS, MAX_WEIGHT
from portal.common.forms import QForm

UNKNOWN = ("", _("I do not know yet"))


class DimensionForm(QForm):
    """The four questions of one dimension."""

    def __init__(self, *args: Any, questions: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for code in questions:
            options = [(str(value), text) for value, text in enumerate(readiness_text.ANSWERS[code])]
            self.fields[code] = forms.ChoiceField(
                label=readiness_text.QUESTIONS[code],
                choices=[*options, UNKNOWN],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[code].required_mark = True  # type: ignore[attr-defined]

    def answers(self) -> dict[str, int | None]:
        """Question code → 0–4 or None."""
        return {code: int(value) if value != "" else None for code, value in self.cleaned_data.items()}


class ExperienceForm(QForm):
    """Facts about the firm's exporting so far."""

    experience = forms.ChoiceField(
        label=_("What describes your exporting best?"),
        choices=list(readiness_text.MEASURES.items()),
        widget=forms.RadioSelect,
    )
    is_branded = forms.BooleanField(label=_("We sell under our own brand"), required=False)


class RangeInput(forms.NumberInput):
    """A slider; without script its value is still sent by the form."""

    input_type = "range"


WEIGHT_WORDS = {
    "untapped": _("Untapped demand"),
    "access": _("Nearness and common language"),
    "readiness": _("Your readiness"),
    "fit": _("Languages your people speak"),
}


class FinderForm(QForm):
    """Product code, exporting country and the open weights (0 switches one off, 5 is strongest)."""

    hs6 = forms.RegexField(label=_("HS code"), regex=r"^\d{6}$", widget=forms.HiddenInput)
    exporter = forms.ChoiceField(label=_("Exporting country"))

    def __init__(self, *args: Any, exporters: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["exporter"].choices = exporters  # type: ignore[attr-defined]
        for name, label in WEIGHT_WORDS.items():
            self.fields[f"w_{name}"] = forms.FloatField(
                label=label,
                min_value=0,
                max_value=MAX_WEIGHT,
                initial=DEFAULT_WEIGHTS[name],
                help_text=_("Now %(value)s of 5") % {"value": self.data.get(f"w_{name}", DEFAULT_WEIGHTS[name])},
                widget=RangeInput({"min": "0", "max": "5", "step": "0.5"}),
            )

    def weights(self) -> dict[str, float]:
        """Exponents as chosen; a weight not sent keeps its default."""
        chosen = {name: self.cleaned_data.get(f"w_{name}") for name in WEIGHT_WORDS}
        return {name: DEFAULT_WEIGHTS[name] if value is None else value for name, value in chosen.items()}


class SearchForm(QForm):
    """Words for the product, in any of the three languages, or the beginning of a code."""

    q = forms.CharField(
        label=_("What do you sell?"),
        max_length=120,
        required=False,
        help_text=_("Words in English, Chinese or Arabic, or an HS code. You choose the code; nothing is guessed."),
    )
