"""Forms of the document vault."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common.forms import QForm
from portal.documents.models import KINDS

ACCEPT = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.csv,.txt"


def file_field() -> forms.FileField:
    """One file of the accepted kinds; the real check is by content (``checks.py``)."""
    return forms.FileField(
        label=_("File"),
        help_text=_("PDF, picture, Word, Excel, CSV or text, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,  # the service says it in our words
    )


class UploadForm(QForm):
    """A new document."""

    file = file_field()
    title = forms.CharField(
        label=_("What is it?"),
        max_length=160,
        required=False,
        help_text=_("A name you will recognise, such as “Balance sheet 2025”. Left empty, the file's name is used."),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a document", "Kind"), choices=[("", _("Not said")), *KINDS], required=False
    )


class ReplaceForm(QForm):
    """A newer version of a document."""

    file = file_field()


class FilterForm(QForm):
    """The vault's filter."""

    q = forms.CharField(label=_("Words"), required=False)
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a document", "Kind"), choices=[("", _("All kinds")), *KINDS], required=False
    )
