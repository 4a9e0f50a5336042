"""The demo market's past half year: invented firms, what they asked for, who answered, what was agreed.

Public figures hide counts below ten; with the cast's eight firms alone nothing would be seen. The rows are written in
bulk from a fixed seed (no service calls, no mail, no journal) and follow the same rules: ``check_consistency`` finds
nothing. Offers are priced by the real engine. Every row is marked ``is_demo`` or hangs on one that is.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import F, Model

from digital.models import ProjectDetails, ProposalTerms, TransformationDetails
from digital.services.common import size_of
from export.models import MentoringTerms, MentorshipDetails, SupportDetails
from lending.models import FacilityDetails, FinancingDetails, OfferTerms
from lending.services import offer_price
from portal.common import clock
from portal.identity.models import User
from portal.matchmaking.models import Award, Engagement, Match, Milestone, Reference, Request, Response, UnmetDemand
from portal.organisations.choices import CapabilityKind, CapabilityState, EvidenceGrade
from portal.organisations.models import Capability, Fact, Organisation
from portal.reports.data import read

SEED = 20_261_126
DAYS = 176  # how far the history reaches back: nearly two periods of the figures
SETTLED = 24  # days after which a request of the history has ended
BATCH = 400
CLERK = "market@demo.qantara.example"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much happened in one pillar. ``unmet`` requests are open now and nobody suits them."""

    ended: int
    unmet: int
    responders: tuple[str, ...]
    binding: tuple[str, ...]  # facts that refuse most responders, the commonest first


PLANS = {
    "lending": Plan(240, 66, ("dune", "palm", "amanah", "silk"), ("bank_statement_months", "collateral", "age_months", "amount")),
    "digital": Plan(120, 34, ("caravan", "yunqi", "bayan", "rukn", "shaheen"), ("budget", "region")),
    "export": Plan(44, 12, ("meridian", "hanse"), ("languages", "target_markets")),
}  # fmt: skip
# Of each lender: product, yearly rate (profit rate for murabaha), days to the money, how often of a hundred the terms
# change before acceptance and by how many points of the rate.
PRODUCTS = {
    "dune": ("reducing", "10.25", 9, 30, ("-0.25", "0.00")),
    "palm": ("flat", "5.75", 4, 66, ("0.25", "0.50", "0.75")),
    "amanah": ("murabaha", "5.10", 7, 25, ("-0.25", "0.25")),
    "silk": ("equal_principal", "8.90", 12, 58, ("-0.50", "-0.25")),
}
OTHERS = ("", "", 0, 40, ("0.00",))
PRICES = {"caravan": 24_000, "yunqi": 19_000, "bayan": 28_000, "rukn": 22_500, "shaheen": 26_000}
# What the titles of digital requests ask for, in their order, and the price beside that of an online shop, per cent.
CATEGORIES = (("pos", 60), ("ecommerce", 100), ("erp", 150))
# Rows in the order in which they need each other.
ORDER = (
    "request", "details", "details-digital", "details-export", "unmet", "match", "first", "final", "terms", "terms-digital",
    "terms-export", "award", "engagement", "booked", "booked-digital", "booked-export", "step",
)  # fmt: skip
COMPUTED = (
    "priced_at", "starts_on", "effective_apr", "nominal_apr", "simple_rate", "total_cost", "total_repaid", "largest_instalment",
    "first_instalment", "cash_in_hand", "cost_per_thousand", "avoidable_cost", "convention", "schedule", "notices",
)  # fmt: skip


@dataclass
class Book:
    """What is written, in the order in which the rows need each other."""

    rng: Random
    clerk: User
    now: datetime
    rows: dict[str, list[Model]] = field(default_factory=dict)
    priced: dict[tuple[Any, ...], OfferTerms] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)  # staff by the firm's key, for the size class of a deal
    terms: dict[int, Any] = field(default_factory=dict)  # by the id() of the answer, which has no key yet

    def add(self, kind: str, row: Any) -> Any:
        """Keep a row for writing."""
        self.rows.setdefault(kind, []).append(row)
        return row

    def write(self, *kinds: str) -> None:
        """Write the kept rows of each kind at once."""
        for kind in kinds:
            found = self.rows.pop(kind, [])
            if found:
                type(found[0])._default_manager.bulk_create(found, batch_size=BATCH)

    def pick(self, rows: list[Any]) -> Any:
        """One of ``rows``, each with its weight in second place."""
        return self.rng.choices(rows, [row[1] for row in rows])[0]

    def chance(self, percent: float) -> bool:
        return self.rng.random() * 100 < percent


