"""How django-allauth is fitted to the house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils import translation

from portal.identity.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the language chosen at sign-up with the person, and writes to people in their language."""

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Called once, at sign-up."""
        user.language = translation.get_language() or "en"
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail in the language of the person it goes to; an unknown address gets the language of the page."""
        person = context.get("user") or User.objects.filter(email=email.lower()).first()
        language = person.language if isinstance(person, User) else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)
