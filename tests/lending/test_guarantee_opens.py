"""Guarantee what-if: which mandates open, by name as far as their lenders show them in public, and by which rule."""

from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from lending.models import Mandate
from lending.services import mandate_move, mandate_save
from lending.what_if import mandates_opened
from portal.matchmaking import services
from portal.matchmaking.models import Request
from tests.people import Cast, Person

pytestmark = pytest.mark.django_db


def mandate(person: Person, name: str, **values: Any) -> Mandate:
    row = Mandate(name=name, kinds=["loan"], currency="SAR", **values)
    return mandate_move(actor=person.actor, mandate=mandate_save(actor=person.actor, mandate=row), state="active")


@pytest.fixture
def request_(cast: Cast) -> Request:
    """A loan with a deposit to offer as security, and no guarantee."""
    details = {"kind": "loan", "amount": D(500_000), "currency": "SAR", "months": 24, "security": ["deposit"]}
    return services.request_create(actor=cast.owner.actor, pillar="lending", title="Second oven", details=details)


def test_names_the_public_ones_with_their_rule_and_only_counts_the_others(cast: Cast, request_: Request) -> None:
    helps = {"security_any": ["property"], "guarantee_helps": True}
    opens = mandate(cast.lender, "Shown and opening", is_public=True, **helps)
    mandate(cast.rival, "Kept to themselves", **helps)
    mandate(cast.misser, "Open already", is_public=True)
    mandate(cast.misser, "Too small either way", is_public=True, amount_max=D(1000), **helps)
    found = mandates_opened(request_)
    assert (found.before, found.after) == (1, 3)
    assert [one.mandate for one in found.named] == [opens]
    assert (found.more_named, found.unnamed) == (0, 1)
    (rule,) = found.named[0].rules
    assert "guarantee" in rule.lower()
    with translation.override("ar"):
        (arabic,) = mandates_opened(request_).named[0].rules
    assert arabic != rule


def test_a_second_group_of_rules_that_opens_is_told(cast: Cast, request_: Request) -> None:
    """Either a firm past its second million, or a guarantee: the group that lets it in is the one shown."""
    row = mandate(cast.lender, "Either way", is_public=True)
    rule = {"fact": "collateral", "op": "any_of", "value": ["guarantee"]}
    row.document = {
        "schema": 2,
        "any": [
            {"all": [{"fact": "amount", "op": "lte", "value": {"amount": "1000", "currency": "SAR"}}]},
            {"all": [rule, {"fact": "months", "op": "lte", "value": "60"}]},
        ],
    }
    mandate_save(actor=cast.lender.actor, mandate=row)
    (one,) = mandates_opened(request_).named
    assert len(one.rules) == 1
    assert "guarantee" in one.rules[0].lower()


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_the_page_keeps_a_private_mandate_private(cast: Cast, client: Client, request_: Request, language: str) -> None:
    shown = mandate(cast.lender, "Shown and opening", is_public=True, security_any=["property"], guarantee_helps=True)
    mandate(cast.rival, "Kept to themselves", security_any=["vehicle"], guarantee_helps=True)
    client.force_login(cast.owner.user)
    page = client.get(f"/{language}/financing/requests/{request_.public_id}/guarantee/").content.decode()
    assert "Shown and opening" in page
    assert "Dune Bank" in page
    assert f"/{language}/financing/products/{shown.public_id}/" in page
    assert "Kept to themselves" not in page
    assert "Palm Finance" not in page
