"""The tables of the export pillar."""

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
from export.models.papers import IssuedDocument, Shipment
from export.models.support import MentoringTerms, MentorshipDetails, SupportDetails
from export.models.trade import CountryIndicator, CountryPair, DataFile, DataSet, HsCode, TradeFlow, TradeTotal

__all__ = [
    "AvailabilitySlot",
    "CountryIndicator",
    "CountryPair",
    "DataFile",
    "DataSet",
    "GoalReading",
    "HsCode",
    "IssuedDocument",
    "MarketChoice",
    "MentorAccount",
    "MentorOffer",
    "MentoringGoal",
    "MentoringRound",
    "MentoringSession",
    "MentoringTerms",
    "MentorshipDetails",
    "ReadinessAssessment",
    "RoundPlace",
    "SessionFault",
    "Shipment",
    "SupportDetails",
    "TradeFlow",
    "TradeTotal",
]
