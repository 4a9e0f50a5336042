"""Tables of the digital pillar."""

from digital.models.assessments import AdviserLink, Assessment, AssessmentAnswer, PlanItem, PlanNote
from digital.models.challenges import (
    Challenge,
    ChallengeCriterion,
    ChallengeEntry,
    ChallengeJuror,
    ChallengeOpinion,
    ChallengePoints,
)
from digital.models.community import BuyerGroup, GroupMember, HelpClaim, HelpOffer, IntegritySignal, Pilot, PilotGate
from digital.models.grants import (
    ClaimEvidence,
    ConnectedFirm,
    GrantApplication,
    GrantCost,
    GrantEvent,
    SchemeConditions,
)
from digital.models.projects import (
    ProjectDetails,
    ProposalMilestone,
    ProposalTerms,
    TransformationDetails,
    UsageMonth,
)
from digital.models.providers import Package, PackageLine, ProviderProfile, ProviderTag, ReferenceCustomer
from digital.models.talent import Introduction, Opening, Talent, TalentTag, Training, TrainingPlace

__all__ = [
    "AdviserLink",
    "Assessment",
    "AssessmentAnswer",
    "BuyerGroup",
    "Challenge",
    "ChallengeCriterion",
    "ChallengeEntry",
    "ChallengeJuror",
    "ChallengeOpinion",
    "ChallengePoints",
    "ClaimEvidence",
    "ConnectedFirm",
    "GrantApplication",
    "GrantCost",
    "GrantEvent",
    "GroupMember",
    "HelpClaim",
    "HelpOffer",
    "IntegritySignal",
    "Introduction",
    "Opening",
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
    "SchemeConditions",
    "Talent",
    "TalentTag",
    "Training",
    "TrainingPlace",
    "TransformationDetails",
    "UsageMonth",
]
