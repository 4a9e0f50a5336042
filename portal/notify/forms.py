"""Forms of notifications and webhooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import QForm
from portal.notify.models import Category, Frequency
from portal.notify.preferences import LOCKED
from portal.notify.webhooks import TOPICS


class PreferencesForm(QForm):
    """One choice per category of mail."""

    def __init__(self, *args: Any, wishes: dict[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for category in Category:
            if category in LOCKED:
                continue
            self.fields[category.value] = forms.ChoiceField(
                label=category.label,
                choices=Frequency.choices,
                widget=forms.RadioSelect,
                initial=wishes.get(category.value, Frequency.NOW),
            )


class WebhookForm(QForm):
    """An address of the organisation's own system that is told of events."""

    url = forms.CharField(
        label=_("Address of your system"),
        max_length=400,
        help_text=_("Starts with https:// and can be reached from the internet."),
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr", "autocomplete": "off"}),
    )
    topics = forms.MultipleChoiceField(label=_("Tell it about"), choices=TOPICS, widget=forms.CheckboxSelectMultiple)
