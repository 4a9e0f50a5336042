"""What the consent to matching governs: while it is not in force a firm's requests find no reader.

Withdrawing takes the firm's requests, whatever their state, away from everybody who has neither answered nor refused:
the match is withheld, a working draft lapses, the permission to read the papers ends. Who has answered or refused keeps
what the answer was about, as the other side of a decision that can be appealed.
"""

from django.db.models import Q

from portal.common import clock, queue
from portal.documents.models import DocumentGrant
from portal.matchmaking.models import Match, Request, RequestDocument, Response
from portal.matchmaking.services.requests import MATCH_TASK
from portal.matchmaking.states import LIVE_RESPONSES, RESPONSE_TRANSITIONS, WORKING_RESPONSES, RequestState
from portal.matchmaking.transitions import move
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.models import Organisation


def changed(actor: Actor, is_given: bool) -> None:
    """The firm has agreed to matching, or withdrawn: look for readers again, or take the requests back now."""
    firm = actor.organisation
    if firm is None:
        return
    if is_given:
        for key in Request.objects.filter(organisation=firm, state=RequestState.OPEN).values_list("pk", flat=True):
            queue.after_commit(MATCH_TASK, key, queue=queue.MATCHING)
    else:
        withhold(firm)


def withhold(firm: Organisation) -> int:
    """Take the firm's requests back from all who have neither answered nor refused; returns from how many readers."""
    unanswered = Match.objects.filter(
        request__organisation=firm, responded_at__isnull=True, declined_at__isnull=True, superseded_at__isnull=True
    )
    readers = list(unanswered.filter(released_at__isnull=False).values_list("request_id", "organisation_id"))
    Match.objects.filter(pk__in=list(unanswered.values_list("pk", flat=True))).update(
        released_at=None, superseded_at=clock.now()
    )
    for request, reader in readers:
        _lapse_drafts(request, reader)
    _end_reading(firm, {reader for _request, reader in readers})
    return len(readers)


def _lapse_drafts(request: int, reader: int) -> None:
    """End the unsent answer of one who has lost the request; a draft is told to its writers alone."""
    mine = Response.objects.filter(request=request, organisation=reader)
    for draft in mine.filter(state__in=WORKING_RESPONSES).select_related("request", "organisation"):
        move(
            draft, RESPONSE_TRANSITIONS, "lapse", actor=SYSTEM, concerns=[draft.organisation],
            reason_code="consent_withdrawn",
        )  # fmt: skip


def _end_reading(firm: Organisation, readers: set[int]) -> None:
    """Papers opened through a request: readers who hold no answer of the firm's lose them, and may be let in again later."""
    still = Match.objects.filter(request__organisation=firm, organisation__in=readers).filter(
        Q(responded_at__isnull=False) | Q(declined_at__isnull=False)
    )
    live = Response.objects.filter(request__organisation=firm, organisation__in=readers, state__in=LIVE_RESPONSES)
    kept = {*still.values_list("organisation_id", flat=True), *live.values_list("organisation_id", flat=True)}
    papers = RequestDocument.objects.filter(request__organisation=firm).values("document")
    DocumentGrant.objects.filter(document__in=papers, organisation__in=readers - kept, revoked_at__isnull=True).delete()
