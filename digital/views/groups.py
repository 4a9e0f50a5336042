"""Buying together: groups that can be joined, shares, and the contracts that follow one by one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from digital.forms.community import GroupForm
from digital.models import BuyerGroup, GroupMember
from digital.services import groups
from digital.views.common import actor_of, editing_firm_of, exchange_path, firm_of, tell
from portal.common import clock
from portal.common.errors import DomainError
from portal.matchmaking.models import Request, Response
from portal.organisations.models import Organisation

STAGES = {
    "offered": (pgettext_lazy("share", "Not taken up yet"), "warn"),
    "taken": (pgettext_lazy("share", "Taken up, to be confirmed"), "info"),
    "confirmed": (pgettext_lazy("share", "Confirmed, to be signed"), "info"),
    "contract": (pgettext_lazy("share", "Contract made"), "ok"),
    "passed": (pgettext_lazy("share", "Not taken"), "neutral"),
}


@require_GET
def group_list(request: HttpRequest) -> HttpResponse:
    """Groups that can be joined, the own ones, and those whose bid one gave."""
    firm = firm_of(request)
    found = BuyerGroup.objects.select_related("request__organisation").prefetch_related("members")
    joinable = found.filter(join_until__gte=clock.today(), request__state__in=groups.UNDECIDED)
    taking_part = found.filter(members__organisation=firm) | found.filter(chosen__organisation=firm)
    mine = Request.objects.filter(
        organisation=firm,
        pillar="digital",
        state__in=groups.UNDECIDED,
        buyer_group__isnull=True,
        group_share__isnull=True,
    )
    if not actor_of(request).may_edit:
        mine = mine.none()
    own = list(taking_part.distinct().order_by("-pk")[:50])
    rows = [row for row in joinable.order_by("-pk")[:100] if row not in own]
    return render(request, "digital/groups.html", {"rows": rows, "own": own, "own_requests": mine, "firm": firm})


@require_http_methods(["GET", "POST"])
def group_open(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open an own request for others."""
    thing = get_object_or_404(Request.objects.owned_by(actor_of(request)).filter(pillar="digital"), public_id=public_id)
    editing_firm_of(request)
    form = GroupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = groups.group_open(
                actor=actor_of(request), request=thing, language=get_language() or "en", **form.cleaned_data
            )
            return redirect("digital:group", made.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/group_open.html", {"form": form, "thing": thing})


@require_GET
def group(request: HttpRequest, public_id: str) -> HttpResponse:
    """Members with their shares; the bids for the firm that opened it; each contract once a bid is chosen."""
    found = get_object_or_404(BuyerGroup.objects.select_related("request__organisation", "chosen"), public_id=public_id)
    firm = firm_of(request)
    members = list(found.members.select_related("organisation", "share_request"))
    own = next((row for row in members if row.organisation_id == firm.pk), None)
    is_owner = found.request.organisation_id == firm.pk
    is_provider = found.chosen is not None and found.chosen.organisation_id == firm.pk
    context = {
        "group": found, "members": members, "total": sum(row.users for row in members), "own": own,
        "is_owner": is_owner, "is_provider": is_provider, "bids": _bids(request, found) if is_owner else [],
        "shares": _shares(found, firm) if own or is_provider else [],
        "can_join": own is None and not is_provider and found.join_until >= clock.today()
        and found.request.state in groups.UNDECIDED,
        "is_undecided": found.request.state in groups.UNDECIDED,
        "stage": groups.stage_of(own, found) if own else "",
        "share_path": exchange_path("requests", own.share_request.public_id) if own and own.share_request else "",
    }  # fmt: skip
    return render(request, "digital/group.html", context)


def _bids(request: HttpRequest, found: BuyerGroup) -> list[dict[str, Any]]:
    """What each bid means for each member, before one is chosen."""
    if found.chosen_id is not None:
        return []
    visible = Response.objects.visible_to(actor_of(request)).filter(request=found.request, state__in=groups.LIVE)
    rows = visible.select_related("organisation", "proposal", "request__organisation")
    return [{"response": row, "portions": groups.portions(found, row)} for row in rows]


def _shares(found: BuyerGroup, firm: Organisation) -> list[dict[str, Any]]:
    """The chosen bid's shares: a member reads its own, the provider and the opener every price, nobody another's grant."""
    if found.chosen is None:
        return []
    sees_all = firm.pk in (found.chosen.organisation_id, found.request.organisation_id)
    return [
        {
            "portion": row,
            "currency": found.chosen.proposal.currency,  # type: ignore[attr-defined]
            "shows_price": sees_all or row.member.organisation_id == firm.pk,
            "shows_grant": row.member.organisation_id == firm.pk,
            "stage": STAGES[row.stage][0],
            "tone": STAGES[row.stage][1],
        }
        for row in groups.portions(found, found.chosen)
    ]


@require_POST
def group_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Join or leave; take up the own share or let it pass."""
    found = get_object_or_404(BuyerGroup.objects.select_related("request__organisation", "chosen"), public_id=public_id)
    actor = actor_of(request)
    try:
        if action == "join":
            users = request.POST.get("users", "")
            count = int(users) if users.isdecimal() and len(users) < 7 else 0
            groups.group_join(actor=actor, group=found, users=count)
            messages.success(request, _("Your firm has joined."))
        elif action == "leave":
            groups.group_leave(actor=actor, group=found)
            messages.success(request, _("Your firm has left the group."))
        elif action == "take":
            groups.share_take(actor=actor, group=found)
            messages.success(request, _("Taken up. The provider was asked to confirm your share; then you sign."))
        elif action == "pass":
            groups.share_pass(actor=actor, group=found)
            messages.success(request, _("You let your share pass."))
        else:
            raise Http404
    except DomainError as error:
        tell(request, error)
    return redirect("digital:group", public_id)


@require_POST
def share_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """The provider confirms every share that was taken up."""
    found = get_object_or_404(BuyerGroup.objects.filter(chosen__organisation=firm_of(request)), public_id=public_id)
    waiting = GroupMember.objects.filter(group=found, share_request__state="open").select_related(
        "organisation", "share_request", "group__chosen__organisation", "group__request"
    )
    done = 0
    for member in waiting.exclude(share_request__responses__state__in=groups.LIVE):
        try:
            groups.share_confirm(actor=actor_of(request), member=member)
            done += 1
        except DomainError as error:
            tell(request, error)
    if done:
        messages.success(request, _("Confirmed. The firms can sign now."))
    return redirect("digital:group", public_id)
