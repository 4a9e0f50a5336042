"""The authority's search and read-only record of an organisation, with its timeline; suspension."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.errors import DomainError
from portal.common.http import posted
from portal.criteria.codes import country_name
from portal.journal.models import JournalEntry
from portal.journal.services import record
from portal.organisations.choices import MembershipState
from portal.organisations.identifiers import ARABIC_DIGITS, SEPARATORS
from portal.organisations.models import Capability, Organisation
from portal.organisations.views.shared import tell
from portal.vetting import reviews
from portal.vetting.forms import ReasonForm, SearchForm
from portal.vetting.policies import can_review
from portal.vetting.verbs import verb_text

TIMELINE = 50


def found_organisations(words: str) -> QuerySet[Organisation]:
    """Organisations whose name, number or public id fits ``words``; newest first without words."""
    rows = Organisation.objects.order_by("-pk")
    text = words.strip()
    if not text:
        return rows
    number = SEPARATORS.sub("", text.translate(ARABIC_DIGITS)).upper()
    wanted = Q(legal_name__icontains=text) | Q(public_id=text.lower()) | Q(memberships__user__email=text.lower())
    if number:
        wanted |= Q(identifiers__value=number)
    return rows.filter(wanted).distinct()


def search(request: HttpRequest) -> HttpResponse:
    """One search over organisations, their numbers and their people's addresses."""
    if not can_review(request.actor):
        raise PermissionDenied(_("Only an officer of an authority can open this page."))
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(found_organisations(words).prefetch_related("capabilities"), 20).get_page(request.GET.get("page"))
    rows = [(organisation, country_name(organisation.country)) for organisation in page]
    return render(request, "vetting/search.html", {"search_form": form, "page": page, "rows": rows, "words": words})


def timeline_of(organisation: Organisation) -> list[dict[str, Any]]:
    """The newest journal entries that concern the organisation, in words."""
    entries = (
        JournalEntry.objects.filter(concerns__organisation=organisation)
        .select_related("user")
        .order_by("-at", "-pk")[:TIMELINE]
    )
    return [
        {"title": verb_text(entry.verb), "at": entry.at, "actor": str(entry.user) if entry.user else ""}
        for entry in entries
    ]


def record_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything an officer may know of an organisation. Opening it is itself an entry in the journal."""
    if not can_review(request.actor):
        raise PermissionDenied(_("Only an officer of an authority can open this page."))
    organisation = get_object_or_404(Organisation, public_id=public_id)
    record(
        actor=request.actor, verb="organisation.looked_at", subject=organisation, concerns=[organisation], notify=False
    )
    members = organisation.memberships.filter(state=MembershipState.ACTIVE).select_related("user").order_by("pk")
    context = {
        "organisation": organisation,
        "country": country_name(organisation.country),
        "identifiers": organisation.identifiers.order_by("pk"),
        "capabilities": organisation.capabilities.prefetch_related("cases__appeal").order_by("pk"),
        "members": members,
        "events": timeline_of(organisation),
        "is_own": request.actor.organisation == organisation,
    }
    return render(request, "vetting/record.html", context)


@require_http_methods(["GET", "POST"])
def suspend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop a capability, with a reason the organisation will read."""
    if not can_review(request.actor):
        raise PermissionDenied(_("Only an officer of an authority can open this page."))
    capability = get_object_or_404(Capability.objects.select_related("organisation"), public_id=public_id)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            reviews.capability_suspend(actor=request.actor, capability=capability, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The capability is suspended."))
            return redirect("vetting:record", capability.organisation.public_id)
    context = {"form": form, "capability": capability, "organisation": capability.organisation}
    return render(request, "vetting/suspend.html", context)


@require_POST
def restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a suspension."""
    if not can_review(request.actor):
        raise PermissionDenied(_("Only an officer of an authority can open this page."))
    capability = get_object_or_404(Capability.objects.select_related("organisation"), public_id=public_id)
    try:
        reviews.capability_restore(actor=request.actor, capability=capability)
    except DomainError as error:
        tell(request, error)
    else:
        messages.success(request, _("The capability is in force again."))
    return redirect("vetting:record", capability.organisation.public_id)
