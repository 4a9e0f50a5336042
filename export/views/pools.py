"""Pool pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export.forms.network import MemberForm, PoolForm
from export.models.pools import Pool, PoolMember, PoolState
from export.services import pools as services
from export.services.firm import require_editor
from export.views.pages import actor_of, attempt, form_page, page


@page
def pool_list(request: HttpRequest) -> HttpResponse:
    """Pools, open ones first."""
    rows = Pool.objects.select_related("organiser").prefetch_related("members").order_by("-state", "commit_until")[:100]
    return render(request, "export/pools.html", {"rows": rows, "may_edit": actor_of(request).may_edit})


@page
def pool_new(request: HttpRequest) -> HttpResponse:
    """Open a pool."""
    actor = actor_of(request)
    require_editor(actor)
    form = PoolForm(request.POST if request.method == "POST" else None)
    return form_page(
        request, form, lambda: services.pool_open(actor=actor, form=form), title=_("Share a cost"), submit=_("Open the pool"),
        to=lambda pool: reverse("export:pool", args=[pool.public_id]), back=reverse("export:pools"),
    )  # fmt: skip


@page
def pool_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What each would pay now, or pays; others' names only after the settlement, to members and the organiser."""
    actor = actor_of(request)
    pool = get_object_or_404(Pool.objects.select_related("organiser"), public_id=public_id)
    members = list(pool.members.select_related("organisation").order_by("joined_at", "pk"))
    mine = next((member for member in members if actor.organisation and member.organisation_id == actor.organisation.pk), None)
    shares = services.shares_now(pool) if pool.state == PoolState.OPEN else {m.public_id: m.share for m in members}
    is_organiser = actor.organisation is not None and pool.organiser_id == actor.organisation.pk
    names = is_organiser or (mine is not None and pool.state == PoolState.CLOSED)
    rows = [
        {"member": member, "share": (shares or {}).get(member.public_id), "is_mine": member is mine, "named": names or member is mine}
        for member in members
    ]
    context = {"pool": pool, "rows": rows, "mine": mine, "saves": shares is not None, "may_edit": actor.may_edit, "is_open": pool.state == PoolState.OPEN}
    return render(request, "export/pool.html", context)


@page
def pool_join(request: HttpRequest, public_id: str) -> HttpResponse:
    """Commit to a pool."""
    actor = actor_of(request)
    firm = require_editor(actor)
    pool = get_object_or_404(Pool, public_id=public_id)
    held = PoolMember.objects.filter(pool=pool, organisation=firm).first()
    form = MemberForm(request.POST if request.method == "POST" else None, instance=held or PoolMember(pool=pool, organisation=firm))
    to = reverse("export:pool", args=[pool.public_id])
    return form_page(
        request, form, lambda: services.pool_join(actor=actor, pool=pool, form=form), title=pool.title, to=to, back=to,
        lead=_("You never pay more than what you would pay alone. You can leave until the deadline."), submit=_("Join"),
    )  # fmt: skip


@require_POST
@page
def pool_leave(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave a pool."""
    actor = actor_of(request)
    pool = get_object_or_404(Pool, public_id=public_id)
    attempt(request, lambda: services.pool_leave(actor=actor, pool=pool), done=_("You have left the pool."))
    return redirect("export:pool", pool.public_id)
