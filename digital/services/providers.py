"""The register: profile, packages, reference customers asked by one-time link, public search."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from digital.choices import TagKind
from digital.instruments.gaps import labels
from digital.models import Package, PackageLine, ProviderProfile, ProviderTag, ReferenceCustomer
from digital.schemes.catalogue import labels as scheme_labels
from digital.scopes import SCOPE
from digital.services.common import require_editor
from digital.texts import read, text
from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.journal.services import record
from portal.matchmaking import scopes, standing
from portal.matchmaking.models import Engagement, OutcomeReport
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation
from portal.vetting.counted import Count

SALT = "digital.reference"
LINK_DAYS = 14
PRICED_BY = 3


def profile_seen(organisation: Organisation) -> ProviderProfile:
    """The organisation's profile; an empty one that is not kept when there is none, so that looking changes nothing."""
    return ProviderProfile.objects.filter(organisation=organisation).first() or ProviderProfile(
        organisation=organisation
    )


def profile_of(organisation: Organisation) -> ProviderProfile:
    """The organisation's profile, made when there is none."""
    profile, _made = ProviderProfile.objects.get_or_create(organisation=organisation)
    return profile


@transaction.atomic
def profile_save(*, actor: Actor, values: Mapping[str, Any], tags: Mapping[str, Iterable[str]]) -> ProviderProfile:
    """Keep the profile and its tags (kind → codes). Raises DomainError."""
    organisation = require_editor(actor)
    low, high = values.get("project_from"), values.get("project_to")
    if low is not None and high is not None and low > high:
        raise DomainError(fields={"project_to": _("The largest project cannot be smaller than the smallest.")})
    profile = profile_of(organisation)
    for name, value in values.items():
        setattr(profile, name, value)
    profile.save()
    profile.tags.all().delete()
    ProviderTag.objects.bulk_create(
        ProviderTag(profile=profile, kind=kind, code=code)
        for kind, codes in tags.items()
        for code in dict.fromkeys(codes)
    )
    scopes.keep(SCOPE, actor=actor, owner=profile)
    record(actor=actor, verb="digital.profile.saved", subject=profile, notify=False)
    return profile


@transaction.atomic
def scope_save(*, actor: Actor, document: Mapping[str, Any], expected_version: int, note: str = "") -> ProviderProfile:
    """Keep the rules on top of the profile's; ConflictError when a colleague was quicker."""
    organisation = require_editor(actor)
    profile = scopes.keep(
        SCOPE,
        actor=actor,
        owner=profile_of(organisation),
        document=document,
        expected_version=expected_version,
        note=note,
    )
    record(actor=actor, verb="digital.scope.saved", subject=profile, notify=False)
    return profile


def missing_parts(profile: ProviderProfile) -> list[Any]:
    """What is missing and what it costs in matching."""
    kinds = set(profile.tags.values_list("kind", flat=True)) if profile.pk else set()
    faults = []
    if not profile.summary:
        faults.append(_("Say what you do: firms read this first."))
    if TagKind.CATEGORY not in kinds:
        faults.append(_("Choose categories: without them no request reaches you."))
    if TagKind.SECTOR not in kinds:
        faults.append(_("Choose sectors: worth 30 of the 100 points of fit."))
    if TagKind.LANGUAGE not in kinds:
        faults.append(_("Choose languages: worth 20 points."))
    if not profile.organisation.references.filter(satisfied=True).exists():
        faults.append(_("Ask reference customers: one satisfied answer is worth 20 points."))
    if not profile.organisation.packages.filter(is_published=True).exists():
        faults.append(_("Publish a package: worth 15 points in its category."))
    return faults


@transaction.atomic
def package_save(
    *, actor: Actor, values: Mapping[str, Any], lines: Mapping[str, Decimal], package: Package | None = None
) -> Package:
    """Make or change a package; its list price is the sum of its lines."""
    organisation = require_editor(actor)
    if package is not None and package.organisation_id != organisation.pk:
        raise DomainError(_("This package belongs to another provider."))
    if values["category"] not in labels("categories"):
        raise DomainError(fields={"category": _("Choose from the list.")})
    kept = {kind: amount for kind, amount in lines.items() if amount}
    if not kept or not set(kept) <= set(scheme_labels("cost_kinds")) or min(kept.values()) < 0:
        raise DomainError(fields={"software": _("Enter at least one price line above zero.")})
    row = package or Package(organisation=organisation)
    for name, value in values.items():
        setattr(row, name, value)
    row.list_price = sum(kept.values(), Decimal(0))
    row.save()
    row.lines.all().delete()
    PackageLine.objects.bulk_create(PackageLine(package=row, kind=kind, amount=amount) for kind, amount in kept.items())
    record(actor=actor, verb="digital.package.saved", subject=row, notify=False)
    return row


@transaction.atomic
def reference_ask(*, actor: Actor, firm: str, email: str, language: str, category: str = "") -> ReferenceCustomer:
    """Name a customer; the link is mailed after commit. The same address is asked once."""
    organisation = require_editor(actor)
    if ReferenceCustomer.objects.filter(provider=organisation, email__iexact=email).exists():
        raise DomainError(fields={"email": _("This person has been asked already.")})
    moment = clock.now()
    row = ReferenceCustomer.objects.create(
        provider=organisation, firm=firm, email=email, language=language, category=category, asked_at=moment,
        expires_at=moment + timedelta(days=LINK_DAYS),
    )  # fmt: skip
    record(actor=actor, verb="digital.reference.asked", subject=row, payload={"firm": firm}, notify=False)
    return row


