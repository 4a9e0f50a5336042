"""Which lenders' mandates a request fits, on the criteria engine: exact, explained, three-valued.

The best mandate of each lender counts. Lenders whose mandate is full (capacity) are passed over. Nothing paid enters the
score.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Q

from lending.facts import facts_of, facts_of_many
from lending.mandate_rules import KIND, document_of
from lending.models import Mandate
from portal.common import clock
from portal.criteria import matching as criteria
from portal.criteria import read_model
from portal.criteria.catalogue import FactValue
from portal.criteria.evaluate import Outcome
from portal.criteria.judging import Judge, Judgement
from portal.criteria.population import Population
from portal.criteria.rates import default_table
from portal.criteria.rules import Criterion, read
from portal.matchmaking.matching import match_run
from portal.matchmaking.models import Request, Response
from portal.matchmaking.pillars import Candidate
from portal.matchmaking.states import LIVE_RESPONSES, RequestState
from portal.organisations.models import Organisation

MOST = 10_000  # responders considered per request, best first
NEAR = 200
COLUMNS = ("public_id", "organisation_id", "criteria_id", "criteria__version", "amount_min", "amount_max")


class Appetite(Protocol):
    """What the weighing reads of a mandate: the model, or a row of ``COLUMNS``."""

    public_id: Any
    amount_min: Any
    amount_max: Any


Facts = Mapping[str, FactValue]


def judge_of(facts: Facts) -> Judge:
    """A judge of the day for one request's facts."""
    return Judge(facts, today=clock.today(), rates=default_table())


def score(judgement: Judgement, mandate: Appetite, facts: Facts) -> Decimal:
    """0–100: the share of rules met (80 points) and how centrally the amount lies in the mandate's range (20)."""
    base = Decimal(80) * judgement.met / max(len(judgement.reasons), 1)
    amount = facts["amount"].value if "amount" in facts else None
    low, high = mandate.amount_min, mandate.amount_max
    centre = Decimal(10)
    if isinstance(amount, Decimal) and low is not None and high is not None and low <= amount <= high and high > low:
        centre = 20 * (1 - abs(amount - (low + high) / 2) / (high - low))
    return (base + centre).quantize(Decimal("0.01"))


def weighed(mandate: Appetite, judgement: Judgement, facts: Facts, organisation: Organisation) -> Candidate:
    """What one mandate says of a request."""
    return Candidate(
        organisation=organisation,
        score=score(judgement, mandate, facts),
        reasons=judgement.reasons,
        misses=judgement.misses,
        unknowns=judgement.unknowns,
        source_key=mandate.public_id,
    )


def candidate(mandate: Mandate, criterion: Criterion, facts: Facts) -> Candidate:
    """As :func:`weighed`, for one mandate alone."""
    return weighed(mandate, judge_of(facts).of(criterion), facts, mandate.organisation)


def best_per_lender(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One candidate per organisation: fewest misses, then fewest unknowns, then the higher score."""
    best: dict[int, Candidate] = {}
    for found in candidates:
        held = best.get(found.organisation.pk)
        rank = (found.misses, found.unknowns, -found.score)
        if held is None or rank < (held.misses, held.unknowns, -held.score):
            best[found.organisation.pk] = found
    return list(best.values())


def matcher(request: Request) -> list[Candidate]:
    """Every lender whose mandate fits ``request``, cannot be told, or misses by one rule.

    Made for ten thousand of them: only the columns needed are read, and a rule many mandates share is judged once.
    """
    request = Request.objects.select_related("organisation", "financing").get(pk=request.pk)
    facts = facts_of(request)
    keys = criteria.keys_worth_a_look(KIND, facts, MOST, NEAR, seed=request.pk)
    rows = list(
        Mandate.objects.in_force()
        .filter(criteria__in=keys)
        .exclude(organisation=request.organisation)
        .exclude(pk__in=lenders_at_capacity())
        .values_list(*COLUMNS, named=True)
    )
    documents = read_model.criteria_of({row.criteria_id: row.criteria__version for row in rows})
    lenders = Organisation.objects.only("public_id").in_bulk({row.organisation_id for row in rows})
    judge = judge_of(facts)
    found = (
        weighed(row, judge.of(documents[row.criteria_id]), facts, lenders[row.organisation_id])
        for row in rows
        if row.criteria_id in documents
    )
    return best_per_lender(one for one in found if one.misses <= 1)


def lenders_at_capacity() -> set[int]:
    """Keys of mandates whose lender already has as many live offers as the mandate allows."""
    rows = Mandate.objects.in_force().filter(capacity__isnull=False)
    limited = list(rows.values_list("pk", "organisation_id", "capacity"))
    if not limited:
        return set()
    live = Response.objects.filter(organisation__in={org for _pk, org, _cap in limited}, state__in=LIVE_RESPONSES)
    counts: dict[int, int] = {}
    for organisation in live.values_list("organisation_id", flat=True):
        counts[organisation] = counts.get(organisation, 0) + 1
    return {pk for pk, organisation, capacity in limited if counts.get(organisation, 0) >= (capacity or 0)}


def open_requests() -> Any:
    """Financing requests open now, with what the rules read."""
    rows = Request.objects.filter(pillar="lending", state=RequestState.OPEN, closes_at__gt=clock.now())
    return rows.select_related("organisation", "financing")


LOOKED_AT = 200  # newest open requests the editor counts


def population() -> Population:
    """The newest open requests as columns, for the editor's live count."""
    rows = list(open_requests().order_by("-opened_at")[:LOOKED_AT])
    return Population(facts_of_many(rows), today=clock.today(), rates=default_table())


def count_document(document: Mapping[str, Any]) -> criteria.Passing:
    """How many of the newest open requests meet a document, do not, cannot be told."""
    return population().passing(read(document, strict=False))


def near_misses(mandate: Mandate) -> int:
    """How many of the newest open requests miss the mandate by one rule."""
    rows = list(open_requests().order_by("-opened_at")[:LOOKED_AT])
    criterion = read(document_of(mandate), strict=False)
    found = (judge_of(facts).of(criterion) for _key, facts in facts_of_many(rows))
    return sum(one.outcome is Outcome.DOES_NOT and one.misses == 1 for one in found)


def rematch(mandate: Mandate) -> int:
    """Match again every open request inside the mandate's money; returns how many."""
    rows = open_requests()
    if mandate.amount_min is not None:
        rows = rows.filter(~Q(financing__currency=mandate.currency) | Q(financing__amount__gte=mandate.amount_min))
    if mandate.amount_max is not None:
        rows = rows.filter(~Q(financing__currency=mandate.currency) | Q(financing__amount__lte=mandate.amount_max))
    done = 0
    for request in rows.order_by("pk").iterator(chunk_size=200):
        match_run(request)
        done += 1
    return done
