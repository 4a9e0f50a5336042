"""Forms of the vetting app."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import QForm
from portal.vetting.choices import Verdict
from portal.vetting.models import VettingAnswer, VettingCase

YES_NO: Final = (("yes", _("Yes")), ("no", _("No")))
DECISIONS: Final = (("approve", _("Approve")), ("reject", _("Do not approve")))


class AnswerForm(QForm):
    """What the applicant says to one criterion; a file may come with it."""

    is_met = forms.ChoiceField(label=_("Do you meet it?"), choices=YES_NO, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Explain"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    link = forms.URLField(label=_("Link to a page that shows it"), required=False, assume_scheme="https")
    file = forms.FileField(
        label=_("File as evidence"),
        required=False,
        help_text=_(
            "PDF, picture or office file of at most 10 MB. It goes to your document vault; only the authority reads it."
        ),
    )

    def __init__(self, *args: Any, answer: VettingAnswer, **kwargs: Any):
        given = "" if answer.is_met is None else "yes" if answer.is_met else "no"
        super().__init__(*args, initial={"is_met": given, "text": answer.text, "link": answer.link}, **kwargs)


class AppealForm(QForm):
    """Why a decision is wrong."""

    reason = forms.CharField(
        label=_("Why is the decision wrong?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Name the criterion and what the reviewer overlooked. Another person will read it."),
    )


class ReviewForm(QForm):
    """The reviewer's verdict on each criterion, with words where something is missing."""

    def __init__(self, *args: Any, case: VettingCase, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for answer in case.answers.order_by("pk"):
            self.fields[f"verdict_{answer.criterion}"] = forms.ChoiceField(
                label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect, initial=answer.verdict
            )
            self.fields[f"question_{answer.criterion}"] = forms.CharField(
                label=_("Words to the applicant"),
                required=False,
                max_length=1000,
                initial=answer.question,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


class DecisionForm(QForm):
    """The decision and the declaration that goes with it."""

    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("A paragraph for the letter"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    no_conflict = forms.BooleanField(
        label=_("I have no interest in this organisation: no share, no relative, no past employment"), required=False
    )


class NoteForm(QForm):
    """Asking the applicant for more."""

    note = forms.CharField(
        label=_("A word to the applicant"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(QForm):
    """A reason the organisation will read."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AppealDecisionForm(QForm):
    """The second officer's decision."""

    outcome = forms.ChoiceField(
        label=_("Decision on the appeal"),
        choices=(("upheld", _("The first decision stands")), ("overturned", _("Approve after all"))),
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Reasons"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))


class SearchForm(QForm):
    """Search for an organisation."""

    q = forms.CharField(label=_("Name, number or reference"), required=False, max_length=120)
