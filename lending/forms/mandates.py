"""The mandate editor's form: rules as plain fields, empty means any."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from lending import choices
from lending.models import Mandate
from portal.common.forms import MoneyField, PercentField, QModelForm
from portal.common.money import CURRENCIES


class CodesField(forms.CharField):
    """Codes separated by commas or blanks, stored as a list."""

    def __init__(self, **options: Any):
        super().__init__(required=False, max_length=2000, **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return [code for code in text.replace("،", ",").replace("，", ",").replace(",", " ").upper().split() if code][
            :200
        ]


RULE_FIELDS = (
    "kinds", "purposes", "currency", "amount_min", "amount_max", "months_min", "months_max", "sectors", "sectors_never",
    "regions", "age_months_min", "revenue_min", "statements_min", "security_any", "guarantee_helps", "shariah",
)  # fmt: skip
"""What the short form asks of a new mandate; afterwards the criteria editor changes the rules."""


class MandateForm(QModelForm):
    """One written mandate: its first rules in short, and its settings."""

    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of financing"), choices=choices.Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"), choices=choices.Purpose.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    security_any = forms.MultipleChoiceField(
        label=_("Security: at least one of"),
        choices=choices.Security.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sectors = CodesField(label=_("Sectors (ISIC codes)"), help_text=_("A division covers its classes: 10 covers 1071."))
    sectors_never = CodesField(label=_("Sectors never financed"))
    regions = CodesField(
        label=_("Regions (ISO 3166-2 codes)"), help_text=_("SA covers the whole country, SA-01 one region.")
    )
    amount_min = MoneyField(label=_("Smallest amount"), required=False, max_digits=16)
    amount_max = MoneyField(label=_("Largest amount"), required=False, max_digits=16)
    revenue_min = MoneyField(label=_("Yearly sales at least"), required=False, max_digits=16)
    rate_from = PercentField(label=_("Yearly rate from"), required=False)
    rate_to = PercentField(label=_("Yearly rate to"), required=False)

    class Meta:
        model = Mandate
        fields = (
            "name", "kinds", "purposes", "currency", "amount_min", "amount_max", "months_min", "months_max", "sectors",
            "sectors_never", "regions", "age_months_min", "revenue_min", "statements_min", "security_any",
            "guarantee_helps",
            "shariah", "four_eyes", "capacity", "is_public", "shelf_product", "shelf_text", "rate_from", "rate_to",
        )  # fmt: skip
        labels: ClassVar = {
            "months_min": _("Shortest term, in months"),
            "months_max": _("Longest term, in months"),
            "age_months_min": _("Age of the firm at least, in months"),
            "shariah": _("Contracts you offer"),
            "shelf_product": _("Product shown on the shelf"),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.document:
            for name in RULE_FIELDS:
                del self.fields[name]
        for field in self.fields.values():
            if isinstance(field, MoneyField):
                field.prefix = self.instance.currency

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for low, high in (("amount_min", "amount_max"), ("months_min", "months_max"), ("rate_from", "rate_to")):
            first, last = data.get(low), data.get(high)
            if first is not None and last is not None and first > last:
                self.add_error(high, _("This must not be smaller than the lower bound: nobody could meet it."))
        both = set(data.get("sectors") or []) & set(data.get("sectors_never") or [])
        if both:
            self.add_error("sectors_never", _("The same sector is both wanted and excluded, so nobody could meet it."))
        return data
