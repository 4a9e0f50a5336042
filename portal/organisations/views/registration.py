"""Registering, joining, switching, and the organisation's own page."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.errors import DomainError
from portal.common.http import posted
from portal.organisations import carried
from portal.organisations.choices import IdentifierKind, Level, MembershipState
from portal.organisations.consents import STATISTICS, consent_give
from portal.organisations.forms import DetailsForm, IdentifierForm, JoinForm, RegistrationForm, hint_of
from portal.organisations.members import membership_request
from portal.organisations.middleware import SESSION_KEY
from portal.organisations.models import Membership, Organisation
from portal.organisations.services import (
    KnownFirmError,
    Registration,
    identifier_add,
    organisation_register,
    organisation_update,
)
from portal.organisations.views.shared import acting, safe_next

KNOWN_KEY = "known-firm"  # the firm whose number the person typed; only it can be asked to be joined


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A new organisation; a known number leads to asking to join it."""
    form = RegistrationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        registration = Registration(
            legal_name=data["legal_name"],
            country=data["country"],
            identifier_kind=data["identifier_kind"],
            identifier=data["identifier"],
            kinds=tuple(data["kinds"]),
            name_language=get_language() or "en",
        )
        try:
            organisation = organisation_register(actor=request.actor, registration=registration)
        except KnownFirmError as error:
            request.session[KNOWN_KEY] = error.organisation.public_id
            return redirect("organisations:join", error.organisation.public_id)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            request.session[SESSION_KEY] = organisation.public_id
            acting_for = replace(request.actor, organisation=organisation, level=Level.ADMIN)
            if data["counts"]:
                consent_give(actor=acting_for, purpose=STATISTICS)
            carried.take_over(request.session, acting_for, organisation)
            messages.success(request, _("Your organisation is registered."))
            return redirect(safe_next(request, "organisations:home"))
    hints = [{"label": label, "hint": hint_of(kind)} for kind, label in IdentifierKind.choices]
    return render(request, "organisations/register.html", {"form": form, "hints": hints})


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a known firm's administrators to be let in."""
    if request.session.get(KNOWN_KEY) != public_id:
        raise Http404
    organisation = get_object_or_404(Organisation, public_id=public_id)
    form = JoinForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            membership_request(actor=request.actor, organisation=organisation, message=form.cleaned_data["message"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return render(request, "organisations/join_sent.html", {"organisation": organisation})
    return render(request, "organisations/join.html", {"form": form, "organisation": organisation})


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act for another of the person's organisations."""
    membership = get_object_or_404(
        Membership.objects.select_related("organisation"),
        user=request.user,
        state=MembershipState.ACTIVE,
        organisation__public_id=request.POST.get("organisation", ""),
    )
    request.session[SESSION_KEY] = membership.organisation.public_id
    messages.success(
        request, _("You are acting for %(name)s now.") % {"name": f"\u2068{membership.organisation.legal_name}\u2069"}
    )
    return redirect(safe_next(request, "web:dashboard"))


def home(request: HttpRequest) -> HttpResponse:
    """The organisation's record: names, numbers, capabilities, and the way to everything else."""
    if request.actor.organisation is None:
        return redirect("organisations:register")
    actor, organisation = acting(request)
    context = {
        "organisation": organisation,
        "identifiers": organisation.identifiers.order_by("pk"),
        "capabilities": organisation.capabilities.order_by("pk"),
        "may_edit": actor.may_edit,
        "is_admin": actor.is_admin,
        "waiting": organisation.memberships.filter(state=MembershipState.REQUESTED).count() if actor.is_admin else 0,
    }
    return render(request, "organisations/home.html", context)


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Change contact details and description."""
    actor, organisation = acting(request)
    before = Organisation.objects.get(pk=organisation.pk)
    form = DetailsForm(posted(request), instance=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            organisation_update(actor=actor, organisation=before, changes=form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:home")
    return render(request, "organisations/details.html", {"form": form, "organisation": before})


@require_http_methods(["GET", "POST"])
def identifiers(request: HttpRequest) -> HttpResponse:
    """Add or correct an official number."""
    actor, organisation = acting(request)
    form = IdentifierForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            identifier_add(actor=actor, kind=form.cleaned_data["kind"], value=form.cleaned_data["identifier"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:home")
    held = organisation.identifiers.order_by("pk")
    return render(request, "organisations/identifiers.html", {"form": form, "identifiers": held})
