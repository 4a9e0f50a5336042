"""What keeps an account because of benefits: an application that is being decided or paid needs somebody to answer for it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.briefs.models import Application
from portal.common import formatting
from portal.common.formatting import Medium
from portal.identity.models import User
from portal.privacy import registry


def hold(user: User) -> Iterator[str]:
    """Benefits of firms that would have nobody left: which, and until when the office must act."""
    for firm in registry.left_alone(user):
        for row in Application.objects.filter(organisation=firm, state__in=("submitted", "approved")).order_by("pk"):
            due = row.decision_due_on if row.state == "submitted" else row.payment_due_on
            yield _(
                "A benefit is being decided or paid: %(reference)s, until %(day)s. Wait for it, or withdraw it."
            ) % {
                "reference": formatting.reference(row.reference, Medium.PLAIN),
                "day": formatting.date_text(due, Medium.PLAIN),
            }
