"""What the briefs app adds to the shell: words of its states, entries of the navigation."""

from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import (
    ApplicationState,
    ConsultationState,
    CorrectionState,
    Execution,
    FieldState,
    Fit,
    LabState,
    Position,
)
from portal.briefs.models import Application, Brief, BriefAudience
from portal.briefs.policies import can_write_briefs
from portal.common import navigation, states
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind

states.register(
    "benefit",
    {
        "draft": (ApplicationState.DRAFT.label, "neutral"),
        "submitted": (ApplicationState.SUBMITTED.label, "info"),
        "question": (ApplicationState.QUESTION.label, "warn"),
        "approved": (ApplicationState.APPROVED.label, "ok"),
        "paid": (ApplicationState.PAID.label, "ok"),
        "rejected": (ApplicationState.REJECTED.label, "bad"),
        "withdrawn": (ApplicationState.WITHDRAWN.label, "neutral"),
    },
)
states.register(
    "field",
    {
        "missing": (FieldState.MISSING.label, "bad"),
        "draft": (FieldState.DRAFT.label, "neutral"),
        "ready": (FieldState.READY.label, "ok"),
        "outdated": (FieldState.OUTDATED.label, "warn"),
    },
)
states.register(
    "fit",
    {"meets": (Fit.MEETS.label, "ok"), "misses": (Fit.MISSES.label, "bad"), "unknown": (Fit.UNKNOWN.label, "warn")},
)
states.register(
    "consultation",
    {
        "draft": (ConsultationState.DRAFT.label, "neutral"),
        "open": (ConsultationState.OPEN.label, "ok"),
        "closed": (ConsultationState.CLOSED.label, "warn"),
        "answered": (ConsultationState.ANSWERED.label, "info"),
    },
)
states.register(
    "position",
    {
        "considered": (Position.CONSIDERED.label, "info"),
        "accepted": (Position.ACCEPTED.label, "ok"),
        "rejected": (Position.REJECTED.label, "neutral"),
    },
)
states.register(
    "execution",
    {
        "not_started": (Execution.NOT_STARTED.label, "neutral"),
        "under_way": (Execution.UNDER_WAY.label, "info"),
        "done": (Execution.DONE.label, "ok"),
        "dropped": (Execution.DROPPED.label, "warn"),
    },
)
states.register(
    "lab",
    {
        "draft": (LabState.DRAFT.label, "neutral"),
        "running": (LabState.RUNNING.label, "info"),
        "ready": (LabState.READY.label, "warn"),
        "published": (LabState.PUBLISHED.label, "ok"),
    },
)
states.register(
    "correction",
    {
        "open": (CorrectionState.OPEN.label, "warn"),
        "taken": (CorrectionState.TAKEN.label, "ok"),
        "refused": (CorrectionState.REFUSED.label, "neutral"),
    },
)


def counted(key: str, rows: QuerySet[Any]) -> int:
    """A count of the navigation, at most half a minute old: every page of the desk shows it, none depends on it."""
    return int(cache.get_or_set(f"count:{key}", rows.count, 30) or 0)


def is_firm(actor: Actor | None) -> bool:
    """A small firm or an adviser: those who receive briefs and apply."""
    return bool(
        actor and actor.is_signed_in and (actor.holds(CapabilityKind.BORROWER) or actor.holds(CapabilityKind.ADVISER))
    )


def unopened(actor: Actor) -> int:
    """Briefs the firm was told about and has not opened."""
    if actor.organisation is None:
        return 0
    return BriefAudience.objects.filter(
        organisation=actor.organisation, told_at__isnull=False, opened_at__isnull=True
    ).count()


def waiting(actor: Actor) -> int:
    """Briefs of the authority that wait for a second person."""
    return counted(
        f"briefs:{actor.organisation.pk if actor.organisation else 0}",
        Brief.objects.filter(issuer=actor.organisation, state="review"),
    )


def to_decide(actor: Actor) -> int:
    """Applications that wait for the authority."""
    rows = Application.objects.filter(brief__issuer=actor.organisation, state__in=["submitted", "approved"])
    return counted(f"benefits:{actor.organisation.pk if actor.organisation else 0}", rows)


def writes(actor: Actor | None) -> bool:
    return actor is not None and can_write_briefs(actor)


navigation.register(navigation.Item("briefs-mine", _("Policy for us"), "briefs:mine", is_firm, unopened, 60))
navigation.register(navigation.Item("briefs-write", _("Briefs"), "briefs:desk", writes, waiting, 20))
navigation.register(navigation.Item("benefits", _("Applications"), "briefs:applications", writes, to_decide, 30))
navigation.register(
    navigation.Item("consultations-write", _("Consultations"), "briefs:consultations", writes, None, 40)
)
navigation.register(navigation.Item("lab", _("Policy lab"), "briefs:lab", writes, None, 45))
navigation.register(
    navigation.Item("briefs-find", _("Policy finder"), "briefs:finder", navigation.everybody, None, 40, "footer")
)
navigation.register(
    navigation.Item(
        "consultations", _("Consultations"), "briefs:consultations", navigation.everybody, None, 41, "footer"
    )
)
navigation.register(
    navigation.Item("lab-public", _("Policy lab"), "briefs:lab", navigation.everybody, None, 42, "footer")
)
