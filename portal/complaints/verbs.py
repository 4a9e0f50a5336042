"""Journal verbs of complaints in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SUBJECTS: Final[Mapping[str, Promise]] = {
    "complaint": _("Complaints"),
}
VERBS: Final[Mapping[str, Promise]] = {
    "complaint.received": _("Complaint received"),
    "complaint.taken": _("Complaint taken by an officer"),
    "complaint.question_asked": _("Question about a complaint"),
    "complaint.answered": _("Answer to a complaint"),
    "complaint.message_sent": _("Message about a complaint"),
    "complaint.decided": _("Complaint decided"),
    "complaint.withdrawn": _("Complaint withdrawn"),
}
