"""The award: exactly one winner per slot under any race; everybody else is told with a reason."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.journal.services import record
from portal.matchmaking import policies, registry
from portal.matchmaking.models import Award, Engagement, Match, Request, Response
from portal.matchmaking.states import LIVE_RESPONSES, REQUEST_TRANSITIONS, RESPONSE_TRANSITIONS, RequestState
from portal.matchmaking.transitions import move
from portal.organisations.actors import Actor


def can_choose_now(request: Request) -> bool:
    """Whether the owner may accept: open or closed; a sealed pillar only once the closing moment has passed."""
    if request.state == RequestState.CLOSED:
        return True
    if request.state != RequestState.OPEN:
        return False
    is_sealed = registry.get(request.pillar).policy.sealed_until_deadline
    return not is_sealed or (request.closes_at is not None and request.closes_at <= clock.now())


def free_slot(request: Request, slots: int) -> int:
    taken = set(request.awards.values_list("slot", flat=True))
    for slot in range(1, slots + 1):
        if slot not in taken:
            return slot
    raise ConflictError(_("All places have been given. Nothing was changed."))


@transaction.atomic
def award_make(
    *,
    actor: Actor,
    response: Response,
    rationale: str,
    checked_identity_by: str,
    loser_reasons: dict[str, str] | None = None,
) -> Award:
    """Accept ``response``. ``checked_identity_by`` says how the person was re-checked ("password" or "code").

    In one transaction: the request moves on (conditional on its state), the response is accepted (conditional on its
    own), the award row takes its slot (unique), the engagement is made, the pillar's hook runs, and — when the last
    slot is filled — all other live responses are declined, each with its coded reason (``loser_reasons`` maps a
    response's public id to a code, default "other_chosen"). Raises ConflictError when somebody was faster, the
    response was withdrawn, or its validity ended.
    """
    request = Request.objects.select_related("organisation").get(pk=response.request_id)
    policies.require(policies.can_award_request(actor, request))
    specification = registry.get(request.pillar)
    _check_choice(request, response, rationale, checked_identity_by)
    specification.check_award(actor, response)
    slot = free_slot(request, specification.policy.award_slots)
    is_last = request.awards.count() + 1 >= specification.policy.award_slots
    _hold(actor, request, response, is_last=is_last)
    move(
        response,
        RESPONSE_TRANSITIONS,
        "accept",
        actor=actor,
        concerns=[response.organisation],
        payload={"reference": request.reference},
        where=Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()),
    )
    award = _award_row(actor, request, response, slot, rationale, checked_identity_by)
    _introduce(award, request, response)
    specification.on_award(award)
    if is_last:
        decline_others(actor, request, loser_reasons or {})
    return award


def _introduce(award: Award, request: Request, response: Response) -> None:
    """The two sides now know each other and have an engagement."""
    organisation = response.organisation
    Match.objects.filter(request=request, organisation=organisation, revealed_at__isnull=True).update(
        revealed_at=clock.now()
    )
    Engagement.objects.create(award=award, owner=request.organisation, responder=organisation, pillar=request.pillar)


def _check_choice(request: Request, response: Response, rationale: str, checked_identity_by: str) -> None:
    """What the choice itself must fulfil; what others may change meanwhile is checked again by the updates."""
    if not rationale.strip():
        raise DomainError(fields={"rationale": _("Write in a sentence why you choose this one.")})
    if checked_identity_by not in ("password", "code"):
        raise DomainError(fields={"password": _("Please confirm that it is you.")})
    if not can_choose_now(request):
        raise ConflictError(_("This request cannot be decided now. Please look at its present state."))
    if response.valid_until is not None and response.valid_until < clock.today():
        raise ConflictError(_("This answer is no longer valid. Ask for a new one or choose another."))


def _hold(actor: Actor, request: Request, response: Response, *, is_last: bool) -> None:
    """Move the request on, or keep it where it is while slots remain; either way only one writer gets through."""
    if is_last:
        move(
            request,
            REQUEST_TRANSITIONS,
            "award",
            actor=actor,
            concerns=[response.organisation],
            next_check_at=None,
            payload={"response": response.public_id},
            notify=False,
        )
        return
    held = Request.objects.filter(pk=request.pk, state__in=(RequestState.OPEN, RequestState.CLOSED))
    if held.update(updated_at=clock.now()) != 1:
        raise ConflictError(_("This request cannot be decided now. Please look at its present state."))


def _award_row(
    actor: Actor, request: Request, response: Response, slot: int, rationale: str, checked_identity_by: str
) -> Award:
    try:
        with transaction.atomic():
            award = Award.objects.create(
                request=request,
                response=response,
                slot=slot,
                awarded_at=clock.now(),
                awarded_by=policies.signed_in(actor)[0],
                rationale=rationale,
                checked_identity_by=checked_identity_by,
            )
    except IntegrityError as error:
        raise ConflictError(_("Somebody else has just decided. Nothing was changed.")) from error
    record(actor=actor, verb="award.made", subject=award, concerns=[response.organisation], notify=False)
    return award


def decline_others(actor: Actor, request: Request, reasons: dict[str, str]) -> None:
    """Tell every loser, alone, with a coded reason and nothing about the winner's figures."""
    losers: Any = Response.objects.filter(request=request, state__in=LIVE_RESPONSES).select_related("organisation")
    for loser in losers:
        move(
            loser,
            RESPONSE_TRANSITIONS,
            "decline",
            actor=actor,
            concerns=[loser.organisation],
            reason_code=reasons.get(loser.public_id, "other_chosen"),
            payload={"reference": request.reference},
        )
    for draft in Response.objects.filter(request=request, state__in=("draft", "approval")).select_related(
        "organisation"
    ):
        move(
            draft, RESPONSE_TRANSITIONS, "lapse", actor=actor, concerns=[draft.organisation], reason_code="other_chosen"
        )
