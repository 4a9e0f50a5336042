"""Matching: run the pillar's matcher, keep every match with its history, release responders in batches."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.common import clock
from portal.criteria.index import draws_of
from portal.journal.services import record
from portal.matchmaking import registry
from portal.matchmaking.bulk import matches_keep
from portal.matchmaking.mirror import hold
from portal.matchmaking.models import Match, MatchRun, Request, RunCause, UnmetDemand
from portal.matchmaking.pillars import Candidate
from portal.matchmaking.services.searches import searches_wake
from portal.matchmaking.states import RequestState
from portal.organisations import consents
from portal.organisations.actors import SYSTEM

MAX_KEPT_MISSES = 200  # best near misses kept per request


def match_run(request: Request, cause: str = RunCause.OPENED) -> int:
    """Find who fits an open request, keep the matches, release the first batch; returns how many fit.

    Safe to run again: scores and reasons are refreshed, moments stay, responders that no longer fit are stamped
    ``superseded_at`` instead of being deleted, and a run that changed who fits is kept as :class:`MatchRun`.
    """
    if request.state != RequestState.OPEN or not may_match(request):
        return 0
    moment = clock.now()
    candidates = [
        c for c in registry.get(request.pillar).matcher(request) if c.organisation_id != request.organisation_id
    ]
    fitting = in_order((c for c in candidates if c.misses == 0), request)
    near = in_order((c for c in candidates if c.misses == 1), request)[:MAX_KEPT_MISSES]
    with transaction.atomic():
        held = hold(request)
        if held.state != RequestState.OPEN or not may_match(held):
            return 0  # closed, withdrawn or without consent while the matcher was thinking
        is_first = not request.matches.exists()
        batch = fitting[: registry.get(request.pillar).policy.batch_size] if is_first else []
        _keep(held, fitting, near, moment, {candidate.organisation_id for candidate in batch}, cause)
        _count_unmet(request, fitting, candidates, moment)
        # Together: the sweep looks for requests without matches, not for unreleased ones.
        if is_first:
            _tell(request, len(batch), moment)
        else:
            release_batch(request, most=_room(request, moment))
    return len(fitting)


def may_match(request: Request) -> bool:
    """Whether the asking firm agrees that its profile is used to find readers (``portal/matchmaking/consent.py``)."""
    return consents.agrees(request.organisation, consents.MATCHING)


def in_order(candidates: Iterable[Candidate], request: Request) -> list[Candidate]:
    """Best score first; equals by the published draw of organisation and request, so that each is first equally often."""
    found = list(candidates)
    drawn = draws_of([c.organisation_id for c in found], request.pk)
    return [found[place] for place in sorted(range(len(found)), key=lambda place: (-found[place].score, drawn[place]))]


def _keep(
    request: Request, fitting: Sequence[Candidate], near: Sequence[Candidate], moment: datetime, released: set[int],
    cause: str,
) -> None:  # fmt: skip
    """Write the matches, stamp those that are gone, and keep the run when it changed who fits."""
    held = request.matches.filter(superseded_at__isnull=True).values_list("organisation_id", "pk", "misses")
    before = {organisation: (key, misses) for organisation, key, misses in held}
    matches_keep(request, [*fitting, *near], moment, released)
    kept = {candidate.organisation_id for candidate in (*fitting, *near)}
    gone = [key for organisation, (key, _misses) in before.items() if organisation not in kept]
    Match.objects.filter(pk__among=gone).update(superseded_at=moment)
    fits = {candidate.organisation_id for candidate in fitting}
    fitted = {organisation for organisation, (_key, misses) in before.items() if misses == 0}
    if fits != fitted or not request.match_runs.exists():
        MatchRun.objects.create(
            request=request, ran_at=moment, cause=cause, fitting=len(fits), near=len(near),
            joined=len(fits - fitted), gone=len(fitted - fits),
        )  # fmt: skip


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


def _room(request: Request, moment: datetime) -> int:
    """How many more may be shown before the last batch has had its time: a re-match fills a batch, it starts none."""
    policy = registry.get(request.pillar).policy
    asked = request.matches.filter(released_at__gt=moment - timedelta(hours=policy.widen_after_hours))
    return max(0, policy.batch_size - asked.count())


@transaction.atomic
def release_batch(request: Request, most: int | None = None) -> int:
    """Show the request to the next best responders and have them told, until enough have answered; returns how many."""
    policy = registry.get(request.pillar).policy
    size = policy.batch_size if most is None else most
    if not size or not may_match(request):
        return 0
    if request.matches.filter(responded_at__isnull=False).count() >= policy.enough_interest:
        return 0
    moment = clock.now()
    released = Match.objects.filter(pk__in=_next(request, size), released_at__isnull=True).update(
        released_at=moment, notified_at=moment
    )
    _tell(request, released, moment)
    return released


def _next(request: Request, size: int) -> list[int]:
    """Keys of the best that wait, equals by the draw: all as good as the last that has a place are read and drawn."""
    waiting = request.matches.filter(released_at__isnull=True, superseded_at__isnull=True, misses=0).order_by("-score")
    last = waiting.values_list("score", flat=True)[size - 1 : size].first()
    rows = waiting if last is None else waiting.filter(score__gte=last)
    found = list(rows.values_list("score", "organisation_id", "pk"))
    drawn = draws_of([organisation for _score, organisation, _key in found], request.pk)
    ranked = sorted(range(len(found)), key=lambda place: (-found[place][0], drawn[place]))
    return [found[place][2] for place in ranked[:size]]


def _tell(request: Request, count: int, moment: datetime) -> None:
    """One entry for the batch; its notifications are made in bulk, one row per person, nobody sees another."""
    if count:
        searches_wake(request, moment)
        record(actor=SYSTEM, verb="request.matched", subject=request, payload=released(count, moment))


def released(count: int, moment: datetime) -> dict[str, Any]:
    """The payload of "request.matched": the batch is the request's matches released at this moment."""
    return {"count": count, "released_at": moment.isoformat()}


def widen(request: Request, moment: datetime) -> datetime | None:
    """Release the next batch after silence; returns when to look again, None when everybody has been asked."""
    policy = registry.get(request.pillar).policy
    release_batch(request)
    more = request.matches.filter(released_at__isnull=True, superseded_at__isnull=True, misses=0).exists()
    return moment + timedelta(hours=policy.widen_after_hours) if more else None


# --- again ------------------------------------------------------------------------------------------------------------


def rematch(keys: Iterable[int]) -> int:
    """Match these requests again (a piece of the nightly run); returns how many were looked at."""
    rows = Request.objects.filter(pk__in=list(keys)).select_related("organisation")
    for request in rows:
        match_run(request, RunCause.NIGHTLY)
    return len(rows)
