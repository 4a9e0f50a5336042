"""Published figures per lender: bait meter, answer rate, days to the money. Groups below ``LEAST`` are not shown.

Bait meter: first offered terms against the accepted ones of the same request, median gap in points of the effective
rate (positive: the final terms were dearer). Answer rate: released requests answered (offer or coded refusal).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, Q

from portal.matchmaking.models import Engagement, Match, Response
from portal.organisations.models import Organisation

LEAST = 5
"""A figure is shown only when at least this many cases stand behind it."""


@dataclass(slots=True)
class LenderFigures:
    """Figures of one lender; None where fewer than ``LEAST`` cases exist."""

    lender: Organisation
    asked: int = 0
    answer_rate: Decimal | None = None
    withdrawal_rate: Decimal | None = None
    rate_gap: Decimal | None = None
    amount_gap: Decimal | None = None
    days_to_money: Decimal | None = None
    cases: dict[str, int] = field(default_factory=dict)

    @property
    def has_any(self) -> bool:
        """Whether anything may be shown."""
        return any(v is not None for v in (self.answer_rate, self.withdrawal_rate, self.rate_gap, self.days_to_money))


def share(part: int, whole: int) -> Decimal | None:
    """Per cent with one decimal, None below the threshold."""
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole >= LEAST else None


def middle(values: Iterable[Decimal]) -> Decimal | None:
    """Median, None below the threshold."""
    known = list(values)
    return Decimal(median(known)).quantize(Decimal("0.01")) if len(known) >= LEAST else None


def gaps() -> dict[int, list[tuple[Decimal, Decimal]]]:
    """(rate gap, amount gap in per cent) of every accepted offer against the lender's first one, by lender."""
    accepted = Response.objects.filter(state="accepted", request__pillar="lending").select_related("offer")
    firsts = {
        (one.request_id, one.organisation_id): one
        for one in Response.objects.filter(
            request__in=accepted.values("request"), request__pillar="lending", submitted_at__isnull=False
        )
        .select_related("offer")
        .order_by("-revision")
    }
    found: dict[int, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for last in accepted:
        first = firsts.get((last.request_id, last.organisation_id))
        if first is None or first.offer.effective_apr is None or last.offer.effective_apr is None:
            continue
        before, after = first.offer.amount or Decimal(0), last.offer.amount or Decimal(0)
        amount = (after - before) * 100 / before if before else Decimal(0)
        found[last.organisation_id].append((last.offer.effective_apr - first.offer.effective_apr, amount))
    return found


def days_to_money() -> dict[int, list[Decimal]]:
    """Days from opening the request to the confirmed payment, by lender."""
    rows = Engagement.objects.filter(
        pillar="lending", milestones__position=1, milestones__owner_confirmed_at__isnull=False
    ).values_list("responder_id", "award__request__opened_at", "milestones__owner_confirmed_at")
    found: dict[int, list[Decimal]] = defaultdict(list)
    for lender, opened, paid in rows:
        if opened:
            found[lender].append(Decimal((paid - opened).days))
    return found


def per_lender() -> list[LenderFigures]:
    """Figures of every lender with enough cases, by name."""
    answered = Q(responded_at__isnull=False) | Q(declined_at__isnull=False)
    asked: Any = (
        Match.objects.filter(request__pillar="lending", released_at__isnull=False)
        .values("organisation")
        .annotate(asked=Count("pk"), answered=Count("pk", filter=answered))
    )
    sent: Any = (
        Response.objects.filter(request__pillar="lending", submitted_at__isnull=False)
        .values("organisation")
        .annotate(sent=Count("pk"), withdrawn=Count("pk", filter=Q(state="withdrawn")))
    )
    sent_by = {row["organisation"]: row for row in sent}
    moved, paid = gaps(), days_to_money()
    names = Organisation.objects.in_bulk([row["organisation"] for row in asked])
    rows = []
    for row in asked:
        key = row["organisation"]
        own = sent_by.get(key, {"sent": 0, "withdrawn": 0})
        rows.append(
            LenderFigures(
                lender=names[key],
                asked=row["asked"],
                answer_rate=share(row["answered"], row["asked"]),
                withdrawal_rate=share(own["withdrawn"], own["sent"]),
                rate_gap=middle(gap for gap, _amount in moved.get(key, [])),
                amount_gap=middle(amount for _gap, amount in moved.get(key, [])),
                days_to_money=middle(paid.get(key, [])),
            )
        )
    return sorted((row for row in rows if row.has_any), key=lambda row: row.lender.legal_name)
