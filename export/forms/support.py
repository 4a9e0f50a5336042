"""Forms of the pillar on the exchange: the request's sections, the mentor's plan, offers, sessions, goals."""

from typing import Any, ClassVar

import pycountry
from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from export import countries, hs, zones
from export.choices import Stage, TalkLanguage, Topic
from export.models.mentors import MentoringGoal, MentoringSession, MentorOffer
from export.models.support import MentoringTerms, SupportDetails
from portal.common.forms import QForm, QModelForm, moment_field
from portal.criteria import forms as criteria
from portal.criteria.widgets import FoldedChoices
from portal.matchmaking.models import Request

DAY_PARTS = (("morning", _("Mornings")), ("afternoon", _("Afternoons")), ("evening", _("Evenings")))
HOURS = {"morning": range(8, 12), "afternoon": range(12, 17), "evening": range(17, 21)}


def market_choices() -> list[tuple[str, str]]:
    """All countries by name in the reader's language."""
    pairs = [(country.alpha_3, countries.name_of(country.alpha_3)) for country in pycountry.countries]
    return sorted(pairs, key=lambda pair: pair[1])


class CodesField(forms.MultipleChoiceField):
    """Several codes of a closed list, as tick boxes; kept as a JSON list."""

    widget = forms.CheckboxSelectMultiple


class MarketsField(forms.MultipleChoiceField):
    """Several countries, region by region (works without script)."""

    def __init__(self, **options: Any):
        super().__init__(choices=lambda: countries.by_region(get_language() or "en"), widget=FoldedChoices(), **options)


class NeedForm(QModelForm):
    """Section one: what it is about."""

    class Meta:
        model = Request
        fields = ("title", "summary")
        labels = {"title": _("Your request in one line"), "summary": _("What do you want to find out or achieve?")}


class TopicsForm(QModelForm):
    """Section two: topics, product, markets."""

    topics = CodesField(label=_("What should a mentor help with?"), choices=Topic.choices)
    markets = MarketsField(label=_("Which markets?"), required=False)

    class Meta:
        model = SupportDetails
        fields = ("topics", "hs6", "markets", "stage", "goal")
        help_texts = {"hs6": _("Six digits; the market finder helps to find them.")}

    def clean_hs6(self) -> str:
        """Refuses a code of the wrong form."""
        code = self.cleaned_data["hs6"].strip()
        if code and not hs.is_code(code):
            raise forms.ValidationError(_("This is not a product code of six digits."))
        return code

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["stage"].required = True
        self.fields["stage"].choices = [("", _("Choose")), *Stage.choices]  # type: ignore[attr-defined]


class TalkForm(QModelForm):
    """Section three: languages and times of day."""

    languages = CodesField(label=_("Languages you can talk in"), choices=TalkLanguage.choices)
    day_parts = CodesField(label=_("When can you talk?"), choices=DAY_PARTS, help_text=_("In Riyadh time (UTC+3)."))

    class Meta:
        model = SupportDetails
        fields = ("languages",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        held = {(hour + 3) % 24 for hour in self.instance.hours_utc}
        self.fields["day_parts"].initial = [part for part, hours in HOURS.items() if held & set(hours)]

    def save(self, commit: bool = True) -> Any:
        """Day parts become hours in UTC."""
        parts = self.cleaned_data["day_parts"]
        self.instance.hours_utc = sorted({(hour - 3) % 24 for part in parts for hour in HOURS[part]})
        return super().save(commit)


class PlanForm(QModelForm):
    """The mentor's plan."""

    class Meta:
        model = MentoringTerms
        fields = ("offer", "months", "hours_a_month", "talk_language", "approach", "first_talk_on")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = MentorOffer.objects.select_related("user")
        firm = self.instance.response.organisation_id if self.instance.pk else 0
        offers: QuerySet[MentorOffer] = own.filter(organisation_id=firm)
        self.fields["offer"].queryset = offers  # type: ignore[attr-defined]
        for name in ("offer", "months", "hours_a_month", "talk_language", "approach"):
            self.fields[name].required = True


class OfferForm(QModelForm):
    """What one mentor offers."""

    topics = CodesField(label=_("Topics"), choices=Topic.choices)
    languages = CodesField(label=_("Languages"), choices=TalkLanguage.choices)
    stages = CodesField(label=_("Firms that are …"), choices=Stage.choices, required=False)
    markets = MarketsField(label=_("Markets you know"), required=False)
    sectors = criteria.CodesField("isic", label=_("Sectors you know"), required=False)
    never: Any = forms.ModelMultipleChoiceField(
        label=_("Never these firms"), queryset=None, required=False, widget=forms.SelectMultiple({"size": "5"})
    )
    is_conflict_free = forms.BooleanField(
        label=_("I have stated every conflict of interest I know of, and renew this statement every year")
    )

    class Meta:
        model = MentorOffer
        fields = (
            "headline", "topics", "languages", "stages", "markets", "sectors", "hours_a_month", "capacity",
            "time_zone", "never", "statement", "is_away",
        )  # fmt: skip

    def __init__(self, *args: Any, firms: QuerySet[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["never"].queryset = firms  # type: ignore[attr-defined]
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=zones.choices)


class SessionForm(QModelForm):
    """Propose a talk."""

    starts_at = moment_field(label=_("Starts"), help_text=_("In your own time zone."))

    class Meta:
        model = MentoringSession
        fields = ("topic", "starts_at", "minutes", "link")


class LogForm(QForm):
    """The log of a talk."""

    advice = forms.CharField(label=_("What was advised"), widget=forms.Textarea, max_length=3000)
    next_steps = forms.CharField(label=_("Next steps, who and by when"), widget=forms.Textarea, max_length=2000)


class GoalForm(QModelForm):
    """A goal with its baseline."""

    class Meta:
        model = MentoringGoal
        fields = ("title", "unit", "baseline", "target")
        help_texts: ClassVar = {"unit": _("For example: boxes a month, orders, riyals")}


class ReadingForm(QForm):
    """The value of a goal after some months."""

    months = forms.ChoiceField(
        label=_("How long after the start?"),
        choices=[("3", _("3 months")), ("6", _("6 months")), ("12", _("12 months"))],
    )
    value = forms.DecimalField(label=_("Value now"), max_digits=14, decimal_places=2)


class AppealForm(QForm):
    """Why a fault should not count."""

    text = forms.CharField(label=_("What happened, and what shows it?"), widget=forms.Textarea, max_length=2000)


class RoundForm(QForm):
    """A new matching round."""

    name = forms.CharField(label=_("Name of the round"), max_length=120)


class OverrideForm(QForm):
    """Put a request with another mentor."""

    offer = forms.ChoiceField(label=_("Mentor"))
    reason = forms.CharField(label=_("Reason, kept with the round"), max_length=300)
