"""Challenges in the browser: public list and page, entries, the jury's sheets, the prototype gate."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from digital.choices import PrototypeState
from digital.forms.challenges import ChallengeForm, EntryForm, OpinionForm
from digital.models import Challenge, ChallengeEntry
from digital.services import challenges as services
from digital.services import followups
from digital.views.common import actor_of, editing_firm_of, exchange_path, tell
from portal.common import clock
from portal.common.errors import DomainError


def found_challenge(public_id: str) -> Challenge:
    rows = Challenge.objects.select_related("organisation", "winner__organisation", "contract").prefetch_related(
        "criteria"
    )
    return get_object_or_404(rows, public_id=public_id)


@login_not_required
@require_GET
def challenge_list(request: HttpRequest) -> HttpResponse:
    """All challenges, those without a winner beside the others; and ideas pledged to everybody."""
    rows = Challenge.objects.select_related("organisation", "winner__organisation")[:200]
    pledged = ChallengeEntry.objects.filter(
        is_pledged=True, withdrawn_at__isnull=True, challenge__decided_at__isnull=False
    ).select_related("organisation", "challenge")[:100]
    return render(request, "digital/challenges.html", {"rows": rows, "pledged": pledged})


@login_not_required
@require_GET
def challenge(request: HttpRequest, public_id: str) -> HttpResponse:
    """One challenge, and what its reader may do: enter, judge, decide."""
    found = found_challenge(public_id)
    actor = actor_of(request)
    firm = actor.organisation
    is_owner = firm is not None and firm.pk == found.organisation_id
    is_juror = actor.user is not None and found.jurors.filter(user=actor.user).exists()
    own = found.entries.filter(organisation=firm, withdrawn_at__isnull=True).first() if firm else None
    is_over = found.decided_at is not None
    shown = services.standings(found) if is_over or ((is_owner or is_juror) and not found.is_open) else []
    context = {
        "challenge": found, "criteria": found.criteria.all(), "prize": services.prize_of(found), "is_owner": is_owner,
        "is_juror": is_juror, "own": own, "is_over": is_over, "is_late": services.is_late(found, clock.today()),
        "can_enter": found.is_open and not is_owner and not is_juror and actor.may_edit,
        "entries": found.entries.filter(withdrawn_at__isnull=True).count(),
        "jurors": found.jurors.select_related("user") if is_owner else [],
        "rows": shown if is_owner or is_juror else [], "winning": next((r for r in shown if r.can_win), None),
        "pilots": found.pilots.all(),
        "can_decide": is_owner and not is_over and not found.is_open,
    }  # fmt: skip
    return render(request, "digital/challenge.html", context)


@require_http_methods(["GET", "POST"])
def challenge_new(request: HttpRequest) -> HttpResponse:
    """Set a challenge."""
    editing_firm_of(request)
    form = ChallengeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            values = {**form.values(), "language": get_language() or "en"}
            made = services.challenge_publish(actor=actor_of(request), values=values, criteria=form.criteria())
            return redirect("digital:challenge", made.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/challenge_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def challenge_enter(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter, or change the own entry while entries are taken."""
    firm = editing_firm_of(request)
    found = found_challenge(public_id)
    own = found.entries.filter(organisation=firm, withdrawn_at__isnull=True).first()
    form = EntryForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method == "POST" and form.is_valid():
        try:
            values = {**form.cleaned_data, "language": get_language() or "en"}
            services.entry_save(actor=actor_of(request), challenge=found, values=values)
            messages.success(request, _("Entered. Nobody reads it before the last day has passed."))
            return redirect("digital:challenge", public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/challenge_enter.html", {"form": form, "challenge": found})


def found_entry(request: HttpRequest, public_id: str) -> ChallengeEntry:
    rows = ChallengeEntry.objects.visible_to(actor_of(request)).select_related(
        "challenge__organisation", "organisation"
    )
    return get_object_or_404(rows, public_id=public_id)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, public_id: str) -> HttpResponse:
    """One entry: for its solver with the figures after the decision, for owner and jury once entries are closed."""
    row = found_entry(request, public_id)
    actor, found = actor_of(request), row.challenge
    criteria = list(found.criteria.all())
    juror = found.jurors.filter(user=actor.user).first() if actor.user else None
    form = OpinionForm(request.POST if request.method == "POST" else None, criteria=criteria) if juror else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            services.opinion_give(
                actor=actor, entry=row, has_conflict=form.cleaned_data["has_conflict"], points=form.points(),
                feedback=form.cleaned_data["feedback"],
            )  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("digital:challenge", found.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/challenge_entry.html", _entry_context(request, row, form))


def _entry_context(request: HttpRequest, row: ChallengeEntry, form: OpinionForm | None) -> dict[str, Any]:
    firm = actor_of(request).organisation
    found, is_over = row.challenge, row.challenge.decided_at is not None
    is_owner = firm is not None and firm.pk == found.organisation_id
    is_solver = firm is not None and firm.pk == row.organisation_id
    criteria = list(found.criteria.all())
    standing = services.standing_of(row, criteria)
    shows = is_over and (is_solver or is_owner)
    means = zip(criteria, standing.by_criterion, strict=False) if shows else []
    return {
        "entry": row, "challenge": found, "form": form, "is_owner": is_owner, "is_solver": is_solver,
        "is_over": is_over, "standing": standing if shows else None, "means": list(means),
        "feedback": row.opinions.exclude(feedback="").filter(has_conflict=False) if shows else [],
        "can_show": is_solver and not is_over and not found.is_open and row.prototype != PrototypeState.WORKS,
        "can_judge": is_owner and not is_over and row.prototype == PrototypeState.SHOWN,
    }  # fmt: skip


@require_POST
def challenge_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """The owner names a juror, ends the challenge, or asks the winner for a contract."""
    found = found_challenge(public_id)
    try:
        if action == "juror":
            services.juror_name(actor=actor_of(request), challenge=found, email=request.POST.get("email", "")[:254])
            messages.success(request, _("Named. The person was told."))
        elif action == "contract":
            made = followups.contract_from_challenge(actor=actor_of(request), challenge=found)
            return redirect(exchange_path("requests", made.public_id))
        elif action == "decide":
            services.challenge_decide(actor=actor_of(request), challenge=found)
            messages.success(request, _("Decided. Everybody who entered was told and can read the jury's words."))
        else:
            raise Http404
    except DomainError as error:
        tell(request, error)
    return redirect("digital:challenge", public_id)


@require_POST
def entry_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """The solver shows a prototype or withdraws; the owner says whether the prototype works."""
    row = found_entry(request, public_id)
    actor = actor_of(request)
    try:
        if action == "show":
            services.prototype_show(actor=actor, entry=row, text=request.POST.get("prototype_text", ""))
            messages.success(request, _("Shown. The owner was asked to try it."))
        elif action in ("works", "fails"):
            reason = request.POST.get("reason", "")
            services.prototype_judge(actor=actor, entry=row, works=action == "works", reason=reason)
            messages.success(request, _("Saved."))
        elif action == "withdraw":
            services.entry_withdraw(actor=actor, entry=row)
            messages.success(request, _("Your entry was taken back."))
            return redirect("digital:challenge", row.challenge.public_id)
        else:
            raise Http404
    except DomainError as error:
        tell(request, error)
    return redirect("digital:entry", public_id)
