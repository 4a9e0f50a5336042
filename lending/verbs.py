"""Journal verbs of financing in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SUBJECTS: Final[Mapping[str, Promise]] = {
    "key_facts": _("Key facts statements"),
}
VERBS: Final[Mapping[str, Promise]] = {
    "appeal.raised": _("Appeal against a refusal"),
    "appeal.answered": _("Appeal answered"),
    "appeal.due_soon": _("Reminder that an appeal must be answered"),
    "appeal.late": _("Answer to an appeal is late"),
    "request.forwarded": _("Request passed on to further lenders"),
    "key_facts.signed": _("Key facts statement signed for"),
    "mandate.saved": _("Lending rules changed"),
    "mandate.active": _("Lending rules put in force"),
    "mandate.paused": _("Lending rules paused"),
    "mandate.retired": _("Lending rules retired"),
}
