"""Matching rounds: open requests placed with mentors by deferred acceptance, stable, each with its reasons."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from export import matching, mentoring
from export.choices import RoundState
from export.models.mentors import MentoringRound, MentorOffer, RoundPlace
from export.models.support import SupportDetails
from export.services.firm import user_of
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.criteria.assignment import Assignment, Round, blocking_pairs, deferred_acceptance, override
from portal.journal.services import record
from portal.matchmaking.matching import may_match, released
from portal.matchmaking.models import Match, Request
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind


def require_officer(actor: Actor) -> None:
    """Advisers (chambers) and authorities run rounds."""
    allowed = actor.holds(CapabilityKind.ADVISER) or actor.is_authority
    if not (allowed and actor.may_edit):
        raise NotAllowedError(_("Chambers and authorities run matching rounds."))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A round's input and its pairs."""

    given: Round
    pairs: dict[tuple[str, str], mentoring.Pair]
    offers: dict[str, MentorOffer]
    requests: dict[str, Request]


def prepare() -> Prepared:
    """Open requests of the pillar against the free places of mentors."""
    moment, today, taken = clock.now(), clock.today(), matching.places_taken()
    requests = {
        r.public_id: r for r in Request.objects.filter(pillar="export", state="open").select_related("organisation")
    }
    details = SupportDetails.objects.in_bulk([r.pk for r in requests.values()])
    needs = [matching.need_of(r, details[r.pk]) for r in requests.values() if r.pk in details]
    offers = {offer.public_id: offer for offer in matching.open_offers()}
    mentors = [matching.mentor_of(offer, moment) for offer in offers.values()]
    wishes, _theirs, pairs = mentoring.preferences(mentors, needs, on=today, taken=taken)
    scores = {
        mentor.code: {
            need.code: float(pairs[need.code, mentor.code].score)
            for need in needs
            if not pairs[need.code, mentor.code].refused
        }
        for mentor in mentors
    }
    capacity = {mentor.code: max(0, mentor.capacity - taken[mentor.code]) for mentor in mentors}
    nevers = frozenset(key for key, pair in pairs.items() if pair.refused)
    return Prepared(Round(wishes, scores, capacity, nevers), pairs, offers, requests)


@transaction.atomic
def round_run(*, actor: Actor, name: str) -> MentoringRound:
    """Solve a round and keep the proposal. The result is checked for stability before it is shown."""
    require_officer(actor)
    ready = prepare()
    if not ready.requests or not ready.offers:
        raise DomainError(_("There are no open requests or no mentors for a round now."))
    solved = deferred_acceptance(ready.given)
    if blocking_pairs(ready.given, solved.placed):
        raise DomainError(_("The result was not stable and was thrown away."))  # cannot happen; checked all the same
    row = MentoringRound.objects.create(
        name=name, state=RoundState.SOLVED, run_by=user_of(actor), solved_at=clock.now(), unplaced=len(solved.unplaced)
    )
    for need, mentor in solved.placed.items():
        pair = ready.pairs[need, mentor]
        RoundPlace.objects.create(
            round=row,
            request=ready.requests[need],
            offer=ready.offers[mentor],
            score=pair.score,
            parts=dict(pair.parts),
        )
    for need in solved.unplaced:
        RoundPlace.objects.create(round=row, request=ready.requests[need], offer=None)
    record(actor=actor, verb="export.round.solved", subject=row, payload={"placed": len(solved.placed)}, notify=False)
    return row


@transaction.atomic
def round_override(*, actor: Actor, place: RoundPlace, offer: MentorOffer, reason: str) -> list[tuple[str, str]]:
    """Move a request to another mentor by hand; returns the pairs this destabilises. Hard rules cannot be overridden."""
    require_officer(actor)
    if place.round.state != RoundState.SOLVED:
        raise ConflictError(_("This round is closed."))
    if not reason.strip():
        raise DomainError(fields={"reason": _("Give the reason; it is kept with the round.")})
    ready = prepare()
    placed = {
        p.request.public_id: p.offer.public_id for p in place.round.places.select_related("request", "offer") if p.offer
    }
    try:
        changed = override(ready.given, Assignment(placed, ()), place.request.public_id, offer.public_id)
    except ValueError as error:
        raise DomainError(fields={"offer": _("A hard rule forbids this pair, or the mentor has no place.")}) from error
    pair = ready.pairs[place.request.public_id, offer.public_id]
    pairs = [[str(need), str(mentor)] for need, mentor in changed.destabilised]
    RoundPlace.objects.filter(pk=place.pk).update(
        offer=offer, score=pair.score, parts=dict(pair.parts), override_reason=reason[:300], destabilised=pairs
    )
    place.round.places.filter(request__public_id__in=changed.displaced).update(offer=None, score=0, parts={})
    record(
        actor=actor, verb="export.round.overridden", subject=place.round, payload={"reason": reason[:300]}, notify=False
    )
    return [(need, mentor) for need, mentor in pairs]


@transaction.atomic
def round_approve(*, actor: Actor, row: MentoringRound) -> int:
    """Show every placed request to its mentor's company now; returns how many."""
    require_officer(actor)
    moment = clock.now()
    moved = MentoringRound.objects.filter(pk=row.pk, state=RoundState.SOLVED).update(
        state=RoundState.APPROVED, approved_at=moment
    )
    if not moved:
        raise ConflictError(_("This round is closed."))
    shown = []
    for place in row.places.filter(offer__isnull=False).select_related("request__organisation", "offer"):
        if not may_match(place.request):
            continue  # the firm has withdrawn its consent since the round was solved
        match, _made = Match.objects.get_or_create(
            request=place.request,
            organisation_id=place.offer.organisation_id,  # type: ignore[union-attr]
            defaults={"score": place.score, "found_at": moment, "source_key": place.offer.public_id},  # type: ignore[union-attr]
        )
        if Match.objects.filter(pk=match.pk, released_at__isnull=True).update(released_at=moment, notified_at=moment):
            shown.append(place.request)
    for request in shown:
        record(actor=actor, verb="request.matched", subject=request, payload=released(1, moment))
    record(actor=actor, verb="export.round.approved", subject=row, payload={"shown": len(shown)}, notify=False)
    return len(shown)
