"""An authority with two editors, a brief with texts in three languages, firms with facts."""

from decimal import Decimal

import pytest

from portal.briefs.data import read
from portal.briefs.services import briefs
from portal.common import clock
from portal.organisations.models import Fact
from tests.people import person

TERMS = {
    "delivery": "application",
    "decision_days": 20,
    "payment_days": 10,
    "amount_kind": "rate",
    "amount_rate": Decimal(70),
    "amount_cap": Decimal(30000),
    "right_choice": 2,
}


def keep(firm, **facts):
    for code, value in facts.items():
        Fact.objects.create(organisation=firm, code=code, value=value, as_of=clock.today())


@pytest.fixture
def second(cast):
    """The second person of the authority."""
    return person("second@gov.example", cast.authority.organisation, "editor", "ar")


@pytest.fixture
def texts():
    return read("demo_briefs")["voucher"]["texts"]


@pytest.fixture
def draft(cast, texts):
    """A complete draft in three languages, with conditions."""
    actor = cast.authority.actor
    brief = briefs.brief_create(actor=actor, source_language="en", title="Voucher")
    write(actor, brief, texts)
    briefs.terms_save(
        actor=actor, brief=brief, terms={**TERMS, "conditions": read("demo_briefs")["voucher"]["conditions"]}
    )
    return brief


def write(actor, brief, texts):
    fields = {(language, code): (body, True) for language, held in texts.items() for code, body in held.items()}
    return briefs.texts_save(actor=actor, brief=brief, texts=fields)


@pytest.fixture
def published(cast, draft, second):
    """The draft after review and publishing."""
    briefs.brief_submit(actor=cast.authority.actor, brief=draft)
    briefs.brief_approve(actor=second.actor, brief=draft)
    draft.refresh_from_db()
    return draft
