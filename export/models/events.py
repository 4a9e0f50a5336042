"""Matchmaking events: taking part, meetings wanted with a reason, the solved schedule."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.models import PublicId, Timestamps
from portal.organisations.models import Organisation


class EventState(models.TextChoices):
    OPEN = "open", _("Open for registration")
    SOLVED = "solved", _("Schedule ready")
    OVER = "over", _("Over")


class Event(PublicId, Timestamps):
    """A day of one-to-one meetings in slots of equal length, some kept as breaks."""

    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="export_events")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    place = models.CharField(_("place or address of the call"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    time_zone = models.CharField(_("time zone"), max_length=40, default=clock.home_zone)
    slot_minutes = models.PositiveSmallIntegerField(_("minutes of a meeting"), default=20)
    slots = models.PositiveSmallIntegerField(
        _("number of slots"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    breaks = models.JSONField(default=list, blank=True)  # numbers of slots in which nobody meets
    cap = models.PositiveSmallIntegerField(
        _("most meetings for each participant"), default=10, validators=[MinValueValidator(1)]
    )
    register_until = models.DateTimeField(_("register until"))
    state = models.CharField(max_length=8, choices=EventState.choices, default=EventState.OPEN)
    solved_at = models.DateTimeField(null=True, blank=True)
    proof = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(register_until__lte=F("starts_at")), name="export_event_registers_before"
            ),
            models.CheckConstraint(condition=Q(slot_minutes__in=(15, 20, 30)), name="export_event_slot_length"),
        ]

    def __str__(self) -> str:
        return self.title


class Side(models.TextChoices):
    FIRM = "firm", _("Small firm")
    BUYER = "buyer", _("Buyer or partner")


class EventParty(PublicId):
    """An organisation that takes part, on a side, absent in some slots, reading the clock of its own zone."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    side = models.CharField(max_length=5, choices=Side.choices)
    pitch = models.CharField(_("what you offer or seek, in a sentence"), max_length=200)
    absent = models.JSONField(default=list, blank=True)
    time_zone = models.CharField(_("your time zone"), max_length=40, default=clock.home_zone)
    registered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "organisation"], name="export_party_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.organisation_id}"


class MeetingState(models.TextChoices):
    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in 48 hours")


class MeetingRequest(PublicId):
    """A meeting one side asks for with a reason; with the other's yes it goes to the solver."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="meeting_requests")
    firm = models.ForeignKey(EventParty, models.CASCADE, related_name="as_firm")
    buyer = models.ForeignKey(EventParty, models.CASCADE, related_name="as_buyer")
    asked_by = models.ForeignKey(EventParty, models.CASCADE, related_name="+")
    reason = models.CharField(_("why you want to meet"), max_length=200)
    state = models.CharField(max_length=8, choices=MeetingState.choices, default=MeetingState.ASKED)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    slot = models.PositiveSmallIntegerField(null=True, blank=True)
    unplaced_reason = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "firm", "buyer"], name="export_meeting_once_per_pair"),
            models.UniqueConstraint(
                fields=["event", "firm", "slot"], condition=Q(slot__isnull=False), name="export_meeting_firm_no_clash"
            ),
            models.UniqueConstraint(
                fields=["event", "buyer", "slot"], condition=Q(slot__isnull=False), name="export_meeting_buyer_no_clash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm_id}–{self.buyer_id}"
