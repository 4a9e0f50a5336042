"""The digital pillar's journey in a real browser: T0 → roadmap → need → three bids → grant, award, bridge → use → T1 credited.

Three ways: English with script on a wide page, Chinese on a telephone (390 px), Arabic without script. Everybody acts on
pages as the person they are: the firm, the three providers each in their own language, the officer, the two readers of a
one-time link. Nothing somebody has said is typed a second time: what a later form needs is already in it, and the test looks.
"""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from digital import demo as scenes
from digital import demo_texts as texts
from digital.instruments.catalogue import sections
from digital.models import Assessment, GrantApplication, PlanItem, ProjectDetails
from digital.services import assessments
from portal.common import clock
from portal.matchmaking import registry
from portal.matchmaking.models import Engagement, Question, Request, Response
from portal.matchmaking.services.outcomes import is_confirmed, link_token, outcomes_ask_due
from portal.web import demo
from tests.e2e.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [("en", 1280, True), ("zh-hans", 390, True), ("ar", 1280, False)]
SELLERS = {"provider": "en", "provider.ar": "ar", "provider.zh": "zh-hans"}  # who bids, and the language they read


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


def assess(firm: Walk) -> Assessment:
    """All six pages, the goals, and the end; left in the middle and taken up again."""
    page = firm.page
    firm.open("digital/assessment/")
    firm.seen("assessment")
    firm.press("/start/")
    made = Assessment.objects.get()
    for number, code in enumerate(sections()):
        if number == 2:
            firm.open("digital/assessment/")  # go away, come back: nothing is lost
            assert made.answers.exists()
        firm.open(f"digital/assessment/{made.public_id}/part/{code}/")
        answer_page(page)
        if number == 0:
            firm.seen("questions")
        firm.send()
    firm.open(f"digital/assessment/{made.public_id}/part/goals/")
    page.check("main input[name=goals] >> nth=0")
    firm.send()
    firm.open(f"digital/assessment/{made.public_id}/")
    firm.press("/finish/")
    page.wait_for_url("**/results/")
    firm.seen("results")
    return made


def plan(firm: Walk) -> PlanItem:
    """The three next steps of the result, and one more from the roadmap of the firm's trade."""
    firm.press("/plan/")
    firm.seen("plan")
    firm.open("digital/roadmaps/food/")
    firm.seen("roadmap")
    if not PlanItem.objects.filter(step="stock").exists():
        firm.press("/plan/steps/stock/")
    firm.open("digital/plan/")
    return PlanItem.objects.get(step="stock")


def post_need(firm: Walk, step: PlanItem) -> Request:
    """From a step of the plan to a published need; what the plan knows stands in the forms already."""
    page, told = firm.page, texts.STOCK["details"]
    firm.press(f"/plan/{step.public_id}/need/")
    thing = Request.objects.get()
    tasks = f"requests/{thing.public_id}/tasks"
    firm.open(f"{tasks}/need/")
    assert page.input_value("[name=title]") == thing.title != ""
    firm.send(summary=texts.STOCK["summary"])
    firm.open(f"{tasks}/solution/")
    assert page.input_value("[name=category]") == "inventory"
    assert page.input_value("[name=result]").strip() == thing.transformation.result != ""
    assert page.input_value("[name=months]") == str(thing.transformation.months)
    firm.seen("need")
    firm.send(problem=told["problem"], must_have=told["must_have"], users="6")
    firm.open(f"{tasks}/budget/")
    assert page.input_value("[name=scheme]") == thing.transformation.scheme != ""
    firm.send(budget="60,000", scheme="solution-grant", own_cash="9000", own_monthly="3500")
    firm.open(f"{tasks}/questions/")
    firm.send(question_1=told["question_1"])
    firm.open(f"{tasks}/check/")
    firm.seen("check")
    page.check("[name=consent]")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/published/")
    thing.refresh_from_db()
    assert thing.state == "submitted"
    return thing


def moderate(officer: Walk, thing: Request) -> None:
    """The officer finds the need in the queue, reads it and publishes it."""
    officer.open("moderation/")
    officer.follow(f"/moderation/{thing.public_id}/")
    officer.seen("moderation")
    officer.page.click('main button[name=decision][value="open"]')
    officer.page.wait_for_url("**/moderation/")
    thing.refresh_from_db()
    assert thing.state == "open"


def ask(seller: Walk, firm: Walk, thing: Request) -> None:
    """One provider asks; the firm answers for everybody."""
    seller.open("inbox/")
    seller.follow(f"/inbox/{thing.public_id}/")
    seller.page.fill("[name=text]", "Which accounts program?")
    seller.press("/ask/")
    row = Question.objects.get()
    firm.open(f"requests/{thing.public_id}/")
    firm.page.fill(f"main form[action$='/questions/{row.public_id}/'] textarea", "The tax authority's, by files.")
    firm.press(f"/questions/{row.public_id}/")
    firm.seen("question")


