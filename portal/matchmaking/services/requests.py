"""Requests: written, published, extended, closed, withdrawn, tried again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common import clock, queue
from portal.common.errors import ConflictError, DomainError
from portal.journal.models import JournalEntry
from portal.journal.services import ActorLike, record
from portal.matchmaking import policies, registry
from portal.matchmaking.mirror import mirror
from portal.matchmaking.models import Match, Reference, Request, Response
from portal.matchmaking.states import (
    LIVE_RESPONSES,
    REQUEST_TRANSITIONS,
    RESPONSE_TRANSITIONS,
    WORKING_RESPONSES,
    RequestState,
)
from portal.matchmaking.transitions import move
from portal.organisations import consents
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.models import Organisation

MATCH_TASK = "matchmaking.match_request"
LOOKED = "request.looked_at"


def matched_organisations(request: Request) -> list[Organisation]:
    """Responders to whom the request was released."""
    return list(Organisation.objects.filter(matches__request=request, matches__released_at__isnull=False))


def next_reference(pillar: str, moment: datetime) -> str:
    """The next human reference of the year, e.g. QL-2026-000123. The counter row serialises its writers."""
    year = moment.year
    Reference.objects.get_or_create(year=year)
    Reference.objects.filter(year=year).update(last=F("last") + 1)
    number = Reference.objects.values_list("last", flat=True).get(year=year)
    return f"Q{pillar[0].upper()}-{year}-{number:06d}"


@transaction.atomic
def request_create(*, actor: Actor, pillar: str, details: dict[str, Any] | None = None, **fields: Any) -> Request:
    """A draft request with its pillar's details row, in one transaction.

    ``details`` are column values of the pillar's details row; ``fields`` of the request (title, summary …).
    """
    policies.require(policies.can_create_request(actor))
    user, organisation = policies.signed_in(actor)
    specification = registry.get(pillar)
    moment = clock.now()
    request = Request.objects.create(
        pillar=pillar,
        organisation=organisation,
        created_by=user,
        language=fields.pop("language", None) or get_language() or "en",
        is_demo=organisation.is_demo,
        next_check_at=moment + timedelta(days=specification.policy.draft_days),
        **fields,
    )
    specification.details_model._default_manager.create(request=request, **(details or {}))
    record(actor=actor, verb="request.created", subject=request, notify=False)
    return request


def request_section_done(*, actor: Actor, request: Request, code: str) -> None:
    """Note that a part of the task list was saved without errors."""
    policies.require(policies.can_edit_request(actor, request))
    with transaction.atomic():
        fresh = Request.objects.get(pk=request.pk)
        if code not in fresh.sections_done:
            request.sections_done = [*fresh.sections_done, code]
            Request.objects.filter(pk=request.pk).update(sections_done=request.sections_done)


def missing_sections(request: Request) -> list[str]:
    """Codes of the required parts not yet done."""
    sections = registry.get(request.pillar).sections
    return [s.code for s in sections if not s.is_optional and s.code not in request.sections_done]


@transaction.atomic
def request_submit(*, actor: Actor, request: Request, open_days: int | None = None) -> Request:
    """Publish: to moderation where the pillar says so, else straight to the exchange. Publishing agrees to matching.

    ``open_days``: days until closing, 1 to the policy's maximum. Raises DomainError naming what is missing.
    """
    policies.require(policies.can_edit_request(actor, request))
    policy = registry.get(request.pillar).policy
    days = policy.default_open_days if open_days is None else open_days
    if not 1 <= days <= policy.max_open_days:
        raise DomainError(fields={"open_days": _("Choose between 1 and %(max)s days.") % {"max": policy.max_open_days}})
    if missing_sections(request):
        raise DomainError(_("Some parts are not finished yet. They are marked in the task list."))
    moment = clock.now()
    reference = request.reference or next_reference(request.pillar, moment)
    move(
        request,
        REQUEST_TRANSITIONS,
        "submit",
        actor=actor,
        reference=reference,
        closes_at=moment + timedelta(days=days),
        next_check_at=moment + timedelta(days=2),
        payload={"days": days},
        notify=policy.moderated_before_opening,
    )
    consents.consent_give(actor=actor, purpose=consents.MATCHING)  # what the tick above “Publish” says
    if not policy.moderated_before_opening:
        request_open(actor=actor, request=request)
    return request


@transaction.atomic
def request_open(*, actor: ActorLike, request: Request) -> Request:
    """Open to responders: the closing moment counts from now with the days chosen. Matching starts after commit."""
    moment = clock.now()
    asked = (
        (request.closes_at - request.submitted_at) if request.closes_at and request.submitted_at else timedelta(days=14)
    )
    closes_at = moment + asked
    move(
        request,
        REQUEST_TRANSITIONS,
        "open",
        actor=actor,
        closes_at=closes_at,
        next_check_at=min(closes_at, moment + timedelta(hours=registry.get(request.pillar).policy.widen_after_hours)),
        concerns=[request.organisation],
        notify=False,  # responders hear of it when they are matched, in batches
    )
    queue.after_commit(MATCH_TASK, request.pk, queue=queue.MATCHING)
    return request


@transaction.atomic
def requests_look(*, actor: Actor, requests: Iterable[Request]) -> None:
    """Note for the firms that an authority opened their requests: once a day for each of its people.

    Matched responders have ``match_see``; the firm's own people are not noted.
    """
    if not actor.is_authority:
        return
    shown = {row.public_id: row for row in requests if not policies.owns(actor, row)}
    today = JournalEntry.objects.filter(verb=LOOKED, user=actor.user, at__gte=clock.moment_on(clock.today()))
    noted = set(today.filter(subject_key__in=shown).values_list("subject_key", flat=True))
    for key, row in shown.items():
        if key not in noted:
            record(actor=actor, verb=LOOKED, subject=row, concerns=[row.organisation], notify=False)


@transaction.atomic
def request_moderate(*, actor: Actor, request: Request, decision: str, reason: str = "") -> Request:
    """An authority opens, returns or rejects a submitted request; the last two need a reason."""
    policies.require(policies.can_moderate_requests(actor))
    if decision == "open":
        return request_open(actor=actor, request=request)
    if decision not in ("return", "reject"):
        raise DomainError(_("Choose what to do."))
    if not reason.strip():
        raise DomainError(fields={"reason": _("Say why, so that the firm can mend it.")})
    days = registry.get(request.pillar).policy.draft_days
    return move(
        request,
        REQUEST_TRANSITIONS,
        decision,
        actor=actor,
        concerns=[request.organisation],
        payload={"reason": reason},
        end_reason=reason,
        next_check_at=clock.now() + timedelta(days=days) if decision == "return" else None,
    )


@transaction.atomic
def request_extend(*, actor: Actor, request: Request, closes_at: datetime) -> Request:
    """Move the closing moment later, while open; every matched responder is told."""
    policies.require(policies.can_edit_request(actor, request))
    policy = registry.get(request.pillar).policy
    if request.closes_at is None or closes_at <= request.closes_at:
        raise DomainError(fields={"closes_at": _("The new date must be later than the present one.")})
    if request.opened_at and closes_at > request.opened_at + timedelta(days=policy.max_open_days):
        raise DomainError(
            fields={"closes_at": _("A request can stay open for at most %(max)s days.") % {"max": policy.max_open_days}}
        )
    moment = clock.now()
    changed = Request.objects.filter(pk=request.pk, state=RequestState.OPEN, closes_at__gt=moment).update(
        closes_at=closes_at,
        next_check_at=min(closes_at, moment + timedelta(hours=policy.widen_after_hours)),
        reminded_at=None,
    )
    if changed != 1:
        raise ConflictError(_("The request is no longer open, so it cannot be extended."))
    request.closes_at = closes_at
    mirror(request)
    record(
        actor=actor,
        verb="request.extended",
        subject=request,
        concerns=matched_organisations(request),
        payload={"closes_at": closes_at.isoformat()},
    )
    return request


@transaction.atomic
def request_close(*, actor: ActorLike, request: Request) -> Request:
    """End the time for responses: by the clock, or early by the owner. Unfinished drafts lapse."""
    policy = registry.get(request.pillar).policy
    if isinstance(actor, Actor) and actor.user is not None:
        policies.require(policies.can_edit_request(actor, request))
    moment = clock.now()
    move(
        request,
        REQUEST_TRANSITIONS,
        "close",
        actor=actor,
        concerns=[request.organisation],
        decide_by=moment + timedelta(days=policy.decide_days),
        next_check_at=moment + timedelta(days=max(policy.decide_days // 2, 1)),
    )
    for draft in Response.objects.filter(request=request, state__in=WORKING_RESPONSES):
        move(draft, RESPONSE_TRANSITIONS, "lapse", actor=SYSTEM, concerns=[draft.organisation], reason_code="closed")
    return request


def end_responses(request: Request, reason_code: str) -> None:
    """Let every unfinished or live response of an ended request lapse; each responder is told alone."""
    for response in Response.objects.filter(request=request, state__in=(*WORKING_RESPONSES, *LIVE_RESPONSES)):
        move(
            response,
            RESPONSE_TRANSITIONS,
            "lapse",
            actor=SYSTEM,
            concerns=[response.organisation],
            reason_code=reason_code,
        )


@transaction.atomic
def request_cancel(*, actor: Actor, request: Request, reason: str = "") -> Request:
    """The owner withdraws. A draft disappears from the lists; responders of an open one are told."""
    policies.require(policies.can_edit_request(actor, request))
    was_public = request.opened_at is not None
    if was_public and not reason.strip():
        raise DomainError(fields={"reason": _("Say why, so that those who answered understand.")})
    move(
        request,
        REQUEST_TRANSITIONS,
        "cancel",
        actor=actor,
        end_reason=reason,
        next_check_at=None,
        concerns=matched_organisations(request),
        notify=False,
    )
    end_responses(request, "request_cancelled")
    return request


@transaction.atomic
def request_fail(*, actor: ActorLike, request: Request, reason: str = "") -> Request:
    """No result: nobody answered, nothing suited, or the time to decide passed."""
    if isinstance(actor, Actor) and actor.user is not None:
        policies.require(policies.can_edit_request(actor, request))
    move(
        request,
        REQUEST_TRANSITIONS,
        "fail",
        actor=actor,
        end_reason=reason,
        next_check_at=None,
        concerns=[request.organisation],
    )
    end_responses(request, "request_unsuccessful")
    return request


@transaction.atomic
def request_repost(*, actor: Actor, request: Request) -> Request:
    """A new draft with everything of an ended request, linked to it, so that nothing is typed twice."""
    policies.require(policies.can_edit_request(actor, request))
    specification = registry.get(request.pillar)
    old = specification.details(request)
    skipped = {"request", "request_id", "id", "public_id"}
    values = {
        field.attname: getattr(old, field.attname)
        for field in old._meta.concrete_fields
        if field.attname not in skipped
    }
    fresh = request_create(
        actor=actor,
        pillar=request.pillar,
        details=values,
        title=request.title,
        summary=request.summary,
        language=request.language,
        show_name=request.show_name,
        previous=request,
        sections_done=list(request.sections_done),
    )
    for item in request.documents.all():
        fresh.documents.create(document=item.document, purpose=item.purpose)
    return fresh


def responders_reading(request: Request) -> int:
    """How many responders have the request before them: for the owner only, never shown to a responder."""
    return Match.objects.filter(request=request, released_at__isnull=False, declined_at__isnull=True).count()
