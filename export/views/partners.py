"""Partner profiles: list, own ones, review, interest."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export.forms.network import InterestForm, ProfileForm
from export.models.partners import Interest, PartnerProfile, ProfileState, ProfileType
from export.services import partners as services
from export.services.firm import require_editor
from export.views.pages import actor_of, attempt, form_page, page
from portal.common.http import page_of
from portal.organisations.choices import CapabilityKind


@page
def profile_list(request: HttpRequest) -> HttpResponse:
    """Published profiles by type and words; nobody's name is on it."""
    actor = actor_of(request)
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:80]
    rows = PartnerProfile.objects.filter(state=ProfileState.PUBLISHED).order_by("-published_at", "-pk")
    if kind in ProfileType.values:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(summary__icontains=words) | Q(keywords__icontains=words))
    is_reviewer = actor.holds(CapabilityKind.ADVISER) or actor.is_authority
    context = {
        "page": page_of(request, rows),
        "kinds": ProfileType.choices,
        "kind": kind,
        "q": words,
        "mine": PartnerProfile.objects.filter(organisation=actor.organisation).order_by("-pk"),
        "sent": Interest.objects.filter(organisation=actor.organisation)
        .select_related("profile__organisation")
        .order_by("-pk")[:50],
        "reviews": PartnerProfile.objects.filter(state=ProfileState.REVIEW).exclude(organisation=actor.organisation)
        if is_reviewer
        else [],
        "names_shown": ("accepted", "meeting", "agreement", "closed"),
    }
    return render(request, "export/partners.html", context)


@page
def profile_edit(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Write or mend a profile."""
    actor = actor_of(request)
    firm = require_editor(actor)
    profile = (
        get_object_or_404(PartnerProfile, organisation=firm, public_id=public_id)
        if public_id
        else PartnerProfile(organisation=firm, language=get_language() or "en")
    )
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=profile)
    return form_page(
        request, form, lambda: services.profile_save(actor=actor, form=form), title=_("Partner profile"), submit=_("Save and look at it"),
        to=lambda saved: reverse("export:profile", args=[saved.public_id]), back=reverse("export:partners"),
    )  # fmt: skip


@page
def profile_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A profile: open part for everybody, interests for its owner, the reviewers' form."""
    actor = actor_of(request)
    is_reviewer = actor.holds(CapabilityKind.ADVISER) or actor.is_authority
    seen = services.visible_profiles(actor.organisation)
    rows = (
        PartnerProfile.objects.filter(seen)
        if not is_reviewer
        else PartnerProfile.objects.exclude(state=ProfileState.DRAFT) | PartnerProfile.objects.filter(seen)
    )
    profile = get_object_or_404(rows.select_related("organisation"), public_id=public_id)
    is_owner = actor.organisation is not None and profile.organisation_id == actor.organisation.pk
    mine = Interest.objects.filter(profile=profile, organisation=actor.organisation).order_by("-pk").first()
    interests = profile.interests.select_related("organisation").order_by("-pk") if is_owner else []
    context = {
        "profile": profile,
        "is_owner": is_owner,
        "may_renew": services.may_renew(profile),
        "interests": [{"interest": item, "named": services.names_shown(item)} for item in interests],
        "mine": mine,
        "named": mine is not None and services.names_shown(mine),
        "may_review": is_reviewer and not is_owner and profile.state == ProfileState.REVIEW,
        "reviews": profile.reviews.filter(is_current=True) if is_owner or is_reviewer else [],
        "may_edit": actor.may_edit,
    }
    return render(request, "export/profile.html", context)


@require_POST
@page
def profile_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Submit, close, renew, review."""
    actor = actor_of(request)
    profile = get_object_or_404(PartnerProfile.objects.select_related("organisation"), public_id=public_id)
    passed, comment = request.POST.get("passed") == "yes", request.POST.get("comment", "")
    actions = {
        "submit": lambda: services.profile_submit(actor=actor, profile=profile),
        "close": lambda: services.profile_close(actor=actor, profile=profile),
        "renew": lambda: services.profile_renew(actor=actor, profile=profile),
        "review": lambda: services.profile_review(actor=actor, profile=profile, passed=passed, comment=comment),
    }
    attempt(request, actions[action], done=_("Done."))
    return redirect(
        "export:partners" if action == "review" else "export:profile",
        *([] if action == "review" else [profile.public_id]),
    )


@page
def interest_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write to the owner of a profile."""
    actor = actor_of(request)
    profile = get_object_or_404(PartnerProfile, state=ProfileState.PUBLISHED, public_id=public_id)
    form = InterestForm(request.POST if request.method == "POST" else None)
    to = reverse("export:profile", args=[profile.public_id])
    return form_page(
        request, form, lambda: services.interest_send(actor=actor, profile=profile, form=form), title=_("Express interest"),
        lead=_("They answer within five working days. Your name stays hidden until they accept."), submit=_("Send"), to=to, back=to,
    )  # fmt: skip


@require_POST
@page
def interest_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """The owner's answer and what follows."""
    actor = actor_of(request)
    interest = get_object_or_404(
        Interest.objects.select_related("profile", "organisation"),
        public_id=public_id,
        profile__organisation=actor.organisation,
    )
    reason = request.POST.get("reason", "")
    attempt(
        request,
        lambda: services.interest_move(actor=actor, interest=interest, action=action, reason=reason),
        done=_("Done."),
    )
    return redirect("export:profile", interest.profile.public_id)
