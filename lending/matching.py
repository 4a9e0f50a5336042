"""Which lenders' mandates a request fits, on the criteria engine: exact, explained, three-valued.

The best mandate of each lender counts. Lenders whose mandate is full (capacity) are passed over. Nothing paid enters the
score.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from lending.facts import facts_of
from lending.mandate_rules import KIND
from lending.models import Mandate
from portal.common import clock
from portal.criteria import matching as criteria
from portal.criteria import read_model
from portal.criteria.catalogue import FactValue
from portal.criteria.judging import Judge, Judgement
from portal.criteria.matching import Passing
from portal.criteria.ranking import Standing, points
from portal.criteria.rates import default_table
from portal.criteria.rules import Criterion
from portal.matchmaking import appetites, standing
from portal.matchmaking.models import Request, Response
from portal.matchmaking.pillars import Candidate
from portal.matchmaking.states import LIVE_RESPONSES

MOST = 10_000  # responders considered per request, best first
NEAR = 200
COLUMNS = ("public_id", "organisation_id", "criteria_id", "criteria__version")  # what the weighing reads of a mandate
Facts = Mapping[str, FactValue]
NEWCOMER = Standing()


def judge_of(facts: Facts) -> Judge:
    """A judge of the day for one request's facts."""
    return Judge(facts, today=clock.today(), rates=default_table())


def weighed(source_key: str, judgement: Judgement, organisation_id: int, standing: Standing) -> Candidate:
    """What one mandate says of a request; the score is that of the published order."""
    parts = points(judgement.fit, judgement.evidence, standing)
    return Candidate(
        organisation_id=organisation_id,
        score=Decimal(str(round(sum(parts.values()), 2))),
        reasons=judgement.reasons,
        misses=judgement.misses,
        unknowns=judgement.unknowns,
        source_key=source_key,
        parts=parts,
    )


def candidate(mandate: Mandate, criterion: Criterion, facts: Facts) -> Candidate:
    """As :func:`weighed`, for one mandate alone."""
    return weighed(mandate.public_id, judge_of(facts).of(criterion), mandate.organisation_id, NEWCOMER)


def best_per_lender(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One candidate per organisation: fewest misses, then fewest unknowns, then the higher score."""
    best: dict[int, Candidate] = {}
    for found in candidates:
        held = best.get(found.organisation_id)
        rank = (found.misses, found.unknowns, -found.score)
        if held is None or rank < (held.misses, held.unknowns, -held.score):
            best[found.organisation_id] = found
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
        .filter(criteria__among=keys)
        .exclude(organisation=request.organisation)
        .exclude(pk__in=lenders_at_capacity())
        .values_list(*COLUMNS)
    )
    documents = read_model.criteria_of({criteria_id: version for _key, _lender, criteria_id, version in rows})
    judge, standings = judge_of(facts), standing.of("lending", {lender for _key, lender, _criteria, _version in rows})
    found = (
        weighed(key, judge.of(documents[criteria_id]), lender, standings.get(lender, NEWCOMER))
        for key, lender, criteria_id, _version in rows
        if criteria_id in documents
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


def supply() -> dict[int, standing.Supply]:
    """The free share of each lender's places, where its mandates limit them."""
    places: dict[int, int] = {}
    for organisation, capacity in (
        Mandate.objects.in_force().filter(capacity__gt=0).values_list("organisation_id", "capacity")
    ):
        places[organisation] = places.get(organisation, 0) + (capacity or 0)
    live = Response.objects.filter(organisation__among=list(places), state__in=LIVE_RESPONSES)
    taken = Counter(live.values_list("organisation_id", flat=True))
    return {key: standing.Supply(max(0.0, 1 - taken[key] / count)) for key, count in places.items()}


def count_document(document: Mapping[str, Any]) -> Passing:
    """How many of the newest open requests meet a document, do not, cannot be told."""
    return appetites.count_open("lending", document)
