"""The one mail that goes to somebody who may not have an account: the invitation. All others are notifications."""

import logging
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal.organisations.models import Invitation

logger = logging.getLogger(__name__)
Keeper = Callable[[EmailMessage, OSError], None]
keepers: Final[list[Keeper]] = []  # what keeps a mail that could not be sent; the outbox lives on a higher storey


def send_invitation(invitation: Invitation, secret: str) -> bool:
    """Mail the link in the invited person's language; False when the mail server is away: then it waits in the outbox."""
    with translation.override(invitation.language):
        address = reverse("organisations:invitation-accept", args=[secret])
        context = {
            "invitation": invitation,
            "organisation": invitation.organisation,
            "link": f"{settings.SITE_URL}{address}",
            "expires_at": invitation.expires_at,
        }
        folder = "emails/organisations/invitation"
        message = EmailMultiAlternatives(
            subject=" ".join(render_to_string(f"{folder}.subject.txt", context).split()),
            body=render_to_string(f"{folder}.body.txt", context),
            to=[invitation.email],
        )
        message.attach_alternative(render_to_string(f"{folder}.body.html", context), "text/html")
        try:
            message.send()
        except OSError as error:  # smtplib's errors are OSErrors
            logger.warning("invitation %s could not be mailed yet: %s", invitation.public_id, error)
            for keep in keepers:
                keep(message, error)
            return False
    return True
