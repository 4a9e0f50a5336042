"""Guarantees and insurance beside an export plan: judged for the firm by the same criteria, its own fit first."""

from typing import Any

import pytest

from lending.aids import for_theme
from lending.models import Mandate
from lending.services import mandate_move, mandate_save
from portal.common import clock
from portal.criteria.matching import facts_from_json
from portal.criteria.prescreening import prescreen
from portal.organisations.models import Fact
from tests.people import Cast, Person, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return build()


def product(person: Person, name: str, kind: str, **values: Any) -> Mandate:
    row = Mandate(name=name, kinds=[kind], currency="SAR", is_public=True, **values)
    return mandate_move(actor=person.actor, mandate=mandate_save(actor=person.actor, mandate=row), state="active")


def test_what_fits_the_firm_comes_first_and_a_no_says_why(cast: Cast) -> None:
    product(cast.lender, "A young firm's cover", "insurance", age_months_min=600)
    product(cast.rival, "B cover for all", "insurance")
    product(cast.lender, "C bid bonds", "guarantee", age_months_min=12)
    Fact.objects.create(organisation=cast.owner.organisation, code="age_months", value="30", as_of=clock.today())
    found = {aid.title: str(aid.fit) for aid in for_theme(cast.owner.actor, "export")}
    assert list(found) == ["B cover for all", "C bid bonds", "A young firm's cover"]
    assert found["C bid bonds"] == "Your firm meets every rule."
    assert found["A young firm's cover"] == "Age of the firm: 30 months. Needed: at least 600 months."


def test_the_pre_screen_knows_them_like_every_mandate(cast: Cast) -> None:
    product(cast.lender, "Bid bonds", "guarantee", age_months_min=12)
    product(cast.rival, "Cover", "insurance", age_months_min=600)
    found = prescreen(facts_from_json({"age_months": "30", "product": ["guarantee"]}))
    assert {row.title: row.explanation.outcome.code for row in found.results} == {
        "Bid bonds": "meets", "Cover": "does_not",
    }  # fmt: skip
