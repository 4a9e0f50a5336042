"""What complaints add to the shell."""

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from portal.common import navigation, states
from portal.complaints import services
from portal.complaints.models import Complaint, ComplaintState, Outcome
from portal.organisations.actors import Actor

states.register(
    "complaint",
    {
        "received": (ComplaintState.RECEIVED.label, "warn"),
        "taken": (ComplaintState.TAKEN.label, "info"),
        "hearing": (ComplaintState.HEARING.label, "warn"),
        "decided": (ComplaintState.DECIDED.label, "ok"),
        "withdrawn": (ComplaintState.WITHDRAWN.label, "neutral"),
    },
)
states.register(
    "outcome",
    {
        "upheld": (Outcome.UPHELD.label, "ok"),
        "partly": (Outcome.PARTLY.label, "info"),
        "rejected": (Outcome.REJECTED.label, "neutral"),
        "settled": (Outcome.SETTLED.label, "ok"),
        "outside": (Outcome.OUTSIDE.label, "neutral"),
    },
)


def officer(actor: Actor | None) -> bool:
    return actor is not None and services.is_officer(actor)


def waiting(actor: Actor) -> int:
    """Cases nobody has taken yet."""
    return int(
        cache.get_or_set("count:complaints", Complaint.objects.filter(state=ComplaintState.RECEIVED).count, 30) or 0
    )


navigation.register(navigation.Item("complaints", _("Complaints"), "complaints:list", officer, waiting, 50))
navigation.register(
    navigation.Item(
        "complaints-footer", _("Complaints and appeals"), "complaints:about", navigation.everybody, None, 60, "footer"
    )
)
