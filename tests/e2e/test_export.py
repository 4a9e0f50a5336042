"""A firm's whole way abroad in the browser: readiness, markets, plan, mentor, talks, partner, meeting, documents, outcome.

The firm does each step itself, in three languages: on a desk, on a phone, and without JavaScript. The other sides answer
where they would (the mentor's mail, the one-time link of the outcome) or through the services. With ``QANTARA_SHOTS=folder``
every step leaves a picture.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from export import demo as pillar
from export import example_trade
from export.links import session_token
from export.models import (
    Event,
    ExportPlan,
    Interest,
    IssuedDocument,
    MeetingRequest,
    MentoringSession,
    OriginCheck,
    PartnerProfile,
    ReadinessAssessment,
    Shipment,
)
from export.services import events, partners
from portal.common import clock
from portal.matchmaking.models import Engagement, Request
from portal.matchmaking.services.outcomes import is_confirmed, link_token, outcomes_ask_due
from portal.web import demo
from tests.e2e.test_financing import send
from tests.e2e.walk import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {"en": "biscuits", "zh-hans": "饼干", "ar": "بسكويت"}


FIGURES = {
    "ex_works": "43500", "currency": "SAR", "units": "2000", "term": "CIP", "duty_rate": "9", "tax_rate": "7", "cost_freight": "5200",
    "cost_insurance": "310", "named_place": "Hamburg", "unit_cost": "14.20", "market_currency": "EUR", "payment_days": "45",
    "units_1": "6000", "fixed_1": "38000", "units_2": "14000", "fixed_2": "16000", "units_3": "26000", "fixed_3": "18000",
}  # fmt: skip
PARTNER = {
    "partners-0-name": "Noor", "partners-0-staff": "20", "partners-0-turnover": "2000000", "partners-0-balance": "1000000",
    "partners-0-years": "20", "partners-0-staff_cost": "300000",
}  # fmt: skip


class Journey:
    """The firm's page with its language, the cast, and the pictures."""

    def __init__(self, page: Any, base: str, language: str, cast: Any):
        self.page, self.base, self.language, self.cast, self.shots = page, base, language, cast, 0
        self.width = page.viewport_size["width"]

    def to(self, path: str) -> None:
        """Open a page of the pillar."""
        self.page.goto(f"{self.base}/{self.language}/export/{path}")

    def press(self, part: str) -> None:
        """Press the button of the form that posts to an address ending in ``part``."""
        self.page.locator(f'main form[action$="{part}"] button').first.click()

    def seen(self, name: str) -> None:
        """The page fits its width and speaks its language; a picture when asked for."""
        self.shots += 1
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name
        assert self.page.get_attribute("html", "lang").lower() == self.language
        if folder := os.environ.get("QANTARA_SHOTS"):
            path = Path(folder) / f"{self.language}-{self.shots:02}-{name}.png"
            self.page.screenshot(path=path, full_page=True)


@pytest.fixture
def cast(transactional_db: None, tmp_path: Path, settings: Any) -> Any:
    """The demo people, an example trade table, mentors, an event; the firm has done nothing yet."""
    settings.MFA_REQUIRED_FOR, settings.MEDIA_ROOT = [], tmp_path
    built = demo.build()
    example_trade.load(tmp_path)
    pillar.build_mentors(built)
    return built


def readiness(way: Journey) -> None:
    """Seven short pages; the third answer everywhere."""
    way.to("readiness/")
    way.press("/begin/")
    for _step in range(7):
        for group in way.page.query_selector_all("main fieldset:has(input[type=radio])"):
            group.query_selector_all("input[type=radio]")[3].check()
        send(way.page)
    way.press("/finish/")
    way.page.wait_for_url("**/results/**")
    assert ReadinessAssessment.objects.get().score == 75
    way.seen("readiness")


