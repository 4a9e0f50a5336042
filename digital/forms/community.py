"""Groups, pilots, offers of help."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from digital.forms.requests import LONG
from digital.models import Challenge, HelpOffer, Pilot
from portal.common.forms import DateInput, MoneyField, QForm, QModelForm
from portal.criteria.forms import CodesField
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Capability, Organisation


class GroupForm(QForm):
    """Open a request for others."""

    note = forms.CharField(max_length=1000, widget=LONG, label=_("What do you want to buy together?"))
    users = forms.IntegerField(min_value=1, max_value=100000, label=_("People of your firm who will use it"))
    join_until = forms.DateField(widget=DateInput(), label=_("Others can join until"))


class PilotForm(QModelForm):
    class Meta:
        model = Pilot
        fields = (
            "title",
            "partner",
            "hypothesis",
            "metric",
            "unit",
            "baseline",
            "baseline_grade",
            "threshold",
            "budget",
            "prize_share",
            "question",
        )
        widgets = {"hypothesis": LONG, "question": forms.Textarea(attrs={"rows": 2})}
        field_classes = {"budget": MoneyField}
        help_texts = {"partner": _("Who brings the solution. It is named in public once it has agreed.")}

    def __init__(self, *args: Any, challenge: Challenge | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        won = challenge.winner if challenge is not None else None
        vetted = Capability.objects.in_force().filter(kind=CapabilityKind.PROVIDER)
        known = Q(pk=won.organisation_id) if won else Q(pk__in=vetted.values("organisation"))
        self.fields["partner"] = forms.ModelChoiceField(
            Organisation.objects.filter(known).order_by("legal_name"), to_field_name="public_id", required=won is not None,
            label=_("Partner"), help_text=self.fields["partner"].help_text, empty_label=None if won else _("None yet"),
        )  # fmt: skip
        if won:
            self.initial["partner"] = won.organisation.public_id


class ResultForm(QForm):
    """The published end of a pilot."""

    result = forms.DecimalField(required=False, max_digits=14, decimal_places=2, label=_("Measured value"))
    lesson = forms.CharField(max_length=2000, widget=LONG, label=_("What can others learn from it?"))


class HelpForm(QModelForm):
    """An offer of help with the two conditions most givers set; others are added in the criteria editor."""

    sectors = CodesField("isic", required=False, label=_("Only for the sectors"))
    most_staff = forms.IntegerField(
        required=False, min_value=1, max_value=10_000_000, label=_("Only for firms with at most so many staff"),
        help_text=_("You can set more conditions once the offer is published."),
    )  # fmt: skip

    class Meta:
        model = HelpOffer
        fields = ("kind", "title", "text", "quota", "valid_until")
        widgets = {"text": LONG}

    def values(self) -> dict[str, Any]:
        """The offer's own columns, checked."""
        return {name: self.cleaned_data[name] for name in ("kind", "title", "text", "quota", "valid_until")}

    def document(self) -> dict[str, Any]:
        """The conditions as a criteria document; {} when the offer is for everybody."""
        sectors, most = self.cleaned_data["sectors"], self.cleaned_data["most_staff"]
        rules: list[dict[str, Any]] = [{"fact": "sector", "op": "any_of", "value": sectors}] if sectors else []
        if most is not None:
            rules.append({"fact": "employees", "op": "lte", "value": str(most)})
        return {"any": [{"all": rules}]} if rules else {}
