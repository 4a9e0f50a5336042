"""Forms of the export plan and of cases."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from export import hs
from export.forms.papers import LandedForm
from export.forms.support import market_choices
from export.models.cases import Case, CaseState
from export.models.plan import PlanObjective, PlanRisk
from export.trade_documents import incoterms
from portal.common.forms import QForm, QModelForm, refine
from portal.common.money import CURRENCIES

YEARS = (1, 2, 3)


class SectionForm(QForm):
    """The text of a section."""

    text = forms.CharField(label=_("Your text"), widget=forms.Textarea, max_length=5000, required=False)


class FiguresForm(LandedForm):
    """One shipment from the works to arrival, and three years of selling it."""

    named_place = forms.CharField(label=_("Named place"), max_length=80)
    unit_cost = forms.DecimalField(
        label=_("What one unit costs you to make"), min_value=0, max_digits=14, decimal_places=4
    )
    market_currency = forms.ChoiceField(
        label=_("Currency of the market"), choices=[(code, code) for code in CURRENCIES]
    )
    payment_days = forms.IntegerField(
        label=_("Days until the customer pays"),
        min_value=0,
        max_value=365,
        help_text=_("Counted from the day you pay for the goods."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for number in YEARS:
            self.fields[f"units_{number}"] = forms.DecimalField(
                label=_("Units sold in year %(n)s") % {"n": number}, min_value=0, max_digits=12, decimal_places=2
            )
            self.fields[f"fixed_{number}"] = forms.DecimalField(
                label=_("Costs of year %(n)s that do not depend on the units") % {"n": number},
                min_value=0, max_digits=14, decimal_places=2, help_text=_("Adapting the product, labels, trips, fairs."),
            )  # fmt: skip
        refine(self.fields)

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The inputs in the order of the way: heading, bound fields."""
        costs = [name for name in self.fields if name.startswith("cost_")]
        years = [name for number in YEARS for name in (f"units_{number}", f"fixed_{number}")]
        arrival = ["market_currency", "customs_basis", "duty_rate", "tax_rate", "payment_days"]
        goods = [name for name in self.fields if name not in {*costs, *years, *arrival}]
        headings = [
            (_("The shipment"), goods), (_("Costs on the way"), costs), (_("On arrival"), arrival),
            (_("Three years of sales"), years),
        ]  # fmt: skip
        return [(heading, [self[name] for name in names]) for heading, names in headings]

    def figures(self) -> dict[str, Any]:
        """The cleaned figures as columns of ``PlanFigures``."""
        data = self.cleaned_data
        names = (
            "currency", "market_currency", "unit_cost", "ex_works", "units", "term", "named_place", "duty_rate",
            "tax_rate", "customs_basis", "payment_days",
        )  # fmt: skip
        costs = {kind: str(data[f"cost_{kind}"]) for kind in incoterms.COSTS if data.get(f"cost_{kind}")}
        years = [[str(data[f"units_{n}"]), str(data[f"fixed_{n}"])] for n in YEARS]
        return {**{name: data[name] for name in names}, "costs": costs, "years": years}


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

    to: Any = forms.ModelChoiceField(label=_("To which institution?"), queryset=None)
    text = forms.CharField(label=_("Why you pass it on"), widget=forms.Textarea, max_length=1000)

    def __init__(self, *args: Any, institutions: QuerySet[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = institutions  # type: ignore[attr-defined]


class TextForm(QForm):
    """One text."""

    text = forms.CharField(label=_("Your text"), widget=forms.Textarea, max_length=1000)
