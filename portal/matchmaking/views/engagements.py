"""What follows an award: steps, ratings, disputes; outcomes, also by one-time link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common.errors import ConflictError, DomainError
from portal.common.http import page_of, posted
from portal.matchmaking import policies, registry, services, timeline
from portal.matchmaking.forms import FLAG_QUESTIONS, RATING_QUESTIONS, OutcomeForm, RatingForm, ReasonForm, StartForm
from portal.matchmaking.models import Dispute, Engagement
from portal.matchmaking.services.outcomes import is_confirmed, outcome_link_find


def visible(request: HttpRequest, public_id: str) -> Engagement:
    """An engagement of the actor's organisation (or a disputed one for an authority), else 404."""
    rows = Engagement.objects.visible_to(request.actor).select_related(
        "award__request", "award__response", "owner", "responder"
    )
    return get_object_or_404(rows, public_id=public_id)


def index(request: HttpRequest) -> HttpResponse:
    """All engagements of the organisation, running ones first."""
    rows = Engagement.objects.visible_to(request.actor).select_related("award__request", "owner", "responder")
    return render(request, "matchmaking/engagement_list.html", {"page": page_of(request, rows.order_by("-created_at"))})


def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """State, terms, steps with who must confirm, contact, ratings, result."""
    engagement = visible(request, public_id)
    pillar = registry.get(engagement.pillar)
    response = engagement.award.response
    organisation = request.actor.organisation
    context = {
        "engagement": engagement,
        "thing": engagement.award.request,
        "pillar": pillar,
        "response": response,
        "terms": pillar.terms(response),
        "milestones": engagement.milestones.all(),
        "is_owner": organisation is not None and organisation.pk == engagement.owner_id,
        "other": engagement.responder if organisation and organisation.pk == engagement.owner_id else engagement.owner,
        "may_work": policies.can_work_on(request.actor, engagement),
        "may_decide": request.actor.is_authority,
        "start_form": StartForm(),
        "reason_form": ReasonForm(),
        "rating_form": RatingForm(),
        "ratings": engagement.ratings.select_related("by"),
        "has_rated": engagement.ratings.filter(by=organisation).exists(),
        "outcomes": engagement.outcomes.select_related("organisation"),
        "has_reported": engagement.outcomes.filter(organisation=organisation).exists(),
        "is_confirmed": is_confirmed(engagement),
        "disputes": engagement.disputes.all(),
        "events": timeline.of_engagement(engagement, request.actor),
    }
    return render(request, "matchmaking/engagement_detail.html", context)


@require_POST
def act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Start, complete, end early, rate, raise a dispute."""
    engagement = visible(request, public_id)
    actor = request.actor
    if action == "start":
        form = StartForm(request.POST)
        if not form.is_valid():
            raise DomainError(_("Enter the dates as year, month, day."))
        services.engagement_start(actor=actor, engagement=engagement, **form.cleaned_data)
        messages.success(request, _("Noted. It is under way."))
    elif action == "complete":
        services.engagement_complete(actor=actor, engagement=engagement)
        messages.success(request, _("Completed. Both sides will be asked what came of it."))
    elif action == "terminate":
        services.engagement_terminate(actor=actor, engagement=engagement, reason=request.POST.get("reason", ""))
        messages.success(request, _("Ended. The other side was told the reason."))
    elif action == "dispute":
        services.dispute_raise(actor=actor, engagement=engagement, reason=request.POST.get("reason", ""))
        messages.success(request, _("The authority was asked to mediate and will answer within ten days."))
    elif action == "rate":
        rating = RatingForm(request.POST)
        if not rating.is_valid():
            raise DomainError(_("Choose one to five."))
        services.rating_give(actor=actor, engagement=engagement, **rating.cleaned_data)
        messages.success(request, _("Thank you for rating."))
    return redirect("matchmaking:engagement-detail", engagement.public_id)


@require_POST
def confirm(request: HttpRequest, public_id: str, milestone: str) -> HttpResponse:
    """Confirm one step for the actor's side."""
    engagement = visible(request, public_id)
    step = get_object_or_404(engagement.milestones, public_id=milestone)
    services.milestone_confirm(actor=request.actor, milestone=step, note=request.POST.get("note", ""))
    messages.success(request, _("Confirmed."))
    return redirect("matchmaking:engagement-detail", engagement.public_id)


def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Report the result, signed in."""
    engagement = visible(request, public_id)
    policies.require(policies.can_work_on(request.actor, engagement))
    form = outcome_form(request, engagement)
    if request.method == "POST" and form.is_valid():
        try:
            services.outcome_report(actor=request.actor, engagement=engagement, answers=form.answers())
            messages.success(request, _("Thank you. It counts once both sides have confirmed."))
            return redirect("matchmaking:engagement-detail", engagement.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "matchmaking/outcome_form.html", outcome_context(form, engagement))


def outcome_form(request: HttpRequest, engagement: Engagement) -> OutcomeForm:
    """The questions of every pillar and those of this one."""
    return OutcomeForm(posted(request), questions=registry.get(engagement.pillar).outcome_questions)


def outcome_context(form: OutcomeForm, engagement: Engagement) -> dict[str, object]:
    return {
        "form": form,
        "engagement": engagement,
        "thing": engagement.award.request,
        "ratings": [form[f"rating_{code}"] for code, _label in RATING_QUESTIONS],
        "flags": [form[f"flag_{code}"] for code, _label in FLAG_QUESTIONS],
        "years": [form[f"year_{year}"] for year in form.years],
        "more": [form[f"more_{code}"] for code in form.codes],
    }


@login_not_required
def outcome_link(request: HttpRequest, token: str) -> HttpResponse:
    """Report through a one-time link, without signing in. Reading it changes nothing."""
    link = outcome_link_find(token)
    if link is None:
        return render(request, "matchmaking/outcome_gone.html", status=410)
    form = outcome_form(request, link.engagement)
    if request.method == "POST" and form.is_valid():
        try:
            services.outcome_from_link(token=token, answers=form.answers())
            return render(request, "matchmaking/outcome_thanks.html", {"thing": link.engagement.award.request})
        except ConflictError:
            return render(request, "matchmaking/outcome_gone.html", status=410)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "matchmaking/outcome_form.html", {**outcome_context(form, link.engagement), "is_link": True})


def disputes(request: HttpRequest) -> HttpResponse:
    """Open disputes, for the authority."""
    policies.require(request.actor.is_authority)
    rows = Dispute.objects.select_related("engagement__award__request", "raised_by").order_by("decided_at", "due_at")
    return render(request, "matchmaking/dispute_list.html", {"page": page_of(request, rows)})


def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """The authority reads a dispute and decides it."""
    policies.require(request.actor.is_authority)
    dispute = get_object_or_404(
        Dispute.objects.select_related(
            "engagement__award__request", "engagement__owner", "engagement__responder", "raised_by"
        ),
        public_id=public_id,
    )
    form = ReasonForm(posted(request))
    form.fields["reason"].label = _("Decision, to both sides")
    if request.method == "POST" and form.is_valid():
        services.dispute_decide(
            actor=request.actor,
            dispute=dispute,
            decision=form.cleaned_data["reason"],
            terminate=request.POST.get("ends") == "yes",
        )
        messages.success(request, _("Decided. Both sides were told."))
        return redirect("matchmaking:disputes")
    return render(request, "matchmaking/dispute_decide.html", {"dispute": dispute, "form": form})
