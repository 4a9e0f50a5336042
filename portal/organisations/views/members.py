"""Members, requests to join, invitations, leaving."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common import clock
from portal.common.errors import DomainError
from portal.common.http import posted
from portal.identity import limits
from portal.identity.models import User
from portal.organisations import members as services
from portal.organisations.choices import Level, MembershipState
from portal.organisations.forms import InvitationForm, LevelForm
from portal.organisations.middleware import SESSION_KEY
from portal.organisations.models import Invitation, Membership
from portal.organisations.views.shared import acting, tell


@require_http_methods(["GET", "POST"])
def members(request: HttpRequest) -> HttpResponse:
    """Everybody who acts for the organisation; administrators invite, answer and change here."""
    actor, organisation = acting(request)
    form = InvitationForm(posted(request), initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            limits.require(request, "invite")
            services.invitation_send(actor=actor, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The invitation is on its way. Its link works for 14 days, once."))
            return redirect("organisations:members")
    rows = organisation.memberships.select_related("user").order_by("pk")
    invitations = organisation.invitations.filter(
        accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now()
    ).order_by("pk")
    context = {
        "form": form,
        "members": rows.filter(state=MembershipState.ACTIVE),
        "requests": rows.filter(state=MembershipState.REQUESTED) if actor.is_admin else [],
        "invitations": invitations if actor.is_admin else [],
        "is_admin": actor.is_admin,
        "token_count": organisation.api_tokens.filter(revoked_at__isnull=True).count() if actor.is_admin else 0,
        "levels": Level.choices,
        "organisation": organisation,
    }
    return render(request, "organisations/members.html", context)


def _membership(request: HttpRequest, key: int) -> Membership:
    _actor, organisation = acting(request)
    return get_object_or_404(organisation.memberships.select_related("user", "organisation"), pk=key)


@require_POST
def member_level(request: HttpRequest, key: int) -> HttpResponse:
    """Give a member another level."""
    form = LevelForm(request.POST)
    if form.is_valid():
        try:
            services.membership_change_level(
                actor=request.actor, membership=_membership(request, key), level=form.cleaned_data["level"]
            )
        except DomainError as error:
            tell(request, error)
        else:
            messages.success(request, _("Saved."))
    return redirect("organisations:members")


@require_POST
def member_end(request: HttpRequest, key: int) -> HttpResponse:
    """Remove a member, or leave."""
    membership = _membership(request, key)
    try:
        services.membership_end(actor=request.actor, membership=membership)
    except DomainError as error:
        tell(request, error)
        return redirect("organisations:members")
    if membership.user_id == request.user.pk:
        request.session.pop(SESSION_KEY, None)
        messages.success(request, _("You have left the organisation."))
        return redirect("web:dashboard")
    messages.success(request, _("The person cannot act for the organisation any more."))
    return redirect("organisations:members")


@require_POST
def member_decide(request: HttpRequest, key: int) -> HttpResponse:
    """Answer a request to join."""
    accept = request.POST.get("answer") == "accept"
    level = request.POST.get("level", Level.VIEWER)
    try:
        services.membership_decide(
            actor=request.actor,
            membership=_membership(request, key),
            accept=accept,
            level=level if level in Level.values else Level.VIEWER,
        )
    except DomainError as error:
        tell(request, error)
    else:
        messages.success(request, _("The person is a member now.") if accept else _("The request is refused."))
    return redirect("organisations:members")


@require_POST
def invitation_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw an invitation."""
    _actor, organisation = acting(request)
    invitation = get_object_or_404(organisation.invitations.select_related("organisation"), public_id=public_id)
    try:
        services.invitation_revoke(actor=request.actor, invitation=invitation)
    except DomainError as error:
        tell(request, error)
    else:
        messages.success(request, _("The invitation is withdrawn; its link does not work any more."))
    return redirect("organisations:members")


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind an invitation's link. Reading it changes nothing; joining is a post."""
    invitation = services.invitation_of(secret)
    if invitation is None:
        return render(request, "organisations/invitation_gone.html", status=410)
    if request.method == "POST" and isinstance(request.user, User):
        try:
            membership = services.invitation_accept(actor=request.actor, invitation=invitation)
        except DomainError as error:
            tell(request, error)
        else:
            request.session[SESSION_KEY] = membership.organisation.public_id
            messages.success(request, _("Welcome. You can act for the organisation now."))
            return redirect("web:dashboard")
    return render(request, "organisations/invitation.html", _invitation_page(request, invitation))


def _invitation_page(request: HttpRequest, invitation: Invitation) -> dict[str, object]:
    """What the page needs; the link proves the mailbox, so signing up with that address needs no second mail."""
    email = request.user.email.lower() if isinstance(request.user, User) else ""
    if not email:
        get_adapter(request).stash_verified_email(request, invitation.email)
    known = User.objects.filter(email=invitation.email).exists()
    here = request.get_full_path()
    return {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "is_other": bool(email) and email != invitation.email,
        "is_signed_in": bool(email),
        "enter_url": f"{reverse('account_login' if known else 'account_signup')}?next={here}",
        "is_known": known,
    }
