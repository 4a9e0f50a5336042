"""Tables of the exchange."""

from portal.matchmaking.models.award import Award
from portal.matchmaking.models.engagement import Dispute, Engagement, Milestone, Rating
from portal.matchmaking.models.match import Match, MatchRun, ResponderStanding, RunCause, UnmetDemand
from portal.matchmaking.models.outcome import OutcomeLink, OutcomeReport
from portal.matchmaking.models.request import Reference, Request, RequestDocument
from portal.matchmaking.models.response import Response, ResponseApproval
from portal.matchmaking.models.scope import ScopeOwner
from portal.matchmaking.models.search import Alert, InboxSearch
from portal.matchmaking.models.talk import Message, Question, Thread, ThreadDocument, ThreadReading

__all__ = [
    "Alert",
    "Award",
    "Dispute",
    "Engagement",
    "InboxSearch",
    "Match",
    "MatchRun",
    "Message",
    "Milestone",
    "OutcomeLink",
    "OutcomeReport",
    "Question",
    "Rating",
    "Reference",
    "Request",
    "RequestDocument",
    "ResponderStanding",
    "Response",
    "ResponseApproval",
    "RunCause",
    "ScopeOwner",
    "Thread",
    "ThreadDocument",
    "ThreadReading",
    "UnmetDemand",
]
