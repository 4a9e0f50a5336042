"""Mentor offers on the criteria language: a common language first, the mentor's own rules on top."""

import pytest
from django.test import Client

from export.services import mentors
from portal.common.errors import ConflictError, NotAllowedError
from portal.matchmaking.models import Match
from portal.matchmaking.reasons import reason_text
from tests.export.conftest import make_offer, open_request
from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)
GULF = {"any": [{"all": [{"fact": "target_markets", "op": "any_of", "value": ["GCC"]}]}]}


def test_language_is_a_rule_of_the_one_language_with_its_sentence(cast: Cast) -> None:
    offer = make_offer(cast.mentor, languages=["fr", "ja"])
    assert offer.criteria.document["any"] == [
        {"all": [{"fact": "talk_languages", "op": "any_of", "value": ["fr", "ja"]}]}
    ]
    request = open_request(cast.owner)
    match = Match.objects.get(request=request)
    assert (match.misses, match.released_at) == (1, None)
    assert [reason_text(reason) for reason in match.reasons] == [
        "Languages for talks: English. Needed: at least one of French, Japanese."
    ]


def test_own_rules_find_open_requests_again_when_they_change(cast: Cast) -> None:
    offer = make_offer(cast.mentor)
    request = open_request(cast.owner)
    match = Match.objects.get(request=request)
    assert match.misses == 0
    mentors.rules_save(actor=cast.mentor.actor, offer=offer, document=GULF, expected_version=1)
    match.refresh_from_db()
    assert match.misses == 1, "Germany is not in the Gulf"
    assert match.released_at is not None, "what was shown stays shown"
    later = open_request(cast.owner, markets=["ARE"])
    assert Match.objects.get(request=later).misses == 0
    with pytest.raises(ConflictError):
        mentors.rules_save(actor=cast.mentor.actor, offer=offer, document={}, expected_version=1)


def test_only_the_mentor_writes_them_and_the_page_shows_what_the_offer_asks(cast: Cast, client: Client) -> None:
    offer = make_offer(cast.mentor)
    with pytest.raises(NotAllowedError):
        mentors.rules_save(actor=cast.owner.actor, offer=offer, document=GULF, expected_version=1)
    client.force_login(cast.mentor.user)
    text = client.get("/en/export/mentors/mine/rules/").content.decode()
    assert "Languages for talks: English." in text
    assert "Topics asked about" in text
    assert "Security offered" not in text
