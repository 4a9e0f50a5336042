"""Mails outside of the outbox (sign-in's own, invitations) when the mail server is away: they wait in it like all others.

They are sent within the request, because somebody waits for them; only what could not be sent is kept, and its words, which
hold a one-time link, go as soon as it is sent.
"""

import secrets
from datetime import timedelta
from typing import Any, Final

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils import translation

from portal.common import clock
from portal.identity.adapters import AccountAdapter
from portal.identity.models import User
from portal.notify.models import Category, OutboxMail
from portal.notify.services import HOST, PLAIN_CODE

PAUSE: Final = timedelta(seconds=30)


def keep_for_later(message: EmailMessage, error: OSError) -> None:
    """Put a rendered mail that could not be sent into the outbox, one row for each address."""
    html = next((part for part, kind in getattr(message, "alternatives", ()) if kind == "text/html"), "")
    for address in message.to:
        OutboxMail.objects.create(
            code=PLAIN_CODE,
            category=Category.ACCOUNT,
            user=User.objects.filter(email=address.lower()).first(),
            address=address,
            language=translation.get_language() or "en",
            subject=str(message.subject)[:200],
            body_text=str(message.body),
            body_html=str(html),
            next_try_at=clock.now() + PAUSE,
            error=str(error)[:300],
            message_id=f"<{secrets.token_hex(12)}@{HOST}>",
        )


class OutboxAdapter(AccountAdapter):
    """The house's adapter of django-allauth, whose mails survive a mail server that is away."""

    rendered: EmailMessage | EmailMultiAlternatives

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        """Remembers what is about to be sent."""
        self.rendered = super().render_mail(*args, **kwargs)
        return self.rendered

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """At once, or from the outbox when the mail server is away."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are OSErrors
            keep_for_later(self.rendered, error)
