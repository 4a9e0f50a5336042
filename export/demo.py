"""The demo market of the export pillar: firms at every step abroad, in three languages. Everything is invented.

Made through the services, so that what the demo shows is what the rules allow. The main firm has gone the whole way:
readiness, market, plan, mentor, talks, partner, meeting, documents.
"""

import tempfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from export import demo_figures, demo_history, example_trade, readiness
from export.forms.network import VouchingForm
from export.models import (
    Case,
    Event,
    EventParty,
    Interest,
    MentoringGoal,
    MentoringSession,
    MentorOffer,
    PartnerProfile,
    Pool,
    PoolMember,
    Shipment,
    Vouching,
)
from export.services import events, firm, mentors, papers, partners, plans, rounds, sessions, vouching
from export.services import pools as pool_services
from portal.common import clock
from portal.identity.models import User
from portal.matchmaking import matching as exchange
from portal.matchmaking import services
from portal.matchmaking.models import Engagement, Request
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation


class CastLike(Protocol):
    """What the builder needs of the cast."""

    firms: dict[str, Organisation]
    users: dict[str, User]
    made: dict[str, Any]

    def actor(self, key: str) -> Actor: ...


class Filled:
    """A service's form argument, already filled: the row and its cleaned data."""

    def __init__(self, instance: Any, **cleaned: Any):
        self.instance = instance
        self.cleaned_data = cleaned

    def save(self) -> Any:
        self.instance.save()
        return self.instance


def build(cast: CastLike) -> None:
    """Build the pillar's part of the demo market."""
    with tempfile.TemporaryDirectory() as folder:
        example_trade.load(Path(folder))
    build_readiness(cast)
    build_markets(cast)
    build_mentors(cast)
    demo_figures.build(cast)
    engagement = build_mentorship(cast)
    build_talks(cast, engagement)
    build_open_requests(cast)
    build_papers(cast)
    build_vouching(cast)
    build_partners(cast)
    build_event(cast)
    build_pools(cast)
    build_cases(cast)
    cast.made.setdefault("stories", []).append(demo_history.STORY)


ANSWERS = {
    "owner": (3, {"why": 4, "norms": 3, "ip": 2, "payment": 2}, True, "reactive"),
    "owner.ar": (3, {"norms": 1, "standing": 4}, True, "growing_turnover"),
    "owner.zh": (4, {"risk": 3}, False, "growing_markets"),
    "sadu": (1, {"standing": 1, "capacity": 0, "why": 1}, True, "never_exported"),
}


def build_readiness(cast: CastLike) -> None:
    """Four results: ready, held down by a gate, scaling, stay at home."""
    for key, (base, changes, branded, experience) in ANSWERS.items():
        actor = cast.actor(key)
        draft = firm.draft_readiness(actor=actor)
        answers: dict[str, int | None] = {**dict.fromkeys(readiness.question_codes(), base), **changes}
        firm.readiness_answer(actor=actor, draft=draft, answers=answers, is_branded=branded, experience=experience)
        firm.readiness_finish(actor=actor, draft=draft)


PLAN = {
    "business": "Bakery in Riyadh, two shops and a small factory; date biscuits without added sugar. Layla leads exporting.",
    "objectives": "A first shelf in Germany within a year; a fifth of sales abroad in three years.",
    "market": "Germany buys far more date products than is sold there from here. Three competitors on the shelf, from 2.49 upwards.",
    "price": "Works price 4.35 a box; landed price worked out under CIP Hamburg.",
    "payment": "30 % in advance, the rest at 30 days with credit insurance.",
}


def build_markets(cast: CastLike) -> None:
    """Chosen markets and a plan half written."""
    for key, hs6, market in (
        ("owner", "190531", "DEU"),
        ("owner", "190531", "GBR"),
        ("owner.ar", "080410", "IND"),
        ("owner.zh", "841370", "IDN"),
    ):
        basis = {"exporter": "SAU", "dataset": "Qantara example", "is_example": True}
        choice = firm.market_choose(actor=cast.actor(key), hs6=hs6, market=market, basis=basis)
        if (key, market) == ("owner", "DEU"):
            plan = plans.plan_begin(actor=cast.actor(key), choice=choice)
            for section, text in PLAN.items():
                plans.plan_write(actor=cast.actor(key), plan=plan, section=section, text=text)
            plan.objectives.create(
                text="First order of 2,000 boxes", owner="Layla Haddad", due_on=clock.today() + timedelta(days=180)
            )
            plan.risks.create(
                text="Label not accepted by the retailer",
                likelihood=2,
                impact=3,
                contingency="Test print with the mentor first",
            )


