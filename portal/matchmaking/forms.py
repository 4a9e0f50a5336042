"""Forms of the exchange: shape only, the rules are in the services."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.forms import MoneyField, QForm
from portal.common.money import CURRENCIES
from portal.documents.checks import ALLOWED
from portal.matchmaking.models import Alert
from portal.matchmaking.models.outcome import Helped, WithoutHelp
from portal.matchmaking.pillars import OutcomeQuestion, Pillar

DOCUMENT_KINDS = [
    ("register", _("Commercial register")),
    ("statement", _("Financial statement")),
    ("bank", _("Bank statement")),
    ("tax", _("Tax or Zakat declaration")),
    ("quote", _("Quote or invoice")),
    ("other", _("Something else")),
]


class PublishForm(QForm):
    """How long the request stays open."""

    open_days = forms.IntegerField(label=_("Days to take answers"), min_value=1)
    consent = forms.BooleanField(
        label=_("I have read what they will see and I want to publish."),
        help_text=_(
            "With this you also agree that your firm's profile is used to find who fits. You can end that under “Consents”."
        ),
        error_messages={"required": _("Tick this box to publish.")},
    )

    def __init__(self, *args: Any, pillar: Pillar, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["open_days"].initial = pillar.policy.default_open_days
        self.fields["open_days"].help_text = _("1 to %(max)s. You can extend it later.") % {
            "max": pillar.policy.max_open_days
        }


class ExtendForm(QForm):
    """By how many days the closing moment moves."""

    days = forms.IntegerField(label=_("More days"), min_value=1, max_value=60, initial=7)


class ReasonForm(QForm):
    """A reason in words."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class DocumentForm(QForm):
    """One file for a request."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{s}" for kinds in ALLOWED.values() for s in kinds)}),
        help_text=_("PDF, picture, Word, Excel, CSV or text, at most 10 MB."),
    )
    purpose = forms.ChoiceField(label=_("What is it?"), choices=DOCUMENT_KINDS)


class QuestionForm(QForm):
    text = forms.CharField(
        label=_("Your question"),
        help_text=_("Everybody invited sees question and answer. Nobody sees who asked."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class AnswerForm(QForm):
    answer = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class MessageForm(QForm):
    text = forms.CharField(
        label=_("Message"), widget=forms.Textarea(attrs={"rows": 4}), max_length=8000, required=False
    )
    file = forms.FileField(label=_("Attach a file"), required=False)


class DeclineForm(QForm):
    """Coded reasons, words for the owner, and whether to help on."""

    codes = forms.MultipleChoiceField(
        label=_("Why?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason. The firm can only mend what it knows.")},
    )
    text = forms.CharField(
        label=_("What would help the firm"),
        help_text=_("In plain words. The firm reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, pillar: Pillar, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = list(pillar.decline_reasons)  # type: ignore[attr-defined]


class SearchForm(QForm):
    """A saved search: its name and how often it is mailed."""

    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("For example: Large loans near us"))
    frequency = forms.ChoiceField(
        label=_("Mail me what is new"), choices=Alert.choices, widget=forms.RadioSelect, initial=Alert.DAILY
    )


class AcceptForm(QForm):
    """The decision: a written reason, consent, and the person's password again."""

    rationale = forms.CharField(
        label=_("Why this one?"),
        help_text=_("One sentence for your own records."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )
    agree = forms.BooleanField(
        label=_("I have read the terms above and accept them for my organisation."),
        error_messages={"required": _("Tick this box to accept.")},
    )
    password = forms.CharField(
        label=_("Your password, or a code from your authenticator app"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )


class ResponseForm(QForm):
    """The spine's part of a response."""

    message = forms.CharField(
        label=_("Message to the firm"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False
    )
    valid_until = forms.DateField(label=_("Valid until"))


class StartForm(QForm):
    starts_on = forms.DateField(label=_("Start"), required=False)
    ends_on = forms.DateField(label=_("Planned end"), required=False)


class RatingForm(QForm):
    stars = forms.TypedChoiceField(
        label=_("Your rating"),
        choices=[(5, _("5, excellent")), (4, _("4, good")), (3, _("3, fair")), (2, _("2, poor")), (1, _("1, bad"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("In a few words"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=1000
    )


# Question codes of D§D7.
RATING_QUESTIONS = [
    ("overall", _("Getting this result at all")),
    ("contacts", _("Finding the right contacts")),
    ("information", _("Information you could use")),
    ("credibility", _("Being taken seriously")),
    ("confidence", _("Daring to do it")),
    ("problem", _("Getting past a problem")),
]
FLAG_QUESTIONS = [
    ("precondition", _("Without the portal it would not have happened")),
    ("faster", _("It went faster")),
    ("new", _("It opened something new to us")),
    ("kept", _("It kept or grew what we had")),
    ("risk", _("Otherwise we might have had to stop")),
]


OUTCOME_YEARS = 3  # the year of the answer and the two after it


class OutcomeForm(QForm):
    """What came of it, and how much of it without us (D§D7)."""

    happened = forms.TypedChoiceField(
        label=_("Did it happen as agreed?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    value = MoneyField(
        label=_("What was it worth?"), required=False, help_text=_("Leave empty if you would rather not say.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES], required=False)
    happened_on = forms.DateField(label=_("When?"), required=False)
    without_help = forms.ChoiceField(
        label=_("How much of this would you have reached without the portal?"),
        choices=WithoutHelp.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    comment = forms.CharField(
        label=_("Anything to add?"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    may_publish_story = forms.BooleanField(label=_("You may tell our story, after asking us."), required=False)

    def __init__(self, *args: Any, questions: Sequence[OutcomeQuestion] = (), **kwargs: Any):
        """``questions`` are the pillar's own."""
        super().__init__(*args, **kwargs)
        self.fields["value"].prefix = ""  # type: ignore[attr-defined]
        self.years = [clock.today().year + later for later in range(OUTCOME_YEARS)]
        self.codes = [question.code for question in questions]
        for year in self.years:
            self.fields[f"year_{year}"] = MoneyField(label=str(year), required=False)
            self.fields[f"year_{year}"].prefix = ""  # type: ignore[attr-defined]
        for question in questions:
            choices = [("", _("No answer")), *question.choices]
            self.fields[f"more_{question.code}"] = forms.ChoiceField(
                label=cast(Any, question.text), choices=choices, required=False
            )
        for code, label in RATING_QUESTIONS:
            self.fields[f"rating_{code}"] = forms.ChoiceField(
                label=label, choices=Helped.choices, initial="na", required=False
            )
        for code, label in FLAG_QUESTIONS:
            self.fields[f"flag_{code}"] = forms.BooleanField(label=label, required=False)

    def answers(self) -> dict[str, Any]:
        """The cleaned answers as the outcome service takes them."""
        data = self.cleaned_data
        plain = ("happened", "value", "happened_on", "without_help", "comment", "may_publish_story")
        return {
            **{name: data[name] for name in plain},
            "currency": data["currency"] if data["value"] is not None else "",
            "value_by_year": {
                str(year): str(data[f"year_{year}"]) for year in self.years if data[f"year_{year}"] is not None
            },
            "more": {code: data[f"more_{code}"] for code in self.codes if data[f"more_{code}"]},
            "ratings": {code: data[f"rating_{code}"] or "na" for code, _label in RATING_QUESTIONS},
            "flags": {code: data[f"flag_{code}"] for code, _label in FLAG_QUESTIONS},
        }
