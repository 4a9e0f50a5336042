"""Who may do what with briefs, applications, consultations and the lab. Policies take the Actor, never the request."""

from django.db.models import Q, QuerySet

from portal.briefs.models import Application, Brief, Comment, Consultation, LabCase, Programme
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation


def can_write_briefs(actor: Actor) -> bool:
    """Editors and administrators of an authority write briefs, consultations and lab cases."""
    return actor.is_signed_in and actor.is_authority and actor.may_edit


def can_edit_brief(actor: Actor, brief: Brief) -> bool:
    """The issuer's editors, while the working copy is a draft."""
    return can_write_briefs(actor) and owns(actor, brief) and brief.state == "draft"


def owns(actor: Actor, thing: Brief | Consultation | LabCase | Programme) -> bool:
    """Whether the thing belongs to the acting authority."""
    return actor.organisation is not None and thing.issuer_id == actor.organisation.pk


def can_review_brief(actor: Actor, brief: Brief) -> bool:
    """Another editor of the issuer than the one who sent it to review, nor one who wrote in this draft."""
    return (
        can_write_briefs(actor)
        and owns(actor, brief)
        and actor.user is not None
        and brief.submitted_by_id != actor.user.pk
        and not brief.texts.filter(
            updated_by=actor.user, updated_at__gte=brief.published_at or brief.created_at
        ).exists()
    )


def can_waive(actor: Actor, brief: Brief) -> bool:
    """An administrator of the issuer may sign that a language is missing or hard to read."""
    return can_write_briefs(actor) and owns(actor, brief) and actor.is_admin


def briefs_visible_to(actor: Actor) -> QuerySet[Brief]:
    """Working copies of the acting authority."""
    if not (actor.is_signed_in and actor.is_authority and actor.organisation is not None):
        return Brief.objects.none()
    return Brief.objects.filter(issuer=actor.organisation)


def briefs_public() -> QuerySet[Brief]:
    """What everybody may read: briefs with a current version (superseded ones keep their page, with a banner)."""
    return Brief.objects.filter(current_version__isnull=False).exclude(state="withdrawn")


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    """A firm sees its own, an intermediary those it made, an authority those for its briefs (never drafts)."""
    if actor.organisation is None:
        return Application.objects.none()
    mine = Q(organisation=actor.organisation) | Q(through=actor.organisation)
    if actor.is_authority:
        mine |= Q(brief__issuer=actor.organisation) & ~Q(state="draft")
    return Application.objects.filter(mine)


def can_apply(actor: Actor) -> bool:
    """An editor of a firm, or of an adviser acting for a client."""
    return actor.is_signed_in and actor.organisation is not None and actor.may_edit and not actor.is_authority


def can_apply_for_client(actor: Actor) -> bool:
    """Advisers (chambers, agencies) may apply on a client's behalf."""
    return can_apply(actor) and actor.holds(CapabilityKind.ADVISER)


def clients_of(actor: Actor) -> QuerySet[Organisation]:
    """Firms that let the acting adviser apply for them, by name."""
    if not can_apply_for_client(actor):
        return Organisation.objects.none()
    return Organisation.objects.filter(
        representatives__adviser=actor.organisation, representatives__ended_at__isnull=True
    ).order_by("legal_name")


def can_choose_representative(actor: Actor) -> bool:
    """Editors of a small firm decide who may apply for it."""
    return can_apply(actor) and actor.holds(CapabilityKind.BORROWER)


def can_act_on_application(actor: Actor, application: Application) -> bool:
    """The firm's side: own editor, or the intermediary's while the firm lets it."""
    if not can_apply(actor) or actor.organisation is None:
        return False
    if actor.organisation.pk == application.organisation_id:
        return True
    is_through = actor.organisation.pk == application.through_id
    return is_through and clients_of(actor).filter(pk=application.organisation_id).exists()


def can_decide_application(actor: Actor, application: Application) -> bool:
    """The office's side: an editor of the issuing authority, never on its own behalf."""
    return (
        can_write_briefs(actor)
        and owns(actor, application.brief)
        and application.applied_by_id != getattr(actor.user, "pk", None)
    )


def can_comment(actor: Actor, consultation: Consultation) -> bool:
    """Everybody with an account, while comments are open."""
    return actor.is_signed_in and consultation.state == "open"


def can_answer_comment(actor: Actor, comment: Comment) -> bool:
    """Editors of the authority that asks."""
    return can_write_briefs(actor) and owns(actor, comment.paragraph.consultation)
