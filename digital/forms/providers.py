"""Profile, package, reference, and the public filters."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from digital.forms.requests import LONG, category_choices
from digital.models import Package, ProviderProfile
from digital.roadmaps import roadmaps
from digital.schemes.catalogue import labels as scheme_labels
from portal.common.forms import MoneyField, QForm, QModelForm

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def sector_choices() -> list[tuple[str, Any]]:
    return [(code, roadmap.label.lazy()) for code, roadmap in roadmaps().items()]


class ProfileForm(QModelForm):
    """What the provider says of itself, with its tags."""

    category = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, label=_("Categories"))
    sector = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, label=_("Sectors you know"))
    languages = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, choices=settings.LANGUAGES, label=_("Languages of work")
    )

    class Meta:
        model = ProviderProfile
        fields = ("summary", "project_from", "project_to", "support_hours", "staff")
        labels = {"staff": _("Number of staff")}
        widgets = {"summary": LONG}
        field_classes = {"project_from": MoneyField, "project_to": MoneyField}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]
        self.fields["sector"].choices = sector_choices()  # type: ignore[attr-defined]
        tags: dict[str, list[str]] = {}
        for kind, code in self.instance.tags.values_list("kind", "code") if self.instance.pk else []:
            tags.setdefault(kind, []).append(code)
        for field, kind in (("category", "category"), ("sector", "sector"), ("languages", "language")):
            self.fields[field].initial = tags.get(kind, [])


class PackageForm(QModelForm):
    """A package; its price is typed by kind of cost and added up."""

    class Meta:
        model = Package
        fields = ("title", "category", "scope", "excluded", "yearly_fee", "months", "is_published")
        widgets = {"scope": LONG, "excluded": forms.Textarea(attrs={"rows": 2})}
        field_classes = {"yearly_fee": MoneyField}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["category"] = forms.ChoiceField(
            choices=category_choices(), label=_("Category"), initial=self.instance.category
        )
        saved = {row.kind: row.amount for row in self.instance.lines.all()} if self.instance.pk else {}
        for kind, label in scheme_labels("cost_kinds").items():
            self.fields[kind] = MoneyField(required=False, label=label.lazy(), initial=saved.get(kind))

    def lines(self) -> dict[str, Any]:
        return {kind: self.cleaned_data.get(kind) for kind in scheme_labels("cost_kinds")}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ReferenceForm(QForm):
    """Name a customer to be asked."""

    firm = forms.CharField(max_length=160, label=_("Customer"))
    email = forms.EmailField(label=_("E-mail of the person who uses it"))
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language of the letter"))
    category = forms.ChoiceField(choices=category_choices, label=_("What you delivered"))


class ReferenceAnswerForm(QForm):
    """What the customer answers; six questions, two minutes."""

    is_independent = forms.ChoiceField(
        choices=YES_NO,
        widget=forms.RadioSelect,
        label=_("Is your firm independent of this provider (no shared owner, director or family)?"),
    )
    months_used = forms.IntegerField(
        min_value=0, max_value=600, label=_("For how many months have you used the solution?")
    )
    still_uses = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, label=_("Do you still use it?"))
    satisfied = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, label=_("Are you satisfied?"))
    gain_percent = forms.IntegerField(
        min_value=0,
        max_value=500,
        required=False,
        label=_("By how many per cent did the work it supports become quicker or cheaper?"),
    )
    comment = forms.CharField(
        required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}), label=_("In your words")
    )
    may_quote = forms.BooleanField(required=False, label=_("The name of our firm may be shown"))

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        for name in ("is_independent", "still_uses", "satisfied"):
            data[name] = data[name] == "yes"
        return data


class ProviderFilter(QForm):
    """The public search; it lives in the address."""

    q = forms.CharField(required=False, max_length=80, label=_("Words"))
    category = forms.ChoiceField(required=False, label=_("Category"))
    sector = forms.ChoiceField(required=False, label=_("Sector"))
    language = forms.ChoiceField(required=False, label=_("Language"), choices=[("", _("Any")), *settings.LANGUAGES])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("Any")), *category_choices()]  # type: ignore[attr-defined]
        self.fields["sector"].choices = [("", _("Any")), *sector_choices()]  # type: ignore[attr-defined]


class PackageFilter(QForm):
    """The public package search."""

    q = forms.CharField(required=False, max_length=80, label=_("Words"))
    category = forms.ChoiceField(required=False, label=_("Category"))
    most = MoneyField(required=False, label=_("Price up to"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("Any")), *category_choices()]  # type: ignore[attr-defined]
