"""A brief's conditions as a criterion document, applied to the facts of firms: one adapter to ``portal.criteria``."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import Fit
from portal.common import clock
from portal.common.errors import Message
from portal.criteria import catalogue, derived, evaluate, rates, rules, values
from portal.organisations.facts import facts_of_many
from portal.organisations.models import Organisation

FITS = {
    evaluate.Outcome.MEETS: Fit.MEETS,
    evaluate.Outcome.DOES_NOT: Fit.MISSES,
    evaluate.Outcome.CANNOT_TELL: Fit.UNKNOWN,
}


def problems(document: Any) -> list[Message]:
    """What is wrong with a document, in words with the place; empty when it can be used."""
    try:
        rules.read(document)
    except rules.DocumentError as error:
        return [
            _("%(place)s: %(message)s") % {"place": p.pointer or "/", "message": p.message} for p in error.problems[:5]
        ]
    return []


def criterion_of(document: Mapping[str, Any]) -> rules.Criterion | None:
    """The typed criterion, or None when the brief has no conditions (then everybody meets them)."""
    return rules.read(document, strict=False) if document else None


def facts_of(organisations: Iterable[Organisation], today: date) -> dict[int, catalogue.Facts]:
    """Current facts of many firms, derived ones added: primary key → facts. One query."""
    book = rates.default_table()
    return {pk: derived.with_derived(found, today, book) for pk, found in facts_of_many(organisations).items()}


def judge(criterion: rules.Criterion | None, facts: catalogue.Facts) -> tuple[Fit, list[dict[str, Any]]]:
    """The fit of one firm and its findings per rule of the deciding group (JSON for the firm's own page)."""
    if criterion is None:
        return Fit.MEETS, []
    result = evaluate.evaluate(criterion, facts, today=clock.today(), rates=rates.default_table())
    findings = [
        {"pointer": item.rule.pointer, "fact": item.rule.fact.code, "outcome": item.outcome.code, "held": write(item)}
        for item in result.shown.rules
    ]
    return FITS[result.outcome], findings


def write(item: evaluate.RuleResult) -> Any:
    """The value held, as JSON."""
    return None if item.held is None else values.write_fact(item.rule.fact, item.held)
