"""Trainings, people with digital skills, openings."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from digital.choices import WorkKind
from digital.forms.providers import YES_NO
from digital.forms.requests import LONG, category_choices
from digital.models import Opening, Talent, Training
from portal.common.forms import DateInput, MoneyField, QForm, QModelForm, moment_field
from portal.criteria import codes


def region_choices(first: Any) -> list[tuple[str, Any]]:
    """Regions of the code list, and the word for none."""
    regions = codes.get("region")
    return [("", first), *((code, lazystr(regions.label(code))) for code in regions.top())]


class TrainingForm(QModelForm):
    starts_at = moment_field(label=_("Begins"))

    class Meta:
        model = Training
        fields = ("title", "text", "skill", "language", "starts_at", "hours", "place", "seats")
        widgets = {"text": LONG}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["skill"] = forms.ChoiceField(choices=category_choices(), label=_("Skill"))
        self.fields["language"] = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language of the training"))


class SurveyForm(QForm):
    """What became of a training."""

    is_used = forms.ChoiceField(
        choices=YES_NO, widget=forms.RadioSelect, label=_("Do you use at work what you learnt?")
    )
    is_better_off = forms.ChoiceField(
        choices=YES_NO, widget=forms.RadioSelect, label=_("Do you have a new job, new tasks or better pay since?")
    )
    worth = forms.IntegerField(min_value=0, max_value=10, label=_("How much was it worth to you, 0 to 10?"))
    comment = forms.CharField(required=False, max_length=1000, widget=LONG, label=_("In your words"))

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**data, "is_used": data["is_used"] == "yes", "is_better_off": data["is_better_off"] == "yes"}


class TalentForm(QModelForm):
    """A person's profile with its tags."""

    TAGS = ("skill", "language", "work")
    skill = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label=_("Skills"))
    spoken = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=settings.LANGUAGES, label=_("Languages you work in")
    )
    work = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=WorkKind.choices, label=_("Kinds of work you want")
    )

    class Meta:
        model = Talent
        fields = ("headline", "text", "region", "is_open")
        widgets = {"text": LONG}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = category_choices()  # type: ignore[attr-defined]
        self.fields["region"] = forms.ChoiceField(
            required=False, choices=region_choices(_("Any")), label=_("Region"), initial=self.instance.region
        )
        tags: dict[str, list[str]] = {}
        for kind, code in self.instance.tags.values_list("kind", "code") if self.instance.pk else []:
            tags.setdefault(kind, []).append(code)
        for field, kind in (("skill", "skill"), ("spoken", "language"), ("work", "work")):
            self.fields[field].initial = tags.get(kind, [])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tags(self) -> dict[str, list[str]]:
        data = self.cleaned_data
        return {"skill": data["skill"], "language": data["spoken"], "work": data["work"]}


class OpeningForm(QModelForm):
    class Meta:
        model = Opening
        fields = (
            "title", "text", "skill", "work", "spoken", "region", "is_remote", "pay_from", "pay_to", "open_until",
        )  # fmt: skip
        widgets = {"text": LONG, "open_until": DateInput()}
        field_classes = {"pay_from": MoneyField, "pay_to": MoneyField}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["skill"] = forms.ChoiceField(choices=category_choices(), label=_("Skill you need most"))
        self.fields["spoken"] = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language at work"))
        self.fields["region"] = forms.ChoiceField(required=False, choices=region_choices(_("Any")), label=_("Region"))
