"""How django-allauth is fitted to the house."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils import translation

from portal.identity.models import User

logger = logging.getLogger("portal.security")


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the language chosen at sign-up, writes to people in their language, and logs who signed in or failed to.

    The log names an account by its public id, an unknown one not at all: what was typed may be a password.
    """

    def login(self, request: HttpRequest, user: User) -> None:  # type: ignore[override]
        super().login(request, user)
        logger.info("signed in", extra={"user": user.public_id, "address": self.get_client_ip(request)})

    def logout(self, request: HttpRequest) -> None:
        user = getattr(request.user, "public_id", "")
        super().logout(request)
        logger.info("signed out", extra={"user": user})

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        found = User.objects.filter(email__iexact=str(credentials.get("email") or credentials.get("username") or ""))
        known = found.values_list("public_id", flat=True).first()
        logger.warning("sign-in failed", extra={"user": known or "", "address": self.get_client_ip(request)})

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            logger.warning("sign-in locked", extra={"address": self.get_client_ip(request)})
            raise

    def set_password(self, user: User, password: str) -> None:  # type: ignore[override]
        super().set_password(user, password)
        logger.info("password set", extra={"user": user.public_id})

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
