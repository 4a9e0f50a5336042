"""What happens to capabilities by the passing of time: reminders, and expiry. Called by the clock task."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.common import clock
from portal.journal.services import record
from portal.organisations.actors import SYSTEM
from portal.organisations.choices import CapabilityState
from portal.organisations.models import Capability
from portal.vetting.criteria import reminder_days

BATCH = 500


def expire_due(now: datetime) -> int:
    """Mark approved capabilities past their last day as expired; returns how many. Running it again changes nothing."""
    today = clock.day_of(now)
    due = Capability.objects.filter(state=CapabilityState.APPROVED, expires_on__lt=today)
    return sum(_expire(capability) for capability in due.select_related("organisation").order_by("pk")[:BATCH])


@transaction.atomic
def _expire(capability: Capability) -> int:
    changed = Capability.objects.filter(
        pk=capability.pk, state=CapabilityState.APPROVED, expires_on=capability.expires_on
    ).update(state=CapabilityState.EXPIRED)
    if changed:
        record(
            actor=SYSTEM,
            verb="capability.expired",
            subject=capability,
            concerns=[capability.organisation],
            payload={"kind": capability.kind},
        )
    return changed


def remind_due(now: datetime) -> int:
    """Remind organisations of the yearly re-vetting, once per published number of days before expiry."""
    today = clock.day_of(now)
    sent = 0
    for days in sorted(reminder_days()):
        due = (
            Capability.objects.filter(
                state=CapabilityState.APPROVED,
                expires_on__gte=today,
                expires_on__lte=today + timedelta(days=days),
            )
            .exclude(reminded_days__lte=days)
            .select_related("organisation")
            .order_by("pk")[:BATCH]
        )
        sent += sum(_remind(capability, days) for capability in due)
    return sent


@transaction.atomic
def _remind(capability: Capability, days: int) -> int:
    changed = Capability.objects.filter(
        pk=capability.pk, state=CapabilityState.APPROVED, reminded_days=capability.reminded_days
    ).update(reminded_days=days)
    if changed:
        expires_on = capability.expires_on.isoformat() if capability.expires_on else ""
        record(
            actor=SYSTEM,
            verb="capability.expiring",
            subject=capability,
            concerns=[capability.organisation],
            payload={"kind": capability.kind, "expires_on": expires_on},
        )
    return changed
