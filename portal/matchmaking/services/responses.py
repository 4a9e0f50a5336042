"""Responses: started, approved by a second person, submitted, revised, withdrawn; and what responders do with matches."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.common.prepared import Prepared
from portal.identity.models import User
from portal.journal.services import record
from portal.matchmaking import policies, registry
from portal.matchmaking.models import Match, Request, Response, ResponseApproval
from portal.matchmaking.states import LIVE_RESPONSES, RESPONSE_TRANSITIONS, RequestState, ResponseState
from portal.matchmaking.transitions import move
from portal.organisations.actors import SYSTEM, Actor


def is_taking_answers(request: Request) -> bool:
    """Whether answers are taken now: open, and before the closing moment by the server's clock."""
    return request.state == RequestState.OPEN and request.closes_at is not None and request.closes_at > clock.now()


def require_open(request: Request) -> None:
    """Raise ConflictError when answers are no longer taken."""
    if not is_taking_answers(request):
        raise ConflictError(_("The time for answers has ended. What you wrote is kept as a draft."))


OPEN = Prepared(
    lambda request, moment: Request.objects.filter(pk=request, state=RequestState.OPEN, closes_at__gt=moment)
)
ANSWERED = Prepared(lambda request, organisation: Match.objects.filter(request=request, organisation=organisation))


def hold_open(request: Request) -> datetime:
    """Inside a transaction: make sure the request is open now and stays so until we commit; returns that moment.

    The conditional UPDATE doubles as a row lock on PostgreSQL, so an award, a closing or a withdrawal at the same
    instant waits or wins, never both.
    """
    moment = clock.now()
    # nothing is set that a competitor could read: a new updated_at would tell that somebody answered
    if OPEN.update({"state": RequestState.OPEN}, request=request.pk, moment=moment) != 1:
        raise ConflictError(_("The time for answers has ended. What you wrote is kept as a draft."))
    return moment


LIVE = Prepared(
    lambda request, organisation: Response.objects.filter(
        request=request, organisation=organisation, state__in=LIVE_RESPONSES
    )
)


@transaction.atomic
def response_start(*, actor: Actor, request: Request) -> Response:
    """The organisation's working draft for ``request``, made when there is none yet; two clicks give one draft."""
    policies.require(policies.can_respond(actor, request))
    require_open(request)
    draft = Response.objects.filter(request=request, organisation=actor.organisation, state=ResponseState.DRAFT).first()
    if draft is not None:
        return draft
    user, organisation = policies.signed_in(actor)
    specification = registry.get(request.pillar)
    mine = Response.objects.filter(request=request, organisation=organisation)
    live = mine.filter(state__in=LIVE_RESPONSES).first()
    if live is not None and not specification.policy.response_revisions_allowed:
        raise DomainError(_("You have already answered, and answers cannot be changed here."))
    last = mine.order_by("-revision").first()
    try:
        with transaction.atomic():
            draft = Response.objects.create(
                request=request,
                organisation=organisation,
                created_by=user,
                language=get_language() or "en",
                revision=last.revision + 1 if last else 1,
                previous=live,
                message=live.message if live else "",
                valid_until=live.valid_until if live else None,
            )
            specification.terms_model._default_manager.create(response=draft)
    except IntegrityError as error:
        found = mine.filter(state__in=(ResponseState.DRAFT, ResponseState.APPROVAL)).first()
        if found is None:
            raise ConflictError(_("A colleague has just started an answer. Please reload the page.")) from error
        return found
    if live is None:
        specification.fill_terms(draft)
    elif specification.copy_terms is not None:
        specification.copy_terms(live, draft)
    record(actor=actor, verb="response.started", subject=draft, notify=False)
    return draft


def response_revise(*, actor: Actor, response: Response) -> Response:
    """A new draft with the terms of a live response; the live one stays valid until the new one is submitted."""
    policies.require(policies.can_edit_response(actor, response))
    return response_start(actor=actor, request=response.request)


