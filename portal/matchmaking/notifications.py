"""Who is told of what on the exchange, in which words. A rival never appears in anybody's message."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.journal.models import JournalEntry
from portal.matchmaking.models import Engagement, InboxSearch, Match, OutcomeLink, Request, Response, Thread
from portal.matchmaking.services.outcomes import link_token
from portal.matchmaking.states import RequestState
from portal.notify import registry
from portal.notify.models import Category
from portal.notify.registry import Everyone, Notification, Told, active_members, members_of
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Organisation


def request_of(entry: JournalEntry) -> Request:
    return Request.objects.select_related("organisation").get(public_id=entry.subject_key)


def response_of(entry: JournalEntry) -> Response:
    return Response.objects.select_related("request__organisation", "organisation").get(public_id=entry.subject_key)


def engagement_of(entry: JournalEntry) -> Engagement:
    return Engagement.objects.select_related("award__request", "owner", "responder").get(public_id=entry.subject_key)


def words(request: Request, **more: Any) -> dict[str, Any]:
    """Placeholders every message about a request may use."""
    closes = request.closes_at.isoformat() if request.closes_at else ""
    return {"title": request.title, "reference": request.reference or "", "closes": closes, **more}


def owners(entry: JournalEntry) -> list[Told]:
    request = request_of(entry)
    return members_of([request.organisation], params=words(request), path=f"/requests/{request.public_id}/")


def authorities(entry: JournalEntry) -> list[Told]:
    """Every member of an approved authority; nobody when a request sent in needs no look any more."""
    request = request_of(entry)
    if entry.verb == "request.submitted" and request.state != RequestState.SUBMITTED:
        return []
    offices = Organisation.objects.filter(
        capabilities__kind=CapabilityKind.AUTHORITY, capabilities__state=CapabilityState.APPROVED
    )
    return members_of(offices, params=words(request), path=f"/moderation/{request.public_id}/")


def newly_matched(entry: JournalEntry) -> Everyone:
    """The members of the responders in one released batch, as a query; nobody sees another."""
    request = request_of(entry)
    batch = Match.objects.filter(request=request, released_at=entry.payload["released_at"])
    members = active_members().filter(organisation__in=batch.values("organisation"))
    return Everyone(members, words(request), f"/inbox/{request.public_id}/")


def searcher(entry: JournalEntry) -> list[Told]:
    """The person who saved the search; its page shows what the mail names."""
    search = InboxSearch.objects.filter(public_id=entry.subject_key).first()
    if search is None:
        return []
    titles = "\n".join(f"• {title}" for title in entry.payload.get("titles", []))
    params = {"search": search.name, "titles": titles}
    return [Told(search.user_id, search.organisation_id, params, f"/inbox/searches/{search.public_id}/")]


def matched(entry: JournalEntry) -> list[Told]:
    """Every responder that still has the request before it."""
    request = request_of(entry)
    firms = request.matches.filter(released_at__isnull=False, declined_at__isnull=True)
    return members_of(
        list(firms.values_list("organisation_id", flat=True)),
        params=words(request),
        path=f"/inbox/{request.public_id}/",
    )


def response_owner(entry: JournalEntry) -> list[Told]:
    """The asking firm, told that an answer came or went; a sealed one is not named."""
    response = response_of(entry)
    request = response.request
    return members_of([request.organisation], params=words(request), path=f"/requests/{request.public_id}/")


def responder(entry: JournalEntry) -> list[Told]:
    response = response_of(entry)
    return members_of([response.organisation], params=words(response.request), path=f"/responses/{response.public_id}/")


def both_sides(entry: JournalEntry) -> list[Told]:
    engagement = engagement_of(entry)
    params = words(engagement.award.request, step=entry.payload.get("title", ""))
    return members_of(
        [engagement.owner, engagement.responder], params=params, path=f"/engagements/{engagement.public_id}/"
    )


def asked_side(entry: JournalEntry) -> list[Told]:
    """The side of an engagement to which a one-time outcome link was made."""
    engagement = engagement_of(entry)
    link = OutcomeLink.objects.filter(pk=entry.payload.get("link")).first()
    if link is None:
        return []
    return members_of(
        [link.organisation_id], params=words(engagement.award.request), path=f"/outcome/{link_token(link)}/"
    )


def other_side(entry: JournalEntry) -> Iterable[Told]:
    """The counterparty of a thread."""
    thread = Thread.objects.select_related("request__organisation", "responder").get(public_id=entry.subject_key)
    is_owner = entry.organisation_id == thread.request.organisation_id
    firm = thread.responder if is_owner else thread.request.organisation
    return members_of([firm], params=words(thread.request), path=f"/threads/{thread.public_id}/")


C = Category
CLASSES = (
    Notification("RequestSubmittedForAuthority", "request.submitted", C.REQUESTS,
        _("A request is waiting to be checked: %(title)s"),
        _("Please look at it within two working days. The firm is waiting."), _("Open the request"), authorities),
    Notification("ModerationLateForAuthority", "request.moderation_late", C.DEADLINES,
        _("Still not checked: %(title)s"),
        _("This request has waited longer than the published time."), _("Open the request"), authorities, may_mute=False),
    Notification("RequestReturnedForOwner", "request.returned", C.RESPONSES,
        _("Please change something: %(title)s"),
        _("Your request was returned with a reason. Mend it and send it again; nothing you typed is lost."),
        _("Open your request"), owners, may_mute=False),
    Notification("RequestRejectedForOwner", "request.rejected", C.RESPONSES,
        _("Not published: %(title)s"),
        _("The reason is on the page, with what you can do next."), _("Open your request"), owners, may_mute=False),
    Notification("RequestMatchedForResponders", "request.matched", C.REQUESTS,
        _("A new request fits you: %(title)s"),
        _("Reference %(reference)s. Answers are taken until %(closes)s. The page shows why it fits."),
        _("Read the request"), newly_matched),
    Notification("SearchFoundForPerson", "search.found", C.REQUESTS,
        _("New for your search: %(search)s"), _("%(titles)s"), _("See them"), searcher, may_mute=False),
    Notification("RequestExtendedForResponders", "request.extended", C.DEADLINES,
        _("More time to answer: %(title)s"), _("Answers are now taken until %(closes)s."), _("Read the request"), matched),
    Notification("RequestClosingSoonForOwner", "request.closing_soon", C.DEADLINES,
        _("Your request closes soon: %(title)s"),
        _("Answers are taken until %(closes)s. You can extend the time."), _("Open your request"), owners),
    Notification("RequestClosedForOwner", "request.closed", C.RESPONSES,
        _("Time to compare: %(title)s"),
        _("The time for answers has ended. You can now compare them and choose."), _("Compare"), owners),
    Notification("DecisionDueForOwner", "request.decision_due", C.DEADLINES,
        _("Please decide: %(title)s"),
        _("Those who answered are waiting. If nothing suits, say so; you can post again."), _("Compare"), owners),
    Notification("RequestUnsuccessfulForOwner", "request.unsuccessful", C.RESPONSES,
        _("No result this time: %(title)s"),
        _("The page shows the reasons we know and what can be changed. You can post it again with one click."),
        _("See what to change"), owners),
    Notification("RequestExpiredForOwner", "request.expired", C.DEADLINES,
        _("Your draft has lapsed: %(title)s"),
        _("It was not touched for a long time. You can copy it into a new one."), _("Open your request"), owners),
    Notification("MatchDeclinedForOwner", "match.declined", C.RESPONSES,
        _("One said no, with reasons: %(title)s"),
        _("The reasons and what would help are on the page."), _("Read the reasons"), owners),
    Notification("ResponseSubmittedForOwner", "response.submitted", C.RESPONSES,
        _("An answer has arrived: %(title)s"),
        _("You find it on the page of your request, or after the closing time where answers are sealed."),
        _("Open your request"), response_owner),
    Notification("ResponseWithdrawnForOwner", "response.withdrawn", C.RESPONSES,
        _("An answer was taken back: %(title)s"), _("The reason is on the page."), _("Open your request"), response_owner),
    Notification("ApprovalAskedForColleagues", "response.approval_asked", C.RESPONSES,
        _("Please approve: %(title)s"),
        _("A colleague has prepared an answer and needs a second person."), _("Review it"), responder, may_mute=False),
    Notification("ResponseSentBackForColleagues", "response.sent_back", C.RESPONSES,
        _("Sent back: %(title)s"), _("A colleague asks for changes before it goes out."), _("Open the draft"), responder),
    Notification("ResponseShortlistedForResponder", "response.shortlisted", C.RESPONSES,
        _("You are on the shortlist: %(title)s"), _("The firm is looking more closely."), _("Open your answer"), responder),
    Notification("ResponseAcceptedForResponder", "response.accepted", C.RESPONSES,
        _("Accepted: %(title)s"),
        _("The firm has chosen you. Its name and contact are now on the page."), _("See the next steps"), responder,
        may_mute=False),
    Notification("ResponseDeclinedForResponder", "response.declined", C.RESPONSES,
        _("Not chosen this time: %(title)s"), _("The reason is on the page."), _("Read the reason"), responder),
    Notification("ResponseLapsedForResponder", "response.lapsed", C.RESPONSES,
        _("Your answer has lapsed: %(title)s"),
        _("The request has ended or the validity has run out. The page says which."), _("Open your answer"), responder),
    Notification("QuestionAskedForOwner", "question.asked", C.MESSAGES,
        _("A question about your request: %(title)s"),
        _("Your answer will be seen by everybody who was invited. Who asked stays hidden."), _("Answer"), owners),
    Notification("QuestionAnsweredForResponders", "question.answered", C.MESSAGES,
        _("A question was answered: %(title)s"),
        _("Question and answer are on the page of the request."), _("Read it"), matched),
    Notification("MessageForOtherSide", "message.sent", C.MESSAGES,
        _("New message: %(title)s"), _("Read and answer it in the conversation."), _("Open the conversation"), other_side),
    Notification("EngagementStartedForSides", "engagement.started", C.RESPONSES,
        _("It has begun: %(title)s"), _("Steps and dates are on the page."), _("Open it"), both_sides),
    Notification("MilestoneConfirmedForSides", "milestone.confirmed", C.RESPONSES,
        _("A step was confirmed: %(title)s"), _("%(step)s"), _("Open it"), both_sides),
    Notification("MilestoneLateForSides", "milestone.late", C.DEADLINES,
        _("A step is late: %(title)s"), _("%(step)s"), _("Open it"), both_sides),
    Notification("EngagementCompletedForSides", "engagement.completed", C.RESPONSES,
        _("Completed: %(title)s"), _("Please rate each other. You will be asked for the result."), _("Open it"), both_sides),
    Notification("EngagementTerminatedForSides", "engagement.terminated", C.RESPONSES,
        _("Ended early: %(title)s"), _("The reason is on the page."), _("Open it"), both_sides, may_mute=False),
    Notification("EngagementDisputedForSides", "engagement.disputed", C.RESPONSES,
        _("A dispute was raised: %(title)s"),
        _("The authority will answer within ten days."), _("Open it"), both_sides, may_mute=False),
    Notification("EngagementSettledForSides", "engagement.settled", C.RESPONSES,
        _("The dispute was decided: %(title)s"), _("The decision is on the page."), _("Open it"), both_sides, may_mute=False),
    Notification("OutcomeAskedForSide", "outcome.asked", C.RESPONSES,
        _("What came of it? %(title)s"),
        _("Two minutes, no sign-in needed. The link is for you alone and works once, for seven days."),
        _("Answer now"), asked_side, may_mute=False),
    Notification("OutcomeReportedForSides", "outcome.reported", C.RESPONSES,
        _("A result was reported: %(title)s"),
        _("It counts once both sides have confirmed it."), _("Open it"), both_sides),
)  # fmt: skip


def register_all() -> None:
    """Called when the app is ready."""
    registry.register(*CLASSES)
