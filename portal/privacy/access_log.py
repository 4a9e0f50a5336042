"""Who looked: every reading of a firm's papers and requests by others, and every look by staff."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.journal.models import JournalEntry
from portal.organisations.models import Organisation

READINGS = {
    "document.viewed": _("Opened one of your documents"),
    "match.seen": _("Opened your request"),
    "privacy.copy_opened": _("Downloaded a copy of your data"),
    "document.shared": _("A document was shared"),
    "document.revoked": _("Sharing of a document ended"),
}
STAFF = _("Staff looked at your data")


def of(firm: Organisation) -> QuerySet[JournalEntry]:
    """Readings that concern the firm, newest first: others' and staff's, not its own work."""
    entries = JournalEntry.objects.filter(concerns__organisation=firm)
    seen = entries.filter(verb__in=READINGS) | entries.filter(is_staff_mode=True)
    return seen.exclude(organisation=firm, is_staff_mode=False).select_related("organisation", "user").order_by("-pk")


def words(entry: JournalEntry) -> str:
    return str(STAFF if entry.is_staff_mode else READINGS.get(entry.verb, entry.verb))
