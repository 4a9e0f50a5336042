"""The demo's financing market: mandates in every vocabulary and requests in every state, made through the services."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal as D
from typing import Any

from django.utils import translation

from lending import demo_history
from lending.appeals import appeal_raise
from lending.demo_market import AMOUNT, MONTHS, VOCABULARIES, fee, make_houses
from lending.models import FinancingDetails, Mandate, OfferTerms
from lending.services import key_facts_acknowledge, mandate_move, mandate_save
from portal.common import clock
from portal.matchmaking import services
from portal.matchmaking.matching import match_run, release_batch
from portal.matchmaking.mirror import mirror
from portal.matchmaking.models import Award, Match, Request, Response
from portal.organisations.actors import Actor

SECTIONS = ("need", "money", "purpose", "repayment", "security", "figures", "privacy")
ISLAMIC = ["loan", "working_capital", "equipment", "murabaha", "tawarruq", "ijarah", "musharakah"]

# person: mandates (the amounts of the Saudi lines follow the SME Bank programme's published products)
MANDATES: dict[str, list[dict[str, Any]]] = {
    "lender": [
        {
            "name": "Term loan for growing firms", "kinds": ["loan", "equipment"], "amount_min": D(50_000), "amount_max": D(15_000_000),
            "months_min": 6, "months_max": 60, "regions": ["SA"], "age_months_min": 24, "statements_min": 12,
            "four_eyes": True, "shariah": "none",
            "security_any": ["property", "equipment", "vehicle", "personal_guarantee"], "guarantee_helps": True, "is_public": True,
            "shelf_product": "reducing", "rate_from": D("8.5"), "rate_to": D(13),
            "shelf_text": "Instalments that fall due monthly, free early repayment.",
        },
        {
            "name": "Working capital line", "kinds": ["working_capital", "trade", "invoice"], "amount_min": D(50_000),
            "amount_max": D(15_000_000), "months_max": 24, "regions": ["SA"], "age_months_min": 12, "four_eyes":
            True, "shariah": "none", "is_public": True,
            "shelf_product": "line", "rate_from": D(9), "rate_to": D(14), "shelf_text": "Draw and repay as your season needs.",
        },
    ],
    "lender.palm": [
        {
            "name": "Small business loan", "kinds": ["loan", "equipment", "working_capital"], "amount_min": D(20_000),
            "amount_max": D(2_000_000), "months_max": 60, "regions": ["SA"], "age_months_min": 6, "shariah": "none",
            "is_public": True, "shelf_product": "flat",
            "rate_from": D("5.5"), "rate_to": D(9), "shelf_text": "A decision in two days. Flat rate, fixed instalments.",
        },
    ],
    "lender.ar": [
        {
            "name": "مرابحة المنشآت الصغيرة", "kinds": ISLAMIC, "amount_min": D(50_000), "amount_max": D(5_000_000), "months_max": 60,
            "regions": ["SA"], "shariah": "only", "is_public": True, "shelf_product": "murabaha", "rate_from": D("4.5"), "rate_to": D(7),
            "shelf_text": "ربح معلن وسعر لا يتغير، مع حق السداد المبكر.", "shelf_language": "ar",
        },
    ],
    "lender.zh": [
        {
            "name": "小微设备贷", "kinds": ["loan", "equipment", "working_capital"], "currency": "CNY", "amount_min": D(100_000),
            "amount_max": D(20_000_000), "months_max": 60, "regions": ["CN", "SA"], "is_public": True, "shelf_product": "equal_principal",
            "rate_from": D("3.85"), "rate_to": D(6), "shelf_text": "等额本金，可提前还款，无手续费。", "shelf_language": "zh-hans",
        },
    ],
    "investor": [
        {
            "name": "Revenue-based advance and growth equity", "kinds": ["loan", "working_capital", "equity", "equipment"],
            "amount_min": D(100_000), "amount_max": D(8_000_000), "regions": ["SA"], "is_public": True, "shelf_product": "factor",
            "shelf_text": "Repaid with your sales, or as a partner.",
        },
    ],
}  # fmt: skip


@dataclass
class Need:
    """One demo request: who asks, in which language, for what."""

    person: str
    language: str
    title: str
    summary: str
    details: dict[str, Any]
    days_ago: int = 0  # how long ago it was opened
    offers: dict[str, dict[str, Any]] = field(default_factory=dict)
    declines: dict[str, list[str]] = field(default_factory=dict)


OVEN = Need(
    "owner", "en", "A second oven line for our bakery",
    "We bake for two shops and twelve cafés and turn orders away every weekend. A second line doubles what we can bake; "
    "three cafés have signed for deliveries.",
    {"kind": "loan", "amount": D(250_000), "months": 36, "purpose": "4", "purpose_text": "Tunnel oven and mixer", "revenue": D(4_200_000),
     "security": ["equipment", "personal_guarantee"], "acceptable_instalment": D(9_500), "statement_months": 24, "has_borrowed": True,
     "guarantee_wished": True},
    days_ago=11,
    offers={
        "lender": {"product": "reducing", "rate": D("10.90"), "fees": [fee("Arrangement", "2500.00"),
                   fee("Valuation", "1200.00", payee="third_party")],
                   "security": "The oven line", "early_rule": "none", "money_days": 6, "claimed_apr": D("11.95"),
                   "claim_explanation": "Our figure leaves out the valuer's charge, which we pass on."},
        "lender.palm": {"product": "flat", "rate": D("5.25"), "fees": [fee("Administration", "5000.00")], "security": "Personal guarantee",
                        "early_rule": "whole_charge", "money_days": 2},
        "lender.ar": {"product": "murabaha", "rate": D("4.80"), "fees": [], "security": "رهن المعدات", "early_rule": "months_of_charge",
                      "early_value": D(3), "money_days": 8},
        "lender.zh": {"product": "interest_only", "rate": D("8.20"), "rate_kind": "floating", "index_name": "SAIBOR 3M", "margin": D("2.4"),
                      "fees": [fee("Handling", "1500.00")], "security": "Export receivables", "early_rule": "none", "money_days": 12},
        "investor": {"product": "factor", "factor": D("1.13"), "months": 12, "frequency": "weekly", "fees": [], "security": "None",
                     "early_rule": "whole_charge", "money_days": 3},
    },
)  # fmt: skip
DATES = Need(
    "owner.ar", "ar", "رأس مال عامل لموسم التمور",
    "نشتري التمور من المزارعين في أغسطس ونبيعها في رمضان. نحتاج تمويلاً متوافقاً مع الشريعة يغطي الفترة بينهما.",
    {"kind": "working_capital", "amount": D(600_000), "months": 12, "purpose": "5", "revenue": D(9_800_000),
    "security": ["inventory", "invoices"],
     "shariah_only": True, "statement_months": 36, "has_borrowed": True},
    days_ago=3,
    offers={"lender.ar": {"product": "tawarruq", "rate": D("5.10"), "fees": [fee("رسوم إدارية", "5000.00")], "security": "مخزون التمور",
                          "early_rule": "months_of_charge", "early_value": D(3), "money_days": 7}},
)  # fmt: skip
MACHINE = Need(
    "owner.zh", "zh-hans", "购置五轴加工中心", "客户要求2027年起供应新能源汽车壳体，现有设备精度不足，需购置两台五轴加工中心。",
    {"kind": "equipment", "amount": D(5_000_000), "currency": "CNY", "months": 36, "purpose": "4", "revenue": D(68_000_000),
     "security": ["equipment"], "statement_months": 24, "has_borrowed": True},
    days_ago=40,
    offers={"lender.zh": {"product": "equal_principal", "rate": D("4.35"), "fees": [],
                         "security": "所购设备抵押", "early_rule": "none", "money_days": 5}},
)  # fmt: skip
TRUCK = Need(
    "marsa", "en", "Two refrigerated trucks", "A supermarket chain offers us its Jeddah–Riyadh route if we can add two trucks by spring.",
    {"kind": "equipment", "amount": D(780_000), "months": 48, "purpose": "3", "revenue": D(6_400_000), "security": ["vehicle"],
     "statement_months": 18, "has_borrowed": False},
    days_ago=25,
    offers={
        "lender.ar": {"product": "ijarah", "rate": D("7.90"), "balloon": D(78_000), "fees": [],
                      "security": "ملكية المركبات", "money_days": 9,
                      "early_rule": "months_of_charge", "early_value": D(3)},
        "lender.palm": {"product": "flat", "rate": D("6.10"), "fees": [fee("Administration", "5000.00")], "security": "The trucks",
                        "early_rule": "percent_of_balance", "early_value": D(2), "money_days": 3},
    },
)  # fmt: skip
SHOP = Need(
    "najd", "en", "Money to hire four developers", "Point-of-sale orders grow faster than we can build. We need six "
    "months of wages until they pay.",
    {"kind": "working_capital", "amount": D(400_000), "months": 18, "purpose": "5", "revenue": D(2_300_000), "security": ["none"],
     "statement_months": 8, "has_borrowed": False},
    days_ago=5,
    declines={"lender": ["6", "5"], "lender.palm": ["4"]},
)  # fmt: skip
EVERYTHING = Need(
    "sadu", "en", "A weaving hall with its own dye house",
    "Two shops ask for twice what our looms can make, and dyeing outside costs us a week each time. We want both under one roof.",
    {"kind": "loan", "amount": AMOUNT, "months": MONTHS, "purpose": "7", "revenue": D(2_950_000), "security": ["equipment", "invoices"],
     "acceptable_instalment": D(34_000), "statement_months": 30, "has_borrowed": True},
    days_ago=14,
    offers=VOCABULARIES,
)  # fmt: skip
"""The request that is answered in every vocabulary (``lending.demo_market``)."""
VANS = Need(
    "marsa", "en", "Three delivery vans for the coast", "Two hotels ask for daily deliveries. Each van pays for itself in about two years.",
    {"kind": "equipment", "amount": D(420_000), "months": 36, "purpose": "3", "revenue": D(6_400_000), "security": ["vehicle"],
     "statement_months": 18, "has_borrowed": True},
    days_ago=1,
)  # fmt: skip
FREEZER = Need(
    "owner", "en", "A freezer room for dough", "With frozen dough we bake later and waste less. The supplier's quote is in the documents.",
    {"kind": "loan", "amount": D(120_000), "months": 24, "purpose": "4", "revenue": D(4_200_000),
     "security": ["equipment", "personal_guarantee"], "statement_months": 24, "has_borrowed": True},
    days_ago=0,
)  # fmt: skip
CRANE = Need(
    "rimal", "ar", "رافعة لمشاريع المدارس", "فزنا بعقد صيانة ثلاث مدارس، ونستأجر الرافعة اليوم بكلفة تزيد على قسط شرائها.",
    {"kind": "equipment", "amount": D(900_000), "months": 48, "purpose": "4", "revenue": D(31_000_000),
     "security": ["equipment", "personal_guarantee"], "statement_months": 48, "has_borrowed": True},
    days_ago=2,
)  # fmt: skip
CLAIM = Need(
    "rimal", "ar", "خصم فاتورة مشروع حكومي", "أنجزنا أعمال صيانة مدرسة وصدرت الفاتورة، والسداد بعد أربعة أشهر.",
    {"kind": "invoice", "amount": D(1_200_000), "months": 4, "purpose": "5", "revenue": D(31_000_000), "security": ["invoices"],
     "debtor": "إدارة تعليم (مثال)", "statement_months": 48, "has_borrowed": True},
    days_ago=1,
    offers={"lender": {"product": "discount", "rate": D("8.00"), "days": 120, "fees": [fee("Registry", "300.00", payee="third_party")],
                       "security": "Assignment of the invoice", "money_days": 2}},
)  # fmt: skip


def build(cast: Any) -> None:
    """Mandates first, then each request as far as its story goes. The caller guards against building twice."""
    for person, rows in MANDATES.items():
        for values in rows:
            saved = mandate_save(actor=cast.actor(person), mandate=Mandate(**values))
            mandate_move(actor=cast.actor(person), mandate=saved, state="active")
    draft(cast)
    oven = closed(cast, OVEN)
    cast.made["financing_compare"] = oven.public_id
    houses = make_houses()
    cast.made["financing_everything"] = closed(cast, EVERYTHING, houses).public_id
    rest(houses)
    published(cast, DATES)
    published(cast, CLAIM)
    cast.made.setdefault("stories", []).append(demo_history.STORY)
    for need in (VANS, FREEZER, CRANE):  # nobody has answered yet: what a lender's inbox is for
        published(cast, need)
    services.search_save(
        actor=cast.actor("lender"), name="Vehicles and machines", query="amount_from=300000&sector=H", frequency="daily"
    )
    shop = published(cast, SHOP)
    refused = Match.objects.filter(request=shop, organisation=cast.firms["palm"], declined_at__isnull=False).first()
    if refused is not None:
        appeal_raise(
            actor=cast.actor("najd"),
            match=refused,
            text="Two more clients have signed since; the statements now cover ten months.",
        )
    award(cast, closed(cast, TRUCK), "lender.ar", is_paid=False)
    award(cast, closed(cast, MACHINE), "lender.zh", is_paid=True)


def rest(houses: dict[str, Actor]) -> None:
    """The lenders made for one request pause: what a visitor of the demo posts reaches those one can sign in as."""
    for actor in houses.values():
        for mandate in Mandate.objects.visible_to(actor):
            mandate_move(actor=actor, mandate=mandate, state="paused")


def draft(cast: Any) -> None:
    """A half-filled draft with a task list in progress."""
    actor = cast.actor("sadu")
    request = services.request_create(
        actor=actor, pillar="lending", title="Looms for the school uniform season", language="en",
        details={"kind": "loan", "amount": D(180_000), "currency": "SAR", "months": 24},
    )  # fmt: skip
    for code in ("need", "money"):
        services.request_section_done(actor=actor, request=request, code=code)


def published(cast: Any, need: Need, houses: dict[str, Actor] | None = None) -> Request:
    """An open request with its matches, offers and refusals, opened ``days_ago``; with ``houses`` everybody was asked."""
    actor = cast.actor(need.person)
    with translation.override(need.language):
        request = services.request_create(
            actor=actor, pillar="lending", title=need.title, summary=need.summary, language=need.language,
            details={"currency": "SAR", **need.details},
        )  # fmt: skip
        for code in SECTIONS:
            services.request_section_done(actor=actor, request=request, code=code)
        services.request_submit(actor=actor, request=request, open_days=10)
    request = Request.objects.get(pk=request.pk)
    match_run(request)
    while houses and release_batch(request):  # the owner passes it on until everybody has it
        pass
    for person, terms in need.offers.items():
        lender = houses[person] if houses and person in houses else cast.actor(person)
        offer(lender, cast, request, terms)
    for person, codes in need.declines.items():
        found = request.matches.filter(organisation=cast.actor(person).organisation, released_at__isnull=False).first()
        if found is not None:
            text = "Come back with twelve months of statements, or with a guarantee."
            services.match_decline(actor=cast.actor(person), match=found, codes=codes, text=text)
    shift(request, need.days_ago)
    return Request.objects.get(pk=request.pk)


def offer(actor: Actor, cast: Any, request: Request, terms: dict[str, Any]) -> Response | None:
    """A submitted offer, through the second person where the lender asks for one; None when the lender was not asked."""
    if not request.matches.filter(organisation=actor.organisation, released_at__isnull=False).exists():
        return None
    details = FinancingDetails.objects.get(request=request)
    language = actor.user.language if actor.user else "en"
    with translation.override(language):
        response = services.response_start(actor=actor, request=request)
    base = {"amount": details.amount, "currency": details.currency, "months": details.months}
    OfferTerms.objects.filter(response=response).update(**{**base, **terms})
    Response.objects.filter(pk=response.pk).update(valid_until=clock.today() + timedelta(days=35))
    response = Response.objects.get(pk=response.pk)
    if actor.organisation and actor.organisation.pk == cast.firms["dune"].pk:
        services.response_ask_approval(actor=actor, response=response)
        return services.response_submit(actor=cast.actor("approver"), response=response)
    return services.response_submit(actor=actor, response=response)


def shift(request: Request, days: int) -> None:
    """Move a request and all that happened to it ``days`` into the past."""
    back = timedelta(days=days)
    for name in ("submitted_at", "opened_at", "closes_at", "created_at"):
        moment = getattr(request, name)
        if moment is not None:
            Request.objects.filter(pk=request.pk).update(**{name: moment - back})
    mirror(Request.objects.get(pk=request.pk))
    for response in Response.objects.filter(request=request):
        if response.submitted_at is None:
            continue
        Response.objects.filter(pk=response.pk).update(
            submitted_at=response.submitted_at - back + timedelta(days=min(days, 2))
        )


def closed(cast: Any, need: Need, houses: dict[str, Actor] | None = None) -> Request:
    """A request whose time for offers has ended: the owner's turn."""
    request = published(cast, need, houses)
    services.request_close(actor=cast.actor(need.person), request=request)
    return request


def award(cast: Any, request: Request, person: str, *, is_paid: bool) -> None:
    """Key facts signed, offer accepted, facility booked; with ``is_paid`` the money confirmed by both and completed."""
    owner = next(need.person for need in (TRUCK, MACHINE) if need.title == request.title)
    actor, lender = cast.actor(owner), cast.actor(person)
    response = Response.objects.filter(request=request, organisation=lender.organisation, state="submitted").first()
    if response is None:
        return
    with translation.override(request.language):
        key_facts_acknowledge(actor=actor, response=response)
        made: Award = services.award_make(
            actor=actor, response=response, rationale="Lowest cost over the whole term.", checked_identity_by="password"
        )
        if not is_paid:
            return
        services.engagement_start(actor=lender, engagement=made.engagement)
        for milestone in made.engagement.milestones.all():
            services.milestone_confirm(actor=lender, milestone=milestone)
            milestone.refresh_from_db()
            services.milestone_confirm(actor=actor, milestone=milestone)
        made.engagement.refresh_from_db()
        services.engagement_complete(actor=actor, engagement=made.engagement)
