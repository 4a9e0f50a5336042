"""Files leaving the exchange."""

from collections.abc import Container
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from portal.common.downloads import csv_response
from portal.matchmaking import registry
from portal.matchmaking.models import Match

ALWAYS = frozenset({"reference", "title", "kind", "region", "sector"})


def inbox_csv(matches: QuerySet[Match], columns: Container[str]) -> HttpResponse:
    """What the inbox shows, in the columns chosen there, at most 5,000 rows; the firm stays masked.

    What names a request is always there. Times in the reader's zone, with its offset.
    """
    names = {
        "reference": _("Reference"), "title": _("Title"), "kind": _("Kind"), "region": _("Region"), "sector": _("Sector"),
        "left": _("Closes"), "fit": _("Fit"), "state": _("State"), "whom": _("With whom"), "facts": _("Facts"),
    }  # fmt: skip
    shown = [code for code in names if code in ALWAYS or code in columns]
    rows = ([held[code] for code in shown] for held in map(row_of, matches[:5000]))
    return csv_response("requests", [names[code] for code in shown], list(rows))


def row_of(match: Match) -> dict[str, Any]:
    """One line by column: codes as their words, facts as the page words them."""
    request, pillar = match.request, registry.get(match.request.pillar)
    facts = pillar.summary_of(request) if pillar.summary_of else []
    closes = timezone.localtime(request.closes_at).isoformat(" ", "minutes") if request.closes_at else ""
    firm = request.organisation
    return {
        "reference": request.reference, "title": request.title, "kind": pillar.name, "region": firm.region,
        "sector": firm.sector, "left": closes, "fit": match.score, "state": request.get_state_display(),
        "whom": match.assigned_to.get_short_name() if match.assigned_to else "",
        "facts": "; ".join(f"{label}: {plain(value)}" for label, value in facts),
    }  # fmt: skip


def plain(value: Any) -> str:
    """A value of a list without markup and without the marks that keep its direction."""
    return strip_tags(str(value)).translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069")))
