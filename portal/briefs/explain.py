"""Conditions in words, by the sentences of ``portal.criteria``: what everybody reads, and what one firm reads of itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.briefs import conditions
from portal.common import clock
from portal.criteria.catalogue import Fact, FactValue
from portal.criteria.evaluate import Outcome, RuleResult
from portal.criteria.matching import RuleExplanation, rule_explanation
from portal.criteria.nearest import nearest_change
from portal.criteria.rates import default_table
from portal.criteria.sentences import change_sentence, requirements
from portal.criteria.values import ValueProblem, read_fact


def public_groups(document: Mapping[str, Any]) -> list[list[str]]:
    """The conditions as everybody reads them: groups of sentences, one group is enough."""
    criterion = conditions.criterion_of(document)
    return requirements(criterion) if criterion is not None else []


def for_firm(document: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> list[RuleExplanation]:
    """The deciding group with the firm's own values, from the findings kept when it was judged."""
    criterion = conditions.criterion_of(document)
    rules = {rule.pointer: rule for rule in criterion.rules()} if criterion else {}
    return [
        rule_explanation(RuleResult(rule, Outcome[str(item["outcome"]).upper()], held(rule.fact, item["held"])))
        for item in findings
        if (rule := rules.get(item["pointer"])) is not None
    ]


def held(fact: Fact, raw: Any) -> FactValue | None:
    """The value held, from its JSON form; None when it is missing or cannot be read any more."""
    try:
        return None if raw is None else read_fact(fact, raw)
    except ValueProblem:
        return None


def nearest(document: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    """The smallest change after which the conditions would no longer refuse the firm; empty when there is none."""
    criterion = conditions.criterion_of(document)
    change = None
    if criterion is not None:
        change = nearest_change(criterion, facts, today=clock.today(), rates=default_table())
    return [change_sentence(item.fact, item.held, item.to) for item in change.changes] if change else []
