"""The one mail that goes to somebody who may not have an account: the invitation. All others are notifications."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal.organisations.models import Invitation

logger = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, secret: str) -> bool:
    """Mail the link in the invited person's language; False (and a log line) when the mail server refuses."""
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
    except (OSError, SMTPException) as error:
        logger.warning("invitation %s could not be mailed: %s", invitation.public_id, error)
        return False
    return True
