"""Background work of the exchange: thin, idempotent, keyed by primary keys."""

from celery import shared_task

from portal.matchmaking import clock, matching, registry
from portal.matchmaking.models import Engagement, Request
from portal.matchmaking.services import outcomes_ask_due


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
def rematch() -> None:
    """Nightly: every open request against every appetite."""
    for pillar in registry.everyone():
        matching.rematch_open(pillar.code)


@shared_task(name="matchmaking.rematch_pillar")
def rematch_pillar(pillar: str) -> None:
    """After an appetite changed."""
    matching.rematch_open(pillar)


@shared_task(name="matchmaking.ask_outcome")
def ask_outcome(engagement_id: int) -> None:
    """The first one-time links after completion, to both sides."""
    engagement = Engagement.objects.filter(pk=engagement_id).select_related("owner", "responder").first()
    if engagement is not None:
        outcomes_ask_due(engagement)
