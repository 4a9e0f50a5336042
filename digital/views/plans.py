"""The firm's plan, the roadmaps, and the adviser's view."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from digital.choices import PlanState
from digital.instruments.gaps import labels
from digital.models import AdviserLink, Assessment, PlanItem
from digital.roadmaps import roadmaps, steps
from digital.schemes.catalogue import in_force
from digital.services import plans
from digital.views.common import actor_of, exchange_path, firm_of, tell
from portal.common import clock
from portal.common.errors import DomainError
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Organisation


def _rows(items: list[PlanItem]) -> list[dict]:
    known = steps()
    return [
        {
            "item": item,
            "step": known.get(item.step),
            "title": known[item.step].label if item.step in known else item.title,
        }
        for item in items
    ]


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """The firm's steps in order with states, notes and what each leads to."""
    firm = firm_of(request)
    items = list(firm.plan_items.select_related("request").prefetch_related("notes__author", "notes__organisation"))
    advisers = Organisation.objects.filter(
        capabilities__kind=CapabilityKind.ADVISER, capabilities__state=CapabilityState.APPROVED
    ).order_by("legal_name")
    context = {
        "rows": _rows(items),
        "states": PlanState.choices,
        "done": sum(item.state in (PlanState.DONE, PlanState.ALREADY_DONE) for item in items),
        "categories": labels("categories"),
        "mentors": labels("mentors"),
        "advisers": advisers[:50],
        "links": firm.adviser_links.filter(ended_at__isnull=True).select_related("adviser"),
        "last": Assessment.objects.filter(organisation=firm, finished_at__isnull=False).first(),
        "is_own": True,
        "firm": firm,
    }
    return render(request, "digital/plan.html", context)


@require_GET
def followed(request: HttpRequest) -> HttpResponse:
    """For an adviser: the firms that let it follow, with open and blocked steps."""
    links = AdviserLink.objects.filter(adviser=firm_of(request), ended_at__isnull=True).select_related("organisation")
    rows = []
    for link in links[:200]:
        states = list(link.organisation.plan_items.values_list("state", flat=True))
        rows.append({"firm": link.organisation, "since": link.granted_at, "total": len(states),
                     "blocked": states.count(PlanState.BLOCKED), "public_id": link.public_id})  # fmt: skip
    return render(request, "digital/followed.html", {"rows": rows})


@require_GET
def followed_plan(request: HttpRequest, public_id: str) -> HttpResponse:
    """A followed firm's plan, for its adviser."""
    link = get_object_or_404(
        AdviserLink.objects.select_related("organisation"),
        public_id=public_id, adviser=actor_of(request).organisation, ended_at__isnull=True,
    )  # fmt: skip
    firm = link.organisation
    items = list(firm.plan_items.prefetch_related("notes__author", "notes__organisation"))
    context = {
        "rows": _rows(items), "states": PlanState.choices, "firm": firm, "is_own": False, "link": link,
        "done": sum(item.state in (PlanState.DONE, PlanState.ALREADY_DONE) for item in items),
        "categories": labels("categories"), "mentors": labels("mentors"),
        "last": Assessment.objects.filter(organisation=firm, finished_at__isnull=False).first(),
    }  # fmt: skip
    return render(request, "digital/plan.html", context)


def _back(request: HttpRequest, item_firm: Organisation) -> HttpResponse:
    actor = actor_of(request)
    if actor.organisation is not None and actor.organisation.pk == item_firm.pk:
        return redirect("digital:plan")
    link = AdviserLink.objects.filter(adviser=actor.organisation, organisation=item_firm, ended_at__isnull=True).first()
    return redirect("digital:followed-plan", link.public_id) if link else redirect("digital:followed")


@require_POST
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a step's state or write a note."""
    item = get_object_or_404(
        PlanItem.objects.visible_to(actor_of(request)).select_related("organisation"), public_id=public_id
    )
    try:
        plans.plan_note(
            actor=actor_of(request),
            item=item,
            state=request.POST.get("state", ""),
            text=request.POST.get("text", "")[:2000],
        )
        messages.success(request, _("Saved."))
    except DomainError as error:
        tell(request, error)
    return _back(request, item.organisation)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A step in own words: on the own plan, or on a followed firm's."""
    firm = firm_of(request)
    if key := request.POST.get("link"):
        link = get_object_or_404(AdviserLink, public_id=key, adviser=firm, ended_at__isnull=True)
        firm = link.organisation
    try:
        plans.advice_add(actor=actor_of(request), organisation=firm, title=request.POST.get("title", ""))
        messages.success(request, _("Added to the plan."))
    except DomainError as error:
        tell(request, error)
    return _back(request, firm)


@require_POST
def step(request: HttpRequest, code: str) -> HttpResponse:
    """Put a step of a roadmap on the own plan."""
    try:
        if plans.plan_step(actor=actor_of(request), code=code):
            messages.success(request, _("The step is on your plan."))
        else:
            messages.info(request, _("This step is on your plan already."))
    except DomainError as error:
        tell(request, error)
        return redirect("digital:roadmaps")
    return redirect("digital:plan")


@require_POST
def need(request: HttpRequest, public_id: str) -> HttpResponse:
    """Turn a step into a draft request."""
    item = get_object_or_404(PlanItem.objects.visible_to(actor_of(request)), public_id=public_id)
    try:
        made = plans.need_from_step(actor=actor_of(request), item=item)
    except DomainError as error:
        tell(request, error)
        return redirect("digital:plan")
    return redirect(exchange_path("requests", made.public_id))


@require_POST
def adviser_grant(request: HttpRequest) -> HttpResponse:
    """Let an adviser follow."""
    adviser = get_object_or_404(Organisation, public_id=request.POST.get("adviser", ""))
    try:
        plans.adviser_grant(actor=actor_of(request), adviser=adviser)
        messages.success(request, _("Your adviser can now see your assessments and your plan."))
    except DomainError as error:
        tell(request, error)
    return redirect("digital:plan")


@require_POST
def adviser_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop an adviser from following."""
    link = get_object_or_404(AdviserLink, public_id=public_id, organisation=actor_of(request).organisation)
    try:
        plans.adviser_end(actor=actor_of(request), link=link)
    except DomainError as error:
        tell(request, error)
    return redirect("digital:plan")


@login_not_required
@require_GET
def roadmap_list(request: HttpRequest) -> HttpResponse:
    """All sector roadmaps, public."""
    return render(request, "digital/roadmaps.html", {"roadmaps": roadmaps().values()})


@login_not_required
@require_GET
def roadmap(request: HttpRequest, sector: str) -> HttpResponse:
    """One sector's three stages with prices, grants and where to buy."""
    found = roadmaps().get(sector)
    if found is None:
        raise Http404
    actor = actor_of(request)
    firm = actor.organisation if actor.may_edit and actor.holds(CapabilityKind.BORROWER) else None
    context = {
        "roadmap": found,
        "may_plan": firm is not None,
        "planned": set(firm.plan_items.exclude(step="").values_list("step", flat=True)) if firm else set(),
        "categories": labels("categories"),
        "mentors": labels("mentors"),
        "schemes": {row.code: row for row in in_force(clock.today())},
    }
    return render(request, "digital/roadmap.html", context)
