"""Shared pieces of the export tests."""

import pytest

from export.models import MentorOffer
from export.services import mentors
from portal.common import clock
from portal.matchmaking import services
from portal.matchmaking.models import Engagement, Request
from tests import people
from tests.people import Cast, Person

FULL = {
    "topics": ["pricing", "agents"], "markets": ["DEU"], "languages": ["en"], "stage": "planning", "hours_utc": [8, 9, 10, 11],
    "hs6": "080410", "goal": "First order",
}  # fmt: skip


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return people.build()


def make_offer(person: Person, **changes: object) -> MentorOffer:
    """A mentor's offer with a week of hours."""
    values: dict[str, object] = {
        "headline": "Pricing for Europe", "topics": ["pricing", "agents"], "languages": ["en"], "markets": ["DEU"],
        "stages": ["planning"], "statement_signed_on": clock.today(), **changes,
    }  # fmt: skip
    offer = MentorOffer.objects.create(organisation=person.organisation, user=person.user, **values)
    for hour in (11, 12, 13, 14):
        offer.slots.create(weekday=0, hour=hour)
    return mentors.rules_save(actor=person.actor, offer=offer, document={}, expected_version=0)


def open_request(person: Person, **changes: object) -> Request:
    """A published request for a mentor."""
    request = services.request_create(
        actor=person.actor, pillar="export", title="Dates to Germany", details={**FULL, **changes}
    )
    for code in ("need", "topics", "talks"):
        services.request_section_done(actor=person.actor, request=request, code=code)
    services.request_submit(actor=person.actor, request=request)
    return Request.objects.get(pk=request.pk)


def make_mentorship(cast: Cast) -> Engagement:
    """A mentorship won on the exchange."""
    offer = make_offer(cast.mentor)
    request = open_request(cast.owner)
    plan = services.response_start(actor=cast.mentor.actor, request=request)
    terms = plan.mentoring_terms
    terms.offer, terms.months, terms.hours_a_month, terms.talk_language, terms.approach = (
        offer,
        3,
        2,
        "en",
        "Monthly talks",
    )
    terms.save()
    plan = services.response_submit(actor=cast.mentor.actor, response=plan)
    services.award_make(
        actor=cast.owner.actor, response=plan, rationale="Knows Germany", checked_identity_by="password"
    )
    return Engagement.objects.get(award__request=request)
