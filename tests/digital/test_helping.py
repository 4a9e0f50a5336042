"""Offers of help: a quota under any race, conditions on the criteria language, places given back."""

import pytest
from django.test import Client

from digital.forms.community import HelpForm
from digital.models import HelpClaim, HelpOffer
from digital.services import helping
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.criteria.evaluate import Outcome
from tests.digital.world import know
from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)
SMALL_FOOD = {
    "any": [
        {
            "all": [
                {"fact": "sector", "op": "any_of", "value": ["10", "11"]},
                {"fact": "employees", "op": "lte", "value": "20"},
            ]
        }
    ]
}


def offer(cast: Cast, document: dict | None = None, **values: object) -> HelpOffer:
    base = {"kind": "voucher", "title": "Cloud", "text": "A year", "quota": 1, "valid_until": clock.today()}
    return helping.help_publish(actor=cast.mentor.actor, values={**base, **values}, document=document)


def test_the_quota_holds_and_a_place_can_be_given_back(cast: Cast) -> None:
    made = offer(cast)
    claim = helping.help_claim(actor=cast.owner.actor, offer=made)
    with pytest.raises(ConflictError):
        helping.help_claim(actor=cast.stranger.actor, offer=made)
    assert made.claims.count() == 1
    helping.help_close(actor=cast.owner.actor, claim=claim, state="returned")
    helping.help_claim(actor=cast.stranger.actor, offer=made)


def test_conditions_of_an_offer_are_three_valued(cast: Cast) -> None:
    made = offer(cast, SMALL_FOOD)
    assert helping.help_fits(made, cast.owner.organisation) is Outcome.CANNOT_TELL
    assert helping.help_fits(made, cast.stranger.organisation) is Outcome.CANNOT_TELL, "it has named no sector"
    know(cast.owner.organisation, "employees", "21")
    assert helping.help_fits(made, cast.owner.organisation) is Outcome.DOES_NOT
    with pytest.raises(DomainError):
        helping.help_claim(actor=cast.owner.actor, offer=made)


def test_the_giver_changes_for_whom_it_is_and_reserved_places_stay(cast: Cast, client: Client) -> None:
    know(cast.owner.organisation, "employees", "21")
    made = offer(cast, quota=2)
    helping.help_claim(actor=cast.owner.actor, offer=made)
    with pytest.raises(NotAllowedError):
        helping.conditions_save(actor=cast.owner.actor, offer=made, document=SMALL_FOOD, expected_version=0)
    address = f"/en/digital/offers/{made.public_id}/rules/"
    client.force_login(cast.owner.user)
    assert client.get(address).status_code == 404, "somebody else's offer"
    client.force_login(cast.mentor.user)
    posted = {"version": "0", "groups": "1", "g0-rows": "1", "g0-r0-fact": "employees", "g0-r0-op": "lte",
              "g0-r0-first": "20", "do": "save"}  # fmt: skip
    assert client.post(address, posted).status_code == 302
    made.refresh_from_db()
    assert helping.help_fits(made, cast.owner.organisation) is Outcome.DOES_NOT
    assert HelpClaim.objects.get().state == "claimed"
    with pytest.raises(ConflictError):
        helping.conditions_save(actor=cast.mentor.actor, offer=made, document={}, expected_version=0)
    helping.conditions_save(actor=cast.mentor.actor, offer=made, document={}, expected_version=1)
    made.refresh_from_db()
    assert helping.help_fits(made, cast.stranger.organisation) is Outcome.MEETS, "now for everybody"


def test_the_form_writes_the_first_rules_in_the_one_language() -> None:
    data = {"kind": "tool", "title": "T", "text": "x", "quota": "3", "valid_until": clock.today().isoformat()}
    everybody, some = HelpForm(data), HelpForm({**data, "sectors": ["10", "11"], "most_staff": "20"})
    assert everybody.is_valid()
    assert everybody.document() == {}
    assert some.is_valid()
    assert some.document() == SMALL_FOOD
    assert not HelpForm({**data, "sectors": ["nonsense"]}).is_valid()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Staff: 21 people. Allowed: at most 20 people."),
        ("zh-hans", "员工人数：21 人。上限：20 人。"),
        ("ar", "المسموح به"),
    ],
)
def test_the_list_says_why_a_firm_does_not_fit(cast: Cast, client: Client, language: str, words: str) -> None:
    know(cast.owner.organisation, "employees", "21")
    made = offer(cast, SMALL_FOOD)
    client.force_login(cast.owner.user)
    text = client.get(f"/{language}/digital/offers/").content.decode()
    assert words in text
    assert f"/offers/{made.public_id}/do/claim/" not in text


def test_a_firm_gives_its_place_back_on_the_page(cast: Cast, client: Client) -> None:
    made = offer(cast)
    claim = helping.help_claim(actor=cast.owner.actor, offer=made)
    address = f"/en/digital/offers/{claim.public_id}/do/returned/"
    client.force_login(cast.owner.user)
    assert address in client.get("/en/digital/offers/").content.decode()
    assert client.post(address).status_code == 302
    made.refresh_from_db()
    assert made.taken == 0
