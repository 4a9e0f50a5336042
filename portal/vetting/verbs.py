"""Journal verbs of people, organisations and vetting in words, for timelines."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

VERBS: Final[dict[str, Promise]] = {
    "organisation.registered": lazy("Organisation registered"),
    "organisation.updated": lazy("Details changed"),
    "organisation.looked_at": lazy("An officer opened the record"),
    "identifier.recorded": lazy("Official number recorded"),
    "capability.requested": lazy("Capability added"),
    "capability.suspended": lazy("Capability suspended"),
    "capability.restored": lazy("Suspension ended"),
    "capability.expired": lazy("Capability expired"),
    "capability.expiring": lazy("Reminder of the yearly review"),
    "fact.recorded": lazy("Profile fact recorded"),
    "membership.requested": lazy("A person asked to join"),
    "membership.accepted": lazy("A person was let in"),
    "membership.refused": lazy("A request to join was refused"),
    "membership.level_changed": lazy("A member's level changed"),
    "membership.left": lazy("A member left"),
    "membership.removed": lazy("A member was removed"),
    "invitation.sent": lazy("Invitation sent"),
    "invitation.accepted": lazy("Invitation accepted"),
    "invitation.revoked": lazy("Invitation withdrawn"),
    "consent.given": lazy("Consent given"),
    "consent.withdrawn": lazy("Consent withdrawn"),
    "api_token.created": lazy("API token created"),
    "api_token.revoked": lazy("API token revoked"),
    "document.uploaded": lazy("Document added"),
    "document.viewed": lazy("Document read"),
    "document.shared": lazy("Document shared"),
    "vetting.started": lazy("Application begun"),
    "vetting.submitted": lazy("Application sent"),
    "vetting.taken": lazy("An officer took the application"),
    "vetting.taken_over": lazy("Another officer took the application over"),
    "vetting.released": lazy("The application went back to the queue"),
    "vetting.returned": lazy("The applicant was asked for more"),
    "vetting.approved": lazy("Application approved"),
    "vetting.rejected": lazy("Application not approved"),
    "vetting.withdrawn": lazy("Application withdrawn"),
    "vetting.appeal_filed": lazy("Appeal filed"),
    "vetting.appeal_decided": lazy("Appeal decided"),
    "request.opened": lazy("Request opened"),
    "response.submitted": lazy("Answer to a request sent"),
    "request.awarded": lazy("Request awarded"),
}


def verb_text(verb: str) -> str:
    """The verb in words; other verbs as “Other event” with their code."""
    known = VERBS.get(verb)
    return str(known) if known is not None else _("Other event: %(code)s") % {"code": f"\u2066{verb}\u2069"}
