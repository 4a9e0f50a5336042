"""Published figures per lender: bait meter, answer rate, days to the money. Groups below ``LEAST`` firms are not shown.

A case counts towards the threshold by its firm: five loans of one firm are one firm's secret, not a group of five. No
figure over all lenders is published, so that a hidden group cannot be had by subtraction; rates and medians only, never
the counts behind them.

What stands behind a figure are firms that agreed to public statistics (``counted``). The lender itself is not asked: it is
an institution in a public register, and its conduct is published as a condition of lending here (docs/privacy.md).

Bait meter: first offered terms against the accepted ones of the same request, median gap in points of the effective
rate (positive: the final terms were dearer). Answer rate: released requests answered (offer or coded refusal).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, Q

from portal.common import suppression
from portal.matchmaking.models import Engagement, Match, Response
from portal.organisations.consents import STATISTICS, agreeing
from portal.organisations.models import Organisation

LEAST = suppression.K
"""A figure is shown only when at least this many different firms stand behind it."""


@dataclass(slots=True)
class LenderFigures:
    """Figures of one lender; None where fewer than ``LEAST`` firms stand behind one."""

    lender: Organisation
    answer_rate: Decimal | None = None
    withdrawal_rate: Decimal | None = None
    rate_gap: Decimal | None = None
    amount_gap: Decimal | None = None
    days_to_money: Decimal | None = None

    @property
    def has_any(self) -> bool:
        """Whether anything may be shown."""
        return any(v is not None for v in (self.answer_rate, self.withdrawal_rate, self.rate_gap, self.days_to_money))


Case = tuple[int, Decimal]
"""The firm's key and its value."""


def share(part: int, whole: int, firms: int) -> Decimal | None:
    """Per cent with one decimal, None below the threshold of ``firms``."""
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if firms >= LEAST else None


def middle(cases: Iterable[Case]) -> Decimal | None:
    """Median of the values, None when fewer than ``LEAST`` firms stand behind them."""
    known = list(cases)
    if len({firm for firm, _value in known}) < LEAST:
        return None
    return Decimal(median(value for _firm, value in known)).quantize(Decimal("0.01"))


def counted(rows: Any, firm: str, *, everybody: bool = False) -> Any:
    """Rows of firms that agreed to be counted in public; ``firm`` leads from a row to its organisation."""
    return rows if everybody else rows.filter(**{f"{firm}__in": agreeing(STATISTICS)})


def gaps(*, everybody: bool = False) -> dict[int, list[tuple[int, Decimal, Decimal]]]:
    """(firm, rate gap, amount gap in per cent) of every accepted offer against the lender's first one, by lender."""
    accepted = Response.objects.filter(state="accepted", request__pillar="lending").select_related("offer", "request")
    accepted = counted(accepted, "request__organisation", everybody=everybody)
    firsts = {
        (one.request_id, one.organisation_id): one
        for one in Response.objects.filter(
            request__in=accepted.values("request"), request__pillar="lending", submitted_at__isnull=False
        )
        .select_related("offer")
        .order_by("-revision")
    }
    found: dict[int, list[tuple[int, Decimal, Decimal]]] = defaultdict(list)
    for last in accepted:
        first = firsts.get((last.request_id, last.organisation_id))
        if first is None or first.offer.effective_apr is None or last.offer.effective_apr is None:
            continue
        before, after = first.offer.amount or Decimal(0), last.offer.amount or Decimal(0)
        amount = (after - before) * 100 / before if before else Decimal(0)
        rate = last.offer.effective_apr - first.offer.effective_apr
        found[last.organisation_id].append((last.request.organisation_id, rate, amount))
    return found


def days_to_money(*, everybody: bool = False) -> dict[int, list[Case]]:
    """(firm, days from opening the request to the confirmed payment), by lender."""
    engagements = Engagement.objects.filter(
        pillar="lending", milestones__position=1, milestones__owner_confirmed_at__isnull=False
    )
    rows = counted(engagements, "owner", everybody=everybody).values_list(
        "responder_id",
        "award__request__organisation_id",
        "award__request__opened_at",
        "milestones__owner_confirmed_at",
    )
    found: dict[int, list[Case]] = defaultdict(list)
    for lender, firm, opened, paid in rows:
        if opened and paid:
            found[lender].append((firm, Decimal((paid - opened).days)))
    return found


def per_lender() -> list[LenderFigures]:
    """Figures of every lender with enough cases, by name, for the public."""
    firms = Count("request__organisation", distinct=True)
    answered = Q(responded_at__isnull=False) | Q(declined_at__isnull=False)
    released = Match.objects.filter(request__pillar="lending", released_at__isnull=False)
    asked: Any = (
        counted(released, "request__organisation")
        .values("organisation")
        .annotate(asked=Count("pk"), answered=Count("pk", filter=answered), firms=firms)
    )
    submitted = Response.objects.filter(request__pillar="lending", submitted_at__isnull=False)
    sent: Any = (
        counted(submitted, "request__organisation")
        .values("organisation")
        .annotate(sent=Count("pk"), withdrawn=Count("pk", filter=Q(state="withdrawn")), firms=firms)
    )
    sent_by = {row["organisation"]: row for row in sent}
    moved, paid = gaps(), days_to_money()
    names = Organisation.objects.in_bulk([row["organisation"] for row in asked])
    rows = []
    for row in asked:
        key = row["organisation"]
        own = sent_by.get(key, {"sent": 0, "withdrawn": 0, "firms": 0})
        rows.append(
            LenderFigures(
                lender=names[key],
                answer_rate=share(row["answered"], row["asked"], row["firms"]),
                withdrawal_rate=share(own["withdrawn"], own["sent"], own["firms"]),
                rate_gap=middle((firm, rate) for firm, rate, _amount in moved.get(key, [])),
                amount_gap=middle((firm, amount) for firm, _rate, amount in moved.get(key, [])),
                days_to_money=middle(paid.get(key, [])),
            )
        )
    return sorted((row for row in rows if row.has_any), key=lambda row: row.lender.legal_name)
