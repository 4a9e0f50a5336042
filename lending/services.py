"""What the exchange cannot know of financing: pricing offers, key facts, booking, mandates."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lending import choices, offers
from lending.mandate_rules import KIND, document_of, summary_of
from lending.models import FacilityDetails, KeyFacts, Mandate, MandateVersion, OfferTerms
from lending.price_messages import error_text
from lending.pricing.claims import ClaimCheck, check_claim
from lending.pricing.errors import PriceError
from portal.common import clock, workdays
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.common.prepared import Prepared
from portal.criteria import services as criteria
from portal.journal.services import record
from portal.matchmaking import appetites, policies
from portal.matchmaking.models import Award, Engagement, Milestone, Request, Response
from portal.matchmaking.pillars import terms_of
from portal.organisations.actors import Actor

KEY_FACTS_DAYS = 3
"""Working days a firm offer must stay valid at least (RBI circular of 15 April 2024: KFS validity)."""


# --- offers ----------------------------------------------------------------------------------------------------------


def offer_price(terms: OfferTerms) -> None:
    """Recompute the figures of ``terms`` and write them on it (not saved).

    Raises DomainError with the form's field names when the engine refuses the description.
    """
    start = clock.today()
    try:
        figures = offers.work_out(terms, start)
    except PriceError as error:
        offers.store(terms, None, start, None)
        name = offers.FIELD_OF_ENGINE.get(error.field, error.field)
        raise DomainError(fields={name: error_text(error)}) from error
    offers.store(terms, figures, start, clock.now())


def claim_of(terms: OfferTerms) -> ClaimCheck | None:
    """The lender's own rate against ours, None when nothing was claimed or nothing is computed."""
    return check_claim(terms.claimed_apr, terms.effective_apr) if terms.effective_apr is not None else None


def check_terms(actor: Actor, response: Response) -> None:
    """The rules of a financing offer before it goes out; the figures are computed afresh and saved.

    Raises DomainError naming what is missing: inputs of the product, an explanation of a claimed rate that differs by
    more than 0.05 point, a validity that ends before the third working day after the closing moment.
    """
    terms = terms_of(OfferTerms, response)
    absent, too_short = lacking(terms), _validity_fault(response)
    if absent:
        raise DomainError(fields={**absent, **too_short})
    before = figures_of(terms)
    offer_price(terms)
    claim = claim_of(terms)
    if claim and claim.must_explain and not terms.claim_explanation.strip():
        message = _("Your rate differs from ours by more than 0.05 point. Say why; the firm will read it.")
        raise DomainError(fields={"claim_explanation": message})
    if too_short:
        raise DomainError(fields=too_short)
    if figures_of(terms) != before:
        terms.save()


def figures_of(terms: OfferTerms) -> list[Any]:
    """Every column of ``terms`` but the moment it was priced."""
    return [getattr(terms, field.attname) for field in OfferTerms._meta.concrete_fields if field.name != "priced_at"]


def lacking(terms: OfferTerms) -> dict[str, list[Any]]:
    """Messages for the inputs without which the terms cannot be priced, by field."""
    return {name: [_("This is needed for this product.")] for name in offers.missing(terms)}


def _validity_fault(response: Response) -> dict[str, list[Any]]:
    """What is wrong with how long the offer holds, as messages by field; {} when nothing is."""
    earliest = earliest_validity(response.request)
    if response.valid_until is not None and response.valid_until >= earliest:
        return {}
    message = _("The firm needs three working days to decide: choose %(day)s or later.")
    return {"valid_until": [message % {"day": earliest.isoformat()}]}


def earliest_validity(request: Request) -> Any:
    """The first date an offer may end: three working days after the offers are opened."""
    opened = clock.day_of(request.closes_at) if request.closes_at else clock.today()
    return workdays.add(max(opened, clock.today()), KEY_FACTS_DAYS, settings.HOME_COUNTRY)


FOUR_EYES = Prepared(
    lambda organisation: Mandate.objects.filter(
        organisation=organisation, state=choices.MandateState.ACTIVE, four_eyes=True
    ).values_list("pk")[:1]
)


def needs_approval(response: Response) -> bool:
    """Four eyes when any mandate of the lender in force asks for them."""
    return bool(FOUR_EYES.rows(organisation=response.organisation_id))


