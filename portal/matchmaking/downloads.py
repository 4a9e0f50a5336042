"""Files leaving the exchange."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from portal.common.downloads import csv_response
from portal.matchmaking.models import Match


def inbox_csv(matches: QuerySet[Match]) -> HttpResponse:
    """What the inbox shows, at most 5,000 rows; the firm stays masked."""
    head = [_("Reference"), _("Title"), _("Kind"), _("Closes"), _("Fit"), _("State")]
    rows = [
        [m.request.reference, m.request.title, m.request.pillar, m.request.closes_at, m.score, m.request.state]
        for m in matches[:5000]
    ]
    return csv_response("requests", head, rows)