@transaction.atomic
def response_ask_approval(*, actor: Actor, response: Response) -> Response:
    """Hand the finished draft to a second person of the organisation."""
    policies.require(policies.can_edit_response(actor, response))
    require_open(response.request)
    registry.get(response.request.pillar).check_terms(actor, response)
    return move(response, RESPONSE_TRANSITIONS, "ask_approval", actor=actor)


@transaction.atomic
def response_send_back(*, actor: Actor, response: Response, reason: str = "") -> Response:
    """The second person returns the draft to its author."""
    policies.require(policies.can_approve_response(actor, response))
    return move(response, RESPONSE_TRANSITIONS, "send_back", actor=actor, reason_text=reason)


@transaction.atomic
def response_submit(*, actor: Actor, response: Response) -> Response:
    """Submit the working draft. It becomes immutable; an earlier live revision is replaced in the same transaction.

    Where the pillar asks for four eyes the draft must be waiting for approval and the actor must not be its author.
    Raises ConflictError when the window has closed by the server's clock.
    """
    policies.require(policies.can_edit_response(actor, response))
    request = response.request
    specification = registry.get(request.pillar)
    policies.require(policies.can_respond(actor, request))
    if response.valid_until is not None and response.valid_until < clock.today():
        raise DomainError(fields={"valid_until": _("This date has passed.")})
    specification.check_terms(actor, response)
    if specification.needs_approval(response):
        if response.state != ResponseState.APPROVAL:
            raise DomainError(_("A second person of your organisation must approve this first."))
        policies.require(policies.can_approve_response(actor, response))
        approver, _organisation = policies.signed_in(actor)
        ResponseApproval.objects.get_or_create(
            response=response, defaults={"approved_by": approver, "approved_at": clock.now()}
        )
    arrived_at = hold_open(request)
    for old in LIVE.objects(request=request.pk, organisation=response.organisation_id):
        move(old, RESPONSE_TRANSITIONS, "supersede", actor=actor, notify=False)
    move(
        response,
        RESPONSE_TRANSITIONS,
        "submit",
        actor=actor,
        concerns=[request.organisation],
        payload={"revision": response.revision, "reference": request.reference},
        submitted_at=arrived_at,  # the moment that was checked against the deadline, not a later one
    )
    ANSWERED.update({"responded_at": clock.now()}, request=request.pk, organisation=response.organisation_id)
    return response


@transaction.atomic
def response_withdraw(*, actor: Actor, response: Response, reason: str = "") -> Response:
    """The responder takes the response back; the owner is told the reason."""
    policies.require(policies.can_edit_response(actor, response))
    if not response.is_working and not reason.strip():
        raise DomainError(fields={"reason": _("Say why, so that the firm understands.")})
    return move(
        response,
        RESPONSE_TRANSITIONS,
        "withdraw",
        actor=actor,
        concerns=[response.request.organisation] if response.submitted_at else [],
        reason_text=reason,
        notify=response.submitted_at is not None,
    )


@transaction.atomic
def response_shortlist(*, actor: Actor, response: Response) -> Response:
    """The owner notes that a response is among the best."""
    policies.require(policies.can_award_request(actor, response.request))
    return move(response, RESPONSE_TRANSITIONS, "shortlist", actor=actor, concerns=[response.organisation])


@transaction.atomic
def response_decline(*, actor: Actor, response: Response, code: str, text: str = "") -> Response:
    """The owner turns a response down with a coded reason; the responder reads the reason, nothing about rivals."""
    policies.require(policies.can_award_request(actor, response.request))
    return move(
        response,
        RESPONSE_TRANSITIONS,
        "decline",
        actor=actor,
        concerns=[response.organisation],
        reason_code=code,
        reason_text=text,
    )


def my_match(actor: Actor, request: Request) -> Match:
    """The actor's released match; a stranger has none (404 in views)."""
    return Match.objects.get(request=request, organisation=actor.organisation, released_at__isnull=False)


