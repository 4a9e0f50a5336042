"""Forms of the organisations app: they check shape, services check rules."""

from typing import Any, Final

import pycountry
from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy, to_locale
from django.utils.translation import gettext_lazy as _

from portal.common.forms import QForm, QModelForm
from portal.common.validators import plain_line
from portal.organisations.choices import CapabilityKind, IdentifierKind, Level
from portal.organisations.identifiers import FIRST_KIND, HINTS
from portal.organisations.models import Organisation

# Offered first; every other country of ISO 3166-1 follows by name.
FREQUENT: Final = ("SA", "CN", "AE", "IN", "EG", "KR", "JP", "DE", "GB")
# Authorities are entered by the operator, never by registration.
REGISTRABLE: Final = tuple((kind.value, kind.label) for kind in CapabilityKind if kind != CapabilityKind.AUTHORITY)
LANGUAGES: Final = tuple(settings.LANGUAGES)


def country_choices() -> list[tuple[str, str]]:
    """Countries by name in the active language, frequent ones first."""
    names = Locale.parse(to_locale(get_language() or "en")).territories
    named = {country.alpha_2: names.get(country.alpha_2, country.name) for country in pycountry.countries}
    rest = sorted((name, code) for code, name in named.items() if code not in FREQUENT)
    return [(code, named[code]) for code in FREQUENT] + [(code, name) for name, code in rest]


def identifier_kind_of(country: str) -> str:
    """The number asked first in a country."""
    return FIRST_KIND.get(country, IdentifierKind.LEI)


class RegistrationForm(QForm):
    """A new organisation in five answers; everything else is asked when a form needs it."""

    country = forms.ChoiceField(label=_("Country of registration"), choices=country_choices)
    identifier_kind = forms.ChoiceField(label=_("Which official number do you have?"), choices=IdentifierKind.choices)
    identifier = forms.CharField(
        label=_("Number"), max_length=60, help_text=_("We check its form. Spaces and hyphens do not matter.")
    )
    legal_name = forms.CharField(label=_("Legal name, as registered"), max_length=200, validators=[plain_line])
    kinds = forms.MultipleChoiceField(
        label=_("What does the organisation do here?"),
        choices=REGISTRABLE,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A small firm can start at once. Others are vetted first, which takes days, not months."),
    )

    counts = forms.BooleanField(
        label=_("Count our figures in public statistics"),  # the words of the purpose it gives
        help_text=_("Only in groups of firms, never alone. It shows government where support is missing."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        initial = {
            "country": settings.HOME_COUNTRY,
            "identifier_kind": identifier_kind_of(settings.HOME_COUNTRY),
            "kinds": [CapabilityKind.BORROWER],
            **(kwargs.pop("initial", None) or {}),
        }
        super().__init__(*args, initial=initial, **kwargs)


class JoinForm(QForm):
    """Asking to join a firm that is here already."""

    message = forms.CharField(
        label=_("A word to the administrators"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example who you are in the firm."),
    )


class DetailsForm(QModelForm):
    """Contact details and description."""

    name_language = forms.ChoiceField(label=_("Language of the name"), choices=LANGUAGES)

    class Meta:
        model = Organisation
        fields = ("legal_name", "name_language", "city", "website", "phone", "contact_email", "about")
        widgets = {"about": forms.Textarea(attrs={"rows": 5})}

    def clean_legal_name(self) -> str:
        name: str = self.cleaned_data["legal_name"]
        plain_line(name)
        return name


class IdentifierForm(QForm):
    """One more official number."""

    kind = forms.ChoiceField(label=_("Kind of number"), choices=IdentifierKind.choices)
    identifier = forms.CharField(label=_("Number"), max_length=60)


class InvitationForm(QForm):
    """Whom to invite, at which level, in which language."""

    email = forms.EmailField(label=_("E-mail address"))
    level = forms.ChoiceField(label=pgettext_lazy("permission", "May"), choices=Level.choices, initial=Level.EDITOR)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LANGUAGES)


class LevelForm(QForm):
    """A member's level."""

    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)


class TokenForm(QForm):
    """A new API token."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Which of your systems will use it, for example “core banking”.")
    )
    may_write = forms.BooleanField(label=_("May also change things, not only read"), required=False)


def hint_of(kind: str) -> str:
    """What a number of ``kind`` looks like."""
    return str(HINTS.get(kind, ""))
