"""Calculator, application, events, papers, and the money page."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digital.schemes.catalogue import in_force
from digital.schemes.catalogue import labels as scheme_labels
from digital.schemes.grant import Cost
from portal.common import clock
from portal.common.forms import DateInput, MoneyField, PercentField, QForm
from portal.documents.checks import ALLOWED
from portal.documents.models import Document
from portal.organisations.models import Organisation


class CostsForm(QForm):
    """Costs by kind and other aid: the calculator, and the first page of an application."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for kind, label in scheme_labels("cost_kinds").items():
            self.fields[kind] = MoneyField(required=False, label=label.lazy(), currency=currency)
        self.fields["other_aid"] = MoneyField(
            required=False, label=_("Other public aid for the same cost"), currency=currency
        )

    def costs(self) -> list[Cost]:
        kinds = scheme_labels("cost_kinds")
        return [Cost(kind, amount) for kind in kinds if (amount := self.cleaned_data.get(kind))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(data.get(kind) for kind in scheme_labels("cost_kinds")):
            self.add_error("software", _("Enter at least one cost."))
        return data


class EventForm(QForm):
    """A dated event a scheme cares about."""

    kind = forms.ChoiceField(label=_("What happened?"))
    happened_on = forms.DateField(widget=DateInput(), label=_("On which day?"))
    amount = MoneyField(required=False, label=_("Amount"))
    knows_forfeit = forms.BooleanField(required=False, label=_("I know that this makes me lose the grant"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(code, label.lazy()) for code, label in scheme_labels("events").items()]  # type: ignore[attr-defined]


class EvidenceForm(QForm):
    """One paper of a claim: out of the firm's vault, or a new file that goes there."""

    kind = forms.ChoiceField(label=_("Which paper?"))
    document = forms.ModelChoiceField(Document.objects.none(), label=_("Your document"), required=False)
    file = forms.FileField(
        label=_("Or a new file"), required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{s}" for kinds in ALLOWED.values() for s in kinds)}),
        help_text=_("PDF, picture, Word, Excel, CSV or text, at most 10 MB."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, kinds: tuple[str, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(code, scheme_labels("evidence")[code].lazy()) for code in kinds]  # type: ignore[attr-defined]
        self.fields["document"].queryset = Document.objects.filter(owner=organisation, deleted_at__isnull=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("document") and not data.get("file"):
            self.add_error("document", _("Choose a document or a new file."))
        return data


class MoneyForm(QForm):
    """What the firm may change on the money page."""

    cash = MoneyField(label=_("Own money set aside now"))
    monthly = MoneyField(label=_("Own money you can add each month"))
    rate = PercentField(label=_("Yearly rate of a bridge loan"), max_value=Decimal(60))
    repay_months = forms.IntegerField(
        label=_("Months to pay back what the grant does not cover"), min_value=1, max_value=60
    )
    grant_month = forms.IntegerField(
        label=_("Month in which the grant is paid"), min_value=0, max_value=48, required=False,
        help_text=_("Empty: computed from the last payment, proof of use and the legal time limit."),
    )  # fmt: skip


class UsageForm(QForm):
    """One month of use."""

    month = forms.DateField(widget=DateInput(), label=_("Any day of the month"))
    active_users = forms.IntegerField(min_value=0, max_value=100000, label=_("People who used it"))
    records = forms.IntegerField(
        min_value=0, max_value=10**8, label=_("Orders, invoices, checks … worked in it"),
    )  # fmt: skip


def open_schemes() -> list[Any]:
    """Schemes in force today."""
    return in_force(clock.today())
