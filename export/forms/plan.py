"""Forms of the export plan and of cases."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from export import hs
from export.forms.support import market_choices
from export.models.cases import Case, CaseState
from export.models.plan import PlanObjective, PlanRisk
from portal.common.forms import QForm, QModelForm


class SectionForm(QForm):
    """The text of a section."""

    text = forms.CharField(label=_("Your text"), widget=forms.Textarea, max_length=5000, required=False)


class ObjectiveForm(QModelForm):
    class Meta:
        model = PlanObjective
        fields = ("text", "owner", "due_on")


class RiskForm(QModelForm):
    class Meta:
        model = PlanRisk
        fields = ("text", "likelihood", "impact", "contingency")


class CaseForm(QModelForm):
    """A question to the consortium."""

    market = forms.ChoiceField(label=_("Country"), required=False, choices=lambda: [("", ""), *market_choices()])

    class Meta:
        model = Case
        fields = ("kind", "title", "text", "market", "hs6", "holder")

    def __init__(self, *args: Any, institutions: QuerySet[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = institutions  # type: ignore[attr-defined]

    def clean_hs6(self) -> str:
        """Refuses a code of the wrong form."""
        code = self.cleaned_data["hs6"].strip()
        if code and not hs.is_code(code):
            raise forms.ValidationError(_("This is not a product code of six digits."))
        return code


class AnswerForm(QForm):
    """An institution's answer."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea, max_length=3000)
    agrees = forms.CharField(label=_("What all advisers agree on"), required=False, max_length=1000)
    disputes = forms.CharField(label=_("What is disputed"), required=False, max_length=1000)
    state = forms.ChoiceField(label=_("State"), choices=CaseState.choices)


class HandForm(QForm):
    """Pass a case on."""

    to = forms.ModelChoiceField(label=_("To which institution?"), queryset=None)
    text = forms.CharField(label=_("Why you pass it on"), widget=forms.Textarea, max_length=1000)

    def __init__(self, *args: Any, institutions: QuerySet[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = institutions  # type: ignore[attr-defined]


class TextForm(QForm):
    """One text."""

    text = forms.CharField(label=_("Your text"), widget=forms.Textarea, max_length=1000)
