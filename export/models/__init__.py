"""The tables of the export pillar."""

from export.models.cases import Case, CaseEntry
from export.models.events import Event, EventParty, MeetingRequest
from export.models.firm import MarketChoice, ReadinessAssessment
from export.models.mentors import (
    AvailabilitySlot,
    GoalReading,
    MentorAccount,
    MentoringGoal,
    MentoringRound,
    MentoringSession,
    MentorOffer,
    RoundPlace,
    SessionFault,
)
from export.models.origin import OriginCheck
from export.models.papers import IssuedDocument, Shipment
from export.models.partners import Interest, PartnerProfile, ProfileReview
from export.models.plan import ExportPlan, PlanFigures, PlanObjective, PlanRisk
from export.models.pools import Pool, PoolMember
from export.models.support import MentoringTerms, MentorshipDetails, SupportDetails
from export.models.trade import (
    CountryIndicator,
    CountryPair,
    DataFile,
    DataSet,
    FlowInLoad,
    HsCode,
    TradeFlow,
    TradeTotal,
)
from export.models.vouching import Vouching, VouchingDispute

__all__ = [
    "AvailabilitySlot",
    "Case",
    "CaseEntry",
    "CountryIndicator",
    "CountryPair",
    "DataFile",
    "DataSet",
    "Event",
    "EventParty",
    "ExportPlan",
    "FlowInLoad",
    "GoalReading",
    "HsCode",
    "Interest",
    "IssuedDocument",
    "MarketChoice",
    "MeetingRequest",
    "MentorAccount",
    "MentorOffer",
    "MentoringGoal",
    "MentoringRound",
    "MentoringSession",
    "MentoringTerms",
    "MentorshipDetails",
    "OriginCheck",
    "PartnerProfile",
    "PlanFigures",
    "PlanObjective",
    "PlanRisk",
    "Pool",
    "PoolMember",
    "ProfileReview",
    "ReadinessAssessment",
    "RoundPlace",
    "SessionFault",
    "Shipment",
    "SupportDetails",
    "TradeFlow",
    "TradeTotal",
    "Vouching",
    "VouchingDispute",
]