def bid(seller: Walk, thing: Request) -> Response:
    """A provider writes its bid in its own language; the price is the sum of its milestones and typed nowhere."""
    row, page = texts.BIDS[seller.who], seller.page
    seller.open("inbox/")
    seller.follow(f"/inbox/{thing.public_id}/")
    assert "The tax authority's, by files." in page.inner_text("main")  # the answer is public to bidders
    seller.press("/respond/")
    page.wait_for_url("**/edit/")
    values = {
        "scope": row["scope"], "not_included": row["without"], "yearly_fee": row["fee"], "months": str(row["months"]),
        "support": row["support"], "team": row["team"], "answer_1": row["answers"][0], "message": row["message"],
        "valid_until": (clock.today() + timedelta(days=40)).isoformat(),
    }  # fmt: skip
    for number, (title, month, amount, kind) in enumerate(row["lines"], start=1):
        values |= {f"step_{number}": title, f"step_{number}_month": str(month), f"step_{number}_amount": amount}
        page.select_option(f"[name=step_{number}_kind]", kind)
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
    page.click("button[name=action][value=recalculate]")
    page.wait_for_load_state()
    seller.seen("bid")
    page.click("button[name=action][value=send]")
    page.wait_for_url(lambda url: not url.endswith("/edit/"))
    made = Response.objects.get(
        request=thing, organisation__memberships__user__email=f"{seller.who}@demo.qantara.example"
    )
    assert made.state == "submitted"
    assert made.proposal.price == sum(Decimal(line[2]) for line in row["lines"])
    return made


def compare_and_apply(firm: Walk, thing: Request, best: Response) -> GrantApplication:
    """Three bids side by side, the cash line with the figures of the need, the grant before the signature."""
    page = firm.page
    firm.open(f"requests/{thing.public_id}/compare/")
    assert page.locator('main a[href*="/digital/money/"]').count() >= 3
    firm.seen("compare")
    firm.follow(f"/digital/money/{best.public_id}/")
    assert page.input_value("[name=cash]").replace(",", "").startswith("9000")
    assert page.input_value("[name=monthly]").replace(",", "").startswith("3500")
    firm.seen("cash-line")
    firm.press("/apply/")
    row = GrantApplication.objects.get()
    assert sum(cost.amount for cost in row.costs.all()) == best.proposal.price
    firm.seen("grant")
    firm.press("/do/submit/")
    row.refresh_from_db()
    assert row.state == "submitted"
    return row


def sign_and_bridge(firm: Walk, thing: Request, best: Response, row: GrantApplication) -> Engagement:
    """The signature, whose day stands in the application, and one click from the gap to a financing request."""
    page = firm.page
    firm.open(f"requests/{thing.public_id}/accept/{best.public_id}/")
    page.check("[name=agree]")
    firm.seen("accept")
    firm.send(rationale=texts.RATIONALE, password=demo.PASSWORD)
    engagement = Engagement.objects.get()
    assert row.events.get().kind == "contract"
    firm.open(f"digital/money/{best.public_id}/")
    page.click("button[formmethod=post]")
    page.wait_for_url("**/requests/**")
    loan = Request.objects.get(pillar="lending")
    assert registry.get("lending").details(loan).amount > 0
    assert thing.title in loan.title
    assert ProjectDetails.objects.get(engagement=engagement).financing_request == loan
    firm.seen("bridge")
    return engagement


def decide(officer: Walk, row: GrantApplication, action: str, state: str) -> None:
    """The officer finds the application in the list of grants and approves it, or notes the payment."""
    officer.open("digital/schemes/")
    officer.follow(f"/digital/grants/{row.public_id}/")
    officer.seen(f"grant-{action}")
    officer.press(f"/do/{action}/")
    row.refresh_from_db()
    assert row.state == state


