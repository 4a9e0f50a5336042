"""Refusals turned into repairs: what to mend, who does it, where (no dead end)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lending.choices import DECLINE_REASONS
from lending.models import Appeal
from portal.matchmaking.models import Match, Request

REPAIRS = {
    "1": _("Ask the credit bureau for your report, correct what is wrong, and pay what is overdue."),
    "2": _("Ask for the owner's own credit report, or offer another guarantor."),
    "3": _("Explain the use with a quote or a contract, or choose another purpose."),
    "4": _("Ask for less or for longer, so that the instalment fits; show a cash plan for twelve months."),
    "5": _("Offer other security, ask for less, or test what a guarantee would change."),
    "6": _("Wait until the firm is old enough, or look for programmes for young firms."),
    "7": _("See the policy briefs for programmes whose conditions you meet."),
    "8": _("Pay down other debt first, or ask for equity instead of a loan."),
    "9": _("Add the missing paper: statements, tax declaration, commercial register."),
    "977": _("Read the lender's own words, and ask if they are not clear."),
}


def of_request(request: Request) -> list[dict[str, Any]]:
    """Each refusal with its reasons, repairs and appeal."""
    words = dict(DECLINE_REASONS)
    appeals = {appeal.lender_id: appeal for appeal in Appeal.objects.filter(request=request)}
    rows = Match.objects.filter(request=request, declined_at__isnull=False).select_related("organisation")
    return [
        {
            "match": match,
            "reasons": [
                {"word": words.get(code, code), "repair": REPAIRS.get(code, "")} for code in match.decline_codes
            ],
            "appeal": appeals.get(match.organisation_id),
        }
        for match in rows.order_by("-declined_at")
    ]


def waiting(request: Request) -> int:
    """Lenders that fit and have not been told yet."""
    return request.matches.filter(released_at__isnull=True, superseded_at__isnull=True, misses=0).count()
