"""Challenges: the problem, an entry, a juror's sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from digital.forms.requests import LONG
from digital.models import Challenge, ChallengeCriterion, ChallengeEntry
from digital.models.challenges import POINTS
from digital.services.challenges import CRITERIA
from portal.common.forms import DateInput, MoneyField, QForm, QModelForm


class ChallengeForm(QModelForm):
    """The problem with its prize and two to five weighted criteria."""

    class Meta:
        model = Challenge
        fields = ("title", "problem", "outcome", "prize", "authority_share", "rights", "closes_on", "decide_on")
        widgets = {"problem": LONG, "outcome": LONG, "closes_on": DateInput(), "decide_on": DateInput()}
        field_classes = {"prize": MoneyField}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for number in range(1, CRITERIA + 1):
            needed = number <= 2
            self.fields[f"criterion_{number}"] = forms.CharField(
                max_length=120, required=needed, label=_("Criterion %(n)s") % {"n": number}
            )
            self.fields[f"weight_{number}"] = forms.IntegerField(
                min_value=1, max_value=100, required=needed, label=_("Weight of criterion %(n)s") % {"n": number}
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(1, CRITERIA + 1):
            if data.get(f"criterion_{number}") and not data.get(f"weight_{number}"):
                self.add_error(f"weight_{number}", _("Say how much this criterion weighs."))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def criteria(self) -> list[tuple[str, int]]:
        numbers = range(1, CRITERIA + 1)
        pairs = [(self.cleaned_data.get(f"criterion_{n}"), self.cleaned_data.get(f"weight_{n}")) for n in numbers]
        return [(title, weight) for title, weight in pairs if title and weight]


class EntryForm(QModelForm):
    class Meta:
        model = ChallengeEntry
        fields = ("title", "text", "is_pledged")
        widgets = {"text": LONG}


class OpinionForm(QForm):
    """A juror's sheet for one entry."""

    has_conflict = forms.BooleanField(
        required=False, label=_("I have a conflict of interest and do not judge this entry")
    )

    def __init__(self, *args: Any, criteria: list[ChallengeCriterion], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for row in criteria:
            self.fields[f"c{row.pk}"] = forms.IntegerField(
                min_value=0, max_value=POINTS, required=False, label=row.title, help_text=_("0 to 10 points")
            )
        self.fields["feedback"] = forms.CharField(
            max_length=1000, required=False, widget=LONG, label=_("What can the solver learn?")
        )

    def points(self) -> dict[int, int]:
        found = {row.pk: self.cleaned_data.get(f"c{row.pk}") for row in self.criteria}
        return {key: value for key, value in found.items() if value is not None}
