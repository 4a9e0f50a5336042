"""Trainings: places, who came, and what became of it thirty days later."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Avg, F
from django.utils.translation import gettext_lazy as _

from digital.choices import PlaceState
from digital.models import Training, TrainingPlace
from digital.services.common import require_editor
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.common.suppression import K, share
from portal.journal.services import record
from portal.organisations.actors import Actor

REMIND_BEFORE = timedelta(days=2)
ASK_AFTER = timedelta(days=30)


@transaction.atomic
def training_publish(*, actor: Actor, values: Mapping[str, Any]) -> Training:
    """Offer a training."""
    organisation = require_editor(actor)
    if values["starts_at"] <= clock.now():
        raise DomainError(fields={"starts_at": _("Choose a moment in the future.")})
    row = Training.objects.create(
        organisation=organisation, next_check_at=values["starts_at"] - REMIND_BEFORE, **values
    )
    record(actor=actor, verb="digital.training.published", subject=row, notify=False)
    return row


def _require_trainer(actor: Actor, training: Training) -> None:
    if require_editor(actor).pk != training.organisation_id:
        raise NotAllowedError(_("Only the trainer may do this."))


@transaction.atomic
def place_take(*, actor: Actor, training: Training) -> TrainingPlace:
    """Register; the places hold under any race, a place given back can be taken again."""
    person = actor.person
    if training.cancelled_at is not None or training.has_begun:
        raise ConflictError(_("This training takes nobody any more."))
    row, made = TrainingPlace.objects.get_or_create(
        training=training,
        user=person,
        defaults={"organisation": actor.organisation, "registered_at": clock.now()},
    )
    if not made:
        back = TrainingPlace.objects.filter(pk=row.pk, state=PlaceState.CANCELLED)
        if back.update(state=PlaceState.REGISTERED, registered_at=clock.now()) != 1:
            raise ConflictError(_("You have a place already."))
    if Training.objects.filter(pk=training.pk, taken__lt=F("seats")).update(taken=F("taken") + 1) != 1:
        raise ConflictError(_("The last place has just gone."))
    record(actor=actor, verb="digital.training.registered", subject=training, concerns=[training.organisation],
           notify=False)  # fmt: skip
    return row


@transaction.atomic
def place_give_back(*, actor: Actor, training: Training) -> None:
    """Give the own place back before it begins."""
    if training.has_begun:
        raise ConflictError(_("This training has begun."))
    own = TrainingPlace.objects.filter(training=training, user=actor.person, state=PlaceState.REGISTERED)
    if own.update(state=PlaceState.CANCELLED) != 1:
        raise ConflictError(_("You have no place here."))
    Training.objects.filter(pk=training.pk, taken__gt=0).update(taken=F("taken") - 1)
    record(actor=actor, verb="digital.training.given_back", subject=training, notify=False)


@transaction.atomic
def training_cancel(*, actor: Actor, training: Training) -> None:
    """The trainer calls it off; everybody registered is told."""
    _require_trainer(actor, training)
    off = Training.objects.filter(pk=training.pk, cancelled_at__isnull=True, starts_at__gt=clock.now())
    if off.update(cancelled_at=clock.now(), next_check_at=None) != 1:
        raise ConflictError(_("This training can no longer be called off."))
    record(actor=actor, verb="digital.training.cancelled", subject=training)


@transaction.atomic
def attendance_note(*, actor: Actor, training: Training, present: set[str]) -> int:
    """The trainer notes who came (public ids of places); may be corrected until the survey is answered."""
    _require_trainer(actor, training)
    if not training.has_begun:
        raise ConflictError(_("Attendance is noted once the training has begun."))
    rows = TrainingPlace.objects.filter(training=training, surveyed_at__isnull=True).exclude(state=PlaceState.CANCELLED)
    came = rows.filter(public_id__in=present).update(state=PlaceState.ATTENDED)
    rows.exclude(public_id__in=present).update(state=PlaceState.ABSENT)
    record(actor=actor, verb="digital.training.attendance", subject=training, payload={"came": came}, notify=False)
    return came


@transaction.atomic
def survey_answer(*, actor: Actor, place: TrainingPlace, values: Mapping[str, Any]) -> None:
    """The person's own answer, once."""
    if place.user_id != actor.person.pk:
        raise NotAllowedError(_("Only the person who was there may answer."))
    names = ("is_used", "is_better_off", "worth", "comment")
    changed = TrainingPlace.objects.filter(pk=place.pk, state=PlaceState.ATTENDED, surveyed_at__isnull=True).update(
        surveyed_at=clock.now(), **{name: values[name] for name in names}
    )
    if changed != 1:
        raise ConflictError(_("This has been answered already, or the trainer has not confirmed your attendance."))
    record(actor=actor, verb="digital.training.surveyed", subject=place.training, notify=False)


def outcome_of(training: Training) -> dict[str, Any]:
    """What may be published: the count of answers, and shares only from ten answers on (both parts large enough)."""
    came = training.places.filter(state=PlaceState.ATTENDED)
    answers = came.filter(surveyed_at__isnull=False)
    count = answers.count()
    used, better = answers.filter(is_used=True).count(), answers.filter(is_better_off=True).count()
    return {
        "came": came.count(),
        "answers": count,
        "used": share(used, count),
        "better": share(better, count),
        "worth": answers.aggregate(mean=Avg("worth"))["mean"] if count >= K else None,
    }
