"""What the briefs app adds to the shell: words of its states, entries of the navigation."""

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

states.register_choices(
    "benefit", ApplicationState, submitted="info", question="warn", approved="ok", paid="ok", rejected="bad"
)
states.register_choices("field", FieldState, missing="bad", ready="ok", outdated="warn")
states.register_choices("fit", Fit, meets="ok", misses="bad", unknown="warn")
states.register_choices("consultation", ConsultationState, open="ok", closed="warn", answered="info")
states.register_choices("position", Position, considered="info", accepted="ok")
states.register_choices("execution", Execution, under_way="info", done="ok", dropped="warn")
states.register_choices("lab", LabState, running="info", ready="warn", published="ok")
states.register_choices("correction", CorrectionState, open="warn", taken="ok")


def is_firm(actor: Actor | None) -> bool:
    """A small firm or an adviser: those who receive briefs and apply."""
    return bool(
        actor and actor.is_signed_in and (actor.holds(CapabilityKind.BORROWER) or actor.holds(CapabilityKind.ADVISER))
    )


def unopened(actor: Actor) -> QuerySet[BriefAudience]:
    """Briefs the firm was told about and has not opened."""
    if actor.organisation is None:
        return BriefAudience.objects.none()
    return BriefAudience.objects.filter(organisation=actor.organisation, told_at__isnull=False, opened_at__isnull=True)


def waiting(actor: Actor) -> int:
    """Briefs of the authority that wait for a second person."""
    return navigation.counted(
        f"briefs:{actor.organisation.pk if actor.organisation else 0}",
        Brief.objects.filter(issuer=actor.organisation, state="review"),
    )


def to_decide(actor: Actor) -> int:
    """Applications that wait for the authority."""
    rows = Application.objects.filter(brief__issuer=actor.organisation, state__in=["submitted", "approved"])
    return navigation.counted(f"benefits:{actor.organisation.pk if actor.organisation else 0}", rows)


def writes(actor: Actor | None) -> bool:
    return actor is not None and can_write_briefs(actor)


navigation.register(navigation.Item("briefs-mine", _("Policy for us"), "briefs:mine", is_firm, order=60, rows=unopened))
navigation.register(navigation.Item("briefs-write", _("Briefs"), "briefs:desk", writes, waiting, 20))
navigation.register(navigation.Item("benefits", _("Applications"), "briefs:applications", writes, to_decide, 30))
navigation.register(
    navigation.Item("consultations-write", _("Consultations"), "briefs:consultations", writes, None, 40)
)
navigation.register(navigation.Item("lab", _("Policy lab"), "briefs:lab", writes, None, 45))
navigation.register(
    navigation.Item("briefs-find", _("Policy finder"), "briefs:finder", navigation.everybody, None, 40, "footer-policy")
)
navigation.register(
    navigation.Item(
        "consultations", _("Consultations"), "briefs:consultations", navigation.everybody, None, 41, "footer-policy"
    )
)
navigation.register(
    navigation.Item("lab-public", _("Policy lab"), "briefs:lab", navigation.everybody, None, 42, "footer-policy")
)