def copy_terms(old: Response, new: Response) -> None:
    """Carry every input over to ``new``; figures are computed again when it is saved."""
    kept = OfferTerms.objects.get(pk=old.pk)
    fresh = OfferTerms.objects.get(pk=new.pk)
    for field in OfferTerms._meta.concrete_fields:
        if not field.primary_key:
            setattr(fresh, field.attname, getattr(kept, field.attname))
    fresh.save()


def similar_offer(actor: Actor, request: Request) -> Response | None:
    """The organisation's last submitted offer to a request of the same kind, to start from."""
    mine = Response.objects.filter(
        organisation=actor.organisation, submitted_at__isnull=False, request__pillar="lending"
    )
    same = mine.filter(request__financing__kind=request.financing.kind).exclude(request=request)
    return same.order_by("-submitted_at").first()


# --- key facts -------------------------------------------------------------------------------------------------------


def key_facts_number(response: Response) -> str:
    """Unique number of the statement of one offer revision."""
    return f"KFS-{response.public_id.upper()}-{response.revision}"


def key_facts_content(response: Response) -> dict[str, Any]:
    """Everything the statement says, as plain data: the thing that is signed."""
    terms = response.offer
    names = [
        field.attname for field in OfferTerms._meta.concrete_fields if field.attname not in ("response_id", "priced_at")
    ]
    content = {name: getattr(terms, name) for name in names}
    valid = response.valid_until.isoformat() if response.valid_until else ""
    return {"number": key_facts_number(response), "valid_until": valid, **content}


