"""Tables of the digital pillar."""

from digital.models.assessments import AdviserLink, Assessment, AssessmentAnswer, PlanItem, PlanNote
from digital.models.community import BuyerGroup, GroupMember, HelpClaim, HelpOffer, IntegritySignal, Pilot, PilotGate
from digital.models.grants import ClaimEvidence, ConnectedFirm, GrantApplication, GrantCost, GrantEvent
from digital.models.projects import (
    ProjectDetails,
    ProposalMilestone,
    ProposalTerms,
    TransformationDetails,
    UsageMonth,
)
from digital.models.providers import Package, PackageLine, ProviderProfile, ProviderTag, ReferenceCustomer

__all__ = [
    "AdviserLink",
    "Assessment",
    "AssessmentAnswer",
    "BuyerGroup",
    "ClaimEvidence",
    "ConnectedFirm",
    "GrantApplication",
    "GrantCost",
    "GrantEvent",
    "GroupMember",
    "HelpClaim",
    "HelpOffer",
    "IntegritySignal",
    "Package",
    "PackageLine",
    "Pilot",
    "PilotGate",
    "PlanItem",
    "PlanNote",
    "ProjectDetails",
    "ProposalMilestone",
    "ProposalTerms",
    "ProviderProfile",
    "ProviderTag",
    "ReferenceCustomer",
    "TransformationDetails",
    "UsageMonth",
]
