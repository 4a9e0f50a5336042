"""Beside the comparison's table: cards, why the orders differ, stress, and what may fairly be called lowest."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lending import offers
from lending.editor import stresses
from lending.models import KeyFacts, OfferTerms
from lending.pricing.compare import Candidate, Comparison, Reason, compare
from lending.pricing.quote import Quote
from lending.words import vocabulary
from portal.common import formatting
from portal.common.formatting import Medium
from portal.common.prepared import Prepared
from portal.matchmaking.models import Request, Response
from portal.matchmaking.services.awards import can_choose_now
from portal.organisations.actors import Actor

SENTENCES = {
    "amounts_differ": lambda: _(
        "Not every offer lends the same: %(name)s lends %(amount)s. So only rates are marked as lowest, not sums."
    ),
    "total_cost_longer": lambda: _(
        "%(first)s has the lowest yearly rate, yet %(second)s costs less in total (%(second_value)s instead of "
        "%(first_value)s), because it is repaid sooner: less time, less cost."
    ),
    "total_cost_principal_late": lambda: _(
        "%(first)s has the lowest yearly rate, yet %(second)s costs less in total (%(second_value)s instead of "
        "%(first_value)s), because with %(first)s you keep owing more of the money for longer."
    ),
    "total_cost_charges": lambda: _(
        "%(first)s has the lowest yearly rate, yet %(second)s costs less in total: %(second_value)s instead of "
        "%(first_value)s."
    ),
    "largest_instalment_shorter": lambda: _(
        "%(second)s has smaller instalments (%(second_value)s at most instead of %(first_value)s), because it "
        "runs longer."
    ),
    "largest_instalment_peak": lambda: _(
        "%(second)s never asks more than %(second_value)s at once; the largest instalment of %(first)s is "
        "%(first_value)s."
    ),
}


def candidate(response: Response, asked: Decimal) -> Candidate:
    """An offer as the comparison engine sees it, built from the stored figures."""
    terms: OfferTerms = response.offer
    months = Decimal(terms.months or 0) or Decimal(terms.days or 0) * 12 / 365
    return Candidate(
        response.public_id,
        response.organisation.legal_name,
        stored_quote(terms),
        terms.amount or Decimal(0),
        months,
        asked,
        terms.frequency,
    )


def stored_quote(terms: OfferTerms) -> Quote:
    """The stored figures of ``terms`` as a quote (flows and rows are not needed to compare)."""
    zero = Decimal(0)
    return Quote(
        currency=terms.currency,
        effective=terms.effective_apr or zero,
        nominal=terms.nominal_apr or zero,
        simple=terms.simple_rate or zero,
        total_cost=terms.total_cost or zero,
        total_repaid=terms.total_repaid or zero,
        largest_instalment=terms.largest_instalment or zero,
        first_instalment=terms.first_instalment or zero,
        cash_in_hand=terms.cash_in_hand or zero,
        avoidable_cost=terms.avoidable_cost or zero,
        rows=(),
        flows=(),
        roots=(),
    )


def sentence(reason: Reason, currency: str) -> str:
    """A reason in words; amounts and names isolated for either direction."""
    params: dict[str, Any] = {}
    for name, value in reason.params.items():
        if isinstance(value, Decimal) and name.endswith(("value", "amount")):
            params[name] = formatting.money(value, currency, Medium.PLAIN)
        elif isinstance(value, str):
            params[name] = formatting.name(value, "", Medium.PLAIN)
        else:
            params[name] = value
    return SENTENCES[reason.code]() % params


def live_offers(actor: Actor, request: Request) -> list[Response]:
    """Readable offers of ``request`` with their terms, earliest first, in one query."""
    rows = Response.objects.visible_to(actor).filter(request=request, submitted_at__isnull=False)
    rows = rows.exclude(state="superseded").select_related("organisation", "offer", "request")
    return list(rows.order_by("submitted_at"))


SIGNED = Prepared(lambda request: KeyFacts.objects.filter(response__request=request).values_list("response"))


def compare_context(request: Request, responses: Sequence[Response]) -> dict[str, Any]:
    """What ``lending/pieces/compare.jinja`` shows above the table of ``responses``, in the table's order."""
    details = request.financing
    asked = details.amount or Decimal(0)
    by_arrival = sorted(responses, key=lambda one: one.submitted_at or request.created_at)
    open_ones = [one for one in by_arrival if one.is_live or one.state == "accepted"]
    debt = [
        one
        for one in open_ones
        if not one.offer.is_equity and one.offer.is_priced and one.offer.currency == details.currency
    ]
    terms = {one.public_id: one.offer for one in debt}
    result = compare(
        [candidate(one, asked) for one in debt], lambda one: offers.engine_rows(terms[str(one.key)].schedule)
    )
    signed = {key for (key,) in SIGNED.rows(request=request.pk)}
    return {
        "asked": details,
        "cards": [
            card(one, result, details, can_choose=can_choose_now(request), is_signed=one.pk in signed)
            for one in responses
        ],
        "why": [sentence(reason, details.currency) for reason in result.reasons],
        "moving": [(one, stresses(one.offer)) for one in open_ones if one.offer.rate_kind == "floating"],
        "equal_amounts": result.equal_amounts,
        "has_debt": bool(debt),
    }


def card(response: Response, result: Comparison, details: Any, *, can_choose: bool, is_signed: bool) -> dict[str, Any]:
    """One offer card: the four figures in the contract's own words, marks only where a comparison is fair."""
    terms: OfferTerms = response.offer
    key = response.public_id
    words = vocabulary(terms.product)
    names = (
        ("largest_instalment", words["largest_instalment"]),
        ("cash_in_hand", words["cash_in_hand"]),
        ("total_cost", words["total_cost"]),
    )
    figures = [
        {
            "label": text,
            "value": formatting.money(getattr(terms, name), terms.currency),
            "lowest": key in result.best.get(name, ()) and name != "cash_in_hand",
        }
        for name, text in names
        if getattr(terms, name) is not None and (not terms.is_equity or name == "cash_in_hand")
    ]
    marks = []
    if key in result.best.get("effective", ()):
        marks.append({"word": _("Lowest yearly rate"), "tone": "ok"})
    if terms.amount and details.amount and terms.amount < details.amount:
        marks.append({"word": _("Part of the amount"), "tone": "warn"})
    if details.acceptable_instalment and (terms.largest_instalment or 0) > details.acceptable_instalment:
        marks.append({"word": _("Above the instalment you named"), "tone": "warn"})
    if terms.is_islamic:
        marks.append({"word": _("Islamic contract"), "tone": "info"})
    if details.shariah_only and not terms.is_islamic and not terms.is_equity:
        marks.append({"word": _("Not an Islamic contract"), "tone": "warn"})
    return {
        "response": response,
        "terms": terms,
        "marks": marks,
        "figures": figures,
        "words": words,
        "is_live": response.is_live,
        "can_choose": can_choose and response.is_live,
        "is_signed": is_signed,
    }
