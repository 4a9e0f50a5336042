"""What the shelf holds for a firm that sells abroad; shown inside the export plan."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lending.choices import Kind
from lending.facts import PRODUCT_CODES
from lending.models import Mandate
from lending.shelf import shelf
from portal.common.aids import Aid
from portal.criteria.catalogue import Facts, FactValue
from portal.criteria.evaluate import Outcome
from portal.criteria.matching import explain
from portal.organisations.facts import facts_of

KINDS = {
    "export": (
        ("insurance", {Kind.INSURANCE}),
        ("guarantee", {Kind.GUARANTEE}),
        ("finance", {Kind.TRADE, Kind.INVOICE}),
    )
}
PRODUCTS = {code: frozenset(PRODUCT_CODES[kind] for kind in kinds) for pairs in KINDS.values() for code, kinds in pairs}
FITS = {
    Outcome.MEETS: _("Your firm meets every rule."),
    Outcome.CANNOT_TELL: _("So far nothing speaks against it; a request answers the rest."),
    Outcome.DOES_NOT: "",
}
MOST = 6


def for_theme(actor: Any, theme: str) -> list[Aid]:
    """Products whose lender names a kind that serves the theme (not those that say "anything"), the firm's own fit first.

    Guarantees and insurance are judged by their criteria like every mandate; what only a request can answer (the amount, the
    security) counts as not known yet.
    """
    if theme not in KINDS:
        return []
    facts = facts_of(actor.organisation) if actor.organisation is not None else None
    found = []
    for mandate in shelf().select_related("criteria"):
        kind = next((code for code, kinds in KINDS[theme] if kinds & set(mandate.kinds)), None)
        if kind is None:
            continue
        url = reverse("lending:product", args=[mandate.public_id])
        outcome, words = fit(mandate, facts, kind)
        found.append((outcome, Aid(kind, mandate.name, str(mandate.organisation), url, mandate.shelf_text, words)))
    return [aid for _outcome, aid in sorted(found, key=lambda pair: -pair[0])[:MOST]]


def fit(mandate: Mandate, facts: Facts | None, kind: str) -> tuple[Outcome, str]:
    """What a mandate's rules say of a firm that would ask for its kind of product, and the first rule that says no."""
    if facts is None or mandate.criteria is None:
        return Outcome.CANNOT_TELL, ""
    explanation = explain(mandate.criteria, {**facts, "product": FactValue(PRODUCTS[kind])})
    refused = next((rule.sentence for rule in explanation.rules if rule.outcome is Outcome.DOES_NOT), "")
    return explanation.outcome, refused or str(FITS[explanation.outcome])
