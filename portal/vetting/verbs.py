"""Journal verbs of people, organisations and vetting in words, for timelines."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from portal.journal.verbs import words

VERBS: Final[dict[str, Promise]] = {
    "organisation.registered": gettext_lazy("Organisation registered"),
    "organisation.updated": gettext_lazy("Details changed"),
    "organisation.looked_at": gettext_lazy("An officer opened the record"),
    "identifier.recorded": gettext_lazy("Official number recorded"),
    "capability.requested": gettext_lazy("Capability added"),
    "capability.suspended": gettext_lazy("Capability suspended"),
    "capability.restored": gettext_lazy("Suspension ended"),
    "capability.expired": gettext_lazy("Capability expired"),
    "capability.expiring": gettext_lazy("Reminder of the yearly review"),
    "fact.recorded": gettext_lazy("Profile fact recorded"),
    "membership.requested": gettext_lazy("A person asked to join"),
    "membership.accepted": gettext_lazy("A person was let in"),
    "membership.refused": gettext_lazy("A request to join was refused"),
    "membership.level_changed": gettext_lazy("A member's level changed"),
    "membership.left": gettext_lazy("A member left"),
    "membership.removed": gettext_lazy("A member was removed"),
    "invitation.sent": gettext_lazy("Invitation sent"),
    "invitation.accepted": gettext_lazy("Invitation accepted"),
    "invitation.revoked": gettext_lazy("Invitation withdrawn"),
    "consent.given": gettext_lazy("Consent given"),
    "consent.withdrawn": gettext_lazy("Consent withdrawn"),
    "api_token.created": gettext_lazy("API token created"),
    "api_token.revoked": gettext_lazy("API token revoked"),
    "api_token.lapsed": gettext_lazy("API token ended with its maker's rights"),
    "document.uploaded": gettext_lazy("Document added"),
    "document.viewed": gettext_lazy("Document read"),
    "document.shared": gettext_lazy("Document shared"),
    "vetting.started": gettext_lazy("Application begun"),
    "vetting.submitted": gettext_lazy("Application sent"),
    "vetting.taken": gettext_lazy("An officer took the application"),
    "vetting.taken_over": gettext_lazy("Another officer took the application over"),
    "vetting.released": gettext_lazy("The application went back to the queue"),
    "vetting.returned": gettext_lazy("The applicant was asked for more"),
    "vetting.approved": gettext_lazy("Application approved"),
    "vetting.rejected": gettext_lazy("Application not approved"),
    "vetting.withdrawn": gettext_lazy("Application withdrawn"),
    "vetting.appeal_filed": gettext_lazy("Appeal filed"),
    "vetting.appeal_decided": gettext_lazy("Appeal decided"),
    "request.opened": gettext_lazy("Request opened"),
    "response.submitted": gettext_lazy("Answer to a request sent"),
    "request.awarded": gettext_lazy("Request awarded"),
}


def verb_text(verb: str) -> str:
    """The verb in words; other verbs in the journal's."""
    known = VERBS.get(verb)
    return str(known) if known is not None else words(verb)