def market(way: Journey) -> None:
    """Words in the reader's language, a code chosen by hand, the ranking re-weighted, a market, the plan's first section."""
    way.to(f"markets/?q={WORDS[way.language]}")
    way.page.click('main a[href*="hs6=190531"]')
    first = way.page.locator("#ranking tbody a").first
    assert "/DEU/" in str(first.get_attribute("href"))
    way.seen("ranking")
    way.page.locator("[name=w_untapped]").fill("0")
    way.page.locator("form.export-weights button").click()
    assert "w_untapped=0" in way.page.url
    assert "/DEU/" not in str(way.page.locator("#ranking tbody a").first.get_attribute("href"))
    way.to("markets/190531/DEU/")
    way.seen("country")
    way.press("/choose/")
    way.to("markets/190531/DEU/")
    way.press(f"/plans/begin/{way.cast.firms['noor'].market_choices.get().public_id}/")
    way.page.click('main a[href$="/sections/business/"]')
    send(way.page, text="We bake date biscuits in Riyadh.")
    assert ExportPlan.objects.get().texts["business"]
    way.page.click('main a[href$="/figures/"]')
    way.seen("figures-entry")
    send(way.page, **FIGURES)
    assert "SAR" in way.page.inner_text("main")
    way.seen("plan")
    way.page.click('main a[href*="/export/origin/"]')
    way.page.select_option("[name=destination]", "EGY")
    for name in ("wholly", "only_simple"):
        way.page.check(f'[name={name}][value="no"]')
    way.page.check('[name=direct][value="yes"]')
    send(way.page, product="Date biscuits", price="20", **{"materials-0-value": "8", "materials-0-hs6": "110100"})
    assert OriginCheck.objects.get().verdicts[0]["outcome"] == "meets"
    way.seen("origin")
    way.to("innovation/")
    way.page.check('[name=form][value="single"]')
    send(way.page, **PARTNER)
    assert "120,000" in way.page.inner_text("main")
    way.seen("innovation")


def mentor(way: Journey, other: Any) -> Engagement:
    """The request, the company's plan, the comparison, the award."""
    way.to("mentors/")
    way.seen("mentors")
    way.press("/mentors/ask/")
    way.page.wait_for_url("**/tasks/")
    tasks = way.page.url
    way.page.goto(tasks + "need/")
    send(way.page, title="Biscuits for German shelves", summary="How do retailers decide?")
    way.page.goto(tasks + "topics/")
    way.page.check('[name=topics][value="pricing"]')
    send(way.page, stage="pilot_ready")
    way.page.goto(tasks + "talks/")
    way.page.check('[name=languages][value="en"]')
    way.page.check('[name=day_parts][value="morning"]')
    send(way.page)
    way.page.goto(tasks + "check/")
    way.page.check("[name=consent]")
    way.seen("request")
    send(way.page)
    way.page.wait_for_url("**/published/")
    thing = Request.objects.get(pillar="export")
    pillar.exchange.match_run(thing)
    base = f"{way.base}/{way.language}"
    other.goto(f"{base}/inbox/{thing.public_id}/")
    other.locator('form[action$="/respond/"] button').click()
    other.wait_for_url("**/edit/")
    until = (clock.today() + timedelta(days=40)).isoformat()
    other.locator("[name=offer]").select_option(index=1)
    for name, value in {
        "months": "6",
        "hours_a_month": "3",
        "approach": "Three talks, then the first call.",
        "valid_until": until,
    }.items():
        other.fill(f"[name={name}]", value)
    other.select_option("[name=talk_language]", "en")
    other.click("button[name=action][value=send]")
    other.wait_for_url(lambda url: not url.endswith("/edit/"))
    home = f"{base}/requests/{thing.public_id}/"
    way.page.goto(home)
    way.page.locator('form[action$="/close/"] button').click()
    way.page.goto(home + "compare/")
    way.seen("compare")
    way.page.locator('main a[href*="/accept/"]').first.click()
    way.page.check("[name=agree]")
    send(way.page, rationale="Knows the retailers", password=demo.PASSWORD)
    way.page.wait_for_url(f"**/requests/{thing.public_id}/")
    return Engagement.objects.get(pillar="export")


