"""The digital pillar's journey in a real browser: T0 → plan → need → three bids → grant, award, bridge → use → T1 credited.

Three ways: English with script on a wide page, Chinese on a telephone (390 px), Arabic without script. Nothing the firm
has said is typed a second time: what a later form needs is already in it, and the test looks.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digital.instruments.catalogue import sections
from digital.models import Assessment, GrantApplication, ProjectDetails, UsageMonth
from digital.services import assessments
from portal.common import clock
from portal.matchmaking import registry
from portal.matchmaking import services as exchange
from portal.matchmaking.models import Engagement, Request, Response
from tests.digital.world import bid, provider
from tests.e2e.conftest import sign_in
from tests.people import PASSWORD, Cast, Person, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [("en", 1280, True), ("zh-hans", 390, True), ("ar", 1280, False)]
SHOTS = os.environ.get("QANTARA_SHOTS", "")  # a folder: a picture of every step is kept there


class Walk:
    """A browser page that keeps a picture of each step when asked, and never scrolls sideways."""

    def __init__(self, page: Any, base: str, language: str):
        self.page, self.base, self.language, self.count = page, f"{base}/{language}", language, 0

    def open(self, path: str) -> None:
        self.page.goto(f"{self.base}/{path}")

    def seen(self, name: str) -> None:
        """The page is in its language and direction, fits its width, and is kept as a picture."""
        html = self.page.locator("html")
        assert html.get_attribute("lang") == ("zh-Hans" if self.language == "zh-hans" else self.language)
        assert html.get_attribute("dir") == ("rtl" if self.language == "ar" else "ltr")
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, name
        self.count += 1
        if SHOTS:
            file = Path(SHOTS) / f"{self.language}-{self.count:02}-{name}.png"
            self.page.screenshot(path=str(file), full_page=True)

    def send(self) -> None:
        self.page.click("main form.form button[type=submit]")
        self.page.wait_for_load_state()


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


def assess(walk: Walk) -> Assessment:
    """All six pages, the goals, and the end; left in the middle and taken up again."""
    page = walk.page
    walk.open("digital/assessment/")
    walk.seen("assessment")
    page.click('form[action$="/start/"] button')
    page.wait_for_load_state()
    made = Assessment.objects.get()
    for number, code in enumerate(sections()):
        if number == 2:
            walk.open("digital/assessment/")  # go away, come back: nothing is lost
            assert made.answers.exists()
        walk.open(f"digital/assessment/{made.public_id}/part/{code}/")
        answer_page(page)
        if number == 0:
            walk.seen("questions")
        walk.send()
    walk.open(f"digital/assessment/{made.public_id}/part/goals/")
    page.check("main input[name=goals] >> nth=0")
    walk.send()
    walk.open(f"digital/assessment/{made.public_id}/")
    page.click('form[action$="/finish/"] button')
    page.wait_for_url("**/results/")
    walk.seen("results")
    return made


def post_need(walk: Walk, cast: Cast) -> Request:
    """From a step of the plan to a published need; what the plan knows stands in the forms already."""
    page = walk.page
    page.click('form[action$="/plan/"] button')
    walk.seen("plan")
    page.click('form[action$="/need/"] button >> nth=0')
    page.wait_for_load_state()
    thing = Request.objects.get()
    tasks = f"requests/{thing.public_id}/tasks"
    walk.open(f"{tasks}/need/")
    assert page.input_value("[name=title]") == thing.title != ""
    page.fill("[name=summary]", "Two mornings a week are lost by counting.")
    walk.send()
    walk.open(f"{tasks}/solution/")
    assert page.input_value("[name=category]") == thing.transformation.category != ""
    assert page.input_value("[name=result]").strip() == thing.transformation.result != ""
    page.select_option("[name=category]", "inventory")
    page.fill("[name=problem]", "Counting by hand")
    walk.seen("need")
    walk.send()
    walk.open(f"{tasks}/budget/")
    page.fill("[name=budget]", "60,000")
    page.select_option("[name=scheme]", "solution-grant")
    page.fill("[name=own_cash]", "9000")
    page.fill("[name=own_monthly]", "3500")
    walk.send()
    walk.open(f"{tasks}/check/")
    walk.seen("check")
    page.check("[name=consent]")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/published/")
    thing.refresh_from_db()
    return exchange.request_moderate(actor=cast.authority.actor, request=thing, decision="open")


def compare_and_apply(walk: Walk, thing: Request, best: Response) -> GrantApplication:
    """Three bids side by side, the cash line with the figures of the need, the grant before the signature."""
    page = walk.page
    walk.open(f"requests/{thing.public_id}/compare/")
    assert page.locator(f'a[href$="/digital/money/{best.public_id}/"]').count() >= 1
    walk.seen("compare")
    walk.open(f"digital/money/{best.public_id}/")
    assert page.input_value("[name=cash]").replace(",", "").startswith("9000")
    assert page.input_value("[name=monthly]").replace(",", "").startswith("3500")
    walk.seen("cash-line")
    page.click('form[action$="/apply/"] button')
    page.wait_for_load_state()
    row = GrantApplication.objects.get()
    assert sum(cost.amount for cost in row.costs.all()) == best.proposal.price
    walk.seen("grant")
    page.click('form[action$="/do/submit/"] button')
    page.wait_for_load_state()
    row.refresh_from_db()
    assert row.state == "submitted"
    return row


def sign_and_bridge(walk: Walk, thing: Request, best: Response) -> Engagement:
    """The signature, and one click from the gap to a financing request that knows the figures."""
    page = walk.page
    walk.open(f"requests/{thing.public_id}/accept/{best.public_id}/")
    page.fill("[name=rationale]", "Best after the grant")
    page.check("[name=agree]")
    page.fill("[name=password]", PASSWORD)
    walk.seen("accept")
    walk.send()
    engagement = Engagement.objects.get()
    walk.open(f"digital/money/{best.public_id}/")
    page.click("button[formmethod=post]")
    page.wait_for_url("**/requests/**")
    loan = Request.objects.get(pillar="lending")
    assert registry.get("lending").details(loan).amount > 0
    assert thing.title in loan.title
    assert ProjectDetails.objects.get(engagement=engagement).financing_request == loan
    walk.seen("bridge")
    return engagement


def deliver_and_look_again(walk: Walk, cast: Cast, engagement: Engagement, seller: Person) -> Assessment:
    """Milestones accepted by both, a month of use confirmed, the same questions again with the answers carried over."""
    page = walk.page
    exchange.engagement_start(actor=seller.actor, engagement=engagement)
    for step in engagement.milestones.all():
        exchange.milestone_confirm(actor=seller.actor, milestone=step)
        exchange.milestone_confirm(actor=cast.owner.actor, milestone=step)
    UsageMonth.objects.create(
        engagement=engagement, month=clock.today().replace(day=1) - timedelta(days=31), active_users=4, records=500,
        stated_by=seller.organisation, stated_at=clock.now(),
    )  # fmt: skip
    walk.open(f"digital/projects/{engagement.public_id}/")
    page.click('form[action$="/confirm/"] button')
    page.wait_for_load_state()
    walk.seen("project")
    page.click('form[action$="/assessment/start/"] button')
    page.wait_for_load_state()
    after = Assessment.objects.get(moment="T1")
    assert after.answers.filter(is_carried=True).count() == 24  # nothing is asked from an empty page
    walk.open(f"digital/assessment/{after.public_id}/part/data/")
    page.check('[name=security][value="backup"]')
    walk.send()
    walk.open(f"digital/assessment/{after.public_id}/")
    page.click('form[action$="/finish/"] button')
    page.wait_for_url("**/results/")
    walk.seen("results-after")
    return after


@pytest.mark.parametrize(("language", "width", "script"), WAYS, ids=[way[0] for way in WAYS])
def test_whole_journey(
    page_for: Any, live_server: Any, settings: Any, language: str, width: int, script: bool, transactional_db: None
) -> None:
    settings.MFA_REQUIRED_FOR = []
    cast, page = build(), page_for(width=width, javascript=script)
    sellers = [provider(f"Code {n}", f"p{n}@code.example") for n in range(3)]
    sign_in(page, live_server.url, cast.owner.user.email)
    walk = Walk(page, live_server.url, language)
    assess(walk)
    thing = post_need(walk, cast)
    bids = [bid(who, thing, price) for who, price in zip(sellers, (42000, 50000, 48000), strict=True)]
    compare_and_apply(walk, thing, bids[0])
    engagement = sign_and_bridge(walk, thing, bids[0])
    after = deliver_and_look_again(walk, cast, engagement, sellers[0])
    assert thing.title in page.inner_text("main")
    assert assessments.credited(engagement) == after
    changed = {row.code: row.delta for _result, rows in assessments.deltas(after) for row in rows}
    assert any(value for value in changed.values() if value)
    walk.open(f"digital/projects/{engagement.public_id}/")
    walk.seen("credited")
    assert page.faults == []
