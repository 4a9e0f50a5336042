"""A brief's conditions as a criterion document, applied to the facts of firms: one adapter to ``portal.criteria``."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import Fit
from portal.common import clock
from portal.common.errors import Message
from portal.criteria import catalogue, derived, evaluate, rates, rules, values
from portal.organisations.models import Fact, Organisation

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


def held(row: Fact) -> catalogue.FactValue | None:
    """A stored fact as the criteria read it; None when the catalogue does not know it or the value is unusable."""
    fact = catalogue.get(row.code)
    if fact is None:
        return None
    raw = row.value
    if fact.kind is catalogue.Kind.MONEY and not isinstance(raw, dict):
        raw = {"amount": str(raw), "currency": row.unit}
    try:
        value = values.read_fact(fact, raw)
    except values.ValueProblem:
        return None
    return catalogue.FactValue(value.value, value.unit, row.as_of, row.grade)


def basics(organisation: Organisation) -> dict[str, catalogue.FactValue]:
    """Facts that stand on the organisation itself."""
    found: dict[str, catalogue.FactValue] = {}
    for code, raw in (("region", organisation.region), ("sector", organisation.sector)):
        fact = catalogue.get(code)
        if raw and fact is not None:
            try:
                found[code] = values.read_fact(fact, [raw])
            except values.ValueProblem:
                continue
    if organisation.founded_on:
        found["founded_on"] = catalogue.FactValue(organisation.founded_on)
    return found


def facts_of(organisations: Iterable[Organisation], today: date) -> dict[int, catalogue.Facts]:
    """Current facts of many firms, derived ones added: primary key → facts. One query."""
    firms = list(organisations)
    table: dict[int, dict[str, catalogue.FactValue]] = defaultdict(dict)
    for firm in firms:
        table[firm.pk] = basics(firm)
    for row in Fact.objects.filter(organisation__in=firms, is_current=True):
        value = held(row)
        if value is not None:
            table[row.organisation_id][row.code] = value
    book = rates.default_table()
    return {pk: derived.with_derived(found, today, book) for pk, found in table.items()}


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
