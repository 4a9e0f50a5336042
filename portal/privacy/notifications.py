"""Who is told about personal data: the person whose account somebody asked to have erased, in time to take it back."""

from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.journal.models import JournalEntry
from portal.notify.models import Category
from portal.notify.registry import Notification, Told, register
from portal.privacy.models import Erasure


def the_person(entry: JournalEntry) -> list[Told]:
    erasure = Erasure.objects.select_related("user").get(public_id=entry.subject_key)
    return [Told(erasure.user_id, None, {"day": clock.day_of(erasure.due_at).isoformat()}, "/privacy/")]


register(
    Notification(
        "ErasureAskedForPerson",
        "privacy.erasure_asked",
        Category.ACCOUNT,
        _("Your account will be erased on %(day)s"),
        _("You asked for this. If it was not you, take it back and change your password at once."),
        _("Keep my account"),
        the_person,
        may_mute=False,
        tells_actor=True,
    )
)
