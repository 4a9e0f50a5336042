"""Matching: run the pillar's matcher, keep every match with its history, release responders in batches."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.common import clock
from portal.journal.services import record
from portal.matchmaking import registry
from portal.matchmaking.bulk import matches_keep
from portal.matchmaking.mirror import hold
from portal.matchmaking.models import Match, Request, UnmetDemand
from portal.matchmaking.pillars import Candidate
from portal.matchmaking.services.searches import searches_wake
from portal.matchmaking.states import RequestState
from portal.organisations.actors import SYSTEM

MAX_KEPT_MISSES = 200  # best near misses kept per request


def match_run(request: Request) -> int:
    """Find who fits an open request, keep the matches, release the first batch; returns how many fit.

    Safe to run again: scores and reasons are refreshed, moments stay, responders that no longer fit are stamped
    ``superseded_at`` instead of being deleted.
    """
    if request.state != RequestState.OPEN:
        return 0
    moment = clock.now()
    candidates = [
        c for c in registry.get(request.pillar).matcher(request) if c.organisation.pk != request.organisation_id
    ]
    fitting = [c for c in candidates if c.misses == 0]
    near = sorted((c for c in candidates if c.misses == 1), key=lambda c: -c.score)[:MAX_KEPT_MISSES]
    with transaction.atomic():
        held = hold(request)
        if held.state != RequestState.OPEN:
            return 0  # closed or withdrawn while the matcher was thinking
        is_first = not request.matches.exists()
        fitting.sort(key=lambda candidate: -candidate.score)
        batch = fitting[: registry.get(request.pillar).policy.batch_size] if is_first else []
        _keep(held, [*fitting, *near], moment, {candidate.organisation.pk for candidate in batch})
        _count_unmet(request, fitting, candidates, moment)
        # Together: the sweep looks for requests without matches, not for unreleased ones.
        if is_first:
            _tell(request, list(request.matches.filter(released_at=moment).values_list("pk", flat=True)), moment)
        else:
            release_batch(request)
    return len(fitting)


def _keep(request: Request, candidates: list[Candidate], moment: datetime, released: set[int]) -> None:
    matches_keep(request, candidates, moment, released)
    kept = {candidate.organisation.pk for candidate in candidates}
    gone = [
        key
        for key, organisation in request.matches.filter(superseded_at__isnull=True).values_list("pk", "organisation_id")
        if organisation not in kept
    ]
    Match.objects.filter(pk__in=gone).update(superseded_at=moment)


def _count_unmet(request: Request, fitting: list[Candidate], candidates: list[Candidate], moment: datetime) -> None:
    if fitting:
        UnmetDemand.objects.filter(request=request, met_at__isnull=True).update(met_at=moment)
        return
    refusals: Counter[str] = Counter(
        str(reason.get("fact", "")) for c in candidates for reason in c.reasons if reason.get("outcome") == "does_not"
    )
    firm = request.organisation
    UnmetDemand.objects.update_or_create(
        request=request,
        defaults={
            "pillar": request.pillar,
            "region": firm.region,
            "sector": firm.sector,
            "binding": refusals.most_common(1)[0][0] if refusals else "",
            "counted_at": moment,
            "met_at": None,
        },
    )


@transaction.atomic
def release_batch(request: Request) -> int:
    """Show the request to the next best responders and have them told, until enough have answered; returns how many."""
    policy = registry.get(request.pillar).policy
    if request.matches.filter(responded_at__isnull=False).count() >= policy.enough_interest:
        return 0
    waiting = request.matches.filter(released_at__isnull=True, superseded_at__isnull=True, misses=0)
    keys = list(waiting.order_by("-score", "pk").values_list("pk", flat=True)[: policy.batch_size])
    moment = clock.now()
    released = Match.objects.filter(pk__in=keys, released_at__isnull=True).update(released_at=moment)
    if released:
        _tell(request, keys, moment)
    return released


def _tell(request: Request, keys: list[int], moment: datetime) -> None:
    """One entry for the batch; its notifications are made in bulk, one row per person, nobody sees another."""
    if keys:
        searches_wake(keys, moment)
        record(actor=SYSTEM, verb="request.matched", subject=request, payload={"matches": keys})


def widen(request: Request, moment: datetime) -> datetime | None:
    """Release the next batch after silence; returns when to look again, None when everybody has been asked."""
    policy = registry.get(request.pillar).policy
    release_batch(request)
    more = request.matches.filter(released_at__isnull=True, superseded_at__isnull=True, misses=0).exists()
    return moment + timedelta(hours=policy.widen_after_hours) if more else None


def rematch_open(pillar: str, limit: int | None = None) -> int:
    """Match every open request of a pillar again (nightly, or after an appetite changed); returns how many were run."""
    requests: Any = Request.objects.filter(pillar=pillar, state=RequestState.OPEN, closes_at__gt=clock.now()).order_by(
        "pk"
    )
    done = 0
    for request in (requests[:limit] if limit else requests).iterator(chunk_size=200):
        match_run(request)
        done += 1
    return done


def describe(candidate: Candidate) -> dict[str, Any]:
    """A candidate as plain data, for previews and tests."""
    return {**asdict(candidate), "organisation": candidate.organisation.public_id}