def deliver(firm: Walk, seller: Walk, engagement: Engagement, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begun by the provider, each milestone confirmed by both; six weeks later a month of use stated and confirmed."""
    page = f"engagements/{engagement.public_id}/"
    seller.open(page)
    seller.press("/do/start/")
    for side in (seller, firm):
        side.open(page)
        for step in engagement.milestones.all():
            side.press(f"/steps/{step.public_id}/")
    firm.seen("milestones")
    assert not engagement.milestones.filter(owner_confirmed_at=None).exists()
    assert not engagement.milestones.filter(responder_confirmed_at=None).exists()
    monkeypatch.setattr(clock, "now", lambda: timezone.now() + timedelta(days=62))
    seller.open(f"digital/projects/{engagement.public_id}/")
    seller.page.click("main details summary")
    seller.seen("usage")
    seller.page.fill("[name=active_users]", "4")
    seller.page.fill("[name=records]", "500")
    seller.page.locator("main details form.form button").click()
    seller.page.wait_for_load_state()
    usage = engagement.usage.get()
    firm.open(f"digital/projects/{engagement.public_id}/")
    firm.press(f"/usage/{usage.public_id}/confirm/")
    firm.seen("project")


def look_again(firm: Walk, engagement: Engagement) -> Assessment:
    """The same questions with the answers carried over; one thing has changed."""
    page = firm.page
    firm.press("/assessment/start/")
    after = Assessment.objects.get(moment="T1")
    assert after.answers.filter(is_carried=True).count() == 24  # nothing is asked from an empty page
    firm.open(f"digital/assessment/{after.public_id}/part/data/")
    page.check('[name=security][value="backup"]')
    firm.send()
    firm.open(f"digital/assessment/{after.public_id}/")
    firm.press("/finish/")
    page.wait_for_url("**/results/")
    firm.seen("results-after")
    return after


def end(firm: Walk, seller: Walk, visitor: Any, engagement: Engagement) -> None:
    """Completed; both rate; both confirm the outcome through their one-time links, without signing in."""
    for side in (firm, seller):
        side.open(f"engagements/{engagement.public_id}/")
        if side is firm:
            side.press("/do/complete/")
        side.page.locator("main form[action$='/do/rate/'] [name=stars]").last.check()
        side.press("/do/rate/")
    engagement.refresh_from_db()
    outcomes_ask_due(engagement)
    for link in engagement.outcome_links.all():
        visitor.goto(f"{firm.base}/outcome/{link_token(link)}/")
        visitor.check('[name=happened][value="yes"]')
        visitor.check('[name=without_help][value="20"]')
        visitor.fill("[name=value]", "61000")
        visitor.select_option("[name=currency]", "SAR")
        visitor.locator("main form button").last.click()
        visitor.wait_for_load_state()
    assert is_confirmed(engagement)
    assert engagement.ratings.count() == 2
    firm.open(f"engagements/{engagement.public_id}/")
    firm.seen("ended")


def claim(firm: Walk, row: GrantApplication, paper: Path) -> None:
    """The papers of the purchase; the accepted bid and the confirmed month of use are there already."""
    for kind in ("invoice", "payment_proof", "activation"):
        firm.open(f"digital/grants/{row.public_id}/")
        form = firm.page.locator("main form[action$='/paper/']")
        firm.page.locator("main details:has(form[action$='/paper/']) summary").click()
        form.locator("[name=kind]").select_option(kind)
        form.locator("[name=file]").set_input_files(str(paper))
        form.locator("button").click()
        firm.page.wait_for_load_state()
    firm.seen("claim")
    firm.press("/do/claim/")
    row.refresh_from_db()
    assert row.state == "claimed"


@pytest.mark.parametrize(("language", "width", "script"), WAYS, ids=[way[0] for way in WAYS])
def test_whole_journey(
    page_for: Any, live_server: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    language: str, width: int, script: bool, transactional_db: None,
) -> None:  # fmt: skip
    settings.MFA_REQUIRED_FOR, settings.MEDIA_ROOT = [], tmp_path / "media"
    scenes.make_providers(demo.build())
    paper, base = tmp_path / "paper.txt", live_server.url
    paper.write_text("Invoice 7", encoding="utf-8")
    firm = Walk(page_for(width=width, javascript=script), base, language, "owner")
    officer = Walk(page_for(), base, language, "admin")
    sellers = {who: Walk(page_for(), base, speaks, who) for who, speaks in SELLERS.items()}
    visitor, best_one = page_for(width=width, javascript=script), sellers["provider"]
    assess(firm)
    thing = post_need(firm, plan(firm))
    moderate(officer, thing)
    ask(best_one, firm, thing)
    best, _second, _third = (bid(seller, thing) for seller in sellers.values())
    row = compare_and_apply(firm, thing, best)
    engagement = sign_and_bridge(firm, thing, best, row)
    decide(officer, row, "approve", "approved")
    deliver(firm, best_one, engagement, monkeypatch)
    after = look_again(firm, engagement)
    assert thing.title in firm.page.inner_text("main")
    assert assessments.credited(engagement) == after
    changed = {item.code: item.delta for _result, rows in assessments.deltas(after) for item in rows}
    assert any(value for value in changed.values() if value)
    firm.open(f"digital/projects/{engagement.public_id}/")
    firm.seen("credited")
    end(firm, best_one, visitor, engagement)
    claim(firm, row, paper)
    decide(officer, row, "pay", "paid")
    for page in (firm.page, officer.page, visitor, *(seller.page for seller in sellers.values())):
        assert [fault for fault in page.faults if "favicon" not in fault] == []
