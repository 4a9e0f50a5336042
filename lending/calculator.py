"""The public calculator: a few plain inputs, the honest figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.price_messages import error_text
from lending.pricing.errors import PriceError
from lending.pricing.quote import Quote, price
from lending.pricing.terms import Fee, Product
from portal.common import clock
from portal.common.forms import MoneyField, NumberInput, PercentField, QForm
from portal.common.money import CURRENCIES

KINDS = [
    ("reducing", _("Interest on what you still owe (equal instalments)")),
    ("equal_principal", _("Interest on what you still owe (equal principal)")),
    ("flat", _("A flat rate on the first amount")),
    ("murabaha", _("Murabaha: cost plus profit")),
    ("interest_only", _("Interest each month, the loan at the end")),
    ("factor", _("A factor: 1.3 repaid for each 1")),
    ("discount", _("An invoice paid early at a discount")),
]
FIELD = {"principal": "amount", "factor": "rate", "fees": "fee", "days": "months"}


class CalculatorForm(QForm):
    """What the lender told you."""

    kind = forms.ChoiceField(label=_("How is it charged?"), choices=KINDS)
    amount = MoneyField(label=_("Amount"), max_digits=16)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    rate = PercentField(
        label=_("Rate the lender tells you, in per cent a year"),
        max_value=1000,
        help_text=_("With a factor, type the factor itself, such as 1.3."),
    )
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=600, widget=NumberInput(whole=True))
    fee = MoneyField(
        label=_("Fees kept back"), required=False, help_text=_("Everything that is taken off before you get the money.")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("amount", "fee"):
            self.fields[name].prefix = ""  # type: ignore[attr-defined]

    def quote(self) -> Quote | None:
        """The figures, or None with the reason beside its field."""
        data = self.cleaned_data
        kind = data["kind"]
        fees = (Fee(data["fee"]),) if data.get("fee") else ()
        if kind == "discount":
            terms = Product(
                kind,
                data["currency"],
                data["amount"],
                data["rate"],
                days=data["months"] * 30,
                fees=fees,
                start=clock.today(),
            )
        elif kind == "factor":
            terms = Product(
                kind,
                data["currency"],
                data["amount"],
                factor=data["rate"],
                months=data["months"],
                fees=fees,
                start=clock.today(),
            )
        else:
            terms = Product(
                kind, data["currency"], data["amount"], data["rate"], data["months"], fees=fees, start=clock.today()
            )
        try:
            return price(terms)
        except PriceError as error:
            name = FIELD.get(error.field, error.field)
            self.add_error(name if name in self.fields else None, error_text(error))
            return None
