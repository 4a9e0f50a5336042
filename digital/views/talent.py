"""Trainings, people with digital skills, openings and introductions in the browser."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from digital.choices import PlaceState
from digital.forms.talent import OpeningForm, SurveyForm, TalentForm, TrainingForm
from digital.instruments.gaps import labels
from digital.models import Introduction, Opening, Talent, Training, TrainingPlace
from digital.services import talent as services
from digital.services import training as trainings
from digital.views.common import actor_of, editing_firm_of, firm_of, tell
from portal.common import clock
from portal.common.errors import DomainError


@login_not_required
@require_GET
def training_list(request: HttpRequest) -> HttpResponse:
    """Trainings to come, the own ones, and the own places with their surveys."""
    actor = actor_of(request)
    rows = Training.objects.filter(starts_at__gt=clock.now(), cancelled_at__isnull=True).select_related("organisation")
    places = TrainingPlace.objects.none()
    if actor.user is not None:
        places = (
            TrainingPlace.objects.filter(user=actor.user).select_related("training").order_by("-training__starts_at")
        )
    own = Training.objects.none()
    if actor.organisation is not None:
        own = Training.objects.filter(organisation=actor.organisation).order_by("-starts_at")
    context = {"rows": rows[:200], "places": places[:50], "own": own[:50], "skills": labels("categories")}
    return render(request, "digital/trainings.html", context)


@login_not_required
@require_GET
def training(request: HttpRequest, public_id: str) -> HttpResponse:
    """One training, its places, who came, and what became of it."""
    found = get_object_or_404(Training.objects.select_related("organisation"), public_id=public_id)
    actor = actor_of(request)
    own = found.places.filter(user=actor.user).first() if actor.user else None
    is_trainer = actor.organisation is not None and actor.organisation.pk == found.organisation_id
    has_place = own is not None and own.state != PlaceState.CANCELLED
    context = {
        "training": found, "own": own if has_place else None, "is_trainer": is_trainer and actor.may_edit,
        "left": found.seats - found.taken, "skill": labels("categories").get(found.skill, ""),
        "language": dict(settings.LANGUAGES).get(found.language, ""),
        "can_join": not has_place and not is_trainer and not found.has_begun and found.taken < found.seats
        and found.cancelled_at is None,
        "places": found.places.exclude(state=PlaceState.CANCELLED).select_related("user") if is_trainer else [],
        "outcome": trainings.outcome_of(found) if found.has_begun else None,
    }  # fmt: skip
    return render(request, "digital/training.html", context)


@require_http_methods(["GET", "POST"])
def training_new(request: HttpRequest) -> HttpResponse:
    """Offer a training."""
    editing_firm_of(request)
    form = TrainingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = trainings.training_publish(actor=actor_of(request), values=form.cleaned_data)
            return redirect("digital:training", made.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/training_new.html", {"form": form})


@require_POST
def training_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Register, give the place back; for the trainer note attendance or call it off."""
    found = get_object_or_404(Training, public_id=public_id)
    actor = actor_of(request)
    try:
        if action == "join":
            trainings.place_take(actor=actor, training=found)
            messages.success(request, _("You have a place. You are reminded two days before."))
        elif action == "leave":
            trainings.place_give_back(actor=actor, training=found)
            messages.success(request, _("Your place is free for somebody else."))
        elif action == "attendance":
            trainings.attendance_note(actor=actor, training=found, present=set(request.POST.getlist("present")))
            messages.success(request, _("Saved. Those who came are asked after thirty days what became of it."))
        elif action == "cancel":
            trainings.training_cancel(actor=actor, training=found)
            messages.success(request, _("Called off. Everybody registered was told."))
        else:
            raise Http404
    except DomainError as error:
        tell(request, error)
    return redirect("digital:training", public_id)