OFFERS = {
    "mentor": (
        "Prices, retailers and labels for food in Europe", ["pricing", "agents", "packaging", "market"],
        ["en", "de", "fr"], ["DEU", "GBR", "FRA"], ["10", "46"], "Europe/Amsterdam",
    ),
    "mentor.hanse": (
        "Norms, contracts and after-sales for machinery", ["standards", "contracts", "logistics"],
        ["en", "de", "zh"], ["DEU", "IDN", "USA"], ["28", "46"], "Europe/Berlin",
    ),
}  # fmt: skip


def build_mentors(cast: CastLike) -> None:
    """Two companies with a mentor each, their hours and a conflict statement."""
    for key, (headline, topics, languages, markets, sectors, zone) in OFFERS.items():
        actor = cast.actor(key)
        row = MentorOffer(
            headline=headline, topics=topics, languages=languages, markets=markets, sectors=sectors, time_zone=zone,
            stages=["planning", "pilot_ready", "scaling"], hours_a_month=6, capacity=3, statement="None known.",
        )  # fmt: skip
        offer = mentors.offer_save(actor=actor, form=Filled(row, is_away=False, hours_a_month=6))
        mentors.availability_set(
            actor=actor, offer=offer, slots={(day, hour) for day in (0, 2, 3) for hour in (9, 10, 11, 15)}
        )


def ask(cast: CastLike, key: str, title: str, summary: str, **details: Any) -> Request:
    """A published request for a mentor, matched at once (the demo does not wait for the worker)."""
    actor = cast.actor(key)
    request = services.request_create(
        actor=actor, pillar="export", title=title, summary=summary, language=cast.users[key].language, details=details
    )
    for code in ("need", "topics", "talks"):
        services.request_section_done(actor=actor, request=request, code=code)
    services.request_submit(actor=actor, request=request)
    fresh = Request.objects.get(pk=request.pk)
    exchange.match_run(fresh)
    return fresh


def plan_for(cast: CastLike, key: str, request: Request, approach: str) -> Any:
    """A mentor's plan, submitted."""
    actor = cast.actor(key)
    draft = services.response_start(actor=actor, request=request)
    terms = draft.mentoring_terms
    terms.offer = MentorOffer.objects.get(user=actor.user)
    terms.months, terms.hours_a_month, terms.talk_language, terms.approach = 6, 3, "en", approach
    terms.first_talk_on = clock.today() + timedelta(days=7)
    terms.save()
    return services.response_submit(actor=actor, response=draft)


def build_mentorship(cast: CastLike) -> Engagement:
    """The main firm's mentorship with the food group."""
    request = ask(
        cast, "owner", "Date biscuits for German shelves",
        "We want to sell our date biscuits in Germany and do not know how retailers decide.",
        topics=["pricing", "agents", "packaging"], hs6="190531", markets=["DEU"], stage="pilot_ready",
        languages=["en", "ar"], hours_utc=[6, 7, 8, 9, 12, 13], goal="A first order of 2,000 boxes",
    )  # fmt: skip
    response = plan_for(
        cast, "mentor", request, "Three talks on price, label and buyer; then we practise the first call."
    )
    award = services.award_make(
        actor=cast.actor("owner"),
        response=response,
        rationale="Knows the retailers we want to reach.",
        checked_identity_by="password",
    )
    engagement = Engagement.objects.get(award=award)
    services.engagement_start(actor=cast.actor("owner"), engagement=engagement)
    return engagement


