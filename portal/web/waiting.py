"""What of the exchange and of vetting waits for the reader, or for somebody the reader waits for. One query each."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common import clock
from portal.common.prepared import Prepared
from portal.common.waiting import Waiting
from portal.matchmaking import registry
from portal.matchmaking.models import Dispute, Match, Milestone, Request, Response
from portal.matchmaking.states import RequestState, ResponseState
from portal.organisations.actors import Actor
from portal.vetting.choices import OPEN_STATES, CaseState
from portal.vetting.models import VettingCase
from portal.vetting.policies import can_review
from portal.web.navigation import has_firm, is_firm, responds

LIMIT = 20
R = RequestState
LIVE = (ResponseState.DRAFT, ResponseState.APPROVAL, ResponseState.SUBMITTED, ResponseState.SHORTLISTED)

# Every visit asks these, so their SQL is kept.
UNFINISHED = Prepared(
    lambda organisation: (
        Request.objects.filter(
            organisation=organisation, state__in=(R.DRAFT, R.RETURNED, R.SUBMITTED, R.OPEN, R.CLOSED)
        )
        .annotate(asked=Count("questions", filter=Q(questions__answered_at__isnull=True), distinct=True))
        .order_by("closes_at", "-pk")[:LIMIT]
    )
)
UNREAD = Prepared(
    lambda organisation: (
        Match.objects.filter(organisation=organisation)
        .new()
        .select_related("request")
        .order_by("closes_at", "pk")[:LIMIT]
    )
)
LIVE_ANSWERS = Prepared(
    lambda organisation: (
        Response.objects.filter(organisation=organisation, state__in=LIVE)
        .select_related("request")
        .order_by("request__closes_at", "pk")[:LIMIT]
    )
)
OPEN_STEPS = Prepared(
    lambda organisation: (
        Milestone.objects.filter(
            Q(engagement__owner=organisation) | Q(engagement__responder=organisation), engagement__state="active"
        )
        .filter(Q(owner_confirmed_at__isnull=True) | Q(responder_confirmed_at__isnull=True))
        .select_related("engagement")
        .order_by("due_on", "pk")[:LIMIT]
    )
)
OPEN_CASES = Prepared(
    lambda organisation: (
        VettingCase.objects.filter(capability__organisation=organisation, state__in=OPEN_STATES)
        .select_related("capability")
        .order_by("pk")[:LIMIT]
    )
)


def own_requests(actor: Actor) -> Sequence[Waiting]:
    """The firm's own requests that are not finished."""
    if not is_firm(actor):
        return []
    rows = UNFINISHED.objects(organisation=actor.organisation.pk) if actor.organisation else []
    return [_of_request(row) for row in rows]


def _of_request(row: Request) -> Waiting:
    to = reverse("matchmaking:request-home", args=[row.public_id])
    common: dict[str, Any] = {
        "title": row.title or _("Untitled draft: %(pillar)s") % {"pillar": registry.get(row.pillar).name},
        "language": row.language if row.title else "",
        "url": to,
    }
    if row.state == R.OPEN and row.asked:  # type: ignore[attr-defined]
        n = row.asked  # type: ignore[attr-defined]
        words = ngettext("Answer %(n)s question", "Answer %(n)s questions", n) % {"n": n}
        return Waiting(what=words, due_at=row.closes_at, **common)
    if row.state == R.OPEN:
        return Waiting(what=_("Answers are coming in"), due_at=row.closes_at, who=_("Those who were invited"), **common)
    if row.state == R.CLOSED:
        compare = reverse("matchmaking:compare", args=[row.public_id])
        return Waiting(what=_("Compare and decide"), due_at=row.decide_by, **(common | {"url": compare}))
    if row.state == R.SUBMITTED:
        return Waiting(what=_("Being checked before it is published"), who=_("The authority"), **common)
    words = _("Change it and send it again") if row.state == R.RETURNED else _("Finish it and publish")
    return Waiting(what=words, due_at=row.next_check_at if row.state == R.RETURNED else None, **common)


