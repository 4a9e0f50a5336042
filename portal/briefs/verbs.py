"""Journal verbs of policy briefs and benefits in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SUBJECTS: Final[Mapping[str, Promise]] = {
    "application": _("Benefits applied for"),
    "brief": _("Policy briefs"),
}
VERBS: Final[Mapping[str, Promise]] = {
    "application.started": _("Application for a benefit begun"),
    "application.submitted": _("Application for a benefit sent"),
    "application.question_asked": _("Office asked about an application"),
    "application.question_answered": _("Question about an application answered"),
    "application.confirmed": _("Benefit confirmed"),
    "application.approved": _("Application for a benefit approved"),
    "application.rejected": _("Application for a benefit refused"),
    "application.reopened": _("Application opened again after an appeal"),
    "application.paid": _("Benefit paid"),
    "application.withdrawn": _("Application for a benefit withdrawn"),
    "programme.made": _("Programme made"),
    "programme.changed": _("Programme changed"),
    "representative.granted": _("Adviser named to apply for the firm"),
    "representative.ended": _("Adviser may no longer apply for the firm"),
    "brief.created": _("Policy brief begun"),
    "brief.edited": _("Policy brief changed"),
    "brief.submitted": _("Policy brief sent to a second person"),
    "brief.sent_back": _("Policy brief sent back"),
    "brief.waived": _("Missing language waived"),
    "brief.terms_changed": _("Conditions of a policy brief changed"),
    "brief.scheduled": _("Publication scheduled"),
    "brief.unscheduled": _("Scheduled publication stopped"),
    "brief.published": _("Policy brief published"),
    "brief.audience_told": _("Firms were told of a policy brief"),
    "brief.revision_started": _("New version of a policy brief begun"),
    "brief.superseded": _("Policy brief replaced by a newer version"),
    "brief.withdrawn": _("Policy brief withdrawn"),
    "correction.proposed": _("Correction proposed"),
    "correction.answered": _("Correction answered"),
    "consultation.created": _("Consultation begun"),
    "consultation.opened": _("Consultation opened"),
    "consultation.closing_soon": _("Reminder that a consultation closes soon"),
    "consultation.closed": _("Consultation closed"),
    "consultation.answered": _("Consultation answered"),
    "comment.added": _("Comment on a paragraph"),
    "comment.answered": _("Comment answered"),
    "comment.execution_moved": _("Execution of a promise moved"),
    "lab.created": _("Policy test begun"),
    "lab.started": _("Policy test started"),
    "lab.finished": _("Policy test finished"),
    "lab.published": _("Policy test published"),
    "lab.consent_given": _("Consent to policy tests given"),
}
