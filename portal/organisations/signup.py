"""What sign-up asks beyond e-mail and password: a name, and consents in separate ticks."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.common.validators import plain_line
from portal.identity.models import User
from portal.organisations.actors import Actor
from portal.organisations.consents import consent_give, of_person


class SignupForm(forms.Form):
    """Mixed into django-allauth's form (``ACCOUNT_SIGNUP_FORM_CLASS``)."""

    field_order = ("email", "name", "password1", "consent_terms", "consent_news")
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[plain_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for purpose in of_person():
            self.fields[f"consent_{purpose.code}"] = forms.BooleanField(
                label=str(purpose.label), help_text=str(purpose.reason), required=purpose.is_required
            )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by django-allauth after the person is saved."""
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])
        for purpose in of_person():
            if self.cleaned_data.get(f"consent_{purpose.code}"):
                consent_give(actor=Actor(user=user), purpose=purpose.code)
