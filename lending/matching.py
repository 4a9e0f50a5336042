"""Which lenders' mandates a request fits, on the criteria engine: exact, explained, three-valued.

The best mandate of each lender counts. Lenders whose mandate is full (capacity) are passed over. Nothing paid enters the
score.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q

from lending.facts import facts_of, facts_of_many
from lending.mandate_rules import KIND, document_of
from lending.models import Mandate
from portal.common import clock
from portal.criteria import matching as criteria
from portal.criteria.catalogue import FactValue
from portal.criteria.derived import with_derived
from portal.criteria.evaluate import Evaluation, Outcome, evaluate
from portal.criteria.models import CriteriaSet
from portal.criteria.population import Population
from portal.criteria.rates import default_table
from portal.criteria.reasons import stored_all
from portal.criteria.rules import Criterion, read
from portal.matchmaking.matching import match_run
from portal.matchmaking.models import Request, Response
from portal.matchmaking.pillars import Candidate
from portal.matchmaking.states import LIVE_RESPONSES, RequestState

MOST = 2000  # responders considered per request, best first
NEAR = 200
Facts = Mapping[str, FactValue]


def judge(criterion: Criterion, facts: Facts) -> Evaluation:
    """The evaluation of one criterion with derived facts added."""
    today, rates = clock.today(), default_table()
    return evaluate(criterion, with_derived(facts, today, rates), today=today, rates=rates)


def misses(evaluation: Evaluation) -> int:
    """Rules of the deciding group that fail."""
    return sum(result.outcome is Outcome.DOES_NOT for result in evaluation.shown.rules)


def score(evaluation: Evaluation, mandate: Mandate, facts: Facts) -> Decimal:
    """0–100: the share of rules met (80 points) and how centrally the amount lies in the mandate's range (20)."""
    results = evaluation.shown.rules
    met = sum(result.outcome is Outcome.MEETS for result in results)
    base = Decimal(80) * met / max(len(results), 1)
    amount = facts["amount"].value if "amount" in facts else None
    low, high = mandate.amount_min, mandate.amount_max
    centre = Decimal(10)
    if isinstance(amount, Decimal) and low is not None and high is not None and low <= amount <= high and high > low:
        centre = 20 * (1 - abs(amount - (low + high) / 2) / (high - low))
    return (base + centre).quantize(Decimal("0.01"))


def candidate(mandate: Mandate, criterion: Criterion, facts: Facts) -> Candidate:
    """What one mandate says of a request."""
    evaluation = judge(criterion, facts)
    return Candidate(
        organisation=mandate.organisation,
        score=score(evaluation, mandate, facts),
        reasons=stored_all(evaluation),
        misses=misses(evaluation),
        unknowns=sum(result.outcome is Outcome.CANNOT_TELL for result in evaluation.shown.rules),
        source_key=mandate.public_id,
    )


def best_per_lender(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One candidate per organisation: fewest misses, then fewest unknowns, then the higher score."""
    best: dict[int, Candidate] = {}
    for found in candidates:
        held = best.get(found.organisation.pk)
        rank = (found.misses, found.unknowns, -found.score)
        if held is None or rank < (held.misses, held.unknowns, -held.score):
            best[found.organisation.pk] = found
    return list(best.values())


def sets_for(request: Request, facts: Facts) -> list[CriteriaSet]:
    """Active mandates' criteria that fit, cannot be told, or miss by one fact; ties drawn by the request's number."""
    found = criteria.match_kind(KIND, facts, MOST, seed=request.pk, untold=MOST)
    return [*found.hits, *found.maybe, *criteria.near_misses(KIND, facts, NEAR, seed=request.pk).hits]


def matcher(request: Request) -> list[Candidate]:
    """Every lender whose mandate fits ``request``, cannot be told, or misses by one rule."""
    request = Request.objects.select_related("organisation", "financing").get(pk=request.pk)
    facts = facts_of(request)
    sets = {row.pk: row for row in sets_for(request, facts)}
    full = lenders_at_capacity()
    mandates = Mandate.objects.in_force().filter(criteria__in=sets).select_related("organisation")
    rows = mandates.exclude(organisation=request.organisation).exclude(pk__in=full)
    found = (
        candidate(mandate, read(sets[mandate.criteria_id].document), facts) for mandate in rows if mandate.criteria_id
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
    found = (judge(criterion, facts) for _key, facts in facts_of_many(rows))
    return sum(one.outcome is Outcome.DOES_NOT and misses(one) == 1 for one in found)


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
