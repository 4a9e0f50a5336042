"""What a large company has really given: counted from what both sides confirmed, for its public page."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from export.models.mentors import MentorAccount, MentorOffer
from export.models.vouching import Vouching
from export.services.sessions import held_minutes
from export.services.vouching import counts_of
from portal.matchmaking.models import Engagement
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Given:
    """A company's figures: hours in halves and quarters, firms and outcomes as counts."""

    hours: float
    firms: int
    mentorships: int
    outcomes: int
    mentors: int
    vouchings: int
    disputed: int


def public_accounts() -> QuerySet[MentorAccount]:
    """Companies with a public commitment that are approved as mentors now."""
    rows = MentorAccount.objects.exclude(commitment="").filter(
        organisation__capabilities__kind=CapabilityKind.MENTOR,
        organisation__capabilities__state=CapabilityState.APPROVED,
    )
    return rows.select_related("organisation").distinct().order_by("organisation__legal_name")


def given_by(company: Organisation) -> Given:
    """Hours and outcomes count only when both sides confirmed them."""
    rows = Engagement.objects.filter(responder=company, pillar="export")
    confirmed = rows.annotate(agreed=Count("outcomes", filter=Q(outcomes__happened=True))).filter(agreed=2)
    return Given(
        hours=held_minutes(company) / 60,
        firms=rows.values("owner").distinct().count(),
        mentorships=rows.count(),
        outcomes=confirmed.count(),
        mentors=MentorOffer.objects.filter(organisation=company, is_away=False).count(),
        vouchings=Vouching.objects.in_force().filter(voucher=company).count(),
        disputed=counts_of(company)["disputed"],
    )
