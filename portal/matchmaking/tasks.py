"""Background work of the exchange: thin, idempotent, keyed by primary keys."""

from celery import shared_task

from portal.common import queue
from portal.criteria.models import CriteriaSet
from portal.matchmaking import appetites, clock, matching, registry, standing
from portal.matchmaking.models import Engagement, Request
from portal.matchmaking.services import outcomes_ask_due

PIECE = 100  # requests a worker matches again in one task


@shared_task(name="matchmaking.match_request")
def match_request(request_id: int) -> None:
    """Find who fits a request and tell the first batch."""
    request = Request.objects.filter(pk=request_id).select_related("organisation").first()
    if request is not None:
        matching.match_run(request)


@shared_task(name="matchmaking.run_clock")
def run_clock() -> None:
    """Serve what is due, and match opened requests whose task was lost."""
    clock.run()
    for request in Request.objects.filter(state="open", matches__isnull=True, unmet_demand__isnull=True)[:100]:
        matching.match_run(request)


@shared_task(name="matchmaking.rematch")
def rematch() -> int:
    """Nightly: count the responders' standing, then every open request against every appetite, in pieces for any number
    of workers; returns how many pieces."""
    pieces = 0
    for pillar in registry.everyone():
        standing.count(pillar)
        keys = list(appetites.open_requests(pillar.code).values_list("pk", flat=True))
        for start in range(0, len(keys), PIECE):
            queue.send_now("matchmaking.rematch_piece", keys[start : start + PIECE], queue=queue.MATCHING)
            pieces += 1
    return pieces


@shared_task(name="matchmaking.rematch_piece")
def rematch_piece(keys: list[int]) -> int:
    """A piece of the nightly run."""
    return matching.rematch(keys)


@shared_task(name="matchmaking.rematch_appetite")
def rematch_appetite(pillar: str, criteria_id: int, organisation_id: int) -> int:
    """After an appetite changed: the open requests it concerns."""
    criteria = CriteriaSet.objects.filter(pk=criteria_id).first()
    return appetites.rematch(pillar, criteria, organisation_id) if criteria is not None else 0


@shared_task(name="matchmaking.ask_outcome")
def ask_outcome(engagement_id: int) -> None:
    """The first one-time links after completion, to both sides."""
    engagement = Engagement.objects.filter(pk=engagement_id).select_related("owner", "responder").first()
    if engagement is not None:
        outcomes_ask_due(engagement)
