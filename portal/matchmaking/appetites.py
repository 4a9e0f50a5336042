"""The other way round: what responders want (criteria sets) against the requests that are open now."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from portal.common import clock, queue
from portal.criteria import read_model
from portal.criteria.catalogue import FactValue
from portal.criteria.evaluate import Outcome
from portal.criteria.judging import Judge
from portal.criteria.matching import Passing
from portal.criteria.models import CriteriaSet
from portal.criteria.population import Population
from portal.criteria.rates import default_table
from portal.criteria.rules import read
from portal.matchmaking import registry
from portal.matchmaking.matching import match_run
from portal.matchmaking.models import Match, Request, RunCause
from portal.matchmaking.states import RequestState
from portal.organisations.models import Organisation

CHUNK = 200  # requests whose facts are read together
COUNTED = 200  # newest open requests an editor counts
TASK = "matchmaking.rematch_appetite"
Facts = Mapping[str, FactValue]


def open_requests(pillar: str) -> QuerySet[Request]:
    """Requests of a pillar that still take answers, newest first."""
    rows = Request.objects.filter(pillar=pillar, state=RequestState.OPEN, closes_at__gt=clock.now())
    return rows.order_by("-opened_at", "-pk")


def facts_of_open(pillar: str, limit: int | None = None) -> Iterator[tuple[Request, Facts]]:
    """Open requests with the facts their pillar makes of them; read in pieces."""
    read_facts = registry.get(pillar).facts_of_many
    if read_facts is None:
        return
    keys = list(open_requests(pillar).values_list("pk", flat=True)[:limit])
    for start in range(0, len(keys), CHUNK):
        rows = Request.objects.select_related("organisation").in_bulk(keys[start : start + CHUNK])
        piece = [rows[key] for key in keys[start : start + CHUNK] if key in rows]
        registry.attach_details(piece)
        facts = dict(read_facts(piece))
        yield from ((request, facts[request.pk]) for request in piece)


def count_open(pillar: str, document: Mapping[str, Any]) -> Passing:
    """How many of the newest open requests meet a document, do not, cannot be told (an editor's live count)."""
    rows = ((request.pk, facts) for request, facts in facts_of_open(pillar, COUNTED))
    return Population(rows, today=clock.today(), rates=default_table()).passing(read(document, strict=False))


def near_open(pillar: str, document: Mapping[str, Any]) -> int:
    """How many of the newest open requests miss a document by one rule."""
    criterion, today, rates = read(document, strict=False), clock.today(), default_table()
    found = (Judge(facts, today=today, rates=rates).of(criterion) for _row, facts in facts_of_open(pillar, COUNTED))
    return sum(one.outcome is Outcome.DOES_NOT and one.misses == 1 for one in found)


def changed(pillar: str, criteria: CriteriaSet, organisation: Organisation) -> None:
    """After commit: look for the open requests a new or changed appetite fits."""
    queue.after_commit(TASK, pillar, criteria.pk, organisation.pk, queue=queue.MATCHING)


def rematch(pillar: str, criteria: CriteriaSet, organisation: int) -> int:
    """Match again the open requests that the appetite fits, may fit or misses by one rule, and those it is matched with.

    Returns how many requests were matched again.
    """
    criterion = read_model.criterion_of(criteria) if criteria.is_active else None
    mine = Match.objects.filter(organisation=organisation, pillar=pillar, is_open=True, superseded_at__isnull=True)
    matched = set(mine.values_list("request_id", flat=True))
    today, rates, done = clock.today(), default_table(), 0
    for request, facts in facts_of_open(pillar):
        judged = None if criterion is None else Judge(facts, today=today, rates=rates).of(criterion)
        concerns = judged is not None and (judged.outcome is not Outcome.DOES_NOT or judged.misses == 1)
        if concerns or request.pk in matched:
            match_run(request, RunCause.APPETITE)
            done += 1
    return done
