"""Forms of the request's task list, in plain words: sixteen inputs at most are required, eight in the usual case."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from lending import choices
from lending.models import FinancingDetails
from portal.common import clock
from portal.common.forms import MoneyField, PercentField, QForm, QModelForm
from portal.common.money import CURRENCIES
from portal.matchmaking.models import Request

CURRENCY_CHOICES = [(code, code) for code in CURRENCIES]


class TitleForm(QModelForm):
    """What is needed, in the firm's words."""

    class Meta:
        model = Request
        fields = ("title", "summary")
        labels: ClassVar = {"title": _("Your need in one line"), "summary": _("What you do and what will change")}
        help_texts: ClassVar = {
            "title": _("For example: a second oven for our bakery. Do not write your name here."),
            "summary": _("Lenders read this first. Three or four sentences are enough."),
        }
        widgets: ClassVar = {"summary": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True


class MoneyForm(QModelForm):
    """How much, of which kind, for how long."""

    amount = MoneyField(label=_("How much money do you need?"), max_digits=16)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)

    class Meta:
        model = FinancingDetails
        fields = ("kind", "amount", "currency", "months", "needed_on")
        labels: ClassVar = {
            "kind": _("What are you looking for?"),
            "months": _("For how many months?"),
            "needed_on": _("When do you need it?"),
        }
        help_texts: ClassVar = {
            "kind": _("Not sure? Choose “Loan”. Lenders may answer with other kinds too."),
            "months": _("The time until everything is paid back. 36 is three years."),
            "needed_on": _("Leave empty if the day does not matter."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["amount"].prefix = ""  # type: ignore[attr-defined]
        self.fields["kind"].required = True
        self.fields["months"].required = True
        self.fields["months"].min_value = 1  # type: ignore[attr-defined]

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("Enter an amount greater than zero."))
        return amount

    def clean_months(self) -> Any:
        months = self.cleaned_data["months"]
        if months is not None and not 1 <= months <= 600:
            raise forms.ValidationError(_("Enter between 1 and 600 months."))
        return months

    def clean_needed_on(self) -> date | None:
        day: date | None = self.cleaned_data["needed_on"]
        if day is not None and day < clock.today():
            raise forms.ValidationError(_("This day has passed."))
        return day


class PurposeForm(QModelForm):
    """What the money is for."""

    class Meta:
        model = FinancingDetails
        fields = ("purpose", "purpose_text", "debtor", "invoice_due_on", "share_offered")
        labels: ClassVar = {
            "purpose": _("What is the money for?"),
            "purpose_text": _("In a few words"),
            "debtor": _("Who owes you the invoice?"),
            "invoice_due_on": _("When is the invoice due?"),
            "share_offered": _("Which share of the firm would you sell, in per cent?"),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].required = True
        kind = self.instance.kind
        if kind != choices.Kind.INVOICE:
            del self.fields["debtor"], self.fields["invoice_due_on"]
        if kind != choices.Kind.EQUITY:
            del self.fields["share_offered"]


class RepaymentForm(QModelForm):
    """What the firm can carry, and wishes about the contract; nothing here is required."""

    acceptable_instalment = MoneyField(
        label=_("The largest instalment you can carry"),
        required=False,
        help_text=_("Offers above it are marked for you. Lenders see it too."),
    )

    class Meta:
        model = FinancingDetails
        fields = ("frequency", "acceptable_instalment", "grace_months", "shariah_only", "guarantee_wished")
        labels: ClassVar = {
            "frequency": _("How often would you like to pay?"),
            "grace_months": _("Months before repaying starts"),
            "shariah_only": _("Only Islamic contracts, please"),
            "guarantee_wished": _("A guarantee programme would help us"),
        }
        help_texts: ClassVar = {
            "grace_months": _("0 if you can start at once."),
            "shariah_only": _("Murabaha, tawarruq, ijarah or musharakah. Without this tick you can get both kinds."),
            "guarantee_wished": _("A programme vouches for part of the loan, for a fee. It can replace security."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["acceptable_instalment"].prefix = self.instance.currency  # type: ignore[attr-defined]
        self.fields["frequency"].required = False
        self.fields["grace_months"].required = False

    def clean_frequency(self) -> str:
        return self.cleaned_data["frequency"] or choices.Frequency.MONTHLY

    def clean_grace_months(self) -> int:
        months = self.cleaned_data["grace_months"] or 0
        if self.instance.months and months >= self.instance.months:
            raise forms.ValidationError(_("This must be shorter than the whole term."))
        return int(months)


class SecurityForm(QModelForm):
    """What stands behind the loan."""

    security = forms.MultipleChoiceField(
        label=_("What could you offer as security?"),
        choices=choices.Security.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Security is what a lender may take if the loan is not paid. “Nothing” is a fair answer."),
        error_messages={"required": _("Tick at least one, or “Nothing”.")},
    )

    class Meta:
        model = FinancingDetails
        fields = ("security", "security_text")
        labels: ClassVar = {"security_text": _("Anything to add about it?")}


class FiguresForm(QModelForm):
    """Three figures every lender asks for."""

    revenue = MoneyField(label=_("Sales of your last full year"), max_digits=16)
    debt_payments = MoneyField(label=_("What you pay to lenders each month today"), required=False)

    class Meta:
        model = FinancingDetails
        fields = ("revenue", "debt_payments", "statement_months", "has_borrowed")
        labels: ClassVar = {
            "statement_months": _("For how many months can you show bank statements?"),
            "has_borrowed": _("Has the firm borrowed from a lender before?"),
        }
        widgets: ClassVar = {
            "has_borrowed": forms.Select(choices=[("", _("I am not sure")), ("true", _("Yes")), ("false", _("No"))]),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("revenue", "debt_payments"):
            self.fields[name].prefix = self.instance.currency  # type: ignore[attr-defined]


class PrivacyForm(QModelForm):
    """Who may know the name."""

    class Meta:
        model = Request
        fields = ("show_name",)


class WhatIfForm(QForm):
    """The guarantee what-if: a programme, a grade, the terms."""

    SCHEMES: ClassVar = [
        ("japan", _("Japan: nine credit grades")),
        ("busan", _("Korea: Busan fund")),
        ("sba_7a", _("United States: 7(a)")),
    ]
    scheme = forms.ChoiceField(label=_("Fee table"), choices=SCHEMES)
    grade = forms.CharField(label=_("Grade"), required=False, max_length=4)
    amount = MoneyField(label=_("Amount"), max_digits=16)
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=600)
    rate = PercentField(label=_("Yearly rate without a guarantee"), max_value=100)
    rate_with = PercentField(label=_("Yearly rate with a guarantee"), max_value=100, required=False)
