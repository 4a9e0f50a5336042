"""The digital pillar in the demo market: one firm's whole way from T0 to T1, and every other state in three languages.

Everything goes through the services. Past days are made by letting the server's clock stand at an earlier moment while
a scene is played. Deterministic: the same market at every build.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

from django.utils import translation

from digital import demo_history, demo_people
from digital import demo_texts as texts
from digital.instruments.catalogue import facts
from digital.models import (
    Assessment,
    ConnectedFirm,
    PlanItem,
    ProposalMilestone,
    ProposalTerms,
    ReferenceCustomer,
)
from digital.schemes.grant import Cost
from digital.services import (
    assessments,
    bridge,
    community,
    grants,
    groups,
    helping,
    integrity,
    plans,
    projects,
    providers,
)
from digital.services.money import assumptions_of
from portal.common import clock
from portal.common.months import add_months
from portal.criteria.evaluate import Outcome
from portal.matchmaking import services as exchange
from portal.matchmaking.matching import match_run
from portal.matchmaking.models import Engagement, Match, Request, Response
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation


@contextmanager
def days_ago(days: float) -> Iterator[None]:
    """The server's clock, ``days`` earlier, while a scene is played."""
    real = clock.now
    clock.now = lambda: real() - timedelta(days=days)  # type: ignore[assignment]
    try:
        yield
    finally:
        clock.now = real  # type: ignore[assignment]


