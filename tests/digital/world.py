"""A small digital world for the tests: a vetted provider, a rival, a firm with a finished assessment."""

from decimal import Decimal
from typing import Any

from digital.models import Assessment, ProposalMilestone, ProposalTerms
from digital.services import assessments, providers
from portal.common import clock
from portal.matchmaking import services as exchange
from portal.matchmaking.models import Award, Request, Response
from portal.organisations.models import Fact
from tests.digital.answers import middling
from tests.people import Cast, Person, organisation, person

D = Decimal


def assess(owner: Person, answers: dict[str, Any] | None = None, **options: Any) -> Assessment:
    """Start, answer and finish an assessment."""
    made = assessments.assessment_start(actor=owner.actor, **options)
    faults = assessments.answers_save(actor=owner.actor, assessment=made, values=answers or middling())
    assert not faults
    return assessments.assessment_finish(actor=owner.actor, assessment=made)


def know(firm: Any, code: str, value: Any) -> None:
    Fact.objects.create(organisation=firm, code=code, value=value, as_of=clock.today())


def provider(name: str, email: str, **values: Any) -> Person:
    """A vetted provider with a profile in inventory, every sector and language."""
    who = person(email, organisation(name, "provider"))
    tags = {"category": ["inventory", "erp"], "sector": ["food"], "language": ["en", "ar"]}
    providers.profile_save(actor=who.actor, values={"summary": "Stock systems", **values}, tags=tags)
    return who


def need(cast: Cast, **details: Any) -> Request:
    """A need posted, checked by the authority and open."""
    values = {
        "category": "inventory", "problem": "Counting takes three days", "budget": D(60000), "scheme": "solution-grant",
        "own_cash": D(10000), "own_monthly": D(3000), "question_1": "Who trains us?", **details,
    }  # fmt: skip
    made = exchange.request_create(actor=cast.owner.actor, pillar="digital", details=values, title="Stock by scanner")
    for code in ("need", "solution", "budget"):
        exchange.request_section_done(actor=cast.owner.actor, request=made, code=code)
    exchange.request_submit(actor=cast.owner.actor, request=made, open_days=10)
    made.refresh_from_db()
    exchange.request_moderate(actor=cast.authority.actor, request=made, decision="open")
    made.refresh_from_db()
    return made


def bid(who: Person, request: Request, price: int, *, months: int = 3, fee: int = 0, delivery: int = 2000) -> Response:
    """A submitted bid: a third at the start, the rest at the end, delivery apart."""
    draft = exchange.response_start(actor=who.actor, request=request)
    ProposalTerms.objects.filter(response=draft).update(
        scope="Scanner, stock lists, training", price=D(price), months=months, yearly_fee=D(fee), answer_1="We do"
    )
    first = D(price) // 3
    rows = [("Start", 0, first, "software"), ("Delivery", 1, D(delivery), "delivery"),
            ("Working", months, D(price) - first - delivery, "software")]  # fmt: skip
    terms = ProposalTerms.objects.get(response=draft)
    ProposalMilestone.objects.bulk_create(
        ProposalMilestone(terms=terms, position=n, title=t, month=m, amount=a, kind=k)
        for n, (t, m, a, k) in enumerate(rows, start=1)
    )
    exchange.response_submit(actor=who.actor, response=draft)
    return Response.objects.get(pk=draft.pk)


def award(cast: Cast, response: Response) -> Award:
    return exchange.award_make(
        actor=cast.owner.actor, response=response, rationale="Best after grant", checked_identity_by="password"
    )
