"""Mentors: the list, a company's account, a mentor's own offer and week, the private calendar feed."""

import re
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from export import calendars, matching, mentoring, zones
from export.choices import Topic
from export.forms.support import OfferForm
from export.models.mentors import MentorOffer
from export.scopes import SCOPE
from export.services import mentors as services
from export.services import sessions
from export.views.pages import actor_of, attempt, form_page, page
from portal.matchmaking import scopes
from portal.matchmaking.models import Engagement
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation

WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip
SLOT = re.compile(r"([0-9])-([0-9]{1,2})")
SHOWN_HOURS = range(7, 22)


def offer_row(offer: MentorOffer, taken: int) -> dict[str, Any]:
    """An offer as the list shows it."""
    labels = dict(Topic.choices)
    return {
        "offer": offer,
        "topics": [labels.get(code, code) for code in offer.topics],
        "free": max(0, offer.capacity - taken),
        "hours": sum(1 for _slot in offer.slots.all()),
    }


@page
def mentor_list(request: HttpRequest) -> HttpResponse:
    """Mentors with a free place, by topic; the company's own side for mentor companies."""
    actor = actor_of(request)
    topic = request.GET.get("topic", "")
    taken = matching.places_taken()
    rows = [offer_row(offer, taken[offer.public_id]) for offer in matching.open_offers() if not offer.is_away]
    shown = [row for row in rows if not topic or topic in row["offer"].topics]
    context = {
        "rows": shown,
        "topics": Topic.choices,
        "topic": topic if topic in Topic.values else "",
        "topic_label": dict(Topic.choices).get(topic, ""),
        "is_mentor": actor.holds(CapabilityKind.MENTOR),
        "may_run": actor.holds(CapabilityKind.ADVISER) or actor.is_authority,
    }
    return render(request, "export/mentor_list.html", context)


@page
def company(request: HttpRequest) -> HttpResponse:
    """A company's mentoring: quota, mentors, mentorships, hours confirmed."""
    actor = actor_of(request)
    firm = services.require_mentor(actor)
    if request.method == "POST":
        text = request.POST.get("monthly_hours", "")
        hours = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else -1
        attempt(request, lambda: services.quota_set(actor=actor, monthly_hours=hours), done=_("Saved."))
        return redirect("export:mentor-company")
    taken = matching.places_taken()
    offers = MentorOffer.objects.filter(organisation=firm).select_related("user").prefetch_related("slots")
    running = Engagement.objects.filter(responder=firm, pillar="export").select_related("owner")
    context = {
        "account": services.account_of(firm),
        "promised": services.hours_promised(firm),
        "rows": [offer_row(offer, taken[offer.public_id]) for offer in offers],
        "engagements": running,
        "hours": sessions.held_minutes(firm) / 60,
        "firms": running.values("owner").distinct().count(),
        "standing": sessions.standing_of(firm),
        "mine": offers.filter(user=actor.user).first(),
        "is_admin": actor.is_admin,
    }
    return render(request, "export/mentor_company.html", context)


@page
def my_offer(request: HttpRequest) -> HttpResponse:
    """The mentor's own offer."""
    actor = actor_of(request)
    firm = services.require_mentor(actor)
    offer = MentorOffer.objects.filter(organisation=firm, user=actor.user).first() or MentorOffer(
        organisation=firm, user=actor.user
    )
    firms = (
        Organisation.objects.filter(capabilities__kind=CapabilityKind.BORROWER)
        .exclude(pk=firm.pk)
        .order_by("legal_name")
    )
    data = request.POST if request.method == "POST" else None
    form = OfferForm(data, instance=offer, firms=firms)
    return form_page(
        request, form, lambda: services.offer_save(actor=actor, form=form), title=_("What I offer as a mentor"),
        lead=_("Ten minutes a week are enough. Firms you name under “never” will not be proposed to you, and are not told."),
        submit=_("Save and choose hours"), to=reverse("export:mentor-week"), back=reverse("export:mentor-company"),
    )  # fmt: skip


@page
def my_rules(request: HttpRequest) -> HttpResponse:
    """For whom the mentor's own offer is, in the criteria editor."""
    actor = actor_of(request)
    firm = services.require_mentor(actor)
    offer = get_object_or_404(MentorOffer, organisation=firm, user=actor.user)
    back = reverse("export:mentor-company")
    words = scopes.Words(
        title=_("Whom I can help"),
        intro=_(
            "A firm is proposed to you when you share a language and every rule of at least one group here is met. "
            "A missing answer never counts as no."
        ),
        back=back,
        back_label=_("Our mentoring"),
        profile=reverse("export:mentor-offer"),
        profile_label=_("Change the offer"),
    )
    return scopes.edit(request, SCOPE, offer, partial(services.rules_save, actor=actor, offer=offer), words)


@page
def my_week(request: HttpRequest) -> HttpResponse:
    """The week grid: tick boxes in a table, usable by keyboard and without script."""
    actor = actor_of(request)
    firm = services.require_mentor(actor)
    offer = get_object_or_404(MentorOffer, organisation=firm, user=actor.user)
    if request.method == "POST":
        found = [SLOT.fullmatch(text) for text in request.POST.getlist("slot")]
        chosen = {(int(match[1]), int(match[2])) for match in found if match}
        if attempt(
            request,
            lambda: services.availability_set(actor=actor, offer=offer, slots=chosen),
            done=_("Your hours are saved."),
        ):
            return redirect("export:mentor-company")
    held = set(offer.slots.values_list("weekday", "hour"))
    grid = [
        {
            "hour": hour,
            "cells": [
                {"value": f"{day}-{hour}", "day": name, "on": (day, hour) in held} for day, name in enumerate(WEEKDAYS)
            ],
        }
        for hour in SHOWN_HOURS
    ]
    feed = request.build_absolute_uri(reverse("export:mentor-feed", args=[offer.feed_token]))
    return render(
        request,
        "export/mentor_week.html",
        {
            "offer": offer,
            "grid": grid,
            "days": WEEKDAYS,
            "feed": feed,
            "rules": mentoring.rules(),
            "zone": zones.label(offer.time_zone),
        },
    )


@login_not_required
def mentor_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The private calendar feed; whoever has the address can read it."""
    offer = get_object_or_404(MentorOffer, feed_token=token)
    return HttpResponse(calendars.mentor_feed(offer), content_type="text/calendar; charset=utf-8")


@require_POST
@page
def feed_renew(request: HttpRequest) -> HttpResponse:
    """A new secret address; the old one stops working."""
    actor = actor_of(request)
    offer = get_object_or_404(MentorOffer, user=actor.user, organisation=actor.organisation)
    services.feed_renew(actor=actor, offer=offer)
    return redirect("export:mentor-week")
