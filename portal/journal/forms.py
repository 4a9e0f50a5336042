"""Forms of the journal."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.common.forms import QForm
from portal.journal.verbs import SUBJECTS

MINUTES = (15, 30, 60)


class JournalFilter(QForm):
    """What of the journal to show; lives in the address."""

    about = forms.ChoiceField(
        label=_("Subject of the entry"), choices=lambda: [("", _("Everything")), *SUBJECTS.items()], required=False
    )
    since = forms.DateField(label=_("From day"), required=False)
    until = forms.DateField(label=_("To day"), required=False)
    reference = forms.CharField(label=_("Code of the record"), required=False, max_length=40)

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", _("The end cannot lie before the start."))
        return values


class StaffForm(QForm):
    """Why and how long."""

    reason = forms.CharField(
        label=_("Why do you need to look?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For example the number of a complaint. It is kept in the journal, and the firms you read about see it."
        ),
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long?"),
        choices=lambda: [(n, ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n}) for n in MINUTES],
        coerce=int,
        initial=30,
        widget=forms.RadioSelect,
    )
