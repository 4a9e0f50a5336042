"""What the published order (``portal.criteria.ranking``) knows of responders: answers, free places, usual price.

Counted nightly, so that ten thousand responders cost a match run one query. Nothing anybody pays for enters here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from portal.common import clock
from portal.criteria.ranking import Standing
from portal.matchmaking.models import Match, ResponderStanding
from portal.matchmaking.pillars import Pillar

WINDOW = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Supply:
    """What a pillar adds: the free share of places (0–1) and the usual public price over the market's middle."""

    capacity_left: float | None = None
    price_ratio: float | None = None


def count(pillar: Pillar) -> int:
    """Count the standing of every responder asked in the last year; returns how many.

    A match counts as asked once the time of its batch is over; an answer is a response or a refusal with reasons.
    """
    moment = clock.now()
    until = moment - timedelta(hours=pillar.policy.widen_after_hours)
    answered = Q(responded_at__isnull=False) | Q(declined_at__isnull=False)
    rows = (
        Match.objects.filter(pillar=pillar.code, released_at__gt=moment - WINDOW, released_at__lte=until)
        .order_by()
        .values("organisation_id")
        .annotate(told=Count("pk"), replied=Count("pk", filter=answered))
        .values_list("organisation_id", "told", "replied")
    )
    counted = {organisation: (asked, replied) for organisation, asked, replied in rows}
    supply: Mapping[int, Supply] = pillar.supply_of() if pillar.supply_of is not None else {}
    found = [
        ResponderStanding(
            organisation_id=key,
            pillar=pillar.code,
            asked=counted.get(key, (0, 0))[0],
            answered=counted.get(key, (0, 0))[1],
            capacity_left=supply.get(key, Supply()).capacity_left,
            price_ratio=supply.get(key, Supply()).price_ratio,
            counted_at=moment,
        )
        for key in sorted({*counted, *supply})
    ]
    ResponderStanding.objects.bulk_create(
        found, batch_size=1_000, update_conflicts=True, unique_fields=["organisation", "pillar"],
        update_fields=["asked", "answered", "capacity_left", "price_ratio", "counted_at"],
    )  # fmt: skip
    ResponderStanding.objects.filter(pillar=pillar.code, counted_at__lt=moment).delete()
    return len(found)


def of(pillar: str, organisations: Collection[int]) -> dict[int, Standing]:
    """Standing by organisation; who is not in it is a newcomer (``Standing()``)."""
    rows = ResponderStanding.objects.filter(pillar=pillar, organisation__among=organisations)
    return {
        key: Standing(asked, answered, capacity, price)
        for key, asked, answered, capacity, price in rows.values_list(
            "organisation_id", "asked", "answered", "capacity_left", "price_ratio"
        )
    }