def build_talks(cast: CastLike, engagement: Engagement) -> None:
    """A talk held and confirmed, one agreed, one waiting for an answer; a goal with its baseline."""
    owner, mentor = cast.actor("owner"), cast.actor("mentor")
    now = clock.now().replace(hour=8, minute=0, second=0, microsecond=0)
    form = Filled(
        MentoringGoal(title="Boxes sold abroad", unit="boxes a month", baseline=Decimal(0), target=Decimal(2000))
    )
    sessions.goal_add(actor=owner, engagement=engagement, form=form)
    held = sessions.session_propose(
        actor=owner, engagement=engagement, topic="Price list for retailers", starts_at=now + timedelta(days=1)
    )
    sessions.session_answer(actor=mentor, session=held, accept=True)
    MentoringSession.objects.filter(pk=held.pk).update(starts_at=now - timedelta(days=6))  # the demo's past
    held.refresh_from_db()
    sessions.session_log(
        actor=mentor, session=held, advice="Quote CIP Hamburg per box; show the landed price beside it.",
        next_steps="Layla: German label draft by the next talk. Anna: two buyers to ask.",
    )  # fmt: skip
    sessions.session_confirm(actor=owner, session=held)
    agreed = sessions.session_propose(
        actor=mentor, engagement=engagement, topic="Label and shelf life", starts_at=now + timedelta(days=4)
    )
    sessions.session_answer(actor=owner, session=agreed, accept=True)
    sessions.session_propose(
        actor=mentor, engagement=engagement, topic="Practice: the first call with a buyer", starts_at=now + timedelta(days=9),
        link="https://meet.meridian.example/practice",
    )  # fmt: skip


def build_open_requests(cast: CastLike) -> None:
    """Requests waiting for mentors in Arabic and Chinese, one with a plan, and a round over all."""
    ask(
        cast, "owner.ar", "تصدير التمور المعبأة إلى الهند", "نبحث عن مرشد يعرف الموزعين ومتطلبات الملصقات.",
        topics=["agents", "packaging"], hs6="080410", markets=["IND"], stage="planning", languages=["ar", "en"],
        hours_utc=[6, 7, 8, 9], goal="أول موزع في مومباي",
    )  # fmt: skip
    machines = ask(
        cast, "owner.zh", "离心泵进入印度尼西亚市场", "我们希望了解当地标准、合同和售后要求。",
        topics=["standards", "contracts"], hs6="841370", markets=["IDN"], stage="scaling", languages=["zh", "en"],
        hours_utc=[1, 2, 3, 7, 8], goal="签下第一家当地经销商",
    )  # fmt: skip
    plan_for(cast, "mentor.hanse", machines, "Norms first, then a model contract and a service plan.")
    rounds.round_run(actor=cast.actor("adviser"), name="Autumn round")


HEADER: dict[str, Any] = {
    "shipment_on": timedelta(days=12), "invoice_on": timedelta(days=2), "buyer_name": "Rhein Feinkost GmbH",
    "buyer_address": "Hafenstraße 4, Köln", "buyer_country": "DE", "buyer_tax_number": "DE111111111", "currency": "EUR",
    "incoterm": "CIP", "named_place": "Hamburg", "mode": "sea", "transport_reference": "MV Saad 12", "loading": "Jeddah",
    "discharge": "Hamburg", "payment_terms": "30 % in advance, rest 30 days",
    "origin_criterion": "last substantial change: baked in Riyadh",
    "freight": Decimal(800), "insurance": Decimal(45), "signed_by": "Layla Haddad",
}  # fmt: skip
LINE = {
    "description": "Date biscuits in boxes of 400 g", "hs": "190531", "origin": "SA", "quantity": Decimal(2000), "unit": "box",
    "unit_price": Decimal("4.35"), "net_kg": Decimal(800), "gross_kg": Decimal(900),
}  # fmt: skip
PACKAGE = {
    "number": 100, "kind": "carton", "marks": "NF 1-100", "length_cm": 40, "width_cm": 30, "height_cm": 25,
    "net_kg": Decimal(8), "gross_kg": Decimal(9),
}  # fmt: skip


def build_papers(cast: CastLike) -> None:
    """One shipment issued, one draft that contradicts itself (a sea term by air)."""
    actor, today = cast.actor("owner"), clock.today()
    for number, changes in (("NF-2026-007", {}), ("NF-2026-008", {"mode": "air", "incoterm": "CIF"})):
        header = {name: today + value if isinstance(value, timedelta) else value for name, value in HEADER.items()}
        saved: Shipment = papers.shipment_save(
            actor=actor,
            shipment=None,
            header={**header, **changes, "invoice_number": number},
            lines=[LINE],
            packages=[PACKAGE],
        )
        if not changes:
            papers.documents_issue(actor=actor, shipment=saved)


