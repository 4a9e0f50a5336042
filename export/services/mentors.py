"""Mentors' offers, availability and the company's quota."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from export.models.mentors import AvailabilitySlot, MentorAccount, MentorOffer, new_feed_token
from export.scopes import SCOPE
from export.services.firm import require_editor, user_of
from portal.common import clock
from portal.common.errors import DomainError, NotAllowedError
from portal.journal.services import record
from portal.matchmaking import scopes
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation


def require_mentor(actor: Actor) -> Organisation:
    """The acting company, approved as mentor. Raises NotAllowedError otherwise."""
    firm = require_editor(actor)
    if not actor.holds(CapabilityKind.MENTOR):
        raise NotAllowedError(_("Your company is not approved as a mentor company yet."))
    return firm


def account_of(firm: Organisation) -> MentorAccount:
    """The company's account, made on first use."""
    account, _made = MentorAccount.objects.get_or_create(organisation=firm)
    return account


def hours_promised(firm: Organisation, *, without: int | None = None) -> int:
    """Hours a month promised by the company's mentors who are not away."""
    offers = MentorOffer.objects.filter(organisation=firm, is_away=False).exclude(pk=without or 0)
    return offers.aggregate(total=Sum("hours_a_month"))["total"] or 0


@transaction.atomic
def offer_save(*, actor: Actor, form: Any) -> MentorOffer:
    """Keep the actor's own offer; the statement is signed today. Raises DomainError when the quota is too small."""
    firm = require_mentor(actor)
    offer: MentorOffer = form.instance
    offer.organisation, offer.user = firm, user_of(actor)
    account = account_of(firm)
    wanted = 0 if form.cleaned_data["is_away"] else form.cleaned_data["hours_a_month"]
    if wanted and hours_promised(firm, without=offer.pk) + wanted > account.monthly_hours:
        raise DomainError(
            fields={
                "hours_a_month": _("Your company gives %(quota)s hours a month in all; ask its administrator for more.")
                % {"quota": account.monthly_hours}
            }
        )
    offer.statement_signed_on = clock.today()
    saved: MentorOffer = form.save()
    scopes.keep(SCOPE, actor=actor, owner=saved)
    record(actor=actor, verb="export.mentor_offer.saved", subject=saved, notify=False)
    return saved


@transaction.atomic
def rules_save(
    *, actor: Actor, offer: MentorOffer, document: Mapping[str, Any], expected_version: int, note: str = ""
) -> MentorOffer:
    """Keep the mentor's own rules on top of the offer's; ConflictError when the offer was changed meanwhile."""
    require_mentor(actor)
    if offer.user_id != user_of(actor).pk:
        raise NotAllowedError(_("Only the mentor changes this offer."))
    scopes.keep(SCOPE, actor=actor, owner=offer, document=document, expected_version=expected_version, note=note)
    record(actor=actor, verb="export.mentor_rules.saved", subject=offer, notify=False)
    return offer


@transaction.atomic
def quota_set(*, actor: Actor, monthly_hours: int) -> None:
    """The company's hours a month in all; only its administrator, never below what is promised."""
    firm = require_mentor(actor)
    if not actor.is_admin:
        raise NotAllowedError(_("Only your company's administrator sets the quota."))
    if not hours_promised(firm) <= monthly_hours <= 2000:
        raise DomainError(fields={"monthly_hours": _("Your mentors have promised more than this.")})
    account_of(firm)
    MentorAccount.objects.filter(organisation=firm).update(monthly_hours=monthly_hours)
    record(
        actor=actor,
        verb="export.mentor_quota.set",
        subject=account_of(firm),
        payload={"hours": monthly_hours},
        notify=False,
    )


@transaction.atomic
def commitment_publish(*, actor: Actor, text: str, language: str) -> None:
    """What the company commits itself to on its public page; an empty text takes the page away."""
    firm = require_mentor(actor)
    if not actor.is_admin:
        raise NotAllowedError(_("Only your company's administrator publishes this."))
    account = account_of(firm)
    values = {"commitment": text.strip()[:600], "commitment_language": language}
    MentorAccount.objects.filter(pk=account.pk).update(**values)
    record(actor=actor, verb="export.commitment.published", subject=account, notify=False)


@transaction.atomic
def availability_set(*, actor: Actor, offer: MentorOffer, slots: set[tuple[int, int]]) -> None:
    """Replace the week of an own offer by ``slots`` (weekday 0–6, hour 0–23)."""
    require_mentor(actor)
    if offer.user_id != (actor.user.pk if actor.user else None):
        raise NotAllowedError(_("Only the mentor changes these hours."))
    if any(not (0 <= day <= 6 and 0 <= hour <= 23) for day, hour in slots):
        raise DomainError(_("There is no such hour in a week."))
    offer.slots.all().delete()
    AvailabilitySlot.objects.bulk_create([AvailabilitySlot(offer=offer, weekday=d, hour=h) for d, h in sorted(slots)])
    record(actor=actor, verb="export.availability.set", subject=offer, payload={"hours": len(slots)}, notify=False)


def feed_renew(*, actor: Actor, offer: MentorOffer) -> None:
    """Give the calendar feed a new secret address."""
    require_mentor(actor)
    MentorOffer.objects.filter(pk=offer.pk).update(feed_token=new_feed_token())
