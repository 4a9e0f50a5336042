"""Who may do what on the exchange: pure functions of actor and thing. Fetching is already limited by ``visible_to``."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.common.errors import NotAllowedError
from portal.identity.models import User
from portal.matchmaking import registry
from portal.matchmaking.models import Engagement, Request, Response, Thread
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation

# Verb → what it means, rendered into docs/permissions.md.
VERBS: Final = {
    "request.edit": _("Write, publish, extend or withdraw the organisation's requests"),
    "request.respond": _("Answer requests the organisation was matched with"),
    "request.moderate": _("Check requests before they are published"),
    "request.award": _("Compare and accept responses"),
    "response.approve": _("Approve a colleague's response"),
    "engagement.work": _("Confirm milestones, report outcomes, rate"),
    "dispute.decide": _("Mediate disputes"),
}


def owns(actor: Actor, request: Request) -> bool:
    """Whether the actor's organisation asked for it."""
    return actor.organisation is not None and request.organisation_id == actor.organisation.pk


def can_edit_request(actor: Actor, request: Request) -> bool:
    return owns(actor, request) and actor.may_edit


def can_create_request(actor: Actor) -> bool:
    return actor.organisation is not None and actor.may_edit


def can_moderate_requests(actor: Actor) -> bool:
    return actor.holds(CapabilityKind.AUTHORITY) and actor.may_edit


def can_respond(actor: Actor, request: Request) -> bool:
    """An editor of an organisation vetted for the pillar, never the asking firm itself."""
    policy = registry.get(request.pillar).policy
    return (
        actor.may_edit
        and not owns(actor, request)
        and (not policy.responder_capability or actor.holds(policy.responder_capability))
    )


def can_edit_response(actor: Actor, response: Response) -> bool:
    return actor.organisation is not None and response.organisation_id == actor.organisation.pk and actor.may_edit


def can_approve_response(actor: Actor, response: Response) -> bool:
    """A second person of the responder, never the author."""
    return can_edit_response(actor, response) and actor.user is not None and response.created_by_id != actor.user.pk


def can_award_request(actor: Actor, request: Request) -> bool:
    """Accepting binds the firm: an administrator or editor of the owner."""
    return can_edit_request(actor, request)


def can_work_on(actor: Actor, engagement: Engagement) -> bool:
    return (
        actor.organisation is not None
        and actor.may_edit
        and actor.organisation.pk in (engagement.owner_id, engagement.responder_id)
    )


def can_write_in(actor: Actor, thread: Thread) -> bool:
    return (
        actor.organisation is not None
        and actor.may_edit
        and actor.organisation.pk in (thread.responder_id, thread.request.organisation_id)
    )


def shows_identity(actor: Actor, request: Request, *, is_revealed: bool) -> bool:
    """Whether the asking firm's name and contact may be shown to this actor (contact shield)."""
    if owns(actor, request) or actor.holds(CapabilityKind.AUTHORITY):
        return True
    if request.show_name or is_revealed:
        return True
    return not registry.get(request.pillar).policy.anonymous_until_award


def signed_in(actor: Actor) -> tuple[User, Organisation]:
    """The acting person and organisation; NotAllowedError when either is missing."""
    if actor.user is None or actor.organisation is None:
        raise NotAllowedError(_("Sign in and choose the organisation you act for."))
    return actor.user, actor.organisation


def require(allowed: bool) -> None:
    """Raise NotAllowedError (403) unless ``allowed``."""
    if not allowed:
        raise NotAllowedError(
            _("You may see this, but not do it. An administrator of your organisation can change that.")
        )
