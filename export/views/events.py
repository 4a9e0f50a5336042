"""Events and their meetings."""

import re
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from export import calendars, zones
from export.forms.network import EventForm, JoinForm, numbers_of
from export.models.events import Event, EventParty, MeetingState, Side
from export.services import events as services
from export.services.firm import require_editor
from export.views.pages import actor_of, attempt, form_page, page
from portal.common import clock
from portal.organisations.choices import CapabilityKind

UNPLACED = {
    "cap": gettext_lazy("One side has reached its limit."),
    "never_free_together": gettext_lazy("The two are never free at the same time."),
    "firm_full": gettext_lazy("The firm's slots are all taken."),
    "buyer_full": gettext_lazy("The buyer's slots are all taken."),
    "no_common_slot": gettext_lazy("No common slot is left."),
}


@page
def event_list(request: HttpRequest) -> HttpResponse:
    """Coming and past events."""
    actor = actor_of(request)
    rows = Event.objects.select_related("organiser").order_by("-starts_at")[:100]
    may_open = (actor.holds(CapabilityKind.ADVISER) or actor.is_authority) and actor.may_edit
    return render(request, "export/events.html", {"rows": rows, "may_open": may_open})


@page
def event_new(request: HttpRequest) -> HttpResponse:
    """Open an event."""
    actor = actor_of(request)
    require_editor(actor)
    form = EventForm(request.POST if request.method == "POST" else None, initial={"time_zone": zones.current()})
    return form_page(
        request, form, lambda: services.event_open(actor=actor, form=form, breaks=numbers_of(form.cleaned_data["breaks_text"])),
        title=_("New event"), submit=_("Open registration"), to=lambda event: reverse("export:event", args=[event.public_id]),
        back=reverse("export:events"),
    )  # fmt: skip


@page
def event_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Registration, meetings asked for, the schedule with its proof."""
    actor = actor_of(request)
    event = get_object_or_404(Event.objects.select_related("organiser"), public_id=public_id)
    mine = (
        EventParty.objects.filter(event=event, organisation=actor.organisation).first() if actor.organisation else None
    )
    is_organiser = actor.organisation is not None and event.organiser_id == actor.organisation.pk
    requests = event.meeting_requests.select_related("firm__organisation", "buyer__organisation", "asked_by")
    own = requests.filter(firm=mine) | requests.filter(buyer=mine) if mine else requests.none()
    asked = {item.buyer_id if mine and mine.side == Side.FIRM else item.firm_id for item in own}
    own_zone = mine.time_zone if mine else zones.current()
    program = [
        {"meeting": m, "starts": services.slot_start(event, m.slot or 0)}
        for m in services.program_of(event, actor.organisation)
    ]
    left = (
        requests.filter(state=MeetingState.ACCEPTED, slot__isnull=True)
        if is_organiser
        else own.filter(state=MeetingState.ACCEPTED, slot__isnull=True)
    )
    context = {
        "event": event,
        "mine": mine,
        "own_zone": own_zone,
        "two_clocks": clocks_differ(event, own_zone),
        "is_organiser": is_organiser,
        "is_open": event.state == "open" and event.register_until > clock.now(),
        "others": event.parties.exclude(side=mine.side).exclude(pk__in=asked).select_related("organisation")
        if mine
        else [],
        "incoming": own.filter(state=MeetingState.ASKED).exclude(asked_by=mine) if mine else [],
        "outgoing": own.filter(asked_by=mine).exclude(state=MeetingState.ACCEPTED) if mine else [],
        "accepted_count": requests.filter(state=MeetingState.ACCEPTED).count(),
        "parties": event.parties.select_related("organisation") if is_organiser else [],
        "program": program,
        "unplaced": [{"meeting": m, "reason": UNPLACED.get(m.unplaced_reason, "")} for m in left if m.unplaced_reason],
        "may_edit": actor.may_edit,
    }
    return render(request, "export/event.html", context)


@page
def event_join(request: HttpRequest, public_id: str) -> HttpResponse:
    """Register."""
    actor = actor_of(request)
    firm = require_editor(actor)
    event = get_object_or_404(Event, public_id=public_id)
    held = EventParty.objects.filter(event=event, organisation=firm).first()
    start = {"time_zone": zones.current()}
    if held:
        absent = ", ".join(str(n + 1) for n in held.absent)
        start = {"side": held.side, "pitch": held.pitch, "absent": absent, "time_zone": held.time_zone}
    form = JoinForm(request.POST if request.method == "POST" else None, initial=start)
    to = reverse("export:event", args=[event.public_id])
    return form_page(
        request, form,
        lambda: services.event_join(
            actor=actor, event=event, side=form.cleaned_data["side"], pitch=form.cleaned_data["pitch"],
            absent=numbers_of(form.cleaned_data["absent"]), time_zone=form.cleaned_data["time_zone"],
        ),
        title=_("Take part"), subject=event.title, submit=_("Take part"), to=to, back=to,
    )  # fmt: skip


@require_POST
@page
def event_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Ask for a meeting, answer one, solve the schedule, move a meeting."""
    actor = actor_of(request)
    event = get_object_or_404(Event, public_id=public_id)
    data = request.POST
    if action == "solve":
        attempt(
            request, lambda: services.event_solve(actor=actor, event=event), done=_("The schedule is ready and proven.")
        )
    elif action == "ask":
        other = get_object_or_404(EventParty, event=event, public_id=data.get("party", ""))
        attempt(
            request,
            lambda: services.meeting_ask(actor=actor, event=event, other=other, reason=data.get("reason", "")),
            done=_("Asked."),
        )
    else:
        rows = event.meeting_requests.select_related("firm", "buyer", "asked_by", "event")
        meeting = get_object_or_404(rows, public_id=data.get("meeting", ""))
        if action == "move":
            slot = whole(data.get("slot", "")) - 1
            attempt(request, lambda: services.meeting_move(actor=actor, meeting=meeting, slot=slot), done=_("Moved."))
        else:
            attempt(
                request,
                lambda: services.meeting_answer(actor=actor, meeting=meeting, accept=action == "accept"),
                done=_("Answered."),
            )
    return redirect("export:event", event.public_id)


@page
def event_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """The participant's meetings as a calendar file."""
    actor = actor_of(request)
    event = get_object_or_404(Event, public_id=public_id)
    firm = require_member(request, event)
    rows = [
        (m.public_id, str(m.buyer.organisation if firm and m.firm.organisation_id == firm else m.firm.organisation),
         services.slot_start(event, m.slot or 0), event.slot_minutes, event.place)
        for m in services.program_of(event, actor.organisation)
    ]  # fmt: skip
    return HttpResponse(
        calendars.meetings_calendar(event.title, rows, zone=event.time_zone),
        content_type="text/calendar; charset=utf-8",
    )


def clocks_differ(event: Event, zone: str) -> bool:
    """Whether the clock of ``zone`` shows another hour than the event's own on the day."""
    there, here = (event.starts_at.astimezone(ZoneInfo(name)).utcoffset() for name in (event.time_zone, zone))
    return there != here


def whole(text: str) -> int:
    """A small whole number as typed, else 0."""
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else 0


def require_member(request: HttpRequest, event: Event) -> int | None:
    """The acting organisation's key, which must take part or organise; else 404."""
    firm = actor_of(request).organisation
    own = firm is not None and (event.organiser_id == firm.pk or event.parties.filter(organisation=firm).exists())
    get_object_or_404(Event.objects.filter(pk=event.pk if own else 0))
    return firm.pk if firm else None
