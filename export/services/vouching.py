"""Vouchings: signed, shown by the firm's consent, revoked, expired, disputed."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from export import mentoring
from export.choices import Consent
from export.models.vouching import Vouching, VouchingDispute, VouchingState
from export.services.firm import require_editor
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import ActorLike, record
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.choices import CapabilityKind, EvidenceGrade
from portal.organisations.models import Fact, Organisation

FACT = "vouched_by_buyer"


@transaction.atomic
def vouching_sign(*, actor: Actor, form: Any) -> Vouching:
    """Sign a statement about a supplier as a named person of an approved buyer or mentor company."""
    company = require_editor(actor)
    if not (actor.holds(CapabilityKind.BUYER) or actor.holds(CapabilityKind.MENTOR)):
        raise NotAllowedError(_("Only approved buyers and mentor companies vouch. Ask your company's administrator."))
    vouching: Vouching = form.instance
    today = clock.today()
    if vouching.firm_id == company.pk:
        raise DomainError(fields={"firm": _("A company does not vouch for itself.")})
    if not today < vouching.expires_on <= today + timedelta(days=mentoring.rules()["vouching_max_days"]):
        raise DomainError(fields={"expires_on": _("Choose a day within the next twelve months.")})
    if vouching.since_on > today:
        raise DomainError(fields={"since_on": _("This day lies in the future.")})
    vouching.voucher, vouching.signed_by, vouching.signed_on = company, actor.user, today
    try:
        with transaction.atomic():
            saved: Vouching = form.save()
    except IntegrityError as error:
        raise DomainError(fields={"product": _("You already vouch for this product of this firm.")}) from error
    record(actor=actor, verb="export.vouching.signed", subject=saved, concerns=[saved.firm], payload={"to": saved.firm_id})
    return saved


@transaction.atomic
def vouching_consent(*, actor: Actor, vouching: Vouching, show: bool) -> None:
    """The firm decides whether the statement is shown to buyers and lenders; it can change its mind."""
    firm = require_editor(actor)
    if vouching.firm_id != firm.pk:
        raise NotAllowedError(_("Only the firm itself decides who sees this."))
    consent = Consent.GIVEN if show else Consent.REFUSED
    if not Vouching.objects.filter(pk=vouching.pk, state=VouchingState.ACTIVE).update(consent=consent):
        raise ConflictError(_("This statement is no longer in force."))
    refresh_evidence(actor, firm)
    record(actor=actor, verb="export.vouching.consent", subject=vouching, concerns=[vouching.voucher], payload={"shown": show}, notify=False)


@transaction.atomic
def vouching_revoke(*, actor: Actor, vouching: Vouching, reason: str) -> None:
    """The company takes its statement back, at once, with a reason the firm reads."""
    company = require_editor(actor)
    if vouching.voucher_id != company.pk:
        raise NotAllowedError(_("Only the company that signed can revoke."))
    if not reason.strip():
        raise DomainError(fields={"reason": _("Say why; the firm reads it.")})
    _end(actor, vouching, VouchingState.REVOKED, reason)


def _end(actor: ActorLike, vouching: Vouching, state: str, reason: str) -> None:
    moved = Vouching.objects.filter(pk=vouching.pk, state=VouchingState.ACTIVE).update(
        state=state, ended_at=clock.now(), end_reason=reason[:300]
    )
    if not moved:
        raise ConflictError(_("This statement is no longer in force."))
    refresh_evidence(actor, vouching.firm)
    record(actor=actor, verb=f"export.vouching.{state}", subject=vouching, concerns=[vouching.firm, vouching.voucher], payload={"to": vouching.firm_id})


@transaction.atomic
def vouching_dispute(*, actor: Actor, vouching: Vouching, reason: str) -> None:
    """Somebody who relied on it says it was not true; counted once per organisation."""
    company = require_editor(actor)
    is_shown = Vouching.objects.in_force().filter(pk=vouching.pk).exists()
    if company.pk in (vouching.voucher_id, vouching.firm_id) or not is_shown:
        raise NotAllowedError(_("Only those to whom it was shown may dispute it."))
    if not reason.strip():
        raise DomainError(fields={"reason": _("Say what was not true.")})
    try:
        with transaction.atomic():
            VouchingDispute.objects.create(vouching=vouching, by=company, reason=reason, at=clock.now())
    except IntegrityError as error:
        raise ConflictError(_("You have disputed this already.")) from error
    record(actor=actor, verb="export.vouching.disputed", subject=vouching, concerns=[vouching.voucher], payload={"to": vouching.voucher_id})


def expire_vouchings() -> int:
    """End every statement whose last day has passed; returns how many."""
    due = Vouching.objects.filter(state=VouchingState.ACTIVE, expires_on__lt=clock.today()).select_related("firm", "voucher")
    done = 0
    for vouching in due[:1000]:
        with transaction.atomic():
            _end(SYSTEM, vouching, VouchingState.EXPIRED, "")
            done += 1
    return done


def refresh_evidence(actor: ActorLike, firm: Organisation) -> None:
    """Keep the firm's fact "vouched by a buyer" (evidence for lenders) equal to the statements it shows now."""
    shown = list(Vouching.objects.in_force().filter(firm=firm).select_related("voucher"))
    Fact.objects.filter(organisation=firm, code=FACT, is_current=True).update(is_current=False)
    if shown:
        Fact.objects.create(
            organisation=firm,
            code=FACT,
            value=True,
            as_of=max(item.signed_on for item in shown),
            source=", ".join(sorted({item.voucher.legal_name for item in shown}))[:200],
            grade=EvidenceGrade.THIRD_PARTY,
            recorded_by=actor.user,
        )


def counts_of(company: Organisation) -> dict[str, int]:
    """What a company's word has been worth: vouched in all, later disputed."""
    given = Vouching.objects.filter(voucher=company)
    return {"vouched": given.count(), "disputed": VouchingDispute.objects.filter(vouching__voucher=company).values("vouching").distinct().count()}
