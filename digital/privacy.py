"""What keeps an account because of grants: one that is being decided, carried out or paid needs somebody to answer for it.

A paid, refused or lapsed one holds nobody: its record belongs to the firm, names no person and is kept whoever goes.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from digital.choices import ApplicationState
from digital.models import GrantApplication
from portal.common import formatting
from portal.common.formatting import Medium
from portal.identity.models import User
from portal.privacy import registry

UNTIL = {
    ApplicationState.SUBMITTED: "decision_due_on",
    ApplicationState.APPROVED: "claim_by",
    ApplicationState.CLAIMED: "payment_due_on",
}
"""Running states and the day by which the next step must come."""


def hold(user: User) -> Iterator[str]:
    """Running grants of firms that would have nobody left: which, and until when the next step must come."""
    for firm in registry.left_alone(user):
        for row in GrantApplication.objects.filter(organisation=firm, state__in=UNTIL).order_by("pk"):
            due = getattr(row, UNTIL[ApplicationState(row.state)])
            words = {
                "title": formatting.name(row.title, medium=Medium.PLAIN),
                "day": formatting.date_text(due, Medium.PLAIN),
            }
            yield (
                _("A grant is running: %(title)s, next step until %(day)s. Wait for it, or let a colleague take over.")
                if due
                else _("A grant is running: %(title)s. Wait for it, or let a colleague take over.")
            ) % words
