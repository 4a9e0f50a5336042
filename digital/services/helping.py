"""Offers of help: a voucher, tool or training given to small firms, for whom, up to a quota."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from digital.choices import ClaimState
from digital.models import HelpClaim, HelpOffer
from digital.services import conditions
from digital.services.common import require_editor
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.criteria.evaluate import Outcome
from portal.criteria.rules import Criterion, read
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.facts import facts_of
from portal.organisations.models import Organisation

KIND = "digital.help"


@transaction.atomic
def help_publish(*, actor: Actor, values: Mapping[str, Any], document: Mapping[str, Any] | None = None) -> HelpOffer:
    """Publish a voucher, tool or training with its quota; ``document`` says for whom, nothing means for everybody."""
    organisation = require_editor(actor)
    if values["valid_until"] < clock.today():
        raise DomainError(fields={"valid_until": _("Choose a day that has not passed.")})
    criteria = conditions.keep(actor=actor, kind=KIND, criteria=None, document=document or {}, title=values["title"])
    offer = HelpOffer.objects.create(organisation=organisation, criteria=criteria, **values)
    record(actor=actor, verb="digital.help.published", subject=offer, notify=False)
    return offer


@transaction.atomic
def conditions_save(
    *, actor: Actor, offer: HelpOffer, document: Mapping[str, Any], expected_version: int, note: str = ""
) -> HelpOffer:
    """Say anew for whom the offer is; places reserved before stay. ConflictError when a colleague was quicker."""
    if require_editor(actor).pk != offer.organisation_id:
        raise NotAllowedError(_("Only the firm that gives the help may change this."))
    offer.criteria = conditions.keep(
        actor=actor, kind=KIND, criteria=offer.criteria, document=document, title=offer.title,
        expected_version=expected_version, note=note,
    )  # fmt: skip
    offer.save(update_fields=("criteria", "updated_at"))
    record(actor=actor, verb="digital.help.conditions", subject=offer, notify=False)
    return offer


def criterion_of(offer: HelpOffer) -> Criterion | None:
    """For whom the offer is; None: for every firm."""
    document = conditions.written(offer.criteria)
    return read(document, strict=False) if document else None


def help_fits(offer: HelpOffer, organisation: Organisation) -> Outcome:
    """Whether the firm is one the offer is for; cannot tell when a fact is missing."""
    explanation = conditions.fit(criterion_of(offer), facts_of(organisation))["explanation"]
    return Outcome.MEETS if explanation is None else explanation.outcome


@transaction.atomic
def help_claim(*, actor: Actor, offer: HelpOffer) -> HelpClaim:
    """Reserve one place. The quota holds under any race; a firm has one place per offer."""
    organisation = require_editor(actor)
    if offer.organisation_id == organisation.pk:
        raise DomainError(_("This is your own offer."))
    if offer.valid_until < clock.today():
        raise ConflictError(_("This offer has ended."))
    if help_fits(offer, organisation) is Outcome.DOES_NOT:
        raise DomainError(_("This offer is for other firms: its conditions are named above."))
    try:
        with transaction.atomic():
            claim = HelpClaim.objects.create(offer=offer, organisation=organisation, claimed_at=clock.now())
    except IntegrityError as error:
        raise ConflictError(_("You have reserved this already.")) from error
    if HelpOffer.objects.filter(pk=offer.pk, taken__lt=F("quota")).update(taken=F("taken") + 1) != 1:
        raise ConflictError(_("The last place has just gone."))
    record(actor=actor, verb="digital.help.claimed", subject=offer, concerns=[offer.organisation], notify=False)
    return claim


@transaction.atomic
def help_close(*, actor: Actor, claim: HelpClaim, state: str) -> None:
    """The giver notes that it was used; the firm gives a place back."""
    organisation = require_editor(actor)
    giver = organisation.pk == claim.offer.organisation_id
    if not (giver and state == ClaimState.USED) and not (
        organisation.pk == claim.organisation_id and state == ClaimState.RETURNED
    ):
        raise NotAllowedError(_("The giver notes the use; the firm may give its place back."))
    changed = HelpClaim.objects.filter(pk=claim.pk, state=ClaimState.CLAIMED).update(state=state, used_at=clock.now())
    if changed != 1:
        raise ConflictError(_("This place has been used or given back."))
    if state == ClaimState.RETURNED:
        HelpOffer.objects.filter(pk=claim.offer_id, taken__gt=0).update(taken=F("taken") - 1)
    record(actor=actor, verb="digital.help.closed", subject=claim.offer, payload={"state": state}, notify=False)
