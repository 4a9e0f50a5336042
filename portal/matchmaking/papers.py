"""Papers attached to requests: how long a responder may read one."""

from django.db.models import Exists, OuterRef

from portal.matchmaking.models import Match


def open_to_reader() -> Exists:
    """Of a document grant: some request with this paper still opens it to the organisation."""
    matches = Match.objects.reading_papers().filter(organisation=OuterRef("organisation"))
    return Exists(matches.filter(request__documents__document=OuterRef("document")))