def new_requests(actor: Actor) -> Sequence[Waiting]:
    """Requests that fit and have no answer yet, the next to close first."""
    if actor.organisation is None or not responds(actor):
        return []
    return [
        Waiting(
            what=_("Answer or decline") if row.seen_at else _("Read: it is new"),
            title=row.request.title,
            language=row.request.language,
            url=reverse("matchmaking:inbox-detail", args=[row.request.public_id]),
            due_at=row.request.closes_at,
        )
        for row in UNREAD.objects(organisation=actor.organisation.pk)
    ]


def own_answers(actor: Actor) -> Sequence[Waiting]:
    """Answers being written, waiting for a second person, or with the firm."""
    if actor.organisation is None or not responds(actor):
        return []
    return [_of_answer(row, actor) for row in LIVE_ANSWERS.objects(organisation=actor.organisation.pk)]


def _of_answer(row: Response, actor: Actor) -> Waiting:
    who, due_at, to = "", row.request.closes_at, "matchmaking:response-detail"
    if row.state == ResponseState.DRAFT:
        what, to = _("Finish your answer and send it"), "matchmaking:response-edit"
    elif row.state == ResponseState.APPROVAL:
        is_author = actor.user is not None and row.created_by_id == actor.user.pk
        what, who = _("Approve and send"), _("A second person of your organisation") if is_author else ""
    else:
        what, who, due_at = _("The firm compares and decides"), _("The firm"), row.request.decide_by or due_at
    return Waiting(
        what=what,
        title=row.request.title,
        language=row.request.language,
        url=reverse(to, args=[row.public_id]),
        due_at=due_at,
        who=who,
    )


def steps(actor: Actor) -> Sequence[Waiting]:
    """Steps of agreed work that are not confirmed by both sides."""
    if not has_firm(actor) or actor.organisation is None:
        return []
    return [_of_step(row, actor) for row in OPEN_STEPS.objects(organisation=actor.organisation.pk)]


def _of_step(row: Milestone, actor: Actor) -> Waiting:
    is_owner = actor.organisation is not None and row.engagement.owner_id == actor.organisation.pk
    mine = row.owner_confirmed_at if is_owner else row.responder_confirmed_at
    return Waiting(
        what=_("Confirm this step") if mine is None else _("Waiting for the other side to confirm"),
        title=row.title,
        url=reverse("matchmaking:engagement-detail", args=[row.engagement.public_id]),
        due_at=clock.moment_on(row.due_on, time.max) if row.due_on else None,
        who="" if mine is None else _("The other side"),
    )


def own_applications(actor: Actor) -> Sequence[Waiting]:
    """The organisation's own vetting."""
    if actor.organisation is None or actor.is_authority:
        return []
    found = []
    for row in OPEN_CASES.objects(organisation=actor.organisation.pk):
        is_mine = row.state in (CaseState.DRAFT, CaseState.RETURNED)
        found.append(
            Waiting(
                what=_("Finish your application") if is_mine else _("Your application is being checked"),
                title=row.capability.get_kind_display(),
                url=reverse("vetting:case", args=[row.public_id]),
                who="" if is_mine else _("The authority"),
            )
        )
    return found


def office(actor: Actor) -> Sequence[Waiting]:
    """An authority's queues, one line each with how many wait."""
    if not can_review(actor):
        return []
    checks = Request.objects.filter(state=R.SUBMITTED).count()
    disputes = Dispute.objects.filter(decided_at__isnull=True).count()
    cases = VettingCase.objects.queue().count()
    rows = [
        (cases, _("Vet applications"), "vetting:queue"),
        (checks, _("Check requests before they are published"), "matchmaking:moderation"),
        (disputes, _("Mediate disputes"), "matchmaking:disputes"),
    ]
    return [Waiting(what=what, url=reverse(name), number=number) for number, what, name in rows if number]