def answers(level: int) -> dict[str, Any]:
    """A believable firm's answers: ``level`` 1 (little) to 5 (much); some questions are left as not known."""
    given: dict[str, Any] = {}
    for place, fact in enumerate(facts().values()):
        items = [code for code in fact.item_codes if code not in fact.exclusive]
        step = max(0, level - 1 + (place % 3) - 1)
        if fact.kind == "ticks":
            given[fact.code] = items[: max(1, len(items) * level // 6 + place % 2)]
        elif fact.kind == "percent":
            given[fact.code] = "2.5" if fact.code == "digital_spend" else str(12 * level)
        elif fact.kind == "choice":
            given[fact.code] = items[min(len(items) - 1, step if len(items) > 3 else (level + place) % 3)]
        elif fact.kind == "levels":
            words = list(fact.values)
            given[fact.code] = {
                c: words[min(len(words) - 1, (n + level) % (level + 1) // 2)] for n, c in enumerate(items)
            }
        else:
            top = 4 if fact.kind == "scenes" else 5
            given[fact.code] = {
                c: min(top, max(0, (level + n % 3 - 1) // (1 if fact.kind == "scenes" else 2)))
                for n, c in enumerate(items)
            }
    if level < 3:
        given["automation"] = "unknown"
    return given


def assess(
    actor: Actor, level: int, *, engagement: Engagement | None = None, change: dict[str, Any] | None = None
) -> Assessment:
    """Start, answer, finish."""
    made = assessments.assessment_start(actor=actor, engagement=engagement)
    assessments.answers_save(actor=actor, assessment=made, values={**answers(level), **(change or {})})
    return assessments.assessment_finish(actor=actor, assessment=made)


def make_providers(cast: Any) -> None:
    """Profiles, packages, references of the three providers."""
    for serial, (key, row) in enumerate(texts.PROVIDERS.items()):
        actor = cast.actor(key)
        # In the cast all firms share one telephone number, which would look like a pattern.
        Organisation.objects.filter(pk=actor.organisation.pk).update(phone=f"+96611000{serial + 1:04d}")
        with translation.override(row["language"]):
            providers.profile_save(
                actor=actor,
                values={"summary": row["summary"], "language": row["language"], "project_from": D(5000), "project_to": D(250000),
                        "support_hours": row["support"], "staff": 12 + 9 * serial},
                tags={"category": row["categories"], "sector": row["sectors"], "language": row["languages"]},
            )  # fmt: skip
            for title, category, scope, excluded, lines, fee, months in row["packages"]:
                values = {"title": title, "category": category, "scope": scope, "excluded": excluded, "language": row["language"],
                          "yearly_fee": D(fee), "months": months, "is_published": True}  # fmt: skip
                providers.package_save(actor=actor, values=values, lines={k: D(v) for k, v in lines.items()})
        for number, (firm, comment) in enumerate(row["references"]):
            with days_ago(60 - number):
                asked = providers.reference_ask(
                    actor=actor,
                    firm=firm,
                    email=f"use{number}@{key.replace('.', '-')}-client.example",
                    language=row["language"],
                )
                if comment:
                    providers.reference_answer(
                        row=asked,
                        values={"is_independent": True, "months_used": 9 + 3 * number, "still_uses": True, "satisfied": True,
                                "gain_percent": 12 + 4 * number, "may_quote": number < 2, "comment": comment},
                    )  # fmt: skip
    ReferenceCustomer.objects.filter(answered_at__isnull=True).update(expires_at=clock.now() + timedelta(days=10))


def make_more_providers(cast: Any) -> None:
    """Profiles of the providers nobody signs in as."""
    for key, language, summary, categories in texts.MORE_PROVIDERS:
        actor = Actor(user=cast.users["admin"], organisation=cast.firms[key], level="admin")
        providers.profile_save(
            actor=actor,
            values={
                "summary": summary,
                "language": language,
                "project_from": D(8000),
                "project_to": D(90000),
                "staff": 14,
            },
            tags={"category": categories, "sector": ("retail", "food"), "language": ("en", "ar")},
        )


def make_assessments(cast: Any) -> None:
    """A first assessment for every firm of the cast and a few more, so that a comparison can be shown."""
    levels = {"owner.ar": 3, "owner.zh": 4, "sadu": 1, "najd": 4, "rimal": 2, "qingteng": 2, "marsa": 3}
    for place, (key, level) in enumerate(levels.items()):
        with days_ago(120 - 9 * place):
            assess(cast.actor(key), level)
    for serial, (name, language) in enumerate(texts.EXTRA_FIRMS):
        firm = Organisation.objects.create(legal_name=name, name_language=language, sector="1079", is_demo=True)
        actor = Actor(user=cast.users["adviser"], organisation=firm, level="admin")
        with days_ago(200 + 7 * serial):
            assess(actor, 1 + serial % 4)


def make_need(cast: Any, key: str, row: dict[str, Any], **details: Any) -> Request:
    """Post a need, let the authority open it, match it."""
    actor = cast.actor(key)
    with translation.override(row["language"]):
        made = exchange.request_create(
            actor=actor, pillar="digital", title=row["title"], summary=row["summary"], language=row["language"],
            details={**row["details"], **details},
        )  # fmt: skip
    return publish(cast, actor, made)


def publish(cast: Any, actor: Actor, made: Request) -> Request:
    for code in ("need", "solution", "budget", "questions"):
        exchange.request_section_done(actor=actor, request=made, code=code)
    exchange.request_submit(actor=actor, request=made, open_days=14)
    made.refresh_from_db()
    exchange.request_moderate(actor=cast.actor("admin"), request=made, decision="open")
    made.refresh_from_db()
    match_run(made)
    return made


def make_bid(cast: Any, key: str, request: Request, row: dict[str, Any]) -> Response:
    """A provider's submitted bid."""
    actor = cast.actor(key)
    match = Match.objects.get(request=request, organisation=actor.organisation)
    exchange.match_see(actor=actor, match=match)
    with translation.override(row["language"]):
        draft = exchange.response_start(actor=actor, request=request)
    price = sum((D(line[2]) for line in row["lines"]), D(0))
    ProposalTerms.objects.filter(response=draft).update(
        scope=row["scope"], not_included=row["without"], price=price, yearly_fee=D(row["fee"]), months=row["months"],
        support=row["support"], team=row["team"], answer_1=row["answers"][0], answer_2=row["answers"][1],
        internal_cost=D(row.get("internal", 0)),
    )  # fmt: skip
    terms = ProposalTerms.objects.get(response=draft)
    ProposalMilestone.objects.bulk_create(
        ProposalMilestone(terms=terms, position=n, title=title, month=month, amount=D(amount), kind=kind)
        for n, (title, month, amount, kind) in enumerate(row["lines"], start=1)
    )
    Response.objects.filter(pk=draft.pk).update(
        valid_until=clock.today() + timedelta(days=60), message=row["message"], language=row["language"]
    )
    draft.refresh_from_db()
    exchange.response_submit(actor=actor, response=draft)
    return Response.objects.get(pk=draft.pk)


def play_journey(cast: Any) -> None:
    """The owner's firm: T0 → plan → need → three bids → grant, award, bridge → delivery and use → T1 credited."""
    owner, admin = cast.actor("owner"), cast.actor("admin")
    with days_ago(190):
        before = assess(owner, 2)
        plans.plan_of_gaps(actor=owner, assessment=before)
        plans.plan_fill(actor=owner, assessment=before, codes=["stock", "backup", "training"])
        plans.adviser_grant(actor=owner, adviser=cast.firms["chamber"])
    with days_ago(180):
        step = owner.organisation.plan_items.get(step="stock")  # type: ignore[union-attr]
        made = plans.need_from_step(actor=owner, item=step)
        type(made).objects.filter(pk=made.pk).update(title=texts.STOCK["title"], summary=texts.STOCK["summary"])
        type(made.transformation).objects.filter(pk=made.pk).update(**texts.STOCK["details"])
        made = publish(cast, owner, Request.objects.get(pk=made.pk))
    with days_ago(174):
        bids = {key: make_bid(cast, key, made, texts.BIDS[key]) for key in ("provider", "provider.ar", "provider.zh")}
    best = bids["provider"]
    with days_ago(168):
        costs = [Cost(row.kind, row.amount) for row in best.proposal.milestones.all()]  # type: ignore[attr-defined]
        application = grants.application_create(
            actor=owner, code="solution-grant", title=made.title, costs=costs, request=made
        )
        grants.application_submit(actor=owner, application=application)
    with days_ago(160):
        award = exchange.award_make(
            actor=owner, response=best, rationale=texts.RATIONALE, checked_identity_by="password"
        )
        financing = (
            bridge.bridge_request(actor=owner, response=best, given=assumptions_of(best))
            if bridge.can_finance()
            else None
        )
    with days_ago(150):
        grants.application_decide(actor=admin, application=application, approve=True)
        engagement = exchange.engagement_start(actor=cast.actor("provider"), engagement=award.engagement)
    details = engagement.digital_project  # type: ignore[attr-defined]
    type(details).objects.filter(pk=details.pk).update(financing_request=financing)
    deliver(cast, engagement)
    look_again(cast, engagement, step)


def look_again(cast: Any, engagement: Engagement, step: PlanItem) -> None:
    """The assessment after the project, and what became of the plan."""
    owner = cast.actor("owner")
    with days_ago(12):
        change = texts.after(answers(2))
        assess(owner, 2, engagement=engagement, change=change)
        plans.plan_note(actor=owner, item=step, state="done", text=texts.PLAN_DONE)
        backup = owner.organisation.plan_items.get(step="backup")  # type: ignore[union-attr]
        plans.plan_note(actor=owner, item=backup, state="blocked", text=texts.PLAN_BLOCKED)
        plans.plan_note(actor=cast.actor("adviser"), item=backup, text=texts.PLAN_ADVICE)


def deliver(cast: Any, engagement: Engagement) -> None:
    """Milestones accepted by both, months of use stated and confirmed, completed, rated."""
    owner, provider = cast.actor("owner"), cast.actor("provider")
    for place, milestone in enumerate(engagement.milestones.all()):
        with days_ago(140 - 30 * place):
            exchange.milestone_confirm(actor=provider, milestone=milestone)
            exchange.milestone_confirm(actor=owner, milestone=milestone)
    month = projects.month_of(clock.today())
    for back in (2, 1, 0):
        with days_ago(20 - back):
            usage = projects.usage_state(
                actor=provider, engagement=engagement, month=add_months(month, -back - (1 if clock.today().replace(day=1) == month else 0)),
                active_users=7 - back, records=1800 - 400 * back,
            )  # fmt: skip
            if back or clock.today().day % 2 == 0:
                projects.usage_confirm(actor=owner, usage=usage)
    with days_ago(16):
        exchange.engagement_complete(actor=owner, engagement=engagement)
        engagement.refresh_from_db()
        exchange.rating_give(actor=owner, engagement=engagement, stars=5, comment=texts.RATING)
        report = {"happened": True, "value": D(61000), "currency": "SAR", "without_help": "20"}
        exchange.outcome_report(actor=owner, engagement=engagement, answers=report)
        exchange.outcome_report(actor=provider, engagement=engagement, answers=report)


def play_others(cast: Any) -> None:
    """Needs in other states and languages, a joint purchase, a planted pattern, pilots, offers of help."""
    with days_ago(3):
        shared = make_need(cast, "owner.ar", texts.SHOP_AR, budget=D(45000), scheme="solution-grant", own_cash=D(12000),
                           own_monthly=D(4000), starts_on=clock.today() + timedelta(days=30))  # fmt: skip
        make_bid(cast, "provider.ar", shared, texts.BID_AR)
        group = groups.group_open(
            actor=cast.actor("owner.ar"),
            request=shared,
            note=texts.GROUP_NOTE,
            users=8,
            language="ar",
            join_until=clock.today() + timedelta(days=9),
        )
        groups.group_join(actor=cast.actor("sadu"), group=group, users=3)
    with days_ago(1):
        make_need(cast, "owner.zh", texts.MES_ZH, budget=D(380000), starts_on=clock.today() + timedelta(days=45))
    wait_for_check(cast)
    one, other = sorted([cast.firms["sadu"], cast.firms["najd"]], key=lambda firm: firm.pk)
    ConnectedFirm.objects.create(one=one, other=other, reason="Same majority owner (example)", stated_at=clock.now())
    draft = grants.application_create(
        actor=cast.actor("sadu"),
        code="first-steps",
        title=texts.VOUCHER_TITLE,
        costs=[Cost("software", D(9000)), Cost("equipment", D(4000))],
    )
    grants.application_submit(actor=cast.actor("sadu"), application=draft)
    integrity.scan_all()
    play_community(cast)


def wait_for_check(cast: Any) -> None:
    """A need sent in, not published yet."""
    waiting = exchange.request_create(
        actor=cast.actor("marsa"),
        pillar="digital",
        title=texts.FLEET["title"],
        summary=texts.FLEET["summary"],
        details=texts.FLEET["details"],
    )
    for code in ("need", "solution", "budget"):
        exchange.request_section_done(actor=cast.actor("marsa"), request=waiting, code=code)
    exchange.request_submit(actor=cast.actor("marsa"), request=waiting, open_days=14)


def play_community(cast: Any) -> None:
    """Pilots with their gates, and offers of help."""
    for key, row, gates, result in texts.PILOTS:
        pilot = community.pilot_start(actor=cast.actor(key), values=row)
        for gate, decision, reason in gates:
            community.gate_decide(actor=cast.actor(key), pilot=pilot, gate=gate, decision=decision, reason=reason)
        if result:
            community.pilot_result(actor=cast.actor(key), pilot=pilot, result=result[0], lesson=result[1])
    until = date(clock.today().year + 1, 6, 30)
    firm = cast.actor("owner")
    for key, row, document in texts.OFFERS:
        values = {**row, "valid_until": until}
        offer = helping.help_publish(actor=cast.actor(key), values=values, document=document)
        if helping.help_fits(offer, firm.organisation) is Outcome.MEETS:
            helping.help_claim(actor=firm, offer=offer)


def build(cast: Any) -> None:
    """Play every scene."""
    make_providers(cast)
    make_more_providers(cast)
    make_assessments(cast)
    play_journey(cast)
    play_others(cast)
    demo_people.build(cast, days_ago)
    cast.made.setdefault("stories", []).append(demo_history.STORY)
