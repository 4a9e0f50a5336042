"""Which vetted providers suit a need: plain rules over the register, each with its reason."""

from decimal import Decimal

from digital.choices import TagKind
from digital.models import ProviderProfile
from digital.reasons import PREFIX
from digital.roadmaps import sector_of
from portal.matchmaking.models import Request
from portal.matchmaking.pillars import Candidate

# Points of a perfect fit, 100 in all; the two rules without points decide whether the provider fits at all.
POINTS = {"sector": 30, "language": 20, "region": 15, "references": 20, "package": 15}


def _reason(fact: str, outcome: str, held: str = "", needed: str = "") -> dict[str, str]:
    return {"fact": f"{PREFIX}{fact}", "outcome": outcome, "held": held, "needed": needed}


def candidate(request: Request, profile: ProviderProfile) -> Candidate:
    """How ``profile`` fits ``request``: category and budget are rules, the rest are points."""
    need, firm = request.transformation, request.organisation
    tags: dict[str, set[str]] = {kind: set() for kind in TagKind.values}
    for tag in profile.tags.all():
        tags[tag.kind].add(tag.code)
    reasons, misses, unknowns, points = [], 0, 0, 0
    if need.category in tags[TagKind.CATEGORY]:
        reasons.append(_reason("category", "meets", need.category, need.category))
    else:
        misses += 1
        reasons.append(_reason("category", "does_not", ", ".join(sorted(tags[TagKind.CATEGORY])), need.category))
    if need.budget is None or profile.project_from is None:
        unknowns += 1
        reasons.append(_reason("budget", "cannot_tell"))
    elif need.currency == profile.currency and need.budget < profile.project_from:
        misses += 1
        reasons.append(_reason("budget", "does_not", str(need.budget), str(profile.project_from)))
    else:
        reasons.append(_reason("budget", "meets", str(need.budget), str(profile.project_from)))
    wishes = {
        "sector": sector_of(firm.sector) in tags[TagKind.SECTOR],
        "language": (need.languages or request.language) in tags[TagKind.LANGUAGE],
        "region": not tags[TagKind.REGION] or firm.region in tags[TagKind.REGION],
        "references": any(r.answered_at and r.satisfied for r in profile.organisation.references.all()),
        "package": any(p.category == need.category and p.is_published for p in profile.organisation.packages.all()),
    }
    for fact, fits in wishes.items():
        reasons.append(_reason(fact, "meets" if fits else "weaker"))
        points += POINTS[fact] if fits else 0
    return Candidate(
        organisation=profile.organisation, score=Decimal(points), reasons=reasons, misses=misses, unknowns=unknowns
    )


def match(request: Request) -> list[Candidate]:
    """Every vetted provider with a profile, weighed. Three queries whatever their number."""
    profiles = (
        ProviderProfile.objects.public()
        .select_related("organisation")
        .prefetch_related("tags", "organisation__references", "organisation__packages")
    )
    return [candidate(request, profile) for profile in profiles]
