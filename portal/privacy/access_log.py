"""Who looked: openings of a firm's papers and requests by others, and every look by staff."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.journal.models import JournalEntry
from portal.organisations.models import Organisation

READINGS = {
    "document.viewed": _("Opened one of your documents"),
    "match.seen": _("Opened your request"),
    "request.looked_at": _("An authority opened your request"),
    "organisation.looked_at": _("An authority opened your organisation's record"),
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


NAMED = ("documents.document", "matchmaking.request")  # what a firm recognises by its title


def titles(entries: Iterable[JournalEntry]) -> dict[str, str]:
    """The firm's own name for what was opened, by public id. One query for each kind of thing."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.subject_type in NAMED:
            wanted[entry.subject_type].add(entry.subject_key)
    return {
        thing.public_id: str(thing)  # type: ignore[attr-defined]
        for label, keys in wanted.items()
        for thing in apps.get_model(label)._base_manager.filter(public_id__in=keys)
    }
