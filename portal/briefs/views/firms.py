"""The firm's side: briefs for us, applying, confirming, following an application; the office's side of the same rows."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, DateField, F, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.briefs import explain, policies
from portal.briefs.choices import ApplicationState
from portal.briefs.forms import ApplicationForm, DecisionForm, MessageForm, PaymentForm
from portal.briefs.models import Application, BriefAudience, Representative
from portal.briefs.services import applications, lab, representatives
from portal.briefs.views.common import language_of, page_of, require, say
from portal.briefs.views.public import dress, public
from portal.common import clock, workdays
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.common.http import posted
from portal.documents.models import Document
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation


def mine(request: HttpRequest) -> HttpResponse:
    """Briefs the firm was told about, its applications, and its choice about the policy lab."""
    actor = request.actor
    require(actor.organisation is not None)
    rows = (
        BriefAudience.objects.filter(
            organisation=actor.organisation, told_at__isnull=False, version__brief__superseded_by__isnull=True
        )
        .exclude(version__brief__state="withdrawn")
        .select_related("version__brief__current_version", "version__brief__issuer")
        .order_by("-told_at")
    )
    page = page_of(request, rows)
    for row in page:
        dress(row.version.brief)
    asked = (
        policies.applications_visible_to(actor)
        .select_related("brief__current_version", "brief__issuer", "organisation")
        .order_by("-pk")[:20]
    )
    for application in asked:
        dress(application.brief)
    context = {
        "page": page,
        "applications": asked,
        "has_consented": lab.has_consented(actor.organisation),
        "may_decide": actor.may_edit and actor.holds(CapabilityKind.BORROWER),
        "may_choose": policies.can_choose_representative(actor),
        "representatives": Representative.objects.filter(
            organisation=actor.organisation, ended_at__isnull=True
        ).select_related("adviser"),
        "advisers": representatives.advisers(),
        "is_adviser": policies.can_apply_for_client(actor),
        "clients": policies.clients_of(actor),
    }
    return render(request, "briefs/mine.html", context)


@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Take part in the policy lab, or stop."""
    given = request.POST.get("consent") == "yes"
    done = _("Your firm takes part.") if given else _("Your firm no longer takes part.")
    say(request, lambda: lab.consent_set(actor=request.actor, is_given=given), done)
    return redirect("briefs:mine")


@require_POST
def representatives_change(request: HttpRequest) -> HttpResponse:
    """Let an adviser apply for the firm, or end it."""
    actor = request.actor
    require(policies.can_choose_representative(actor))
    if "end" in request.POST:
        row = get_object_or_404(
            Representative.objects.select_related("organisation", "adviser"),
            organisation=actor.organisation,
            public_id=request.POST["end"],
        )
        say(request, lambda: representatives.representative_end(actor=actor, row=row), _("Ended."))
        return redirect("briefs:mine")
    adviser = get_object_or_404(Organisation, public_id=request.POST.get("adviser", ""))
    done = _("The adviser may apply for you from now on.")
    say(request, lambda: representatives.representative_grant(actor=actor, adviser=adviser), done)
    return redirect("briefs:mine")