def build(cast: Any) -> Any:
    """Write the history; later builders find its firms in ``cast.made["history"]``."""
    clerk = User.objects.create(email=CLERK, name="Demo market", is_demo=True, password=make_password(None))
    book = Book(Random(SEED), clerk, clock.now())  # noqa: S311 (a story, not a secret)
    firms = make_firms(book)
    cast.made |= {"history": firms, "history_clerk": clerk}
    for pillar, plan in PLANS.items():
        for _number in range(plan.ended):
            past_request(book, cast, pillar, plan, book.rng.choice(firms))
        for _number in range(plan.unmet):
            unmet_request(book, pillar, plan, book.rng.choice(firms))
    number_requests(book)
    book.write(*ORDER)
    Request.objects.filter(created_by=clerk).update(created_at=F("submitted_at"))
    return cast


def make_firms(book: Book) -> list[Organisation]:
    """Firms with a name, a place, a trade and the facts that conditions ask for."""
    words = read("demo_history")
    taken: set[str] = set()
    while len(taken) < 250:
        language = book.rng.choice(("en", "ar", "ar"))
        region, _weight, *cities = book.pick(words["regions"])
        sector, _weight, *trades = book.pick(words["sectors"])
        word, is_arabic = book.rng.choice(words["names"][language]), language == "ar"
        name = f"{trades[1]} {word} · {cities[1]}" if is_arabic else f"{word} {trades[0]} · {cities[0]}"
        if name in taken:
            continue
        taken.add(name)
        firm = Organisation(
            legal_name=name, name_language=language, country="SA", region=region, city=cities[int(is_arabic)], sector=sector,
            founded_on=book.now.date() - timedelta(days=book.rng.randint(150, 7000)), about=words["about"][language], is_demo=True,
        )  # fmt: skip
        book.add("firm", firm)
        approved = book.now - timedelta(days=book.rng.randint(DAYS, 400))
        book.add(
            "capability",
            Capability(
                organisation=firm, kind=CapabilityKind.BORROWER, state=CapabilityState.APPROVED, approved_at=approved
            ),
        )
        make_facts(book, firm, words["rural"][region])
    firms = list(book.rows["firm"])
    staff = [int(row.value) for row in book.rows["fact"] if row.code == "employees"]  # type: ignore[attr-defined]
    book.write("firm", "capability", "fact")
    book.people = {firm.pk: people for firm, people in zip(firms, staff, strict=True)}
    return firms  # type: ignore[return-value]


