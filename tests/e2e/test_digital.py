"""The digital pillar's journey in a real browser: T0 → plan → need → three bids → grant, award, bridge → use → T1 credited."""

from datetime import timedelta
from typing import Any

import pytest

from digital.models import Assessment, GrantApplication, UsageMonth
from digital.services import assessments
from portal.common import clock
from portal.matchmaking import services as exchange
from portal.matchmaking.models import Engagement, Request
from tests.digital.world import bid, provider
from tests.e2e.conftest import sign_in
from tests.people import PASSWORD, Cast, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def answer_page(page: Any) -> None:
    """Give every question of the page its first answer."""
    for group in page.query_selector_all("main fieldset"):
        first = group.query_selector("input[type=checkbox], input[type=radio]")
        if first is not None:
            first.check()
    for select in page.query_selector_all("main select"):
        if not (select.get_attribute("name") or "").endswith(("--paper", "--or")):
            select.select_option(index=1)
    for number in page.query_selector_all("main form.form input[inputmode=decimal]"):
        number.fill("20")


def do_assessment(page: Any, base: str) -> None:
    """All six pages, the goals, and the end."""
    for _page in range(6):
        answer_page(page)
        page.click("main form.form button[type=submit]")
        page.wait_for_load_state()
    if "/part/goals/" in page.url:
        page.check("main input[name=goals] >> nth=0")
        page.click("main form.form button[type=submit]")
    page.goto(
        base
        + page.evaluate("document.querySelector('form[action$=\"/finish/\"]').getAttribute('action')").replace(
            "finish/", ""
        )
    )
    page.click('form[action$="/finish/"] button')
    page.wait_for_url("**/results/")


def publish_need(page: Any, cast: Cast, thing: Request) -> Request:
    """The owner fills the parts in the browser; the officer lets it through."""
    base = page.url.split("/requests/")[0] + f"/requests/{thing.public_id}/tasks/"
    page.goto(base + "need/")
    page.fill("[name=summary]", "Two mornings a week are lost by counting.")
    page.click("main form button[type=submit]")
    page.goto(base + "solution/")
    page.select_option("[name=category]", "inventory")
    page.fill("[name=problem]", "Counting by hand")
    page.click("main form button[type=submit]")
    page.goto(base + "budget/")
    page.fill("[name=budget]", "60,000")
    page.select_option("[name=scheme]", "solution-grant")
    page.fill("[name=own_cash]", "9000")
    page.fill("[name=own_monthly]", "3500")
    page.click("main form button[type=submit]")
    page.goto(base + "check/")
    page.check("[name=consent]")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/published/")
    thing.refresh_from_db()
    return exchange.request_moderate(actor=cast.authority.actor, request=thing, decision="open")


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_whole_journey(page_for: Any, live_server: Any, settings: Any, language: str, transactional_db: None) -> None:
    settings.MFA_REQUIRED_FOR = []
    cast, page, base = build(), page_for(javascript=language != "ar"), live_server.url
    sellers = [provider(f"Code {n}", f"p{n}@code.example") for n in range(3)]
    sign_in(page, base, cast.owner.user.email)
    page.goto(f"{base}/{language}/digital/assessment/")
    page.click('form[action$="/start/"] button')
    page.goto(page.url + "part/strategy/")
    do_assessment(page, base) if language != "ar" else finish_quietly(cast, page)
    page.click('form[action$="/plan/"] button')
    page.click('form[action$="/need/"] button >> nth=0')
    thing = publish_need(page, cast, Request.objects.get())
    bids = [bid(who, thing, price) for who, price in zip(sellers, (42000, 50000, 48000), strict=True)]
    page.goto(f"{base}/{language}/digital/money/{bids[0].public_id}/")
    page.click('form[action$="/apply/"] button')
    page.click('form[action$="/do/submit/"] button')
    assert GrantApplication.objects.get().state == "submitted"
    page.goto(f"{base}/{language}/requests/{thing.public_id}/accept/{bids[0].public_id}/")
    page.fill("[name=rationale]", "Best after the grant")
    page.check("[name=agree]")
    page.fill("[name=password]", PASSWORD)
    page.click("main form.form button[type=submit]")
    engagement = Engagement.objects.get()
    page.goto(f"{base}/{language}/digital/money/{bids[0].public_id}/")
    page.click("button[formmethod=post]")
    page.wait_for_url("**/requests/**")
    assert Request.objects.filter(pillar="lending").count() == 1
    exchange.engagement_start(actor=sellers[0].actor, engagement=engagement)
    UsageMonth.objects.create(
        engagement=engagement, month=clock.today().replace(day=1) - timedelta(days=31), active_users=4, records=500,
        stated_by=sellers[0].organisation, stated_at=clock.now(),
    )  # fmt: skip
    page.goto(f"{base}/{language}/digital/projects/{engagement.public_id}/")
    page.click('form[action$="/confirm/"] button')
    page.click('form[action$="/assessment/start/"] button')
    after = Assessment.objects.get(moment="T1")
    page.goto(f"{base}/{language}/digital/assessment/{after.public_id}/part/data/")
    page.check('[name=security][value="backup"]')
    page.click("main form.form button[type=submit]")
    page.goto(f"{base}/{language}/digital/assessment/{after.public_id}/")
    page.click('form[action$="/finish/"] button')
    page.wait_for_url("**/results/")
    assert thing.title in page.inner_text("main")
    assert assessments.credited(engagement) == after
    assert page.faults == []


def finish_quietly(cast: Cast, page: Any) -> None:
    """Without script the same posts work; the questions were clicked through in the other languages."""
    from tests.digital.answers import middling

    made = Assessment.objects.get()
    assessments.answers_save(actor=cast.owner.actor, assessment=made, values=middling())
    page.goto(page.url.split("part/")[0])
    page.click('form[action$="/finish/"] button')
    page.wait_for_url("**/results/")
