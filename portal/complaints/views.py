"""Pages of complaints: how it works and the published figures, making one, following it, deciding it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common import charts, clock, workdays
from portal.common.errors import DomainError, NotAllowedError
from portal.common.http import posted
from portal.complaints import appeals, services
from portal.complaints.forms import ComplaintForm, DecisionForm, MessageForm
from portal.complaints.models import Complaint, Outcome, Subject
from portal.organisations.models import Organisation


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    """How a complaint goes, the limits, and the published statistics and decisions."""
    figures = services.statistics()
    subjects = [(str(Subject(code).label), n) for code, n in figures["subjects"].cells.items() if n]
    outcomes = [(str(Outcome(code).label), n) for code, n in figures["outcomes"].cells.items() if n]
    context = {
        "figures": figures,
        "limits": services.limits(),
        "by_subject": charts.bars(_("What complaints are about"), subjects, reading=_("Counts below ten are hidden.")),
        "by_outcome": charts.bars(_("How they ended"), outcomes, reading=_("Counts below ten are hidden.")),
        "decisions": Complaint.objects.filter(is_public=True, state="decided").order_by("-decided_at")[:20],
    }
    return render(request, "complaints/about.html", context)


def listing(request: HttpRequest) -> HttpResponse:
    """Officers: all cases, due first. Others: their own."""
    rows = (
        services.visible_to(request.actor).select_related("organisation", "officer", "against").order_by("due_on", "pk")
    )
    scope = request.GET.get("scope", "open")
    rows = rows.filter(state__in=services.OPEN_STATES) if scope == "open" else rows
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    for row in page:
        row.days_left = (
            workdays.between(clock.today(), row.due_on, settings.HOME_COUNTRY)
            if row.state in services.OPEN_STATES
            else None
        )
    return render(
        request,
        "complaints/list.html",
        {"page": page, "scope": scope, "is_officer": services.is_officer(request.actor)},
    )


def new(request: HttpRequest) -> HttpResponse:
    """Make a complaint or an appeal; the address may name what it is about."""
    initial = {"kind": request.GET.get("kind", "complaint"), "subject": request.GET.get("subject", "")}
    form = ComplaintForm(posted(request), initial=initial)
    about_key = (request.POST.get("about") or request.GET.get("about", ""))[:40]
    if request.method == "POST" and form.is_valid():
        against = Organisation.objects.filter(public_id=request.POST.get("against", "")).first()
        before = services.visible_to(request.actor).filter(public_id=about_key, state="decided").first()
        try:
            row = services.complaint_make(
                actor=request.actor,
                language=get_language() or "en",
                against=against,
                about=("", about_key),
                appeal_of=before,
                **form.cleaned_data,
            )
        except NotAllowedError as error:
            raise PermissionDenied(str(error)) from error
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Received."))
            return redirect("complaints:case", row.public_id)
    return render(
        request, "complaints/new.html", {"form": form, "about": about_key, "against": request.GET.get("against", "")}
    )


def one(request: HttpRequest, public_id: str) -> Complaint:
    rows = services.visible_to(request.actor).select_related("organisation", "against", "officer", "user")
    return get_object_or_404(rows, public_id=public_id)


def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """One case: story, messages, clock, decision."""
    row = one(request, public_id)
    side = services.side_of(request.actor, row)
    is_mine = row.officer_id == getattr(request.actor.user, "pk", 0)
    is_open = row.state in services.OPEN_STATES
    thread = [
        {
            "own": m.user_id == getattr(request.actor.user, "pk", 0),
            "author": _("The office") if m.is_official else (m.organisation or row.organisation or ""),
            "at": m.created_at,
            "body": m.body,
        }
        for m in row.messages.select_related("organisation")
    ]
    context = {
        "row": row,
        "side": side,
        "thread": thread,
        "is_open": is_open,
        "decided": appeals.show(request.actor, row.about_type, row.about_key),
        "days_left": workdays.between(clock.today(), row.due_on, settings.HOME_COUNTRY) if is_open else None,
        "can_take": side == "officer"
        and row.state == "received"
        and row.first_decider_id != getattr(request.actor.user, "pk", 0),
        "can_decide": side == "officer" and is_mine and row.state in ("taken", "hearing"),
        "message_form": MessageForm(),
        "decision_form": DecisionForm(),
    }
    return render(request, "complaints/case.html", context)


@require_POST
def act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """One step by name; the rules are in the services."""
    row = one(request, public_id)
    actor, post = request.actor, request.POST
    steps = {
        "take": lambda: services.complaint_take(actor=actor, complaint=row),
        "write": lambda: services.complaint_write(actor=actor, complaint=row, body=post.get("body", "")),
        "decide": lambda: services.complaint_decide(
            actor=actor,
            complaint=row,
            outcome=post.get("outcome", ""),
            decision=post.get("decision", ""),
            is_public=post.get("is_public") == "on",
        ),
        "withdraw": lambda: services.complaint_withdraw(actor=actor, complaint=row),
    }
    if action not in steps:
        return HttpResponse(status=404)
    try:
        steps[action]()
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    except DomainError as error:
        for texts in error.messages.values():
            for text in texts:
                messages.error(request, str(text))
    else:
        messages.success(request, _("Done."))
    return redirect("complaints:case", row.public_id)
