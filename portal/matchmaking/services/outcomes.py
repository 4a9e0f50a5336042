"""Outcomes through one-time links: asked of both sides, confirmed by each, with the attribution question (D§D7)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.common.money import MAX_AMOUNT
from portal.journal.services import ActorLike, record
from portal.matchmaking import policies
from portal.matchmaking.models import Engagement, OutcomeLink, OutcomeReport
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.models import Organisation

LINK_DAYS = 7  # D§D7: valid seven days, at most four links, one a week
MAX_LINKS = 4
# Midpoints of the "without help" classes, in per cent (D§D7: net value = value × (1 − midpoint)).
MIDPOINTS = {"0": 0, "20": 10, "40": 40, "60": 60, "80": 80, "90": 90, "100": 100}


SALT = "outcome-link"


def link_token(link: OutcomeLink) -> str:
    """The signed token of a link: made when needed, never stored, void once the link is used or has expired."""
    return signing.dumps(link.pk, salt=SALT)


@transaction.atomic
def outcome_ask(*, engagement: Engagement, organisation: Organisation) -> OutcomeLink | None:
    """Make the next one-time link for a side and tell it; None when it has reported or had four."""
    if engagement.outcomes.filter(organisation=organisation).exists():
        return None
    number = engagement.outcome_links.filter(organisation=organisation).count() + 1
    if number > MAX_LINKS:
        return None
    moment = clock.now()
    try:
        with transaction.atomic():
            link = OutcomeLink.objects.create(
                engagement=engagement,
                organisation=organisation,
                number=number,
                sent_at=moment,
                expires_at=moment + timedelta(days=LINK_DAYS),
            )
    except IntegrityError:
        return None  # another worker made this link
    record(
        actor=SYSTEM,
        verb="outcome.asked",
        subject=engagement,
        concerns=[organisation],
        payload={"link": link.pk, "organisation": organisation.pk},
    )
    return link


def outcomes_ask_due(engagement: Engagement) -> bool:
    """Ask each side that is due: at once after completion, then weekly. Returns whether to look again in a week.

    Task and clock may both come: a side asked within the week is left alone, so nothing is asked twice or never.
    """
    open_sides = False
    for side in (engagement.owner, engagement.responder):
        links = engagement.outcome_links.filter(organisation=side)
        if engagement.outcomes.filter(organisation=side).exists() or links.count() >= MAX_LINKS:
            continue
        open_sides = True
        if not links.filter(sent_at__gt=clock.now() - timedelta(days=LINK_DAYS)).exists():
            outcome_ask(engagement=engagement, organisation=side)
    return open_sides


def outcome_link_find(token: str) -> OutcomeLink | None:
    """The unused, unexpired link behind ``token``."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return (
        OutcomeLink.objects.filter(pk=key, used_at__isnull=True, expires_at__gt=clock.now())
        .select_related("engagement__award__request", "organisation")
        .first()
    )


def _checked(answers: dict[str, Any]) -> dict[str, Any]:
    value = answers.get("value")
    if value is not None and not (Decimal(0) <= value <= MAX_AMOUNT):
        raise DomainError(fields={"value": _("Enter an amount between 0 and 999,999,999,999.")})
    if answers.get("happened") and not answers.get("without_help"):
        raise DomainError(fields={"without_help": _("Choose the answer that fits best.")})
    parts = answers.get("value_by_year") or {}
    if parts and sum(map(Decimal, parts.values())) != value:
        raise DomainError(fields={"value": _("The years must add up to what it was worth.")})
    if value is not None and not answers.get("currency"):
        raise DomainError(fields={"currency": _("Choose the currency.")})
    return answers


@transaction.atomic
def _report(
    actor: ActorLike, engagement: Engagement, organisation: Organisation, answers: dict[str, Any]
) -> OutcomeReport:
    try:
        with transaction.atomic():
            report = OutcomeReport.objects.create(
                engagement=engagement, organisation=organisation, reported_at=clock.now(), **_checked(answers)
            )
    except IntegrityError as error:
        raise ConflictError(_("Your organisation has already reported. Thank you.")) from error
    other = engagement.responder if organisation.pk == engagement.owner_id else engagement.owner
    record(actor=actor, verb="outcome.reported", subject=engagement, concerns=[organisation, other])
    return report


def outcome_report(*, actor: Actor, engagement: Engagement, answers: dict[str, Any]) -> OutcomeReport:
    """A signed-in member reports for the organisation."""
    policies.require(policies.can_work_on(actor, engagement))
    if actor.organisation is None:
        raise DomainError(_("Choose the organisation you act for."))
    return _report(actor, engagement, actor.organisation, answers)


@transaction.atomic
def outcome_from_link(*, token: str, answers: dict[str, Any]) -> OutcomeReport:
    """Report through a one-time link; the link is spent in the same transaction."""
    link = outcome_link_find(token)
    if link is None:
        raise ConflictError(_("This link has been used or has expired. You can still report after signing in."))
    report = _report(SYSTEM, link.engagement, link.organisation, answers)
    spent = OutcomeLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=clock.now())
    if spent != 1:
        raise ConflictError(_("This link has been used or has expired. You can still report after signing in."))
    return report


def is_confirmed(engagement: Engagement) -> bool:
    """Whether both sides say that it happened: only then does it count in public figures."""
    return engagement.outcomes.filter(happened=True).count() == 2


def net_value(report: OutcomeReport) -> Decimal | None:
    """Value × (1 − midpoint of the without-help class), in the report's currency."""
    if report.value is None or not report.without_help:
        return None
    return report.value * (100 - MIDPOINTS[report.without_help]) / 100
