"""The demo market's past half year: invented firms, what they asked for, who answered, what was agreed.

Public figures hide counts below ten; with the cast's eight firms alone nothing would be seen. The rows are written in
bulk from a fixed seed (no service calls, no mail, no journal) and follow the same rules: ``check_consistency`` finds
nothing. What a pillar's requests, answers and agreements hold is told by the pillar's own ``demo_history.STORY``, which its
demo leaves in ``cast.made["stories"]``. Every row is marked ``is_demo`` or hangs on one that is.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import F, Model

from portal.common import clock
from portal.identity.models import User
from portal.matchmaking.models import Award, Engagement, Match, Reference, Request, Response, UnmetDemand
from portal.organisations.choices import CapabilityKind, CapabilityState, EvidenceGrade
from portal.organisations.consents import BY_CODE, STATISTICS
from portal.organisations.models import Capability, Consent, Fact, Organisation

SEED = 20_261_126
DAYS = 176  # how far the history reaches back: nearly two periods of the figures
SETTLED = 24  # days after which a request of the history has ended
BATCH = 400
CLERK = "market@demo.qantara.example"


# Rows in the order in which they need each other.
ORDER = ("request", "details", "unmet", "match", "first", "final", "terms", "award", "engagement", "booked", "step")


@dataclass(frozen=True, slots=True)
class Story:
    """What happened in one pillar. ``unmet`` requests are open now and nobody suits them.

    ``responders`` are keys of the cast; ``binding`` the facts that refuse most responders, the commonest first;
    ``changes`` says how often of a hundred a responder's terms change before acceptance, and by which steps.
    """

    pillar: str
    ended: int
    unmet: int
    responders: tuple[str, ...]
    binding: tuple[str, ...]
    titles: Mapping[str, tuple[str, ...]]
    details: "Callable[[Book, Request], Model]"
    terms: "Callable[[Book, str, Response, Any, str], Model]"  # responder, answer, details of the request, change
    booked: "Callable[[Engagement, Any, datetime], list[tuple[str, Model]]]"  # agreement, terms, day when all was done
    changes: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)


UNCHANGED = (40, ("0.00",))


@cache
def words() -> Any:
    """Names, places and trades of the invented firms (``demo_history.json``)."""
    return json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


@dataclass
class Book:
    """What is written, in the order in which the rows need each other."""

    rng: Random
    clerk: User
    now: datetime
    rows: dict[str, list[Model]] = field(default_factory=dict)
    details: dict[int, Any] = field(default_factory=dict)  # by the id() of the request, which has no key yet
    terms: dict[int, Any] = field(default_factory=dict)  # by the id() of the answer
    worked_out: dict[tuple[Any, ...], Any] = field(default_factory=dict)  # what a pillar need not compute twice

    def add(self, kind: str, row: Any) -> Any:
        """Keep a row for writing."""
        self.rows.setdefault(kind, []).append(row)
        return row

    def write(self, *kinds: str) -> None:
        """Write the kept rows of each kind at once."""
        for kind in kinds:
            found = self.rows.pop(kind, [])
            models: list[type[Model]] = list(dict.fromkeys(map(type, found)))
            for model in models:
                model._default_manager.bulk_create([row for row in found if type(row) is model], batch_size=BATCH)

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
    for story in cast.made.get("stories", []):
        for _number in range(story.ended):
            past_request(book, cast, story, book.rng.choice(firms))
        for _number in range(story.unmet):
            unmet_request(book, story, book.rng.choice(firms))
    number_requests(book)
    book.write(*ORDER)
    Request.objects.filter(created_by=clerk).update(created_at=F("submitted_at"))
    return cast


def make_firms(book: Book) -> list[Organisation]:
    """Firms with a name, a place, a trade and the facts that conditions ask for."""
    told = words()
    taken: set[str] = set()
    while len(taken) < 250:
        language = book.rng.choice(("en", "ar", "ar"))
        region, _weight, *cities = book.pick(told["regions"])
        sector, _weight, *trades = book.pick(told["sectors"])
        word, is_arabic = book.rng.choice(told["names"][language]), language == "ar"
        name = f"{trades[1]} {word} · {cities[1]}" if is_arabic else f"{word} {trades[0]} · {cities[0]}"
        if name in taken:
            continue
        taken.add(name)
        firm = Organisation(
            legal_name=name, name_language=language, country="SA", region=region, city=cities[int(is_arabic)], sector=sector,
            founded_on=clock.day_of(book.now) - timedelta(days=book.rng.randint(150, 7000)), about=told["about"][language], is_demo=True,
        )  # fmt: skip
        book.add("firm", firm)
        approved = book.now - timedelta(days=book.rng.randint(DAYS, 400))
        book.add(
            "capability",
            Capability(
                organisation=firm, kind=CapabilityKind.BORROWER, state=CapabilityState.APPROVED, approved_at=approved
            ),
        )
        if len(taken) % 8:  # one in eight does not wish to be counted in public
            book.add("consent", counted(book, firm, approved))
        make_facts(book, firm, told["rural"][region])
    firms = list(book.rows["firm"])
    book.write("firm", "capability", "fact", "consent")
    return firms  # type: ignore[return-value]


def counted(book: Book, firm: Organisation, at: datetime) -> Consent:
    """The firm's consent to public statistics, as given at its registration."""
    purpose = BY_CODE[STATISTICS]
    return Consent(
        user=book.clerk, organisation=firm, purpose=purpose.code, text_version=purpose.version,
        language=firm.name_language, given_at=at,
    )  # fmt: skip


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


