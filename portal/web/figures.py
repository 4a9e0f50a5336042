"""The public figures of the start page: counted from the real rows, kept for five minutes."""

from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import gettext as _

from portal.matchmaking.models import Award, OutcomeReport, Request, Response
from portal.matchmaking.states import RequestState
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Capability

KEY = "web.public_figures"
KEPT_FOR = 300  # seconds


def counted() -> dict[str, int]:
    """The numbers, from the cache when they are fresh."""
    found: dict[str, int] | None = cache.get(KEY)
    if found is None:
        vetted = Capability.objects.filter(state=CapabilityState.APPROVED)
        vetted = vetted.exclude(kind__in=(CapabilityKind.BORROWER, CapabilityKind.AUTHORITY))
        found = {
            "open": Request.objects.filter(state=RequestState.OPEN).count(),
            "vetted": vetted.aggregate(n=Count("organisation", distinct=True))["n"],
            "answers": Response.objects.filter(submitted_at__isnull=False).count(),
            "agreed": Award.objects.count(),
            "results": OutcomeReport.objects.values("engagement").distinct().count(),
        }
        cache.set(KEY, found, KEPT_FOR)
    return found


def public() -> list[dict[str, Any]]:
    """The figures as cards; nothing while the exchange is empty."""
    n = counted()
    if not any(n.values()):
        return []
    return [
        {"label": _("Open requests"), "value": n["open"], "text": _("Firms waiting for answers now")},
        {"label": _("Vetted organisations"), "value": n["vetted"], "text": _("Lenders, providers, mentors and others who answer")},
        {"label": _("Answers sent"), "value": n["answers"], "text": _("Since the beginning, newer versions included")},
        {"label": _("Agreements"), "value": n["agreed"], "text": _("Answers that a firm accepted")},
    ]  # fmt: skip
