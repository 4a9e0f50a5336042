"""The offer editor's form: the product decides which inputs are shown; every save computes the figures afresh."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from lending import choices, offers, services
from lending.forms.offer_rows import RowsForm
from lending.models import OfferTerms
from portal.common.errors import DomainError
from portal.common.forms import MoneyField, NumberInput, PercentField
from portal.common.money import CURRENCIES

ALWAYS = (
    "product", "amount", "currency", "security", "early_rule", "early_value", "money_days", "claimed_apr",
    "claim_explanation", "conditions",
)  # fmt: skip
LATER = ("security", "early_rule", "early_value", "money_days", "claimed_apr", "claim_explanation", "conditions")
MONTH_CHOICES = [(str(n), str(n)) for n in range(1, 13)]


class OfferTermsForm(RowsForm):
    """Inputs of one product. Nothing but the product is required for a draft; sending checks the rest."""

    amount = MoneyField(label=_("Amount you lend"), max_digits=16, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    rate = PercentField(
        label=_("Your yearly rate"), required=False, max_value=1000, help_text=_("As in your contract.")
    )
    margin = PercentField(label=_("Points over the index"), required=False)
    unused_rate = PercentField(label=_("Yearly rate on the unused part"), required=False)
    share = PercentField(label=_("Share of sales taken"), required=False, max_value=100)
    use = PercentField(
        label=_("Assumed use of the line"), required=False, max_value=100, max_digits=5, decimal_places=2,
        help_text=_("The figures assume that this part is drawn all the time."),
    )  # fmt: skip
    option_pool = PercentField(
        label=_("Shares kept for staff"), required=False, max_value=99, max_digits=5, decimal_places=2
    )
    claimed_apr = PercentField(
        label=_("The yearly rate you state yourself"), required=False, max_value=100_000,
        help_text=_("If it differs from ours by more than 0.05 point, you must say why, and the firm reads it."),
    )  # fmt: skip
    balloon = MoneyField(label=_("Last large payment or transfer price"), required=False, max_digits=16)
    markup = MoneyField(
        label=_("Profit as an amount"), required=False, max_digits=16, help_text=_("Instead of a rate.")
    )
    sales = MoneyField(label=_("Expected monthly sales"), required=False, max_digits=16)
    pre_money = MoneyField(label=_("Value of the firm before your money"), required=False, max_digits=16)
    season = forms.MultipleChoiceField(
        label=_("Earning months"), required=False, choices=MONTH_CHOICES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = OfferTerms
        fields = (
            "product", "amount", "currency", "months", "days", "rate", "rate_kind", "index_name", "margin", "basis",
            "markup",
            "factor", "sales", "share", "use", "unused_rate", "frequency", "day_count", "grace_months", "grace",
            "balloon",
            "season", "roll", "month_end", "pre_money", "option_pool", "security", "early_rule", "early_value", "money_days", "claimed_apr",
            "claim_explanation", "conditions",
        )  # fmt: skip
        labels: ClassVar = {
            "product": _("Product"),
            "rate_kind": _("The rate is"),
            "early_rule": _("Leaving early costs"),
            "early_value": _("How many months, or how many per cent"),
            "money_days": _("Working days until the money is paid out"),
            "grace": _("During the grace months"),
            "roll": _("A due date on a holiday or weekend becomes"),
            "security": _("Security you ask for"),
            "claim_explanation": _("Why your rate differs from ours"),
        }
        widgets: ClassVar = {
            "conditions": forms.Textarea(attrs={"rows": 3}),
            "claim_explanation": forms.Textarea(attrs={"rows": 2}),
            "factor": NumberInput(),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._start_values()
        product = self.data.get("product") if self.is_bound else self.instance.product
        self.product: str = str(product) if product in offers.FIELDS else choices.Product.REDUCING
        shown = {*ALWAYS, *offers.FIELDS[self.product]} - self._not_yet()
        for name in list(self.fields):
            if name not in shown:
                del self.fields[name]
        for name, field in self.fields.items():
            field.required = name in ("product", "currency")
            if isinstance(field, MoneyField):
                field.prefix = self.instance.currency
        if self.product == choices.Product.STAGED:
            self.add_stages()
        if self.product != choices.Product.EQUITY:
            self.add_fees()
        else:
            for name in ("early_rule", "early_value", "claimed_apr", "claim_explanation"):
                self.fields.pop(name, None)

    def _value(self, name: str) -> Any:
        """What the field holds now: typed, else stored."""
        return self.data.get(name) if self.is_bound else self.initial.get(name, getattr(self.instance, name))

    def _not_yet(self) -> set[str]:
        """Inputs that only matter after another choice; they appear with it."""
        hidden: set[str] = set()
        if self._value("rate_kind") != choices.RateKind.FLOATING:
            hidden |= {"index_name", "margin"}
        if str(self._value("grace_months") or "0") == "0":
            hidden.add("grace")
        if self._value("early_rule") not in (choices.EarlyRule.MONTHS, choices.EarlyRule.PERCENT):
            hidden.add("early_value")
        if not self._value("claimed_apr"):
            hidden.add("claim_explanation")
        return hidden

    def refresh_from(self, url: str) -> None:
        """Have the choices that change the fields fetch them anew (htmx); without script "Recalculate" does it.

        One answer at a time for the whole editor: a choice takes the place of a running request, the panel waits its turn.
        """
        for name in ("product", "rate_kind", "early_rule", "grace_months", "claimed_apr"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "hx-post": f"{url}?part=form",
                    "hx-target": "#terms-form",
                    "hx-swap": "outerHTML",
                    "hx-include": "closest form",
                    "hx-trigger": "change consume",
                    "hx-sync": "#terms-live:replace",
                }

    def _start_values(self) -> None:
        """A fresh draft starts from what the firm asked for."""
        terms = self.instance
        if terms.amount is None and terms.pk and terms.priced_at is None:
            asked = terms.response.request.financing
            terms.currency, terms.amount, terms.months = asked.currency, asked.amount, asked.months
            self.initial.setdefault("amount", asked.amount)
            self.initial.update({"amount": asked.amount, "currency": asked.currency, "months": asked.months})
            self.initial["grace_months"] = asked.grace_months
            if asked.shariah_only or asked.kind in choices.ISLAMIC_KINDS:
                terms.product = asked.kind if asked.kind in offers.FIELDS else choices.Product.MURABAHA
                self.initial["product"] = terms.product

    def price_fields(self) -> list[Any]:
        """Bound fields that make the price, for the template."""
        others = {*LATER, *offers.CALENDAR}
        return [self[name] for name in self.fields if name not in others and not name.startswith(("fee_", "stage_"))]

    def calendar_fields(self) -> list[Any]:
        """Bound fields of day count, month ends and holidays; few lenders need them, so the page folds them away."""
        return [self[name] for name in offers.CALENDAR if name in self.fields]

    def has_calendar(self) -> bool:
        """Whether the calendar says anything but the usual (the page opens it)."""
        usual = ("", "none", None, False, "False")
        return any(self[name].value() not in usual for name in offers.CALENDAR if name in self.fields)

    def condition_fields(self) -> list[Any]:
        """Bound fields of conditions and speed."""
        names = ("security", "early_rule", "early_value", "money_days", "conditions")
        return [self[name] for name in names if name in self.fields]

    def claim_fields(self) -> list[Any]:
        """Bound fields of the lender's own rate."""
        return [self[name] for name in ("claimed_apr", "claim_explanation") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("grace_months",):
            if name in self.fields and data.get(name) is None:
                data[name] = 0
        for name, fallback in (
            ("frequency", "monthly"),
            ("grace", "interest_only"),
            ("rate_kind", "fixed"),
            ("early_rule", "none"),
            ("roll", "none"),
        ):
            if name in self.fields and not data.get(name):
                data[name] = fallback
        self.instance.stages = self.clean_stages() if "stage_1_month" in self.fields else []
        if "fee_1_name" in self.fields:
            self.instance.fees = self.clean_fees()
        elif self.product == choices.Product.EQUITY:
            self.instance.fees = []
        return data

    def _post_clean(self) -> None:
        """Prices the instance as soon as the inputs are sound; the engine's refusals land beside their field."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            services.offer_price(self.instance)
        except DomainError as error:
            if "stages" in error.messages:  # the stages are rows of inputs: their fault stands at the first
                error = DomainError(fields={"stage_1_amount": error.messages["stages"]})
            self.add_domain_error(error)