def key_facts_digest(response: Response) -> str:
    """SHA-256 over the statement's content in a canonical form."""
    text = json.dumps(key_facts_content(response), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def key_facts_acknowledge(*, actor: Actor, response: Response) -> KeyFacts:
    """The owner signs for the statement. A second click keeps the first signature."""
    policies.require(policies.can_award_request(actor, response.request) and actor.user is not None)
    if not response.is_live:
        raise ConflictError(_("This offer can no longer be accepted."))
    signed, is_new = KeyFacts.objects.get_or_create(
        response=response,
        defaults={
            "number": key_facts_number(response),
            "language": get_language() or "en",
            "digest": key_facts_digest(response),
            "acknowledged_by": actor.user,  # type: ignore[misc]
            "acknowledged_at": clock.now(),
        },
    )
    if is_new:
        payload = {"number": signed.number, "digest": signed.digest}
        record(actor=actor, verb="key_facts.signed", subject=response, payload=payload, notify=False)
    return signed


def check_award(actor: Actor, response: Response) -> None:
    """Before acceptance: the key facts statement is signed for, and says what the offer still says."""
    signed = KeyFacts.objects.filter(response=response).first()
    if signed is None:
        raise DomainError(_("Read and sign for the key facts statement of this offer first."))
    if signed.digest != key_facts_digest(response):
        raise ConflictError(_("The offer is not the one you signed for. Please read the statement again."))


def on_award(award: Award) -> None:
    """Book the facility with the very rows that were shown, and make the disbursement a step both sides confirm."""
    engagement = Engagement.objects.get(award=award)
    terms = OfferTerms.objects.get(pk=award.response_id)
    signed = KeyFacts.objects.filter(response_id=award.response_id).first()
    FacilityDetails.objects.create(
        engagement=engagement,
        product=terms.product,
        amount=terms.amount or 0,
        currency=terms.currency,
        effective_apr=terms.effective_apr,
        total_cost=terms.total_cost,
        cash_in_hand=terms.cash_in_hand,
        schedule=terms.schedule,
        key_facts_number=signed.number if signed else "",
    )
    days = terms.money_days or 5
    Milestone.objects.create(
        engagement=engagement,
        position=1,
        title=str(_("Money paid out")),
        due_on=workdays.add(clock.today(), days, settings.HOME_COUNTRY),
        amount=terms.cash_in_hand,
        currency=terms.currency,
    )


# --- mandates --------------------------------------------------------------------------------------------------------


def may_write_mandates(actor: Actor) -> bool:
    """An editor of an approved lender."""
    return actor.may_edit and actor.holds("lender")


def mandate_content(mandate: Mandate) -> dict[str, Any]:
    """A mandate's rules as plain data, for history and download."""
    skipped = {"id", "public_id", "organisation_id", "created_at", "updated_at", "changed_by_id", "version", "state"}
    values = {f.attname: getattr(mandate, f.attname) for f in Mandate._meta.concrete_fields if f.attname not in skipped}
    return {
        name: value if isinstance(value, list | dict | bool | int) else str(value or "")
        for name, value in values.items()
    }


@transaction.atomic
def mandate_save(*, actor: Actor, mandate: Mandate, note: str = "") -> Mandate:
    """Save a new or changed mandate; an active one gets a new version, and open requests are matched again."""
    policies.require(may_write_mandates(actor))
    if mandate.pk is None:
        mandate.organisation = actor.organisation
    elif mandate.organisation_id != actor.organisation.pk:  # type: ignore[union-attr]
        raise NotAllowedError(_("This mandate belongs to another organisation."))
    elif mandate.state != choices.MandateState.DRAFT:
        mandate.version += 1
    mandate.changed_by = actor.user
    _keep_criteria(actor, mandate, note)
    mandate.save()
    try:
        with transaction.atomic():
            MandateVersion.objects.update_or_create(
                mandate=mandate,
                version=mandate.version,
                defaults={"content": mandate_content(mandate), "changed_by": actor.user, "changed_at": clock.now()},
            )
    except IntegrityError as error:
        raise ConflictError(_("A colleague changed this mandate at the same time. Reload the page.")) from error
    payload = {"name": mandate.name, "version": mandate.version}
    record(actor=actor, verb="mandate.saved", subject=mandate, payload=payload, notify=False)
    if mandate.state == choices.MandateState.ACTIVE:
        _look_again(mandate)
    return mandate


@transaction.atomic
def mandate_rules_save(
    *, actor: Actor, mandate: Mandate, document: Mapping[str, Any], expected_version: int, note: str = ""
) -> Mandate:
    """Keep the rules written in the editor; the columns become their summary.

    ConflictError when somebody has changed the rules since ``expected_version`` of the criteria was read.
    """
    policies.require(may_write_mandates(actor))
    if mandate.criteria is not None and mandate.criteria.version != expected_version:
        raise ConflictError(_("A colleague changed this mandate at the same time. Reload the page."))
    criteria.document_check(document)
    mandate.document = dict(document)
    for name, value in summary_of(document).items():
        setattr(mandate, name, value)
    return mandate_save(actor=actor, mandate=mandate, note=note)


def _keep_criteria(actor: Actor, mandate: Mandate, note: str) -> None:
    """The mandate's rules in the criteria engine, in the same transaction; refuses rules nobody can meet."""
    document = document_of(mandate)
    if mandate.criteria is None:
        mandate.criteria = criteria.criteria_create(
            actor=actor,
            kind=KIND,
            document=document,
            title=mandate.name,
            is_active=mandate.state == choices.MandateState.ACTIVE,
            note=note,
        )
    elif mandate.criteria.document != document:
        criteria.criteria_revise(
            actor=actor,
            criteria=mandate.criteria,
            document=document,
            expected_version=mandate.criteria.version,
            note=note,
        )


@transaction.atomic
def mandate_move(*, actor: Actor, mandate: Mandate, state: str) -> Mandate:
    """Put in force, pause or retire a mandate; a retired one stays so."""
    policies.require(may_write_mandates(actor))
    states = choices.MandateState
    sources = {
        states.ACTIVE: (states.DRAFT, states.PAUSED),
        states.PAUSED: (states.ACTIVE,),
        states.RETIRED: (states.DRAFT, states.ACTIVE, states.PAUSED),
    }
    if state not in sources:
        raise DomainError(_("Choose what to do."))
    moved = (
        Mandate.objects.visible_to(actor).filter(pk=mandate.pk, state__in=sources[states(state)]).update(state=state)
    )
    if moved != 1:
        raise ConflictError(
            _("This has changed in the meantime, so nothing was done. Please look at its present state.")
        )
    mandate.refresh_from_db()
    if mandate.criteria is not None:
        criteria.criteria_switch(actor=actor, criteria=mandate.criteria, is_active=state == states.ACTIVE)
    record(actor=actor, verb=f"mandate.{state}", subject=mandate, payload={"name": mandate.name}, notify=False)
    _look_again(mandate)
    return mandate


def _look_again(mandate: Mandate) -> None:
    """After commit: the open requests this mandate fits now, or fitted before."""
    if mandate.criteria is not None:
        appetites.changed("lending", mandate.criteria, mandate.organisation)