@require_POST
def apply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin an application (or confirm a benefit that needs none); an adviser names the client by its public id."""
    brief = public(public_id)
    actor = request.actor
    require(policies.can_apply(actor))
    client_id = request.POST.get("client", "").strip()
    client = get_object_or_404(Organisation, public_id=client_id) if client_id else None
    try:
        if brief.delivery == "confirmation" and client is None:
            application = applications.benefit_confirm(actor=actor, brief=brief, language=language_of())
        else:
            application = applications.application_start(
                actor=actor, brief=brief, client=client, language=language_of()
            )
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    except ConflictError:
        firm = client or actor.organisation
        live = brief.applications.filter(organisation=firm).exclude(state__in=["rejected", "withdrawn"]).first()
        if live is not None and policies.applications_visible_to(actor).filter(pk=live.pk).exists():
            return redirect("briefs:application", live.public_id)
        messages.error(request, _("This cannot be applied for just now."))
        return redirect("briefs:brief", brief.public_id)
    except DomainError as error:
        for texts in error.messages.values():
            messages.error(request, "; ".join(str(text) for text in texts))
        return redirect("briefs:brief", brief.public_id)
    return redirect("briefs:application", application.public_id)


def one(request: HttpRequest, public_id: str) -> Application:
    """An application the actor may see (404 for strangers)."""
    rows = policies.applications_visible_to(request.actor).select_related(
        "brief__current_version", "brief__issuer", "organisation", "through", "version", "applied_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def application(request: HttpRequest, public_id: str) -> HttpResponse:
    """One application: for the firm its task, clocks and messages; for the office the decision."""
    row = one(request, public_id)
    is_firm = policies.can_act_on_application(request.actor, row)
    form = ApplicationForm(posted(request), initial={"cost": row.cost, "statement": row.statement})
    if request.method == "POST" and form.is_valid():
        require(is_firm)
        try:
            applications.application_save(actor=request.actor, application=row, **form.cleaned_data)
            if request.POST.get("send") == "1":
                applications.application_submit(actor=request.actor, application=row)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Sent. The clock runs now.") if row.state != "draft" else _("Saved."))
            return redirect("briefs:application", row.public_id)
    return render(request, "briefs/application.html", {**shown(request, row, is_firm=is_firm), "form": form})


def clocks(row: Application) -> dict[str, Any]:
    """The limit that runs, the working days left (or left over when it was paid) and those the decision took."""
    country, today = row.brief.country, clock.today()
    is_deciding = row.state in (ApplicationState.SUBMITTED, ApplicationState.QUESTION)
    is_paying = row.state in (ApplicationState.APPROVED, ApplicationState.PAID)
    due = row.decision_due_on if is_deciding else row.payment_due_on if is_paying else None
    at = clock.day_of(row.paid_at) if row.paid_at else today
    decided = clock.day_of(row.decided_at) if row.decided_at else today
    return {
        "due": due,
        "days_left": workdays.between(at, due, country) if due else None,
        "days_used": workdays.between(clock.day_of(row.submitted_at), decided, country) if row.submitted_at else None,
    }


def shown(request: HttpRequest, row: Application, *, is_firm: bool) -> dict[str, Any]:
    """Everything the page needs."""
    dress(row.brief)
    vault = []
    if is_firm and row.state == ApplicationState.DRAFT:
        vault = list(
            Document.objects.filter(owner=request.actor.organisation, deleted_at__isnull=True).order_by("-pk")[:50]
        )
    return {
        "row": row,
        "brief": row.brief,
        "is_firm": is_firm,
        "is_office": policies.can_decide_application(request.actor, row),
        "is_reopened": row.decided_by_id is not None and row.decided_at is None,
        "refused_it": row.decided_by_id is not None and row.decided_by_id == getattr(request.actor.user, "pk", None),
        **clocks(row),
        "lines": explain.for_firm(row.version.content.get("conditions") or {}, row.findings),
        "thread": [
            {
                "own": m.is_official is not is_firm,
                "author": row.brief.issuer.legal_name if m.is_official else row.organisation.legal_name,
                "at": m.created_at,
                "body": m.body,
            }
            for m in row.messages.all()
        ],
        "files": row.files.select_related("document"),
        "vault": vault,
        "message_form": MessageForm(),
        "decision_form": DecisionForm(initial={"amount": row.amount}),
        "payment_form": PaymentForm(),
    }


@require_POST
def attach(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand in documents of the vault."""
    row = one(request, public_id)
    for document in Document.objects.visible_to(request.actor).filter(
        public_id__in=request.POST.getlist("document")[:20]
    ):
        say(
            request,
            partial(applications.application_attach, actor=request.actor, application=row, document=document),
            _("Handed in."),
        )
    return redirect("briefs:application", row.public_id)


@require_POST
def application_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """One step of an application by name; every rule is in the service."""
    row = one(request, public_id)
    actor, post = request.actor, request.POST
    if action in ("approve", "reject"):
        form = DecisionForm(post)
        if not form.is_valid():
            messages.error(request, _("Give the reasons, and an amount above zero."))
            return redirect("briefs:application", row.public_id)
        given = form.cleaned_data
    else:
        given = {}
    steps = {
        "ask": lambda: applications.application_ask(actor=actor, application=row, question=post.get("body", "")),
        "answer": lambda: applications.application_answer(actor=actor, application=row, answer=post.get("body", "")),
        "approve": lambda: applications.application_decide(actor=actor, application=row, is_approved=True, **given),
        "reject": lambda: applications.application_decide(actor=actor, application=row, is_approved=False, **given),
        "pay": lambda: applications.application_pay(actor=actor, application=row, reference=post.get("reference", "")),
        "withdraw": lambda: applications.application_withdraw(actor=actor, application=row),
    }
    if action not in steps:
        return HttpResponse(status=404)
    say(request, steps[action], _("Done."))
    return redirect("briefs:application", row.public_id)


def office(request: HttpRequest) -> HttpResponse:
    """The office's list: what is due first, comes first."""
    require(policies.can_write_briefs(request.actor))
    rows = policies.applications_visible_to(request.actor).select_related("brief__current_version", "organisation")
    state = request.GET.get("state", "")
    if state in ApplicationState.values:
        rows = rows.filter(state=state)
    limit = Case(
        When(state__in=("submitted", "question"), then=F("decision_due_on")),
        When(state="approved", then=F("payment_due_on")),
        output_field=DateField(),
    )
    page = page_of(request, rows.annotate(due=limit).order_by(F("due").asc(nulls_last=True), "-pk"))
    for row in page:
        dress(row.brief)
        row.days_left = workdays.between(clock.today(), row.due, row.brief.country) if row.due else None
    return render(
        request, "briefs/applications.html", {"page": page, "state": state, "states": ApplicationState.choices}
    )