def talks(way: Journey, engagement: Engagement, visitor: Any, other: Any) -> None:
    """Proposed by the firm, accepted from the mail without signing in, held, noted by the mentor, confirmed by the firm."""
    way.page.goto(f"{way.base}/{way.language}/engagements/{engagement.public_id}/")
    way.press("/do/start/")
    way.to(f"mentorships/{engagement.public_id}/propose/")
    day = (clock.today() + timedelta(days=3)).isoformat()
    send(way.page, topic="Price list", starts_at_0=day, starts_at_1="10:00", minutes="45")
    talk = MentoringSession.objects.get()
    mail = f"{way.base}/{way.language}/export/sessions/answer/{session_token(talk, way.cast.users['mentor'].pk)}/"
    visitor.goto(mail)
    visitor.click('button[name=answer][value="accept"]')
    talk.refresh_from_db()
    assert talk.state == "accepted"
    MentoringSession.objects.update(starts_at=clock.now() - timedelta(hours=1))
    other.goto(f"{way.base}/{way.language}/export/sessions/{talk.public_id}/log/")
    send(other, advice="Quote CIP Hamburg a box.", next_steps="Label draft by Sunday.")
    way.to(f"mentorships/{engagement.public_id}/goals/")
    send(way.page, title="Boxes abroad", unit="boxes", baseline="0", target="2000")
    way.press("/do/confirm/")
    talk.refresh_from_db()
    assert talk.is_confirmed
    way.seen("mentorship")


def partner(way: Journey) -> None:
    """A profile without a name in it, passed by two people; an interest accepted, then the names."""
    way.to("partners/new/")
    text = {
        "title": "Date biscuits seek distributors",
        "summary": "Sweetened with dates only.",
        "sought": "A distributor",
    }
    send(
        way.page,
        money="paid",
        kind="business_offer",
        description="Mail us: a@b.example",
        agreement="commercial",
        stage="market",
        **text,
    )
    assert way.page.locator("[name=description][aria-invalid=true]").count() == 1
    way.seen("profile-refused")
    send(way.page, description="Baked in a certified factory.")
    way.press("/do/submit/")
    profile = PartnerProfile.objects.get()
    for key in ("adviser", "admin"):
        partners.profile_review(actor=way.cast.actor(key), profile=profile, passed=True, comment="")
    row = Interest(message="We sell to two hundred shops.", offers="Shelves", needs="Samples")
    partners.interest_send(actor=way.cast.actor("mentor.hanse"), profile=profile, form=pillar.Filled(row))
    way.page.reload()
    assert "Hanse" not in way.page.inner_text("main")
    way.press("/do/accept/")
    way.to(f"partners/{profile.public_id}/")
    assert "Hanse" in way.page.inner_text("main")
    way.seen("partner")


def meeting(way: Journey, other: Any) -> None:
    """Joined, asked with a reason, accepted by the buyer, solved by the chamber, read in the firm's own time."""
    starts = (clock.now() + timedelta(days=12)).replace(minute=0, second=0, microsecond=0)
    row = Event(
        title="Food buyers' day", place="Hall 3", starts_at=starts, register_until=starts - timedelta(days=2), slot_minutes=20,
        slots=6, cap=5, time_zone="Europe/Berlin",
    )  # fmt: skip
    event = events.event_open(actor=way.cast.actor("adviser"), form=pillar.Filled(row), breaks=[2])
    events.event_join(
        actor=way.cast.actor("mentor"), event=event, side="buyer", pitch="Seeks biscuits", absent=[],
        time_zone="Europe/Amsterdam",
    )  # fmt: skip
    way.to(f"events/{event.public_id}/")
    way.page.click('main a[href$="/join/"]')
    way.page.check('[name=side][value="firm"]')
    send(way.page, pitch="Date biscuits", time_zone="Asia/Riyadh")
    way.page.locator("main form[action$='/do/ask/'] [name=reason]").fill("You buy what we bake")
    way.press("/do/ask/")
    wanted = MeetingRequest.objects.get()
    other.goto(f"{way.base}/{way.language}/export/events/{event.public_id}/")
    other.locator('form[action$="/do/accept/"] button').click()
    wanted.refresh_from_db()
    assert wanted.state == "accepted"
    events.event_solve(actor=way.cast.actor("adviser"), event=event)
    way.page.reload()
    way.seen("meeting")
    assert way.page.locator("main table tbody tr").count() == 1


