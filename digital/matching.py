"""Which vetted providers suit a need: their scopes on the criteria engine, then points for what is only wished."""

from decimal import Decimal
from typing import Any

from digital.choices import TagKind
from digital.models import ProviderProfile
from digital.reasons import PREFIX
from digital.roadmaps import sector_of
from digital.scopes import KIND, facts_of
from portal.criteria.judging import Judgement, judged
from portal.criteria.ranking import Standing, points
from portal.matchmaking import standing
from portal.matchmaking.models import Request
from portal.matchmaking.pillars import Candidate

# Weights of a perfect fit, 100 in all. Whether a provider fits at all is its scope's rules alone.
POINTS = {"sector": 30, "language": 20, "region": 15, "references": 20, "package": 15}
MOST, NEAR = 2_000, 200  # providers looked at: that fit or may fit, that one rule keeps away


def _reason(fact: str, outcome: str) -> dict[str, Any]:
    return {"fact": f"{PREFIX}{fact}", "outcome": outcome, "held": "", "needed": ""}


def candidate(request: Request, profile: ProviderProfile, judgement: Judgement, known: Standing) -> Candidate:
    """What ``judgement`` and the wishes say of ``profile``; the wishes are the fit of the published order."""
    need, firm = request.transformation, request.organisation
    tags: dict[str, set[str]] = {kind: set() for kind in TagKind.values}
    for tag in profile.tags.all():
        tags[tag.kind].add(tag.code)
    wishes = {
        "sector": sector_of(firm.sector) in tags[TagKind.SECTOR],
        "language": (need.languages or request.language) in tags[TagKind.LANGUAGE],
        "region": not tags[TagKind.REGION] or firm.region in tags[TagKind.REGION],
        "references": any(r.answered_at and r.satisfied for r in profile.organisation.references.all()),
        "package": any(p.category == need.category and p.is_published for p in profile.organisation.packages.all()),
    }
    wished = [_reason(fact, "meets" if fits else "weaker") for fact, fits in wishes.items()]
    fit = sum(POINTS[fact] for fact, fits in wishes.items() if fits) / sum(POINTS.values())
    parts = points(fit, judgement.evidence, known)
    return Candidate(
        organisation_id=profile.organisation_id,
        score=Decimal(str(round(sum(parts.values()), 2))),
        reasons=[*judgement.reasons, *wished],
        misses=judgement.misses,
        unknowns=judgement.unknowns,
        source_key=profile.public_id,
        parts=parts,
    )


def match(request: Request) -> list[Candidate]:
    """Every vetted provider whose scope fits, may fit or misses by one rule, weighed."""
    found = judged(KIND, facts_of(request), limit=MOST, near=NEAR, seed=request.pk)
    rows = ProviderProfile.objects.public().filter(criteria__in=found).select_related("organisation")
    profiles = list(rows.prefetch_related("tags", "organisation__references", "organisation__packages"))
    standings = standing.of("digital", [profile.organisation_id for profile in profiles])
    return [
        candidate(request, row, found[row.criteria_id], standings.get(row.organisation_id, Standing()))
        for row in profiles
        if row.criteria_id is not None
    ]
