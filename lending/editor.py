"""The live panel of the offer editor: what the terms come to, what the owner will see, what differs from the claim."""

from typing import Any

from django.urls import reverse

from lending import offers, services
from lending.forms.offers import OfferTermsForm
from lending.models import OfferTerms
from lending.price_messages import notice_text
from lending.pricing.stress import Stress, stress
from portal.common import clock
from portal.matchmaking.models import Response
from portal.organisations.actors import Actor

PREVIEW_ROWS = 4


def panel(terms: OfferTerms) -> dict[str, Any]:
    """Context of the panel for priced (or not yet priceable) ``terms``."""
    rows = offers.stored_rows(terms.schedule)
    asked = terms.response.request.financing
    too_high = bool(
        asked.acceptable_instalment
        and terms.largest_instalment
        and terms.currency == asked.currency
        and terms.largest_instalment > asked.acceptable_instalment
    )
    return {
        "offer": terms,
        "is_priced": terms.is_priced,
        "lacking": [
            str(getattr(OfferTerms._meta.get_field(name), "verbose_name", name)) for name in offers.missing(terms)
        ],
        "claim": services.claim_of(terms),
        "first_rows": rows[:PREVIEW_ROWS],
        "last_row": rows[-1] if len(rows) > PREVIEW_ROWS else None,
        "all_rows": rows,
        "notices": [notice_text(notice) for notice in offers.notices_of(terms)],
        "stresses": stresses(terms),
        "asked": asked,
        "is_too_high": too_high,
        "earliest_validity": services.earliest_validity(terms.response.request),
    }


def stresses(terms: OfferTerms) -> tuple[Stress, ...]:
    """The offer one and three points higher, when its rate may move."""
    if not terms.is_priced or terms.is_equity or terms.rate_kind != "floating":
        return ()
    figures = offers.work_out(terms, terms.starts_on or clock.today())
    if figures is None or figures.quote is None:
        return ()
    return stress(offers.to_product(terms, terms.starts_on or clock.today()), figures.quote)


def terms_context(actor: Actor, response: Response, form: OfferTermsForm) -> dict[str, Any]:
    """What the response editor needs beside the form: the panel, and the last similar offer to start from."""
    terms: OfferTerms = form.instance
    if not form.is_bound and terms.is_priced is False and not offers.missing(terms):
        services.offer_price(terms)
    url = reverse("lending:panel", args=[response.public_id])
    form.refresh_from(url)
    similar = None if terms.is_priced else services.similar_offer(actor, response.request)
    return {
        **panel(terms),
        "panel_url": url,
        "similar": similar,
    }
