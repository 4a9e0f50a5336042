"""Small helpers of the views: the acting organisation, safe return addresses, messages of a refusal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from portal.common.errors import DomainError
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation


def acting(request: HttpRequest) -> tuple[Actor, Organisation]:
    """The actor and the organisation; 403 with the reason for a person without one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.organisation is None:
        raise PermissionDenied(_("Register or join an organisation first."))
    return actor, actor.organisation


def tell(request: HttpRequest, error: DomainError) -> None:
    """Show a refusal of an action that has no form."""
    for texts in error.messages.values():
        for text in texts:
            messages.error(request, str(text))


def safe_next(request: HttpRequest, default: str) -> str:
    """The ``next`` address when it stays on this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return default
