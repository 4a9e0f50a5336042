"""What complaints add to the shell."""

from django.utils.translation import gettext_lazy as _

from portal.common import navigation, states
from portal.complaints import services
from portal.complaints.models import Complaint, ComplaintState, Outcome
from portal.organisations.actors import Actor

states.register_choices("complaint", ComplaintState, received="warn", taken="info", hearing="warn", decided="ok")
states.register_choices("outcome", Outcome, upheld="ok", partly="info", settled="ok")


def officer(actor: Actor | None) -> bool:
    return actor is not None and services.is_officer(actor)


def waiting(actor: Actor) -> int:
    """Cases nobody has taken yet."""
    return navigation.counted("complaints", Complaint.objects.filter(state=ComplaintState.RECEIVED))


navigation.register(navigation.Item("complaints", _("Complaints"), "complaints:list", officer, waiting, 50))
navigation.register(
    navigation.Item(
        "complaints-footer", _("Complaints and appeals"), "complaints:about", navigation.everybody, None, 60, "footer"
    )
)
