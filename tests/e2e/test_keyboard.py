"""By keyboard alone (UX-22): a proposal, a meeting, a brief. The request and the offer stand in ``test_efforts.py``.

What other people did before is set up by the services; every step of the person at the keyboard is keys: no click anywhere.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

import digital.demo
from digital import demo_texts
from digital.models import ProposalTerms
from export import demo as abroad
from export.models import Event, MeetingRequest
from export.services import events
from portal.briefs import demo as policy
from portal.briefs.models import Brief
from portal.briefs.services import briefs
from portal.common import clock
from portal.matchmaking.models import Response
from portal.web import demo
from tests.e2e.keys import Keys
from tests.e2e.test_efforts import keyed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None, settings: Any, tmp_path: Any) -> demo.Cast:
    settings.MFA_REQUIRED_FOR, settings.MEDIA_ROOT = [], tmp_path
    return demo.build()


def signed_in(page_for: Any, base: str, person: str) -> Keys:
    keys = Keys(page_for())
    keyed_in(keys, base, person)
    return keys


def test_a_proposal(cast: demo.Cast, page_for: Any, live_server: Any) -> None:
    digital.demo.make_providers(cast)
    thing = digital.demo.make_need(cast, "owner.ar", demo_texts.SHOP_AR, budget=Decimal(45000), own_cash=Decimal(12000))
    keys = signed_in(page_for, live_server.url, "provider.ar")
    keys.follow('a[href$="/inbox/"]')
    keys.skip()
    keys.follow(f'main table a[href$="/inbox/{thing.public_id}/"]')
    keys.skip()
    keys.follow('form[action$="/respond/"] button')
    keys.skip()
    keys.type("scope", "Till and stock in both shops")
    keys.type("not_included", "New tills")
    keys.type("yearly_fee", "1200")
    keys.type("months", "3")
    keys.type("support", "Monday to Friday, by phone")
    keys.type("step_1", "Set up")
    keys.type("step_1_month", "1")
    keys.type("step_1_amount", "9000")
    keys.type("step_2", "Both shops work with it")
    keys.type("step_2_month", "3")
    keys.type("step_2_amount", "15000")
    keys.type("team", "Two people")
    for field in ("answer_1", "answer_2"):
        if keys.page.locator(f"[name={field}]").count():
            keys.type(field, "Yes, it does.")
    keys.type("message", "We can begin next week.")
    keys.date("valid_until", (clock.today() + timedelta(days=40)).isoformat())
    keys.follow("button[name=action][value=send]")
    made = Response.objects.get()
    assert made.state == "submitted", keys.page.inner_text("main")
    assert ProposalTerms.objects.get(response=made).price == 24_000


def test_a_meeting(cast: demo.Cast, page_for: Any, live_server: Any) -> None:
    abroad.build_mentors(cast)
    starts = (clock.now() + timedelta(days=12)).replace(minute=0, second=0, microsecond=0)
    row = Event(
        title="Food buyers' day", place="Hall 3", starts_at=starts, register_until=starts - timedelta(days=2), slot_minutes=20,
        slots=6, cap=5, time_zone="Europe/Berlin",
    )  # fmt: skip
    event = events.event_open(actor=cast.actor("adviser"), form=abroad.Filled(row), breaks=[2])
    events.event_join(
        actor=cast.actor("mentor"),
        event=event,
        side="buyer",
        pitch="Seeks biscuits",
        absent=[],
        time_zone="Europe/Amsterdam",
    )
    address = f"{live_server.url}/en/export/events/{event.public_id}/"
    firm, buyer = (signed_in(page_for, live_server.url, person) for person in ("owner", "mentor"))
    firm.page.goto(address)
    firm.skip()
    firm.follow('main a[href$="/join/"]')
    firm.skip()
    firm.tick('[name=side][value="firm"]')
    firm.type("pitch", "Date biscuits")
    firm.follow("main form.form button")
    firm.skip()
    firm.reach("main form[action$='/do/ask/'] [name=reason]")
    firm.page.keyboard.type("You buy what we bake")
    firm.follow("main form[action$='/do/ask/'] button")
    buyer.page.goto(address)
    buyer.skip()
    buyer.follow('main form[action$="/do/accept/"] button')
    assert MeetingRequest.objects.get().state == "accepted"


def test_a_brief(cast: demo.Cast, page_for: Any, live_server: Any) -> None:
    """The last words, the terms, off to the second person, published by her."""
    data = policy.read("demo_briefs")["voucher"]
    writer = cast.actor("admin")
    brief = briefs.brief_create(actor=writer, source_language="en", title=data["texts"]["en"]["title"])
    policy.write(writer, brief, data["texts"])
    today = clock.today()
    briefs.terms_save(
        actor=writer,
        brief=brief,
        terms={
            **{
                name: policy.decimal(value) if name.startswith("amount_") else value
                for name, value in data["terms"].items()
            },
            "issued_on": today,
            "starts_on": today,
            "ends_on": today + timedelta(days=60),
            "conditions": data["conditions"],
        },
    )
    author, second = (signed_in(page_for, live_server.url, person) for person in ("admin", "admin.second"))
    author.follow('a[href$="/briefs/write/"]')
    author.skip()
    author.follow(f'main a[href*="/briefs/write/{brief.public_id}/"]')
    author.skip()
    author.type("title-en", "Voucher for digital tools")
    for language in ("en", "zh-hans", "ar"):  # the source has changed: each translation is said to be right again
        if not author.page.is_checked(f"[name=ready-title-{language}]"):
            author.tick(f"[name=ready-title-{language}]")
    with author.page.expect_navigation():
        author.press("Enter")  # in a field of one line: saves
    author.skip()
    author.follow('.tabs a[href$="/review/"], .subtabs a[href$="/review/"], main a[href$="/review/"]')
    author.skip()
    author.follow('main form[action$="/submit/"] button')
    brief.refresh_from_db()
    assert brief.state == "review", author.page.inner_text("main")
    second.page.goto(f"{live_server.url}/en/briefs/write/{brief.public_id}/review/")
    second.skip()
    second.follow('main form[action$="/approve/"] button')
    published = Brief.objects.get()
    assert published.state == "published", second.page.inner_text("main")
