"""Which firms a published brief is for: worked out in the background, told once, counted honestly."""

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from portal.briefs import conditions
from portal.briefs.choices import Fit
from portal.briefs.fields import lines
from portal.briefs.models import BriefAudience, BriefReading, BriefVersion, ClarityAnswer
from portal.common import clock
from portal.common.errors import DomainError
from portal.journal.services import record
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Capability, Organisation

CHUNK = 500
TOLD_MISSES = 1  # a firm that misses one condition is told which; one that misses more is left in peace


def match(version: BriefVersion) -> dict[str, int]:
    """Judge every approved small firm against the version's conditions, keep the findings, tell those concerned.

    Idempotent: a firm is stored once per version, and the journal entry that tells people is written once. A brief
    without conditions concerns everybody and mails nobody. Returns counts per fit.
    """
    counts = dict.fromkeys(Fit.values, 0)
    document = version.content.get("conditions")
    if not document or version.brief.current_version_id != version.pk:
        return counts
    criterion = conditions.criterion_of(document)
    approved = Capability.objects.filter(kind=CapabilityKind.BORROWER, state=CapabilityState.APPROVED)
    firms = list(Organisation.objects.filter(pk__in=approved.values("organisation")).order_by("pk"))
    for start in range(0, len(firms), CHUNK):
        chunk = firms[start : start + CHUNK]
        facts = conditions.facts_of(chunk, clock.today())
        rows = [judged(version, firm, *conditions.judge(criterion, facts[firm.pk])) for firm in chunk]
        BriefAudience.objects.bulk_create(rows, ignore_conflicts=True, batch_size=CHUNK)
        for row in rows:
            counts[row.fit] += 1
    tell(version)
    return counts


def judged(version: BriefVersion, firm: Organisation, fit: Fit, findings: list[dict[str, object]]) -> BriefAudience:
    """The row of one firm."""
    misses = sum(item["outcome"] == "does_not" for item in findings)
    unknowns = sum(item["outcome"] == "cannot_tell" for item in findings)
    return BriefAudience(
        version=version, organisation=firm, fit=fit, misses=misses, unknowns=unknowns, findings=findings
    )


def tell(version: BriefVersion) -> int:
    """Write the one journal entry from which the firms' notifications follow. Returns how many firms are told."""
    with transaction.atomic():
        waiting = BriefAudience.objects.filter(version=version, told_at__isnull=True).exclude(
            pk__in=list(unchanged(version).values_list("pk", flat=True))
        )
        concerned = waiting.exclude(fit=Fit.MISSES) | waiting.filter(fit=Fit.MISSES, misses__lte=TOLD_MISSES)
        moment = clock.now()
        told = concerned.update(told_at=moment)
        if told:
            record(
                actor=SYSTEM,
                verb="brief.audience_told",
                subject=version,
                payload={"told": told, "at": moment.isoformat()},
            )
    return told


def unchanged(version: BriefVersion) -> QuerySet[BriefAudience]:
    """Rows of firms that were told the same result about an older version: a new version alone is no news."""
    told = BriefAudience.objects.filter(
        version__brief=version.brief_id,
        organisation=OuterRef("organisation"),
        fit=OuterRef("fit"),
        told_at__isnull=False,
    ).exclude(version=version)
    return BriefAudience.objects.filter(Exists(told), version=version)


def audience_opened(*, actor: Actor, version: BriefVersion) -> None:
    """Note that a firm that was told has opened the brief (first time only)."""
    if actor.organisation is not None:
        BriefAudience.objects.filter(version=version, organisation=actor.organisation, opened_at__isnull=True).update(
            opened_at=clock.now()
        )


def reading_count(*, version: BriefVersion, language: str) -> None:
    """Count one opening of the public page. No reader is identified."""
    today = BriefReading.objects.filter(version=version, language=language, day=clock.today())
    if not today.update(count=increment()):
        BriefReading.objects.bulk_create(
            [BriefReading(version=version, language=language, day=clock.today(), count=0)], ignore_conflicts=True
        )
        today.update(count=increment())


def increment() -> object:
    """count = count + 1 in the database."""
    return F("count") + 1


def clarity_give(
    *, version: BriefVersion, language: str, is_clear: bool, choice: int | None, remark: str = ""
) -> ClarityAnswer:
    """Keep one reader's answer to “was this clear?”; ``choice`` is the number (from 1) of the answer chosen."""
    right = version.content["terms"].get("right_choice")
    offered = len(lines(version.content["texts"].get(language, {}).get("choices", "")))
    if choice is not None and not 1 <= choice <= offered:
        raise DomainError(fields={"choice": _("Choose one of the answers.")})
    return ClarityAnswer.objects.create(
        version=version,
        language=language,
        is_clear=is_clear,
        is_right=None if choice is None or right is None else choice == right,
        remark=remark.strip()[:500],
    )


def reach(version: BriefVersion) -> dict[str, int]:
    """Firms per fit, told, opened; readings; answers clear and right: the numbers of the issuer's page."""
    rows = BriefAudience.objects.filter(version=version).aggregate(
        meets=Count("pk", filter=Q(fit=Fit.MEETS)),
        misses=Count("pk", filter=Q(fit=Fit.MISSES)),
        unknown=Count("pk", filter=Q(fit=Fit.UNKNOWN)),
        told=Count("told_at"),
        opened=Count("opened_at"),
    )
    answers = ClarityAnswer.objects.filter(version=version).aggregate(
        answers=Count("pk"),
        clear=Count("pk", filter=Q(is_clear=True)),
        tested=Count("is_right"),
        right=Count("pk", filter=Q(is_right=True)),
    )
    readings = BriefReading.objects.filter(version=version).aggregate(readings=Sum("count"))["readings"] or 0
    return {**rows, **answers, "readings": readings}


def sweep(limit: int = 5) -> int:
    """Match published versions whose task was lost (broker down): conditions but no audience yet. Returns how many."""
    lost = (
        BriefVersion.objects.filter(brief__current_version=F("pk"), brief__state="published", audience__isnull=True)
        .select_related("brief")
        .order_by("-pk")[:limit]
    )
    return sum(bool(version.content.get("conditions")) and bool(match(version)) for version in lost)
