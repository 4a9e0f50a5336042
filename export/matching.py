"""Which mentors suit a request for support, and why; the same scoring serves rounds and the on-demand search."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from export import countries, mentoring
from export.mentoring import Mentor, Need, Pair
from export.models.mentors import MentorOffer
from export.models.support import MentorshipDetails, SupportDetails
from export.scopes import facts_of
from portal.common import clock
from portal.criteria import read_model
from portal.criteria.rules import Criterion
from portal.matchmaking.models import Request
from portal.matchmaking.pillars import Candidate
from portal.organisations.choices import CapabilityKind, CapabilityState

LIVE = ("agreed", "active", "disputed")


def hours_in_utc(offer: MentorOffer, moment: datetime) -> frozenset[int]:
    """The mentor's weekly hours as hours of the day in UTC (the present offset of the zone)."""
    offset = moment.astimezone(ZoneInfo(offer.time_zone)).utcoffset() or timedelta()
    shift = round(offset.total_seconds() / 3600)
    return frozenset((slot.hour - shift) % 24 for slot in offer.slots.all())


def mentor_of(offer: MentorOffer, moment: datetime) -> Mentor:
    """The offer as the scoring reads it."""
    signed = offer.statement_signed_on
    days = mentoring.rules()["statement_days"]
    return Mentor(
        code=offer.public_id,
        organisation=offer.organisation.public_id,
        topics=frozenset(offer.topics),
        sectors=frozenset(offer.sectors),
        markets=frozenset(offer.markets),
        languages=frozenset(offer.languages),
        stages=frozenset(offer.stages),
        hours_utc=hours_in_utc(offer, moment),
        capacity=offer.capacity,
        own_sector=offer.organisation.sector,
        own_country=countries.from_any(offer.organisation.country) or "",
        never=frozenset(firm.public_id for firm in offer.never.all()),
        statement_until=signed + timedelta(days=days) if signed else None,
        is_away=offer.is_away,
        for_whom=criterion_of(offer),
    )


def criterion_of(offer: MentorOffer) -> Criterion | None:
    """For whom the offer is; None when it asks nothing."""
    criteria = offer.criteria
    return read_model.criterion_of(criteria) if criteria is not None and criteria.is_active else None


def need_of(request: Request, details: SupportDetails) -> Need:
    """The request as the scoring reads it."""
    firm = request.organisation
    return Need(
        code=request.public_id,
        organisation=firm.public_id,
        topics=frozenset(details.topics),
        sector=firm.sector,
        markets=frozenset(details.markets),
        languages=frozenset(details.languages),
        stage=details.stage,
        hours_utc=frozenset(details.hours_utc),
        country=countries.from_any(firm.country) or "",
        competitors=frozenset(details.competitors.values_list("public_id", flat=True)),
        facts=facts_of(request),
    )


def open_offers() -> list[MentorOffer]:
    """Offers of companies approved as mentors."""
    offers = MentorOffer.objects.filter(
        organisation__capabilities__kind=CapabilityKind.MENTOR,
        organisation__capabilities__state=CapabilityState.APPROVED,
    )
    return list(
        offers.select_related("organisation", "user", "criteria").prefetch_related("slots", "never").order_by("pk")
    )


def places_taken() -> Counter[str]:
    """Running mentorships by offer."""
    running = MentorshipDetails.objects.filter(engagement__state__in=LIVE, offer__isnull=False)
    return Counter(running.values_list("offer__public_id", flat=True))


def reasons_of(pair: Pair) -> list[dict[str, Any]]:
    """A verdict in the exchange's shape: the mentor's criteria, then the rules about the two or the points."""
    told = [dict(reason) for reason in pair.reasons]
    if pair.refused:
        return told + [{"fact": f"export.{code}", "outcome": "does_not"} for code in pair.refused if code != "for_whom"]
    weights = mentoring.rules()["weights"]
    return told + [
        {
            "fact": f"export.{code}",
            "outcome": "meets" if points else "does_not",
            "held": round(points),
            "needed": weights[code],
        }
        for code, points in sorted(pair.parts.items(), key=lambda item: -item[1])
    ]


def refusals(pair: Pair) -> int:
    """How many rules keep the two apart."""
    return pair.misses + sum(code != "for_whom" for code in pair.refused)


def mentors_for(request: Request) -> list[Candidate]:
    """The best mentor of every company for ``request``; a company whose every mentor is refused misses by that many rules."""
    details = SupportDetails.objects.get(pk=request.pk)
    need, moment, taken = need_of(request, details), clock.now(), places_taken()
    judge = mentoring.judge_of(need, clock.today())
    best: dict[int, tuple[Pair, MentorOffer]] = {}
    for offer in open_offers():
        mentor = mentor_of(offer, moment)
        pair = mentoring.score_pair(mentor, need, on=clock.today(), taken=taken[mentor.code], judge=judge)
        held = best.get(offer.organisation_id)
        if held is None or (refusals(pair), -pair.score) < (refusals(held[0]), -held[0].score):
            best[offer.organisation_id] = (pair, offer)
    return [
        Candidate(
            organisation_id=offer.organisation_id,
            score=Decimal(pair.score),
            reasons=reasons_of(pair),
            misses=refusals(pair),
            unknowns=pair.unknowns,
            source_key=offer.public_id,
        )
        for pair, offer in best.values()
    ]