@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, public_id: str) -> HttpResponse:
    """What became of a training, told by the person who was there."""
    places = TrainingPlace.objects.filter(user=actor_of(request).person, state=PlaceState.ATTENDED)
    place = get_object_or_404(places.select_related("training"), public_id=public_id)
    if place.surveyed_at is not None:
        return redirect("digital:training", place.training.public_id)
    form = SurveyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            trainings.survey_answer(actor=actor_of(request), place=place, values=form.values())
            messages.success(request, _("Thank you. Your answer is counted without your name."))
            return redirect("digital:training", place.training.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/survey.html", {"form": form, "place": place})


def _person_rows(request: HttpRequest) -> list[Introduction]:
    rows = Introduction.objects.filter(talent__user=actor_of(request).person)
    return list(rows.select_related("opening__organisation", "talent__user"))


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """For a person: the own profile, work that suits it, and introductions; for a firm its openings."""
    actor = actor_of(request)
    own = Talent.objects.filter(user=actor.person).prefetch_related("tags").first()
    asked = _person_rows(request)
    firm = actor.organisation
    openings = Opening.objects.filter(organisation=firm) if firm else Opening.objects.none()
    known = {row.opening_id for row in asked}
    context = {
        "talent": own, "is_offered": own is not None and own.is_open and own.expires_on >= clock.today(),
        "fits": [row for row in services.work_for(own) if row.opening.pk not in known] if own else [],
        "asked": asked, "openings": openings, "firm": firm, "figures": services.figures(),
        "skills": labels("categories"), "may_edit": actor.may_edit,
    }  # fmt: skip
    return render(request, "digital/work.html", context)


@require_http_methods(["GET", "POST"])
def talent_edit(request: HttpRequest) -> HttpResponse:
    """The own profile; it can be taken away at any time."""
    own = Talent.objects.filter(user=actor_of(request).person).first()
    if request.method == "POST" and "remove" in request.POST:
        services.talent_remove(actor=actor_of(request))
        messages.success(request, _("Your profile and your introductions are gone."))
        return redirect("digital:work")
    form = TalentForm(request.POST if request.method == "POST" else None, instance=own or Talent())
    if request.method == "POST" and form.is_valid():
        try:
            values = {**form.values(), "language": get_language() or "en"}
            services.talent_save(actor=actor_of(request), values=values, tags=form.tags())
            messages.success(request, _("Saved. It is shown for 180 days."))
            return redirect("digital:work")
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/talent_edit.html", {"form": form, "talent": own})


@require_http_methods(["GET", "POST"])
def opening_new(request: HttpRequest) -> HttpResponse:
    """Look for somebody."""
    editing_firm_of(request)
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            values = {**form.cleaned_data, "language": get_language() or "en"}
            made = services.opening_publish(actor=actor_of(request), values=values)
            return redirect("digital:opening", made.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/opening_new.html", {"form": form})


@require_GET
def opening(request: HttpRequest, public_id: str) -> HttpResponse:
    """An own opening: people who suit it, without names, and introductions."""
    rows = Opening.objects.filter(organisation=firm_of(request))
    found = get_object_or_404(rows, public_id=public_id)
    asked = list(found.introductions.select_related("talent__user"))
    known = {row.talent_id for row in asked}
    context: dict[str, Any] = {
        "opening": found, "asked": asked, "skill": labels("categories").get(found.skill, ""),
        "fits": [row for row in services.people_for(found) if row.talent.pk not in known] if found.is_open else [],
    }  # fmt: skip
    return render(request, "digital/opening.html", context)


@require_POST
def opening_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """The firm asks a person or closes the opening; a person asks the firm."""
    found = get_object_or_404(Opening.objects.select_related("organisation"), public_id=public_id)
    actor = actor_of(request)
    try:
        if action == "close":
            services.opening_close(actor=actor, opening=found)
            messages.success(request, _("Closed."))
            return redirect("digital:opening", public_id)
        key = request.POST.get("talent", "")
        rows = Talent.objects.filter(public_id=key) if key else Talent.objects.filter(user=actor.person)
        person = get_object_or_404(rows)
        services.introduction_ask(actor=actor, opening=found, talent=person, message=request.POST.get("message", ""))
        messages.success(request, _("Asked. The other side has ten days to answer."))
        return redirect("digital:opening", public_id) if key else redirect("digital:work")
    except DomainError as error:
        tell(request, error)
    return redirect("digital:work")


@require_POST
def introduction_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Agree, decline, or say whether it came to work together."""
    rows = Introduction.objects.visible_to(actor_of(request)).select_related("opening", "talent")
    row = get_object_or_404(rows, public_id=public_id)
    actor = actor_of(request)
    try:
        if action in ("agree", "decline"):
            services.introduction_answer(actor=actor, row=row, agrees=action == "agree")
            messages.success(request, _("Saved."))
        else:
            services.hire_say(actor=actor, row=row, hired=action == "hired")
            messages.success(request, _("Thank you. A hire is counted when both sides say so."))
        if services.side_of(actor, row) == "firm":
            return redirect("digital:opening", row.opening.public_id)
    except DomainError as error:
        tell(request, error)
    return redirect("digital:work")
