"""Who may do what with a vetting case. An officer never decides about his own organisation."""

from portal.organisations.actors import Actor
from portal.vetting.models import Appeal, VettingCase


def is_own(actor: Actor, case: VettingCase) -> bool:
    """Whether the case is of the actor's organisation."""
    return actor.organisation is not None and case.capability.organisation_id == actor.organisation.pk


def can_edit_case(actor: Actor, case: VettingCase) -> bool:
    """Answer criteria, submit, withdraw, appeal: members of the applicant who may edit."""
    return actor.may_edit and is_own(actor, case)


def can_review(actor: Actor) -> bool:
    """See the queue and take cases: people of an authority who may edit."""
    return actor.is_authority and actor.may_edit


def can_decide_case(actor: Actor, case: VettingCase) -> bool:
    """Decide: the officer who holds the case, for an authority, about another organisation."""
    return can_review(actor) and not is_own(actor, case) and actor.user is not None and case.officer_id == actor.user.pk


def can_decide_appeal(actor: Actor, appeal: Appeal) -> bool:
    """Decide an appeal: an officer who did not make the first decision."""
    return (
        can_review(actor)
        and not is_own(actor, appeal.case)
        and actor.user is not None
        and appeal.first_decided_by_id != actor.user.pk
    )