def reference_token(row: ReferenceCustomer) -> str:
    """The signed token of the one-time link; it is never stored."""
    return signing.dumps(row.public_id, salt=SALT)


def reference_find(token: str) -> ReferenceCustomer | None:
    """The unanswered, unexpired reference behind ``token``."""
    try:
        key = signing.loads(token, salt=SALT, max_age=timedelta(days=LINK_DAYS))
    except signing.BadSignature:
        return None
    return (
        ReferenceCustomer.objects.filter(public_id=key, answered_at__isnull=True, expires_at__gt=clock.now())
        .select_related("provider")
        .first()
    )


@transaction.atomic
def reference_answer(*, row: ReferenceCustomer, values: Mapping[str, Any]) -> None:
    """Keep the customer's answer; the link is spent. Raises ConflictError on a second answer."""
    names = ("is_independent", "months_used", "still_uses", "satisfied", "gain_percent", "may_quote", "comment")
    changed = ReferenceCustomer.objects.filter(pk=row.pk, answered_at__isnull=True).update(
        answered_at=clock.now(), **{name: values.get(name) for name in names if values.get(name) is not None}
    )
    if changed != 1:
        raise ConflictError(_("This link has been used already."))


def criteria_standing(organisation: Organisation) -> list[dict[str, Any]]:
    """The published criteria that reference answers decide, with what is held and what is needed."""
    rows = list(organisation.references.filter(answered_at__isnull=False))
    needs = read("provider_criteria")
    counted = [
        r for r in rows if r.is_independent and r.still_uses and (r.months_used or 0) >= needs["reference_months"]
    ]
    gains = [r for r in rows if (r.gain_percent or 0) >= needs["gain_percent"]]
    bad = [r for r in rows if r.satisfied is False]
    words = {row["code"]: row for row in needs["counted"]}
    held = {
        "customers": len(counted),
        "satisfied": sum(bool(r.satisfied) for r in rows),
        "gains": len(gains),
        "negative": len(bad),
    }
    return [
        {"code": code, "text": row["text"], "held": held[code], "needed": row["needed"],
         "met": held[code] <= row["needed"] if row["at_most"] else held[code] >= row["needed"]}
        for code, row in words.items()
    ]  # fmt: skip


# The published criteria (``portal/vetting/data/criteria.json``) that the answers of reference customers count towards.
CRITERIA = {"customers": "five_customers", "satisfied": "satisfied", "gains": "productivity", "negative": "no_negative"}


def counted(organisation: Organisation) -> list[Count]:
    """What the answers of reference customers say to the officer and to the applicant."""
    return [
        Count(CRITERIA[row["code"]], text(row["text"]), row["held"], row["needed"], row["met"], "digital:reference-new")
        for row in criteria_standing(organisation)
    ]


def search(*, category: str = "", sector: str = "", language: str = "", region: str = "", words: str = "") -> Any:
    """Public profiles by tags and words; each filter narrows."""
    found = ProviderProfile.objects.public().select_related("organisation")
    for kind, code in (("category", category), ("sector", sector), ("language", language)):
        if code:
            found = found.filter(pk__in=ProviderTag.objects.filter(kind=kind, code=code).values("profile"))
    if region:
        tagged = ProviderTag.objects.filter(kind=TagKind.REGION)
        found = found.filter(
            Q(pk__in=tagged.filter(code=region).values("profile")) | ~Q(pk__in=tagged.values("profile"))
        )
    for word in words.split()[:6]:
        found = found.filter(Q(summary__icontains=word) | Q(organisation__legal_name__icontains=word))
    return found.order_by("organisation__legal_name")


def confirmed_outcomes(organisation: Organisation) -> dict[str, Any]:
    """What clients confirmed through the exchange: projects both sides say happened, the clients' mean stars."""
    done = Engagement.objects.filter(responder=organisation, pillar="digital", state="completed")
    said = OutcomeReport.objects.filter(engagement__in=done, happened=True).values_list(
        "engagement_id", "organisation_id"
    )
    sides: dict[int, set[int]] = {}
    for engagement, firm in said:
        sides.setdefault(engagement, set()).add(firm)
    stars = list(organisation.ratings_received.filter(engagement__pillar="digital").values_list("stars", flat=True))
    return {
        "completed": done.count(),
        "confirmed": sum(len(firms) == 2 for firms in sides.values()),
        "ratings": len(stars),
        "stars": round(Decimal(sum(stars)) / len(stars), 1) if stars else None,
    }


def supply() -> dict[int, standing.Supply]:
    """Each provider's public list prices over the middle of their categories, for the published order.

    Only categories with packages of three providers or more have a middle; one without them has no price history.
    """
    rows = Package.objects.public().values_list("organisation_id", "category", "currency", "list_price")
    prices: dict[tuple[str, str], list[tuple[int, Decimal]]] = {}
    for organisation, category, currency, price in rows:
        prices.setdefault((category, currency), []).append((organisation, price))
    ratios: dict[int, list[float]] = {}
    for found in prices.values():
        if len({organisation for organisation, _price in found}) < PRICED_BY:
            continue
        middle = median(price for _organisation, price in found)
        for organisation, price in found:
            ratios.setdefault(organisation, []).append(float(price / middle))
    return {key: standing.Supply(price_ratio=sum(found) / len(found)) for key, found in ratios.items()}