def new_request(book: Book, story: Story, firm: Organisation, opened: datetime, **more: Any) -> Request:
    """A request of ``firm`` opened at ``opened``, with its pillar's details."""
    language = firm.name_language
    request = Request(
        pillar=story.pillar, organisation=firm, created_by=book.clerk, title=book.rng.choice(story.titles[language]),
        summary=words()["summary"][language], language=language, is_demo=True, opened_at=opened,
        submitted_at=opened - timedelta(hours=book.rng.randint(1, 20)), **more,
    )  # fmt: skip
    book.add("request", request)
    book.details[id(request)] = book.add("details", story.details(book, request))
    return request


def past_request(book: Book, cast: Any, story: Story, firm: Organisation) -> None:
    """A request that has ended: agreed, or nothing came of it. The market grows, so newer ones are more."""
    age = SETTLED + (DAYS - SETTLED) * book.rng.random() ** 1.35
    opened = book.now - timedelta(days=age)
    closed = opened + timedelta(days=10)
    request = new_request(
        book, story, firm, opened, state="unsuccessful", closes_at=closed, closed_at=closed, ended_at=closed
    )
    asked = book.rng.sample(story.responders, k=min(len(story.responders), book.rng.choice((0, 2, 3, 4, 4))))
    sent = [found for key in asked if (found := answer(book, cast, story, key, request, opened)) is not None]
    if sent and book.chance(72):
        agree(book, cast, story, request, *book.rng.choice(sent), closed)


def unmet_request(book: Book, story: Story, firm: Organisation) -> None:
    """An open request nobody suits, with the fact that refused most."""
    opened = book.now - timedelta(days=book.rng.uniform(0.5, 9))
    closes = opened + timedelta(days=28)
    request = new_request(book, story, firm, opened, state="open", closes_at=closes, next_check_at=closes)
    at = min(len(story.binding) - 1, int(book.rng.expovariate(0.9)))
    row = UnmetDemand(
        request=request, pillar=story.pillar, region=firm.region, sector=firm.sector, binding=story.binding[at],
        counted_at=opened + timedelta(minutes=1),
    )  # fmt: skip
    book.add("unmet", row)


def answer(
    book: Book, cast: Any, story: Story, key: str, request: Request, opened: datetime
) -> tuple[str, Response] | None:
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
        language=request.language, valid_until=clock.day_of(moment + timedelta(days=30)),
    )  # fmt: skip
    book.add("first", response)
    set_terms(book, story, key, response, "0")
    if book.chance(7):
        response.state, response.ended_at = "withdrawn", moment + timedelta(days=2)
        return None
    return key, response


def agree(book: Book, cast: Any, story: Story, request: Request, key: str, first: Response, closed: datetime) -> None:
    """The owner accepts, four times in ten after the terms were changed; the work is done by now."""
    final = first
    often, steps = story.changes.get(key, UNCHANGED)
    if book.chance(often):
        first.state = "superseded"
        final = Response(
            request=request, organisation=cast.firms[key], created_by=book.clerk, revision=2, previous=first,
            submitted_at=closed - timedelta(hours=8), language=request.language,
        )  # fmt: skip
        book.add("final", final)
        set_terms(book, story, key, final, book.rng.choice(steps))
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
    for kind, row in story.booked(engagement, book.terms[id(final)], done):
        book.add(kind, row)


def set_terms(book: Book, story: Story, key: str, response: Response, change: str) -> None:
    """The pillar's terms of an answer, ``change`` after the first ones."""
    details = book.details[id(response.request)]
    book.terms[id(response)] = book.add("terms", story.terms(book, key, response, details, change))


def number_requests(book: Book) -> None:
    """Human references in order of time, and the counters behind them."""
    counters: dict[int, int] = dict(Reference.objects.values_list("year", "last"))
    for request in sorted(book.rows["request"], key=lambda row: row.submitted_at):  # type: ignore[attr-defined]
        year = request.submitted_at.year  # type: ignore[attr-defined]
        counters[year] = counters.get(year, 0) + 1
        request.reference = f"Q{request.pillar[0].upper()}-{year}-{counters[year]:06d}"  # type: ignore[attr-defined]
    for year, last in counters.items():
        Reference.objects.update_or_create(year=year, defaults={"last": last})
