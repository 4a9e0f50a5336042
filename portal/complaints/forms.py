"""Forms of complaints."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import QForm
from portal.complaints.models import ComplaintKind, Outcome, Subject


class ComplaintForm(QForm):
    """What happened."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ComplaintKind.choices, widget=forms.RadioSelect)
    subject = forms.ChoiceField(label=_("What it is about"), choices=Subject.choices)
    title = forms.CharField(label=_("In one line"), max_length=140)
    story = forms.CharField(
        label=_("What happened"),
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("When, who, what was said or done."),
    )
    wish = forms.CharField(
        label=_("What should happen now"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class MessageForm(QForm):
    """One message."""

    body = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea({"rows": 4}))


class DecisionForm(QForm):
    """The decision."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    decision = forms.CharField(label=_("Decision and reasons"), max_length=5000, widget=forms.Textarea({"rows": 6}))
    is_public = forms.BooleanField(label=_("Publish the decision without names"), required=False)
