"""Reasons kept with a match: one rule and the value held, as data, told in words when somebody reads them.

Kept as data and not as a sentence, because the reader's language is not known when the match is made.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.criteria import catalogue, values
from portal.criteria.catalogue import Fact, Kind
from portal.criteria.evaluate import Evaluation, Outcome, RuleResult
from portal.criteria.rules import Rule, read_value
from portal.criteria.sentences import sentence


def _end(fact: Fact, number: Decimal, currency: str) -> Any:
    if fact.kind is Kind.MONEY:
        return {"amount": values.plain(number), "currency": currency}
    if fact.kind is Kind.DATE:
        return (date.min + timedelta(days=int(number) - 1)).isoformat()
    return values.plain(number)


def raw_value(rule: Rule) -> Any:
    """The JSON value of a rule as it stands in a document; the inverse of ``rules.read_value``."""
    if rule.codes is not None:
        return list(rule.codes)
    if rule.range is None:
        return rule.flag
    ends = rule.range
    low, high = (None if end is None else _end(rule.fact, end, ends.currency) for end in (ends.low, ends.high))
    if rule.op == "between":
        found = {"min": low, "max": high, "min_open": ends.low_open, "max_open": ends.high_open}
        return {key: value for key, value in found.items() if value not in (None, False)}
    return low if low is not None else high


def stored(result: RuleResult) -> dict[str, Any]:
    """A rule's result as JSON: fact, outcome, operator, value needed, value held."""
    rule = result.rule
    return {
        "fact": rule.fact.code,
        "outcome": result.outcome.code,
        "op": rule.op,
        "negate": rule.negate,
        "needed": raw_value(rule),
        "held": None if result.held is None else values.write_fact(rule.fact, result.held),
    }


def stored_all(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The rules of the group that decides."""
    return [stored(result) for result in evaluation.shown.rules]


def told(reason: Mapping[str, Any]) -> str:
    """The sentence of a stored reason in the active language; the fact's code when the catalogue no longer knows it."""
    fact = catalogue.get(str(reason.get("fact", "")))
    if fact is None or "op" not in reason:
        return str(reason.get("fact", ""))
    rule = read_value(fact, reason["op"], reason["needed"], negate=bool(reason.get("negate")))
    held = None if reason.get("held") is None else values.read_fact(fact, reason["held"])
    return sentence(RuleResult(rule, Outcome[str(reason["outcome"]).upper()], held))


def missed(reasons: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that do not hold."""
    return [reason for reason in reasons if reason.get("outcome") == "does_not"]
