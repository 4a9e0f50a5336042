"""Files leaving the exchange."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from portal.common.downloads import csv_response
from portal.matchmaking import registry
from portal.matchmaking.models import Match


def inbox_csv(matches: QuerySet[Match]) -> HttpResponse:
    """What the inbox shows, at most 5,000 rows; the firm stays masked. Times in the reader's zone, with its offset."""
    head = [
        _("Reference"), _("Title"), _("Kind"), _("Region"), _("Sector"), _("Closes"), _("Fit"), _("State"), _("With whom"), _("Facts"),
    ]  # fmt: skip
    return csv_response("requests", head, [row_of(match) for match in matches[:5000]])


def row_of(match: Match) -> list[Any]:
    """One line: codes as their words, facts as the page words them."""
    request, pillar = match.request, registry.get(match.request.pillar)
    facts = pillar.summary_of(request) if pillar.summary_of else []
    closes = timezone.localtime(request.closes_at).isoformat(" ", "minutes") if request.closes_at else ""
    return [
        request.reference, request.title, pillar.name, request.organisation.region, request.organisation.sector, closes,
        match.score, request.get_state_display(), match.assigned_to.get_short_name() if match.assigned_to else "",
        "; ".join(f"{label}: {plain(value)}" for label, value in facts),
    ]  # fmt: skip


def plain(value: Any) -> str:
    """A value of a list without markup and without the marks that keep its direction."""
    return strip_tags(str(value)).translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069")))