def build_vouching(cast: CastLike) -> None:
    """One statement shown, one waiting for consent, one revoked."""
    today = clock.today()
    rows = (
        ("mentor", "noor", "Date paste", "40 t", "owner", "show"),
        ("mentor", "waha", "تمور سكري", "120 t", "owner.ar", ""),
        ("mentor.hanse", "linghang", "Pump housings", "8,000 pieces", "owner.zh", "revoke"),
    )
    for signer, key, product, volume, owner, then in rows:
        data = {
            "firm": cast.firms[key].pk, "product": product, "volume": volume, "quality_system": "ISO 22000 seen on site",
            "since_on": today - timedelta(days=700), "statement": "Delivers on time and answers complaints within two days.",
            "expires_on": today + timedelta(days=300),
        }  # fmt: skip
        form = VouchingForm(data, firms=Organisation.objects.all())
        form.is_valid()
        item: Vouching = vouching.vouching_sign(actor=cast.actor(signer), form=form)
        if then == "show":
            vouching.vouching_consent(actor=cast.actor(owner), vouching=item, show=True)
        elif then == "revoke":
            vouching.vouching_revoke(actor=cast.actor(signer), vouching=item, reason="The order line has ended.")


PROFILES = (
    ("owner", "en", "business_offer", "paid", "Sugar-free date biscuits seek distributors",
     "Biscuits sweetened with dates only, for natural-food shops.",
     "Baked in a certified factory, shelf life nine months, private label possible.",
     "Distributor of natural food with its own cold-free storage", "commercial"),
    ("owner.ar", "ar", "business_offer", "paid", "تمور معبأة فاخرة تبحث عن موزعين", "تمور سكري وعجوة معبأة للهدايا والتجزئة.",
     "خط تعبئة آلي وشهادات جودة، وكميات ثابتة طوال السنة.", "موزع أغذية يخدم المتاجر الكبرى", "commercial"),
    ("owner.zh", "zh-hans", "technology_request", "pay", "寻求水泵变频控制技术合作", "希望引进节能变频控制方案，用于离心泵产品。",
     "拥有成熟的水力设计和年产两万台的能力。", "拥有变频控制技术的企业或研究机构", "assisted"),
)  # fmt: skip


def build_partners(cast: CastLike) -> None:
    """Two profiles published, one in review; an interest accepted and one waiting."""
    made: list[PartnerProfile] = []
    for key, language, kind, money, title, summary, text, sought, agreement in PROFILES:
        row = PartnerProfile(
            kind=kind, money=money, title=title, summary=summary, description=text, sought=sought, agreement=agreement,
            countries=["DEU", "GBR"], language=language, stage="market" if kind.endswith("offer") else "",
        )  # fmt: skip
        profile = partners.profile_save(actor=cast.actor(key), form=Filled(row))
        partners.profile_submit(actor=cast.actor(key), profile=profile)
        partners.profile_review(actor=cast.actor("adviser"), profile=profile, passed=True, comment="")
        made.append(profile)
    for profile in made[:2]:
        partners.profile_review(actor=cast.actor("admin"), profile=profile, passed=True, comment="")
    for key, profile in (("mentor.hanse", made[0]), ("marsa", made[0]), ("mentor", made[1])):
        form = Filled(
            Interest(
                message="We sell to two hundred shops.", offers="Shelves and storage", needs="Samples and a price list"
            )
        )
        interest = partners.interest_send(actor=cast.actor(key), profile=profile, form=form)
        if key == "mentor.hanse":
            partners.interest_move(actor=cast.actor("owner"), interest=interest, action="accept")