HEADER = {
    "invoice_number": "NF-1", "buyer_name": "Nordkost GmbH", "buyer_address": "Kai 1, Hamburg", "buyer_country": "DE", "currency": "EUR",
    "incoterm": "CIF", "named_place": "Hamburg", "mode": "air", "payment_terms": "30 days", "origin_criterion": "Baked there",
    "insurance": "40", "signed_by": "Layla Haddad", "lines-0-description": "Date biscuits", "lines-0-hs": "770131",
    "lines-0-origin": "SA", "lines-0-quantity": "100", "lines-0-unit": "box", "lines-0-unit_price": "8.50",
    "lines-0-net_kg": "800", "lines-0-gross_kg": "900", "packages-0-number": "100", "packages-0-kind": "carton",
    "packages-0-marks": "NORDKOST 1-100", "packages-0-length_cm": "40", "packages-0-width_cm": "30", "packages-0-height_cm": "25",
    "packages-0-net_kg": "8", "packages-0-gross_kg": "9",
}  # fmt: skip


def documents(way: Journey, visitor: Any) -> None:
    """A code that does not exist, a sea term by air, dates the wrong way round: refused by name; then issued and verified."""
    today = clock.today()
    way.to("documents/new/")
    send(way.page, invoice_on=(today + timedelta(days=9)).isoformat(), shipment_on=today.isoformat(), **HEADER)
    for name in ("lines-0-hs", "incoterm", "shipment_on"):
        assert way.page.locator(f"[name={name}][aria-invalid=true]").count() == 1, name
    assert not Shipment.objects.exists()
    way.seen("shipment-refused")
    send(way.page, **{"lines-0-hs": "190531", "mode": "sea", "invoice_on": today.isoformat()})
    way.press("/issue/")
    way.seen("documents")
    issued = IssuedDocument.objects.order_by("pk")
    assert issued.count() == 4
    visitor.goto(f"{way.base}/{way.language}/export/verify/{issued[0].code}/")
    assert "NF-1" in visitor.inner_text("main")


def outcome(way: Journey, engagement: Engagement, visitor: Any) -> None:
    """Completed; both sides answer through their one-time links; a link works once."""
    way.page.goto(f"{way.base}/{way.language}/engagements/{engagement.public_id}/")
    way.press("/do/complete/")
    engagement.refresh_from_db()
    outcomes_ask_due(engagement)
    assert not is_confirmed(engagement)
    for link in engagement.outcome_links.all():
        address = f"{way.base}/{way.language}/outcome/{link_token(link)}/"
        visitor.goto(address)
        visitor.check('[name=happened][value="yes"]')
        visitor.check('[name=without_help][value="20"]')
        visitor.fill("[name=value]", "8700")
        visitor.select_option("[name=currency]", "EUR")
        visitor.locator("main form button").last.click()
        assert visitor.goto(address).status == 410, "a link is spent"
    assert is_confirmed(engagement)
    way.page.reload()
    way.seen("outcome")


@pytest.mark.parametrize(
    ("language", "width", "script"), [("en", 1280, True), ("zh-hans", 390, True), ("ar", 1280, False)]
)
def test_the_whole_way_abroad(
    page_for: Any, live_server: Any, cast: Any, language: str, width: int, script: bool
) -> None:
    page, other, visitor = page_for(width=width, javascript=script), page_for(), page_for(javascript=script)
    enter(page, live_server.url, language, "owner")
    enter(other, live_server.url, language, "mentor")
    way = Journey(page, live_server.url, language, cast)
    readiness(way)
    market(way)
    engagement = mentor(way, other)
    talks(way, engagement, visitor, other)
    partner(way)
    meeting(way, other)
    documents(way, visitor)
    outcome(way, engagement, visitor)
    faults = [
        fault
        for fault in (*page.faults, *other.faults, *visitor.faults)
        if "favicon" not in fault and "410" not in fault
    ]
    assert faults == []
