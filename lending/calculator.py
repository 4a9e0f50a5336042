"""The public calculator: the offer editor's inputs of each product, in a borrower's words, and the honest figures."""

from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lending import choices, offers
from lending.forms.offer_rows import plain_money
from lending.forms.offers import LATER, OfferTermsForm
from lending.models import OfferTerms
from lending.price_messages import error_text
from lending.pricing.errors import PriceError
from portal.common import clock
from portal.common.forms import MoneyField

LENDERS_ONLY = (*LATER, *offers.CALENDAR, "rate_kind", "index_name", "margin")
"""What an owner need not know to work out a price; conventions of the contract stay at their usual values."""
WORDS = {
    "product": _("How is it charged?"),
    "amount": _("Amount"),
    "rate": _("Rate the lender tells you, in per cent a year"),
    "months": _("Months"),
    "pre_money": _("Value of the firm before the money"),
}
AMOUNTS = {
    choices.Product.DISCOUNT: _("Amount of the invoice"),
    choices.Product.LINE: _("Limit of the line"),
    choices.Product.EQUITY: _("Money the investor puts in"),
}


class CalculatorForm(OfferTermsForm):
    """What the lender told you. ``shown`` is the product whose fields the page shows; with another one it asks again."""

    def __init__(self, data: QueryDict | None = None, *, typed: QueryDict | None = None):
        """``data`` to work out, or ``typed`` values to show again beside the fields of another product."""
        started = typed.dict() if typed else {"currency": "SAR", "product": choices.Product.FLAT.value}
        initial = {name: value for name, value in started.items() if name != "shown"}
        product = str(initial.get("product", ""))
        super().__init__(data, initial=initial, instance=OfferTerms(product=product))
        self.figures: offers.Figures | None = None
        for name in LENDERS_ONLY:
            self.fields.pop(name, None)
        for name, label in WORDS.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = label, ""
        needed = {"amount", *offers.NEEDED.get(self.product, ("months", "rate"))}
        for name, field in self.fields.items():
            field.required = field.required or name in needed
            if isinstance(field, MoneyField):
                field.prefix = ""
        self.fields["amount"].label = AMOUNTS.get(choices.Product(self.product), WORDS["amount"])
        self.fields["product"].help_text = _("Choose another and press the button: the page asks for what it needs.")

    def add_fees(self) -> None:
        """One amount instead of the editor's named rows."""
        self.fields["fee"] = plain_money(_("Fees kept back"), None)

    def plain_fields(self) -> list[Any]:
        """Bound fields of the price, without the stages."""
        return [self[name] for name in self.fields if not name.startswith("stage_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        fee = data.get("fee")
        if fee:
            self.instance.fees = [{"name": "-", "amount": str(fee), "when": "withheld"}]
        return data

    def _post_clean(self) -> None:
        """Works out the figures instead of storing them on an offer."""
        super(OfferTermsForm, self)._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        for name in offers.missing(self.instance):
            place = "stage_1_amount" if name == "stages" else name
            self.add_error(place, _("This is needed for this product."))
        if not self.errors:
            self._work_out(clock.today())

    def _work_out(self, today: date) -> None:
        try:
            self.figures = offers.work_out(self.instance, today)
        except PriceError as error:
            name = "fee" if error.field == "fees" else offers.FIELD_OF_ENGINE.get(error.field, error.field)
            name = "stage_1_amount" if name == "stages" else name
            self.add_error(name if name in self.fields else None, error_text(error))


def form_of(query: QueryDict) -> CalculatorForm:
    """The empty page, the fields of a newly chosen product, or the inputs to work out."""
    asked = query.get("product") or ""
    if asked not in offers.FIELDS:
        return CalculatorForm()
    if query.get("shown", asked) != asked:
        return CalculatorForm(typed=query)
    return CalculatorForm(query)