def build_event(cast: CastLike) -> None:
    """An event with a solved schedule and one open for registration."""
    adviser, now = cast.actor("adviser"), clock.now().replace(hour=6, minute=0, second=0, microsecond=0)
    for title, days, solved in (("Food and machinery buyers' day", 12, True), ("Spring buyers' day", 60, False)):
        row = Event(
            title=title, place="Riyadh, hall 3", starts_at=now + timedelta(days=days), register_until=now + timedelta(days=days - 3),
            slot_minutes=20, slots=8, cap=6,
        )  # fmt: skip
        event = events.event_open(actor=adviser, form=Filled(row), breaks=[3])
        sides = {
            key: events.event_join(
                actor=cast.actor(key), event=event, side="buyer", pitch="Looks for reliable suppliers", absent=[]
            )
            for key in ("mentor", "mentor.hanse")
        }
        for key in ("owner", "owner.ar", "owner.zh", "qingteng", "marsa"):
            events.event_join(
                actor=cast.actor(key), event=event, side="firm", pitch="Sells and has spare capacity", absent=[]
            )
            for buyer_key, buyer in sides.items() if solved else ():
                ask_and_accept(cast, event, key, buyer_key, buyer)
        if solved:
            events.event_solve(actor=adviser, event=event)


def ask_and_accept(cast: CastLike, event: Event, key: str, buyer_key: str, buyer: EventParty) -> None:
    """A meeting that both want."""
    meeting = events.meeting_ask(actor=cast.actor(key), event=event, other=buyer, reason="You buy what we make")
    events.meeting_answer(actor=cast.actor(buyer_key), meeting=meeting, accept=True)


def build_pools(cast: CastLike) -> None:
    """A shared container that saves money, and a cold store nobody has joined yet."""
    now = clock.now()
    rows = (
        ("marsa", "shipment", "Reefer container Jeddah–Hamburg", "weight", 18000),
        ("qingteng", "facility", "泉州保税冷库共享", "use", 9000),
    )
    for key, kind, title, rule, total in rows:
        row = Pool(
            kind=kind, title=title, details="Leaves on the 25th; 12 pallets; shared customs broker.", rule=rule, total=Decimal(total),
            currency="SAR", commit_until=now + timedelta(days=14),
        )  # fmt: skip
        pool = pool_services.pool_open(actor=cast.actor(key), form=Filled(row))
        if kind != "shipment":
            continue
        for member_key, alone, weight in (("owner", 9000, 2400), ("owner.ar", 12000, 5200), ("marsa", 6000, 1100)):
            member = PoolMember(alone=Decimal(alone), weight_kg=Decimal(weight), volume_m3=Decimal(4), use=Decimal(0))
            pool_services.pool_join(actor=cast.actor(member_key), pool=pool, form=Filled(member))


def build_cases(cast: CastLike) -> None:
    """A question handed on and answered, two advisers who disagree, a barrier made public."""
    chamber, authority = cast.firms["chamber"], cast.firms["authority"]
    adviser, admin = cast.actor("adviser"), cast.actor("admin")
    rows = (
        (
            "owner",
            "help",
            "Which certificate does a German retailer ask for?",
            "Two shops asked for different papers.",
            "DEU",
        ),
        ("owner.zh", "advice", "两位顾问对印尼认证的说法不同", "一位说需要 SNI，另一位说不需要。", "IDN"),
        ("owner.ar", "barrier", "تأخير شحنات التمور في ميناء الوصول", "فحص إضافي يستغرق ثلاثة أسابيع.", "IND"),
    )
    for key, kind, title, text, market in rows:
        case = plans.case_open(
            actor=cast.actor(key), form=Filled(Case(kind=kind, title=title, text=text, market=market, holder=chamber))
        )
        if kind == "advice":
            plans.case_answer(
                actor=adviser, case=case, text="Pumps of this class need the mark; spare parts do not.", state="progress",
                agrees="The pump needs a test report", disputes="Whether spare parts need the mark",
            )  # fmt: skip
            continue
        plans.case_hand_over(actor=adviser, case=case, to=authority, text="This is for the standards desk.")
        case.refresh_from_db()
        plans.case_answer(
            actor=admin,
            case=case,
            text="The food-safety certificate is enough; the second paper is a house rule.",
            state="part",
        )
        if kind == "barrier":
            plans.case_publish(
                actor=admin,
                case=case,
                text="Dates: extra inspection of about three weeks at arrival. Talks are under way.",
            )