@transaction.atomic
def match_see(*, actor: Actor, match: Match) -> None:
    """Note the first time a responder opened the request file."""
    if match.seen_at is not None:
        return
    if Match.objects.filter(pk=match.pk, seen_at__isnull=True).update(seen_at=clock.now()):
        record(
            actor=actor, verb="match.seen", subject=match.request, concerns=[match.request.organisation], notify=False
        )


@transaction.atomic
def match_watch(*, actor: Actor, match: Match) -> bool:
    """Put the request on the watch list, or take it off; returns whether it is watched now."""
    policies.require(actor.may_edit)
    if Match.objects.filter(pk=match.pk, watched_at__isnull=True).update(watched_at=clock.now()):
        return True
    Match.objects.filter(pk=match.pk).update(watched_at=None)
    return False


@transaction.atomic
def match_assign(*, actor: Actor, match: Match, user: User | None) -> None:
    """Give the request to a colleague."""
    policies.require(actor.may_edit)
    if user is not None and not user.memberships.filter(organisation=actor.organisation, state="active").exists():
        raise DomainError(fields={"user": _("This person is not a member of your organisation.")})
    Match.objects.filter(pk=match.pk).update(assigned_to=user)


@transaction.atomic
def match_decline(*, actor: Actor, match: Match, codes: list[str], text: str = "", forward: bool = False) -> Match:
    """Say no with coded reasons; the owner reads them. A live response must be withdrawn instead."""
    policies.require(policies.can_respond(actor, match.request))
    known = {code for code, _label in registry.get(match.request.pillar).decline_reasons}
    if not codes or not set(codes) <= known:
        raise DomainError(fields={"codes": _("Choose at least one reason from the list.")})
    if Response.objects.filter(request=match.request, organisation=actor.organisation).live().exists():
        raise ConflictError(_("You have answered this request. Withdraw your answer instead."))
    for draft in Response.objects.filter(
        request=match.request, organisation=actor.organisation, state__in=(ResponseState.DRAFT, ResponseState.APPROVAL)
    ):
        move(draft, RESPONSE_TRANSITIONS, "withdraw", actor=actor, notify=False)
    changed = Match.objects.filter(pk=match.pk, declined_at__isnull=True).update(
        declined_at=clock.now(), decline_codes=sorted(codes), decline_text=text
    )
    if changed != 1:
        raise ConflictError(_("This request was already declined."))
    record(
        actor=actor,
        verb="match.declined",
        subject=match.request,
        concerns=[match.request.organisation],
        payload={"codes": sorted(codes), "match": match.public_id},
    )
    match.refresh_from_db()
    return match


@transaction.atomic
def match_reveal(*, actor: Actor, match: Match) -> None:
    """The owner shows name and contact to one responder."""
    policies.require(policies.can_edit_request(actor, match.request))
    if Match.objects.filter(pk=match.pk, revealed_at__isnull=True).update(revealed_at=clock.now()):
        record(actor=actor, verb="match.revealed", subject=match.request, concerns=[match.organisation])


def lapse_outdated(limit: int = 500) -> int:
    """Let live responses lapse whose validity ended; returns how many."""
    ended = Response.objects.filter(
        Q(valid_until__lt=clock.today()),
        state__in=LIVE_RESPONSES,
        request__state__in=(RequestState.OPEN, RequestState.CLOSED),
    ).select_related("request")[:limit]
    done = 0
    for response in ended:
        try:
            move(
                response,
                RESPONSE_TRANSITIONS,
                "lapse",
                actor=SYSTEM,
                concerns=[response.organisation, response.request.organisation],
                reason_code="validity_ended",
            )
            done += 1
        except ConflictError:
            continue
    return done


def reminder_due(request: Request, moment: Any) -> bool:
    """Whether the two-days-before-closing reminder is due and not yet given."""
    return (
        request.reminded_at is None
        and request.closes_at is not None
        and request.closes_at - timedelta(days=2) <= moment < request.closes_at
    )