def make_facts(book: Book, firm: Organisation, rural: int) -> None:
    """A believable profile; some firms leave a fact out, so that “cannot tell” happens too."""
    rng = book.rng
    people = max(1, min(50, round(rng.lognormvariate(2.2, 0.8))))
    if book.chance(28):
        people = rng.randint(51, 100) if book.chance(62) else rng.randint(101, 180)
    sales = people * rng.randint(70, 260) * 1000
    facts: dict[str, Any] = {
        "employees": str(people),
        "revenue": str(sales),
        "total_assets": str(sales * rng.randint(30, 110) // 100),
        "is_rural": book.chance(rural),
        "women_share": str(rng.choice((0, 0, 0, 20, 50, 60, 100))),
        "has_borrowed_before": book.chance(52),
        "exports_already": book.chance(18),
        "has_website": book.chance(55),
        "bank_statement_months": str(rng.choice((3, 6, 12, 24))),
    }
    if book.chance(80):
        facts["has_tax_clearance"] = book.chance(88)
    if book.chance(72):
        facts["consent_policy_lab"] = True
    for code, value in facts.items():
        unit = "SAR" if code in ("revenue", "total_assets") else ""
        grade = EvidenceGrade.FILE if code in ("employees", "revenue") else EvidenceGrade.SAID
        book.add(
            "fact",
            Fact(organisation=firm, code=code, value=value, unit=unit, as_of=date(2025, 12, 31), grade=grade, source="Demo market"),
        )  # fmt: skip


def new_request(book: Book, pillar: str, firm: Organisation, opened: datetime, **more: Any) -> Request:
    """A request of ``firm`` opened at ``opened``, with its pillar's details."""
    words = read("demo_history")
    language = firm.name_language
    request = Request(
        pillar=pillar, organisation=firm, created_by=book.clerk, title=book.rng.choice(words["titles"][pillar][language]),
        summary=words["summary"][language], language=language, is_demo=True, opened_at=opened,
        submitted_at=opened - timedelta(hours=book.rng.randint(1, 20)), **more,
    )  # fmt: skip
    book.add("request", request)
    if pillar == "lending":
        amount, months = Decimal(book.rng.choice((80_000, 150_000, 250_000, 400_000))), book.rng.choice((12, 24, 36))
        book.add("details", FinancingDetails(request=request, kind="loan", amount=amount, months=months, purpose="4"))
    elif pillar == "digital":
        category, share = CATEGORIES[words["titles"][pillar][language].index(request.title)]
        budget = Decimal(30_000 * share // 100)
        details = TransformationDetails(
            request=request, category=category, problem=request.summary, budget=budget, months=4
        )
        book.add("details-digital", details)
    else:
        book.add("details-export", SupportDetails(request=request, topics=["market"], markets=["AE"], stage="planning"))
    return request


def past_request(book: Book, cast: Any, pillar: str, plan: Plan, firm: Organisation) -> None:
    """A request that has ended: agreed, or nothing came of it. The market grows, so newer ones are more."""
    age = SETTLED + (DAYS - SETTLED) * book.rng.random() ** 1.35
    opened = book.now - timedelta(days=age)
    closed = opened + timedelta(days=10)
    request = new_request(
        book, pillar, firm, opened, state="unsuccessful", closes_at=closed, closed_at=closed, ended_at=closed
    )
    asked = book.rng.sample(plan.responders, k=min(len(plan.responders), book.rng.choice((0, 2, 3, 4, 4))))
    sent = [found for key in asked if (found := answer(book, cast, key, request, opened)) is not None]
    if sent and book.chance(72):
        agree(book, cast, request, *book.rng.choice(sent), closed)


def unmet_request(book: Book, pillar: str, plan: Plan, firm: Organisation) -> None:
    """An open request nobody suits, with the fact that refused most."""
    opened = book.now - timedelta(days=book.rng.uniform(0.5, 9))
    closes = opened + timedelta(days=28)
    request = new_request(book, pillar, firm, opened, state="open", closes_at=closes, next_check_at=closes)
    at = min(len(plan.binding) - 1, int(book.rng.expovariate(0.9)))
    row = UnmetDemand(
        request=request, pillar=pillar, region=firm.region, sector=firm.sector, binding=plan.binding[at],
        counted_at=opened + timedelta(minutes=1),
    )  # fmt: skip
    book.add("unmet", row)


def answer(book: Book, cast: Any, key: str, request: Request, opened: datetime) -> tuple[str, Response, Match] | None:
    """What one responder did with a match: nothing, a refusal with its code, or an answer."""
    told = opened + timedelta(minutes=2)
    match = Match(
        request=request, pillar=request.pillar, region=request.organisation.region, closes_at=request.closes_at,
        organisation=cast.firms[key], score=Decimal(book.rng.randint(60, 98)), found_at=told, released_at=told,
        notified_at=told,
    )  # fmt: skip
    book.add("match", match)
    if book.chance(12):
        return None
    match.seen_at = told + timedelta(hours=book.rng.uniform(0.5, 40))
    moment = match.seen_at + timedelta(hours=book.rng.uniform(1, 90))
    if book.chance(24):
        match.declined_at, match.decline_codes = moment, ["4"]
        return None
    match.responded_at = moment
    response = Response(
        request=request, organisation=cast.firms[key], created_by=book.clerk, state="lapsed", submitted_at=moment,
        language=request.language, valid_until=(moment + timedelta(days=30)).date(),
    )  # fmt: skip
    book.add("first", response)
    terms(book, key, response, request, gap="0")
    if book.chance(7):
        response.state, response.ended_at = "withdrawn", moment + timedelta(days=2)
        return None
    return key, response, match


def agree(book: Book, cast: Any, request: Request, key: str, first: Response, _match: Match, closed: datetime) -> None:
    """The owner accepts, four times in ten after the terms were changed; the work is done by now."""
    final, habit = first, PRODUCTS.get(key, OTHERS)
    if book.chance(habit[3]):
        first.state = "superseded"
        final = Response(
            request=request, organisation=cast.firms[key], created_by=book.clerk, revision=2, previous=first,
            submitted_at=closed - timedelta(hours=8), language=request.language,
        )  # fmt: skip
        book.add("final", final)
        terms(book, key, final, request, gap=book.rng.choice(habit[4]))
    agreed = closed + timedelta(days=book.rng.uniform(0.5, 5))
    done = min(agreed + timedelta(days=book.rng.uniform(4, 9)), book.now)
    final.state, final.decided_at = "accepted", agreed
    is_done = book.chance(80)
    request.state, request.awarded_at, request.decided_at = "completed" if is_done else "engaged", agreed, agreed
    request.ended_at = request.completed_at = done if is_done else None
    award = Award(
        request=request,
        response=final,
        awarded_at=agreed,
        awarded_by=book.clerk,
        rationale="Demo market",
        checked_identity_by="password",
    )
    engagement = Engagement(
        award=book.add("award", award), owner=request.organisation, responder=cast.firms[key], pillar=request.pillar,
        state="completed" if is_done else "active", started_at=agreed, ended_at=done if is_done else None,
    )  # fmt: skip
    book.add("engagement", engagement)
    booked(book, engagement, final, done)


def terms(book: Book, key: str, response: Response, request: Request, *, gap: str) -> None:
    """The pillar's terms of an answer; ``gap`` in points of the yearly rate against the first offer."""
    row: Any
    if request.pillar == "digital":
        need: Any = book.rows["details-digital"][-1]  # answers are written right after their request
        share = dict(CATEGORIES)[need.category]
        price = Decimal((PRICES[key] + book.rng.randint(-6, 6) * 500) * share // 100)
        kind, row = "terms-digital", ProposalTerms(response=response, scope=request.title, price=price, months=3)
    elif request.pillar == "export":
        kind, row = "terms-export", MentoringTerms(response=response, months=6, hours_a_month=3, talk_language="en")
    else:
        details: Any = book.rows["details"][-1]
        kind, row = "terms", priced(book, key, response, details, gap)
    book.terms[id(response)] = book.add(kind, row)


def priced(book: Book, key: str, response: Response, details: FinancingDetails, gap: str) -> OfferTerms:
    """Offer terms with the engine's figures; equal terms are priced once."""
    product, rate, days, _often, _gaps = PRODUCTS[key]
    inputs = {
        "product": product,
        "amount": details.amount,
        "months": details.months,
        "rate": Decimal(rate) + Decimal(gap),
    }
    held = OfferTerms(response=response, money_days=days, security="Equipment", early_rule="none", **inputs)
    same = tuple(inputs.values())
    if same not in book.priced:
        offer_price(held)
        book.priced[same] = held
    for name in COMPUTED:
        setattr(held, name, getattr(book.priced[same], name))
    return held


def booked(book: Book, engagement: Engagement, response: Response, done: datetime) -> None:
    """What the pillar books when an answer is accepted."""
    offer = book.terms[id(response)]
    if engagement.pillar == "digital":
        asked: Any = book.rows["details-digital"][-1]
        row = ProjectDetails(
            engagement=engagement, price=offer.price, currency="SAR", category=asked.category,
            size_class=size_of(book.people[engagement.owner.pk]),
        )  # fmt: skip
        book.add("booked-digital", row)
    elif engagement.pillar == "export":
        book.add("booked-export", MentorshipDetails(engagement=engagement, months=6, hours_a_month=3))
    else:
        kept = ("product", "amount", "currency", "effective_apr", "total_cost", "cash_in_hand", "schedule")
        book.add("booked", FacilityDetails(engagement=engagement, **{name: getattr(offer, name) for name in kept}))
        step = Milestone(
            engagement=engagement, title="Money paid out", amount=offer.cash_in_hand, currency=offer.currency,
            responder_confirmed_at=done, owner_confirmed_at=done,
        )  # fmt: skip
        book.add("step", step)


def number_requests(book: Book) -> None:
    """Human references in order of time, and the counters behind them."""
    counters: dict[int, int] = dict(Reference.objects.values_list("year", "last"))
    for request in sorted(book.rows["request"], key=lambda row: row.submitted_at):  # type: ignore[attr-defined]
        year = request.submitted_at.year  # type: ignore[attr-defined]
        counters[year] = counters.get(year, 0) + 1
        request.reference = f"Q{request.pillar[0].upper()}-{year}-{counters[year]:06d}"  # type: ignore[attr-defined]
    for year, last in counters.items():
        Reference.objects.update_or_create(year=year, defaults={"last": last})
