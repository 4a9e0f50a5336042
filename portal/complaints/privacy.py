"""What keeps an account because of complaints: an open one needs somebody who is heard and who reads the decision."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.common import formatting
from portal.common.formatting import Medium
from portal.complaints.models import Complaint
from portal.complaints.services import OPEN_STATES
from portal.identity.models import User
from portal.organisations.choices import Level, MembershipState
from portal.organisations.models import Membership
from portal.privacy import registry


def hold(user: User) -> Iterator[str]:
    """Open complaints of the person that no colleague can carry on, and those of or against a firm left without people."""
    firms = list(registry.left_alone(user))
    running = Complaint.objects.filter(state__in=OPEN_STATES).order_by("pk")
    for row in running.filter(Q(user=user) | Q(organisation__in=firms)):
        if row.organisation_id is None or not _has_other_editors(row.organisation_id, user):
            yield _(
                "A complaint is open: %(reference)s, until %(day)s. Wait for the decision, or withdraw it."
            ) % words(row)
    for row in running.filter(against__in=firms, taken_at__isnull=False).exclude(user=user):
        yield (
            _("A complaint about your organisation is open: %(reference)s, until %(day)s. Let a colleague take over.")
            % words(row)
        )


def _has_other_editors(organisation: int, user: User) -> bool:
    """Whether somebody else may speak for the firm that complained."""
    members = Membership.objects.filter(organisation=organisation, state=MembershipState.ACTIVE)
    return members.filter(level__in=(Level.ADMIN, Level.EDITOR)).exclude(user=user).exists()


def words(row: Complaint) -> dict[str, str]:
    """Which complaint, and until when it must be decided."""
    return {
        "reference": formatting.reference(row.reference, Medium.PLAIN),
        "day": formatting.date_text(row.due_on, Medium.PLAIN),
    }
